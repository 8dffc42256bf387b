// The audit tree: leaves hashed and proofs verified a second, in the module that ships and natively on the same bytes.
// What a booking writes is a test (tests/worker/compliance).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cmake } from "../../scripts/build.ts";
import { root } from "../../scripts/local/process.ts";
import {
  encodeClaims,
  encodeEntries,
  growTree,
  leavesOf,
  verifyClaims,
} from "../../workers/engine/compliance/audit.ts";
import { EngineModule } from "../../workers/engine/module.ts";
import type { Row } from "./row.ts";
import { microseconds } from "./timing.ts";

const ENTRIES = 1024;
const PROOFS = 256;

/** As large as a booking's entry. */
const entry = (i: number): string =>
  JSON.stringify({
    at: 29_400_000 + i,
    actor: "client",
    action: "booking.made",
    subject: `mzxw6ytboi2gk3tmnbqxezlt${String(i).padStart(4, "0")}`,
    trace: "0123456789abcdef",
    salon: "thandi-hair",
    detail: {
      client: "mzxw6ytboi2gk3tmnbqxezltna",
      start: 1,
      end: 2,
      price_cents: 45_000,
      party: 1,
      services: ["cut"],
      consents: [],
    },
  });

export async function bench(): Promise<Row[]> {
  const compliance = new EngineModule(new WebAssembly.Module(readFileSync(join(root, "build/ship/compliance.wasm"))));
  cmake("native", ["bench_audit"]);
  const entries = Array.from({ length: ENTRIES }, (_, i) => entry(i));
  const leaves = leavesOf(entries, compliance);
  for (const [i, leaf] of leaves.entries()) {
    const digest = createHash("sha256")
      .update("\0")
      .update(entries[i] ?? "")
      .digest();
    if (!digest.equals(leaf)) throw new Error("the module hashes otherwise than Node");
  }
  const nodes = [{ height: 0, first: 0, hashes: Uint8Array.from(leaves.flatMap((leaf) => [...leaf])) }];
  const indices = Array.from({ length: PROOFS }, (_, i) => i * 4);
  const tree = growTree({ size: ENTRIES, nodes, roots: [ENTRIES], inclusion: indices }, compliance);
  const claims = indices.map((index, i) => ({
    leaf: leaves[index] ?? new Uint8Array(32),
    index,
    size: ENTRIES,
    root: tree.roots[0] ?? new Uint8Array(32),
    path: tree.inclusion[i] ?? [],
  }));
  if (!verifyClaims(claims, [], compliance).every(Boolean)) throw new Error("a proof does not hold");
  const rows = [
    ...measured(compliance, "leaves", `leaves of ${entries[0]?.length} bytes`, encodeEntries(entries).slice(), ENTRIES),
    ...measured(
      compliance,
      "verify",
      `inclusion proofs in ${ENTRIES} entries`,
      encodeClaims(claims, []).slice(),
      PROOFS,
    ),
  ];
  const sealing = microseconds(() => {
    growTree({ size: ENTRIES, nodes, roots: [ENTRIES], tilesFrom: 0 }, compliance);
  });
  return [...rows, { name: `audit: root and tiles of ${ENTRIES} new entries`, value: sealing, unit: "µs" }];
}

/** The same request in Wasm and natively: so many things a second, and how much longer Wasm takes. */
function measured(
  compliance: EngineModule,
  operation: string,
  what: string,
  request: Uint8Array,
  count: number,
): Row[] {
  const folder = join(root, "build/bench");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `audit-${operation}.bin`);
  writeFileSync(file, request);
  // In turns, and the best of each: what else the machine does meets both.
  let wasm = Number.POSITIVE_INFINITY;
  let native = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 3; turn++) {
    wasm = Math.min(
      wasm,
      microseconds(() => void compliance.call(`audit_${operation}`, request), 3),
    );
    const told = execFileSync(join(root, "build/native/bench_audit"), [operation, file, "20"], { encoding: "utf8" });
    native = Math.min(native, Number(told) / 1000);
  }
  return [
    { name: `audit: ${what}, native`, value: (count / native) * 1e6, unit: "/s" },
    {
      name: `audit: ${what}, Wasm`,
      value: (count / wasm) * 1e6,
      unit: "/s",
      against: "native -O3",
      ratio: wasm / native,
      bound: { atMost: 2 },
    },
  ];
}
