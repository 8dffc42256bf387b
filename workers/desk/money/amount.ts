// Amounts as people write them: `350`, `R350`, `1 300.50`, `1,300.50`, `99,5`.

/** Cents; null for what is no amount, or more than ten million. */
export function centsOf(text: string): number | null {
  const plain = text
    .trim()
    .replace(/^R\s*/i, "")
    .replaceAll(/[\s\u00a0]/g, "");
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,8})(?:[.,](\d{1,2}))?$/.exec(plain);
  if (match === null) return null;
  const cents = Number((match[1] ?? "").replaceAll(",", "")) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return cents <= 1_000_000_000 ? cents : null;
}

/** As a field shows it: `1300.50`. */
export const amountOf = (cents: number): string => (cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2));
