// …/salons/{salon}/bills: what is owed and paid, for programs: an importer, a card machine, a partner's till.

import type { BillChanges } from "../../../shared/contracts/generated/bill-changes.types.ts";
import { validate as billChanges } from "../../../shared/contracts/generated/bill-changes.validate.js";
import type { VisitDeposit } from "../../../shared/contracts/generated/deposit.types.ts";
import { validate as visitDeposit } from "../../../shared/contracts/generated/deposit.validate.js";
import type { BillPayments } from "../../../shared/contracts/generated/payments.types.ts";
import { validate as billPayments } from "../../../shared/contracts/generated/payments.validate.js";
import type { BillRefund } from "../../../shared/contracts/generated/refund.types.ts";
import { validate as billRefund } from "../../../shared/contracts/generated/refund.validate.js";
import type { PostingReversal } from "../../../shared/contracts/generated/reversal.types.ts";
import { validate as postingReversal } from "../../../shared/contracts/generated/reversal.validate.js";
import { unknownBill } from "../../commands/desk/money/billing.ts";
import { takeDeposit } from "../../commands/desk/money/deposit.ts";
import { type BillChange, editBill } from "../../commands/desk/money/edit.ts";
import { refund, reverse } from "../../commands/desk/money/give-back.ts";
import { giveCardsBack } from "../../commands/desk/money/online/give-card-back.ts";
import { pay } from "../../commands/desk/money/pay.ts";
import { readBill, type SeenBill } from "../../commands/desk/money/read-bill.ts";
import { checked, MAX_BODY, parseBody, readBytes, type Validator } from "../../http/body.ts";
import { problemAnswer } from "../../http/refusal.ts";
import { commandContext, type DoorContext, idempotencyOf } from "../../http/request.ts";
import { json, outcomeAnswer, type Route } from "../../http/routes.ts";
import { entriesOf } from "../../store/desk/money/ledger.ts";
import { tillRoutes } from "./till-api.ts";

const bills = "/api/v1/salons/{salon}/bills";
const made = (description: string) => ({ 201: { description, mediaType: "application/json" } });

