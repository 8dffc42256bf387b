// A log of this test's own: the RFC's tree by its recursive definition and notes signed by Node, so that corectl is held
// against something that shares no code with it.
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const leafOf = (entry: string): Buffer => sha256(Buffer.of(0), Buffer.from(entry));

const split = (n: number): number => {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
};

function treeOf(leaves: Buffer[]): Buffer {
  if (leaves.length <= 1) return leaves[0] ?? sha256();
  const k = split(leaves.length);
  return sha256(Buffer.of(1), treeOf(leaves.slice(0, k)), treeOf(leaves.slice(k)));
}

function pathOf(m: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...pathOf(m, leaves.slice(0, k)), treeOf(leaves.slice(k))]
    : [...pathOf(m - k, leaves.slice(k)), treeOf(leaves.slice(0, k))];
}

function proofOf(m: number, leaves: Buffer[], whole = true): Buffer[] {
  if (m === leaves.length) return whole ? [] : [treeOf(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...proofOf(m, leaves.slice(0, k), whole), treeOf(leaves.slice(k))]
    : [...proofOf(m - k, leaves.slice(k), false), treeOf(leaves.slice(0, k))];
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export class Log {
  readonly entries: string[];
  readonly origin: string;
  readonly #key: KeyObject;
  readonly #public: Buffer;

  constructor(count: number, origin = "book.example.com/thandi-hair") {
    this.entries = Array.from({ length: count }, (_, i) => `{"action":"booking.made","subject":"b${i}","trace":"é"}`);
    this.origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    this.#key = privateKey;
    this.#public = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  }

  get #leaves(): Buffer[] {
    return this.entries.map(leafOf);
  }

  get #hash(): Buffer {
    return sha256(Buffer.from(`${this.origin}\n`), Buffer.of(1), this.#public).subarray(0, 4);
  }

  get verifierKey(): string {
    return `${this.origin}+${this.#hash.toString("hex")}+${base64(Buffer.concat([Buffer.of(1), this.#public]))}`;
  }

  note(size: number): string {
    const text = `${this.origin}\n${size}\n${base64(treeOf(this.#leaves.slice(0, size)))}\n`;
    const signature = Buffer.concat([this.#hash, sign(null, Buffer.from(text), this.#key)]);
    return `${text}\n— ${this.origin} ${base64(signature)}\n`;
  }

  bundle(size: number, from: number, seqs: number[]) {
    const leaves = this.#leaves.slice(0, size);
    return {
      format: "appointmentbooking-audit-1",
      salon: this.origin.split("/")[1],
      checkpoint: {
        size,
        root: base64(treeOf(leaves)),
        note: this.note(size),
        key: this.verifierKey,
        at: "2026-11-30T07:00:00Z",
      },
      entries: seqs.map((seq) => ({
        seq,
        entry: this.entries[seq - 1] ?? "",
        proof: pathOf(seq - 1, leaves).map(base64),
      })),
      earlier: { note: this.note(from), proof: proofOf(from, leaves).map(base64) },
      fresh: [] as { seq: number; entry: string }[],
    };
  }

  /** What `GET …/audit/export` answers. */
  get export(): string {
    return this.entries.map((entry, i) => `${JSON.stringify({ seq: i + 1, entry })}\n`).join("");
  }
}
