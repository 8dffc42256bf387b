// How long a call takes: the best of several rounds, since what the machine does besides is not the call's.

const ROUND = 120; // milliseconds

export function microseconds(call: () => void, rounds = 7): number {
  return microsecondsInTurn([call], rounds)[0] ?? 0;
}

/** Rivals take turns, so that a slow spell of the machine meets all of them. */
export function microsecondsInTurn<Calls extends readonly (() => void)[]>(
  calls: Calls,
  rounds = 9,
): { [K in keyof Calls]: number } {
  const repeats = calls.map((call) => {
    const began = performance.now();
    let warm = 0;
    while (performance.now() - began < ROUND) {
      call();
      warm++;
    }
    return Math.max(1, warm);
  });
  const best = calls.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    calls.forEach((call, i) => {
      const times = repeats[i] ?? 1;
      const began = performance.now();
      for (let k = 0; k < times; k++) call();
      best[i] = Math.min(best[i] ?? 0, ((performance.now() - began) * 1000) / times);
    });
  }
  return best as { [K in keyof Calls]: number };
}
