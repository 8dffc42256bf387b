// What a decision of admission costs in the shipped WebAssembly: one in a call, and many in one. Requests are written
// beforehand, as the boundary has a bench of its own; copying them in, verifying, deciding and finding the answer count.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/local/process.ts";
import { type Arrival, admit, encodeAdmit } from "../../workers/engine/compliance/admit.ts";
import { EngineModule } from "../../workers/engine/module.ts";
import type { Row } from "./row.ts";
import { microsecondsInTurn } from "./timing.ts";

const BATCH = 1_000;

/** Keys of all kinds: fresh, half spent, refused, asked for more than there is. */
function arrivals(count: number): Arrival[] {
  const now = 1_790_000_000_000_000;
  return Array.from({ length: count }, (_, i) => ({
    tat: i % 4 === 0 ? 0 : now + (i % 97) * 250_000,
    now: now + i,
    interval: 250_000 + (i % 3),
    burst: 20,
    cost: i % 50 === 49 ? 21 : 1 + (i % 3),
  }));
}

/** The operation alone: the request stands in the module's memory already, and nobody looks for the answer. */
function bare(module: WebAssembly.Module, request: Uint8Array): () => void {
  const exports = new WebAssembly.Instance(module).exports as unknown as {
    memory: WebAssembly.Memory;
    reserve(bytes: number): number;
    admit(ptr: number, len: number): number;
  };
  const ptr = exports.reserve(request.length);
  new Uint8Array(exports.memory.buffer).set(request, ptr);
  return () => {
    if (exports.admit(ptr, request.length) !== 0) throw new Error("it was refused");
  };
}

export async function bench(): Promise<Row[]> {
  const module = new WebAssembly.Module(readFileSync(join(root, "build/ship/compliance.wasm")));
  const compliance = new EngineModule(module);
  const verdicts = admit(arrivals(BATCH), compliance);
  const allowed = verdicts.filter((verdict) => verdict.allowed).length;
  if (verdicts.length !== BATCH || allowed === 0 || allowed === BATCH) throw new Error("it does not decide");
  const [one, many] = [encodeAdmit(arrivals(1)), encodeAdmit(arrivals(BATCH))];
  const alone = bare(module, one);
  const [inside, single, batch, whole] = microsecondsInTurn([
    alone,
    () => void compliance.call("admit", one),
    () => void compliance.call("admit", many),
    () => void admit(arrivals(2), compliance),
  ] as const);
  return [
    {
      name: "admission: one decision, verified, decided and answered inside WebAssembly",
      value: inside * 1000,
      unit: "ns",
      bound: { atMost: 100 },
    },
    { name: "admission: one decision in a call, copied in and its answer found", value: single * 1000, unit: "ns" },
    {
      name: `admission: a decision among ${BATCH} in a call`,
      value: (batch * 1000) / BATCH,
      unit: "ns",
      bound: { atMost: 100 },
    },
    { name: "admission: a command's two verdicts, written, decided and read in TypeScript", value: whole, unit: "µs" },
  ];
}
