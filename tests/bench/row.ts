// What a bench tells. Absolute numbers depend on the machine; ratios are taken within one run, so they are what is held.

export interface Row {
  /** What was measured, such as "availability, 30 staff x 60 days". */
  name: string;
  value: number;
  /** Unit of `value`: "µs", "requests/s", "rows". */
  unit: string;
  /** Against what `ratio` is taken, such as "the TypeScript twin". */
  against?: string;
  ratio?: number;
  /** What is promised of the ratio, or of the value where there is no ratio. */
  bound?: { atLeast: number } | { atMost: number };
}

/** Whether the row keeps its promise; true where nothing is promised. */
export function holds({ value, ratio, bound }: Row): boolean {
  const measured = ratio ?? value;
  if (bound === undefined) return true;
  return "atLeast" in bound ? measured >= bound.atLeast : measured <= bound.atMost;
}
