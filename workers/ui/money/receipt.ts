// What a document for money is called, and how its number is written: on its page and in the letter that brings it.

import type { Words } from "../words.ts";

export interface NamedDocument {
  series: "invoice" | "credit";
  number: number;
  vendor: boolean;
}

/** "Tax invoice" is what the Value-Added Tax Act has it say (s 20(4)(a)); only a vendor's does. `I000017`, `C000002`. */
export function namedDocument(
  words: Words,
  { series, number, vendor }: NamedDocument,
): { title: string; number: string } {
  const title =
    series === "credit"
      ? words.say(vendor ? "money.receipt.credit-note" : "money.receipt.refund")
      : words.say(vendor ? "money.receipt.tax-invoice" : "money.receipt.receipt");
  return { title, number: `${series === "invoice" ? "I" : "C"}${String(number).padStart(6, "0")}` };
}
