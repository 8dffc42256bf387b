// The named cases of money, for any build of the core.
import type { EngineModule } from "../../../workers/engine/module.ts";
import {
  type Entry,
  type Payment,
  type ReckonLine,
  type RefundOf,
  reckon,
  refund,
  settle,
} from "../../../workers/engine/money/reckoning.ts";
import file from "./cases.json" with { type: "json" };

export interface Told {
  name: string;
  expected: unknown;
  told: unknown;
}

const byName = (entries: readonly Entry[]): Record<string, number> =>
  Object.fromEntries(entries.map(([account, whose, cents]) => [whose === "" ? account : `${account} ${whose}`, cents]));

/** What should be told, and what is, of every case. */
export function replayMoney(money: EngineModule): Told[] {
  const reckoned = file.reckon.map(({ name, lines, discount, vat, total, tax, entries }) => {
    const bill = reckon(lines as ReckonLine[], discount, vat, money);
    return {
      name,
      expected: { total, tax, entries },
      told: { total: bill.total, tax: bill.vat, entries: byName(bill.entries) },
    };
  });
  const settled = file.settle.map(({ name, owed, payments, ...rest }) => {
    const answer = settle(owed, payments as Payment[], false, money);
    const told = answer.ok
      ? { change: answer.change, left: answer.left, entries: byName(answer.entries) }
      : { fault: answer.fault };
    return { name, expected: rest as unknown, told: told as unknown };
  });
  const refunded = file.refund.map(({ name, of, tax, entries }) => {
    const back = refund(of as RefundOf, money);
    return { name, expected: { tax, entries }, told: { tax: back.vat, entries: byName(back.entries) } };
  });
  return [...reckoned, ...settled, ...refunded];
}
