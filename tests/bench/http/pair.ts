// Two ways of doing the same, measured in turn within one run, so that what else the machine does falls on both.

export interface Side {
  /** Does it once; `turn` counts up from 0 over the whole run. */
  once(turn: number): Promise<unknown>;
  /** Processor time taken so far, in microseconds. */
  processor(): number;
}

export interface Pair {
  /** Requests per second, of each side's median round. */
  ours: number;
  bare: number;
  /** How much longer ours takes: the median over rounds of the ratio of two neighbours. */
  time: number;
  /** How much more of the processor ours takes over the whole run. */
  processor: number;
}

export interface Rounds {
  rounds: number;
  /** Requests a side makes in one round, and how many of them are under way at once. */
  requests: number;
  atOnce: number;
  /** Milliseconds after each answer, which are not counted: what goes on behind an answer does not slow the next one. */
  pause?: number;
}

/** Each round runs both sides, the one that was first last time second. */
export async function pair(ours: Side, bare: Side, { rounds, requests, atOnce, pause = 0 }: Rounds): Promise<Pair> {
  const turns = { ours: 0, bare: 0 };
  const taken = { ours: 0, bare: 0 };
  const seconds: { ours: number; bare: number }[] = [];
  const run = async (name: "ours" | "bare"): Promise<number> => {
    const side = name === "ours" ? ours : bare;
    const first = turns[name];
    turns[name] += requests;
    const spent = side.processor();
    const began = performance.now();
    let paused = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async (_, lane) => {
        for (let turn = first + lane; turn < first + requests; turn += atOnce) {
          await side.once(turn);
          if (pause === 0) continue;
          const answered = performance.now();
          await new Promise((resolve) => setTimeout(resolve, pause));
          paused += (performance.now() - answered) / atOnce;
        }
      }),
    );
    const took = (performance.now() - began - paused) / 1000;
    taken[name] += side.processor() - spent;
    return took;
  };
  for (let round = 0; round < rounds; round++) {
    const both = { ours: 0, bare: 0 };
    for (const name of round % 2 === 0 ? (["ours", "bare"] as const) : (["bare", "ours"] as const)) {
      both[name] = await run(name);
    }
    seconds.push(both);
  }
  return {
    ours: requests / median(seconds.map((each) => each.ours)),
    bare: requests / median(seconds.map((each) => each.bare)),
    time: median(seconds.map((each) => each.ours / each.bare)),
    processor: taken.ours / taken.bare,
  };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
