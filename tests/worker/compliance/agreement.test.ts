// The upsert of D1 and the core in WebAssembly are one decision in two languages: what one admits, the other admits.

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Arrival, admit } from "../../../workers/engine/compliance/admit.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { askAdmission, askTat, type TatRow } from "../../../workers/store/compliance/admission.ts";
import { read } from "../../../workers/store/database.ts";

const SEQUENCES = 2_000;
const CALLS = 12;

/** SplitMix-like, so that a failure names a seed that repeats it. */
function dice(seed: number): (low: number, high: number) => number {
  let state = seed;
  return (low, high) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1));
  };
}

interface Sequence {
  interval: number;
  burst: number;
  calls: { now: number; cost: number }[];
}

function sequence(seed: number): Sequence {
  const roll = dice(seed);
  const interval = [1, 333_334, 250_000, 1_000_000, 7_000_001, 3_600_000_000][roll(0, 5)] ?? 1;
  const burst = [1, 2, 5, 60][roll(0, 3)] ?? 1;
  let now = 1_790_000_000_000_000 + roll(0, 999_999);
  const calls = Array.from({ length: CALLS }, () => {
    const steps = [0, 1, interval - 1, interval, interval * roll(0, 3) + roll(0, 2), -roll(0, 2_000_000)];
    now += steps[roll(0, 5)] ?? 0;
    return { now, cost: roll(0, 9) < 7 ? 1 : roll(0, burst + 1) };
  });
  return { interval, burst, calls };
}

test(`${SEQUENCES} random sequences are decided alike by D1 and by the module that ships, to the microsecond`, async () => {
  const db = env.DB;
  let admitted = 0;
  let refused = 0;
  for (let first = 0; first < SEQUENCES; first += 50) {
    const sequences = Array.from({ length: 50 }, (_, i) => ({ ...sequence(first + i), seed: first + i }));
    const asks = sequences.flatMap(({ interval, burst, calls, seed }) => {
      const key = { salon: "agreement", plan: "p", subject: String(seed) };
      return [
        ...calls.map(({ now, cost }) =>
          askAdmission(db, key, { now, increment: cost * interval, burstTime: burst * interval }),
        ),
        askTat(db, key),
      ];
    });
    const results = await read<TatRow[]>(db, asks);
    for (const [i, { interval, burst, calls, seed }] of sequences.entries()) {
      const rows = results.slice(i * (CALLS + 1), (i + 1) * (CALLS + 1));
      let tat = 0;
      for (const [n, { now, cost }] of calls.entries()) {
        const arrival: Arrival = { tat, now, interval, burst, cost };
        const [verdict] = admit([arrival], compliance);
        const row = rows[n]?.[0];
        expect(row !== undefined, `seed ${seed}, call ${n}`).toBe(verdict?.allowed);
        if (row === undefined) refused++;
        else {
          admitted++;
          expect(row.tat, `seed ${seed}, call ${n}`).toBe(verdict?.tat);
        }
        tat = verdict?.tat ?? 0;
      }
      expect(rows[CALLS]?.[0]?.tat ?? 0, `seed ${seed}: what is stored`).toBe(tat);
    }
  }
  expect(admitted).toBeGreaterThan(SEQUENCES);
  expect(refused).toBeGreaterThan(SEQUENCES);
});

test("a batch is answered in order, each call by itself; what lies out of range is refused", () => {
  const plan = { interval: 250_000, burst: 2, cost: 1 };
  const verdicts = admit(
    [
      { ...plan, tat: 0, now: 1_000_000 },
      { ...plan, tat: 1_500_001, now: 1_000_000 },
      { ...plan, tat: 0, now: 1_000_000, cost: 3 },
    ],
    compliance,
  );
  expect(verdicts).toEqual([
    { allowed: true, tat: 1_250_000, remaining: 1, reset: 250_000, retryAfter: 0 },
    { allowed: false, tat: 1_500_001, remaining: 0, reset: 500_001, retryAfter: 250_001 },
    { allowed: false, tat: 0, remaining: 2, reset: 0, retryAfter: -1 },
  ]);
  expect(() => admit([{ ...plan, tat: 0, now: 2 ** 53 }], compliance)).toThrow("status 2");
});
