// An authenticator made of WebCrypto, for tests inside workerd: ES256, no attestation. It can be told to lie in one thing at a
// time, which a browser never would.

export interface Lie {
  origin?: string;
  /** The host that the key says it belongs to. */
  rpId?: string;
  challenge?: string;
  type?: string;
  /** Authenticator data flags; user present, user verified, and with a new key attested data. */
  flags?: number;
  counter?: number;
  id?: string;
  /** Signs with another key. */
  forged?: boolean;
}

const encoder = new TextEncoder();
const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

const url64 = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const joined = (...parts: (Uint8Array | number[])[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const newKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;

export class Authenticator {
  readonly id = crypto.getRandomValues(new Uint8Array(16));
  private counter = 0;
  private readonly keys: CryptoKeyPair;

  private constructor(keys: CryptoKeyPair) {
    this.keys = keys;
  }

  static async make(): Promise<Authenticator> {
    return new Authenticator(await newKeys());
  }

  /** What navigator.credentials.create(…).toJSON() gives. */
  async register(options: { challenge: string; rp: { id: string } }, origin: string, lie: Lie = {}) {
    const clientData = this.clientData("webauthn.create", options.challenge, origin, lie);
    const raw = new Uint8Array((await crypto.subtle.exportKey("raw", this.keys.publicKey)) as ArrayBuffer);
    // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    const cose = joined(
      [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20],
      raw.slice(1, 33),
      [0x22, 0x58, 0x20],
      raw.slice(33),
    );
    const attested = joined(new Uint8Array(16), [0, this.id.length], this.id, cose);
    const data = joined(await this.data(options.rp.id, PRESENT | VERIFIED | ATTESTED, lie), attested);
    // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
    const text = (word: string) => joined([0x60 + word.length], encoder.encode(word));
    const object = joined(
      [0xa3],
      ...[text("fmt"), text("none"), text("attStmt"), [0xa0], text("authData")],
      [0x58, data.length],
      data,
    );
    const response = { clientDataJSON: url64(clientData), attestationObject: url64(object), transports: ["internal"] };
    return this.credential(response, lie);
  }

  /** What navigator.credentials.get(…).toJSON() gives. */
  async sign(options: { challenge: string; rpId: string }, origin: string, lie: Lie = {}) {
    this.counter += 1;
    const clientData = this.clientData("webauthn.get", options.challenge, origin, lie);
    const data = await this.data(options.rpId, PRESENT | VERIFIED, lie);
    const key = lie.forged ? (await newKeys()).privateKey : this.keys.privateKey;
    const message = joined(data, await sha256(clientData));
    const raw = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, message));
    const response = {
      clientDataJSON: url64(clientData),
      authenticatorData: url64(data),
      signature: url64(der(raw)),
    };
    return this.credential(response, lie);
  }

  private clientData(type: string, challenge: string, origin: string, lie: Lie): Uint8Array {
    const told = { type: lie.type ?? type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? origin };
    return encoder.encode(JSON.stringify({ ...told, crossOrigin: false }));
  }

  private async data(rpId: string, flags: number, lie: Lie): Promise<Uint8Array> {
    const counter = new DataView(new ArrayBuffer(4));
    counter.setUint32(0, lie.counter ?? this.counter);
    const host = await sha256(encoder.encode(lie.rpId ?? rpId));
    return joined(host, [lie.flags ?? flags], new Uint8Array(counter.buffer));
  }

  private credential(response: Record<string, unknown>, lie: Lie) {
    const id = lie.id ?? url64(this.id);
    return { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
  }
}

/** r and s of 32 bytes each -> the ASN.1 sequence that WebAuthn wants. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array): Uint8Array => {
    let from = 0;
    while (from < bytes.length - 1 && bytes[from] === 0) from++;
    const body = bytes.slice(from);
    const padded = (body[0] ?? 0) & 0x80 ? joined([0], body) : body;
    return joined([0x02, padded.length], padded);
  };
  const body = joined(integer(raw.slice(0, 32)), integer(raw.slice(32)));
  return joined([0x30, body.length], body);
}
