// Operations `reckon`, `settle` and `refund`: what a bill comes to, what payments do, what goes back, and the entries of each. Whose an
// entry is goes to the module as an index and comes back as the text that it stands for.
import { Builder, ByteBuffer } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/money_generated.ts";
import type { EngineModule } from "../module.ts";

/** In the order of the schema's `Account`. */
export const ACCOUNTS = [
  ...([
    "cash",
    "card",
    "eft",
    "online",
    "receivable",
    "deposits",
    "gift-cards",
    "packages",
    "revenue",
    "outside",
  ] as const),
  ...(["vat", "tips", "commission-cost", "commission-due", "discounts", "refunds", "till-difference"] as const),
] as const;
export type Account = (typeof ACCOUNTS)[number];

/** In the order of the schema's `Means`. */
export const MEANS = ["cash", "card", "eft", "online", "deposit", "gift-card"] as const;
export type Means = (typeof MEANS)[number];

const KINDS = ["service", "gift-card", "package", "prepaid"] as const;
const FAULTS = [null, "too-much", "not-held", "tip-too-large"] as const;
export type PaymentFault = Exclude<(typeof FAULTS)[number], null>;

/** As the ledger keeps it: `whose` is '' where it is of the salon alone; a positive amount adds to the account. */
export type Entry = [account: Account, whose: string, cents: number];

/** Hundredths of a percent. */
export const VAT_RATE = 1_500;

export interface ReckonLine {
  kind: (typeof KINDS)[number];
  cents: number;
  /** Who earns the commission. */
  person: string | null;
  /** The gift card or package that is sold, or pays. */
  card: string | null;
  /** Hundredths of a percent. */
  commission: number;
  taxed: boolean;
}

export interface Reckoning {
  lines: { discount: number; cents: number; vat: number }[];
  total: number;
  vat: number;
  entries: Entry[];
}

/** Numbers for texts, and back; -1 is nobody. */
class Names {
  readonly #names: string[] = [];
  of(name: string | null): number {
    if (name === null) return -1;
    const known = this.#names.indexOf(name);
    return known >= 0 ? known : this.#names.push(name) - 1;
  }
  name(index: number): string {
    return this.#names[index] ?? "";
  }
}

interface Entries {
  entriesLength(): number;
  entries(i: number): wire.Entry | null;
}

function entriesOf(answer: Entries, names: Names): Entry[] {
  return Array.from({ length: answer.entriesLength() }, (_, i): Entry => {
    const entry = answer.entries(i);
    return [ACCOUNTS[entry?.account() ?? 0] ?? "cash", names.name(entry?.who() ?? -1), Number(entry?.cents() ?? 0n)];
  });
}

function called(money: EngineModule, operation: string, builder: Builder): ByteBuffer {
  const { bytes, at, length } = money.call(operation, builder.asUint8Array());
  return new ByteBuffer(bytes.slice(at, at + length));
}

/** Structs are written from the last to the first. */
const backwards = <T>(rows: readonly T[], write: (row: T) => unknown): void => {
  for (const row of rows.toReversed()) write(row);
};

/** `discount` in cents on the services; `vat` in hundredths of a percent, 0 where the salon is no vendor. */
export function reckon(lines: readonly ReckonLine[], discount: number, vat: number, money: EngineModule): Reckoning {
  const names = new Names();
  const known = lines.map((line) => ({ ...line, earns: names.of(line.person), of: names.of(line.card) }));
  const builder = new Builder(64 + lines.length * 32);
  wire.ReckonRequest.startLinesVector(builder, lines.length);
  backwards(known, ({ kind, cents, earns, of, commission, taxed }) =>
    wire.BillLine.createBillLine(
      builder,
      BigInt(cents),
      earns,
      of,
      commission,
      KINDS.indexOf(kind) as wire.LineKind,
      taxed,
    ),
  );
  const written = builder.endVector();
  builder.finish(wire.ReckonRequest.createReckonRequest(builder, written, BigInt(discount), vat));
  const answer = wire.ReckonAnswer.getRootAsReckonAnswer(called(money, "reckon", builder));
  return {
    lines: Array.from({ length: answer.linesLength() }, (_, i) => {
      const line = answer.lines(i);
      return { discount: Number(line?.discount()), cents: Number(line?.cents()), vat: Number(line?.vat()) };
    }),
    total: Number(answer.total()),
    vat: Number(answer.vat()),
    entries: entriesOf(answer, names),
  };
}

export interface Payment {
  means: Means;
  /** What is handed over, the tip in it. */
  cents: number;
  tip: number;
  /** The person it is for. */
  tipped: string | null;
  /** What the deposit or card still holds, and whose it is. */
  available: number;
  held: string | null;
}

export type Settlement =
  | { ok: true; applied: number[]; change: number; left: number; entries: Entry[] }
  | { ok: false; fault: PaymentFault; at: number };

export function settle(
  owed: number,
  payments: readonly Payment[],
  intoDeposit: boolean,
  money: EngineModule,
): Settlement {
  const names = new Names();
  const known = payments.map((each) => ({ ...each, person: names.of(each.tipped), card: names.of(each.held) }));
  const builder = new Builder(64 + payments.length * 48);
  wire.SettleRequest.startPaymentsVector(builder, payments.length);
  backwards(known, ({ cents, tip, available, person, card, means }) =>
    wire.Payment.createPayment(
      builder,
      BigInt(cents),
      BigInt(tip),
      BigInt(available),
      person,
      card,
      MEANS.indexOf(means) as wire.Means,
    ),
  );
  const written = builder.endVector();
  builder.finish(wire.SettleRequest.createSettleRequest(builder, BigInt(owed), written, intoDeposit));
  const answer = wire.SettleAnswer.getRootAsSettleAnswer(called(money, "settle", builder));
  const fault = FAULTS[answer.fault()] ?? null;
  if (fault !== null) return { ok: false, fault, at: answer.at() };
  return {
    ok: true,
    applied: Array.from({ length: answer.appliedLength() }, (_, i) => Number(answer.applied(i))),
    change: Number(answer.change()),
    left: Number(answer.left()),
    entries: entriesOf(answer, names),
  };
}

export interface RefundOf {
  total: number;
  vat: number;
  /** What went back already. */
  before: number;
  cents: number;
  means: Exclude<Means, "deposit" | "gift-card">;
  commissions: { who: string; cents: number }[];
}

export function refund(of: RefundOf, money: EngineModule): { vat: number; entries: Entry[] } {
  const names = new Names();
  const known = of.commissions.map(({ who, cents }) => ({ cents, index: names.of(who) }));
  const builder = new Builder(96 + known.length * 16);
  wire.RefundRequest.startCommissionsVector(builder, known.length);
  backwards(known, ({ cents, index }) => wire.Commission.createCommission(builder, BigInt(cents), index));
  const written = builder.endVector();
  builder.finish(
    wire.RefundRequest.createRefundRequest(
      builder,
      BigInt(of.total),
      BigInt(of.vat),
      BigInt(of.before),
      BigInt(of.cents),
      MEANS.indexOf(of.means) as wire.Means,
      written,
    ),
  );
  const answer = wire.RefundAnswer.getRootAsRefundAnswer(called(money, "refund", builder));
  return { vat: Number(answer.vat()), entries: entriesOf(answer, names) };
}