export const moneyRoutes: Route[] = [
  {
    ...{
      method: "get",
      path: `${bills}/{bill}`,
      id: "readBill",
      summary: "A bill, or the one that a visit will have.",
    },
    access: "role",
    permission: "bills.read",
    answers: { 200: { description: "Its lines, what is owed, and its postings.", mediaType: "application/json" } },
    async handle(c, actor) {
      const seen = await readBill(commandContext(c), param(c, "salon"), param(c, "bill"), actor);
      return seen === null ? problemAnswer(unknownBill()) : json(told(seen));
    },
  },
  {
    ...{
      method: "post",
      path: bills,
      id: "beginBill",
      summary: "Begins a bill for what is sold without a visit.",
    },
    access: "role",
    permission: "bills.write",
    body: "BillChanges",
    example: { changes: [{ act: "gift-card", cents: 50_000 }] },
    answers: { 200: { description: "It is kept.", mediaType: "application/json" } },
    handle: async (c, actor) => changing(c, null, actor),
  },
  {
    ...{
      method: "patch",
      path: `${bills}/{bill}`,
      id: "changeBill",
      summary: "Changes a bill of which nothing is paid yet.",
    },
    access: "role",
    permission: "bills.write",
    body: "BillChanges",
    example: { changes: [{ act: "price", line: "0-0", cents: 30_000, why: "model evening" }] },
    answers: { 200: { description: "It is kept.", mediaType: "application/json" } },
    handle: async (c, actor) => changing(c, param(c, "bill"), actor),
  },
  {
    ...{
      method: "post",
      path: `${bills}/{bill}/payments`,
      id: "payBill",
      summary: "Pays a bill, whole or in part.",
    },
    access: "role",
    permission: "bills.write",
    body: "BillPayments",
    example: { payments: [{ means: "cash", cents: 40_000, tip: 5_000, tipped: "thandi" }] },
    answers: made("It is paid, and what comes back."),
    async handle(c, actor) {
      const { body, idempotency } = await read<BillPayments>(c, billPayments);
      const at = { salon: param(c, "salon"), bill: param(c, "bill"), actor, idempotency };
      return outcomeAnswer(await pay(commandContext(c), { ...at, ...body }));
    },
  },
  {
    ...{
      method: "post",
      path: `${bills}/{bill}/refunds`,
      id: "refundBill",
      summary: "Gives back, with a credit note.",
    },
    access: "role",
    permission: "bills.write",
    body: "BillRefund",
    example: { cents: 10_000, means: "card", reason: "the colour did not hold" },
    answers: made("It went back."),
    async handle(c, actor) {
      const { body, idempotency } = await read<BillRefund>(c, billRefund);
      const at = { salon: param(c, "salon"), bill: param(c, "bill"), actor, idempotency };
      const { cards, ...of } = body;
      if (cards) return outcomeAnswer(await giveCardsBack(commandContext(c), { ...at, ...of }));
      return outcomeAnswer(await refund(commandContext(c), { ...at, ...of }));
    },
  },
  {
    ...{
      method: "post",
      path: `${bills}/{bill}/deposits`,
      id: "takeDeposit",
      summary: "Keeps a deposit for a visit.",
    },
    access: "role",
    permission: "bills.write",
    body: "VisitDeposit",
    example: { means: "eft", cents: 20_000, reference: "FNB 4471" },
    answers: made("It is held until the visit is paid."),
    async handle(c, actor) {
      const { body, idempotency } = await read<VisitDeposit>(c, visitDeposit);
      const at = { salon: param(c, "salon"), booking: param(c, "bill"), actor, idempotency };
      return outcomeAnswer(await takeDeposit(commandContext(c), { ...at, ...body }));
    },
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/postings/{posting}/reversal",
    id: "reversePosting",
    summary: "Takes back a payment, a deposit or an unpaid sale that was wrong.",
    access: "role",
    permission: "corrections.write",
    body: "PostingReversal",
    example: { reason: "it was paid in cash" },
    answers: made("It is taken back."),
    async handle(c, actor) {
      const { body, idempotency } = await read<PostingReversal>(c, postingReversal);
      const at = { salon: param(c, "salon"), posting: param(c, "posting"), actor, idempotency };
      return outcomeAnswer(await reverse(commandContext(c), { ...at, ...body }));
    },
  },
  ...tillRoutes,
];

const param = (c: DoorContext, name: string): string => c.req.param(name) ?? "";

async function read<T>(c: DoorContext, validate: Validator<T>) {
  const bytes = await readBytes(c.req.raw, MAX_BODY);
  const idempotency = await idempotencyOf(c, bytes);
  return { body: checked<T>(parseBody(bytes), validate), idempotency };
}

async function changing(
  c: DoorContext,
  bill: string | null,
  actor: Parameters<typeof editBill>[1]["actor"],
): Promise<Response> {
  const { body, idempotency } = await read<BillChanges>(c, billChanges);
  // The schema asks of each act for what belongs to it.
  const changes = body.changes as BillChange[];
  const at = { salon: param(c, "salon"), bill, actor, idempotency, version: body.version };
  return outcomeAnswer(await editBill(commandContext(c), { ...at, changes }));
}

function told({ bill, owed, deposit, postings, documents, cards }: SeenBill) {
  return {
    ...{ bill: bill.id, visit: bill.booking, state: bill.state, version: bill.version, lines: bill.lines },
    ...{
      discount_cents: bill.discount,
      total_cents: bill.total,
      vat_cents: bill.vat,
      owed_cents: owed,
      deposit_cents: deposit,
    },
    postings: postings.map((row) => ({
      ...{
        posting: row.posting_id,
        kind: row.kind,
        reversed: row.reversed === 1,
        reason: row.reason,
        reference: row.reference,
      },
      entries: entriesOf(row).map(([account, whose, cents]) => ({ account, whose, cents })),
    })),
    documents: documents.map(({ document_id, series, number }) => ({ document: document_id, series, number })),
    cards: cards.map(({ card_id, code, cents, units, used, service_id }) => {
      return { card: card_id, code, cents, ...(service_id === null ? {} : { service: service_id, units, used }) };
    }),
  };
}
