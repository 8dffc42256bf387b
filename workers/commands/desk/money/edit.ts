// The team puts a bill together: prices that differ from what was booked, with the reason, what was bought besides, a discount, gift
// cards and packages. Whatever is taken off has a reason, and beyond a bound a manager to answer for it.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Fault, invalid, problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { type Bill, type BillLine, putBill } from "../../../store/desk/money/bills.ts";
import { askCardByCode, type CardRow } from "../../../store/desk/money/cards.ts";
import { askAnswer, type IdempotencyRow } from "../../../store/idempotency.ts";
import { askVersion, mustBeVersion, type Salon, type VersionRow } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../command.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import {
  askStanding,
  changedMeanwhile,
  type StandingLists,
  type StandingRows,
  standingOf,
  tooMuchToGive,
  unknownBill,
} from "./billing.ts";
import { codeHash } from "./cards.ts";
import { asReckoned, emptyBill, givenUp, reckoned } from "./lines.ts";
import { mayGiveUp } from "./terms.ts";

/** Lines of one bill: the engine's bound. */
const MOST_LINES = 200;

/** One change. Lines are named by their id; a line that is added gets one. */
export type BillChange =
  | { act: "price"; line: string; cents: number; why: string }
  | { act: "person"; line: string; person: string }
  | { act: "remove"; line: string }
  | { act: "add"; kind: "extra" | "fee"; name: string; cents: number; person?: string | undefined }
  | { act: "gift-card"; cents: number }
  | { act: "package"; service: string; units: number; cents: number }
  | { act: "redeem"; line: string; code: string }
  | { act: "discount"; cents: number; why: string };

export interface EditInput {
  salon: string;
  /** Null begins one for something that is sold without a visit. */
  bill: string | null;
  version?: number | undefined;
  changes: BillChange[];
  actor: Actor;
  idempotency?: Idempotency | undefined;
}

export interface EditAnswer {
  bill: string;
  version: number;
  total_cents: number;
}

export function editBill(ctx: CommandContext, input: EditInput): Promise<Outcome<EditAnswer>> {
  const id = input.bill ?? newId();
  return deciding<EditAnswer>(ctx, input.salon, (salon) => attempt(ctx, input, id, salon));
}

async function attempt(
  ctx: CommandContext,
  input: EditInput,
  id: string,
  salon: Salon,
): Promise<Outcome<EditAnswer> | typeof STALE> {
  const { slug } = salon;
  const db = database(ctx.env, slug);
  const operation = `edit-bill ${input.bill ?? ""}`;
  const codes = input.changes.flatMap((change) => (change.act === "redeem" ? [change.code] : []));
  const hashes = await Promise.all(codes.map((code) => codeHash(ctx.env, slug, code)));
  const [[answer], [version], ...rest] = await read<[IdempotencyRow, VersionRow, ...StandingRows, ...CardRow[]]>(db, [
    askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
    askVersion(db, slug),
    ...askStanding(db, slug, id),
    ...hashes.map((hash) => askCardByCode(db, slug, hash)),
  ]);
  const before = await replayed<EditAnswer>(ctx, slug, answer, input.idempotency);
  if (before !== null) return before;
  if (version?.version !== salon.version) return STALE;
  const rows = rest.slice(0, 6) as StandingLists;
  const cards = new Map(codes.map((code, i) => [code, (rest[6 + i] as CardRow[])[0]]));
  const now = standingOf(salon, rows);
  if (now === null && input.bill !== null) return refused(unknownBill());
  const was = now?.bill ?? emptyBill(id, null, []);
  if (input.version !== undefined && input.version !== was.version) return refused(changedMeanwhile());
  if (was.state !== "open") return refused(issuedAlready());
  const changed = apply({ salon, bill: was, cards, today: localDate(salon, ctx.now) }, input.changes);
  if ("faults" in changed) return refused(invalid(changed.faults));
  const { bill } = changed;
  const terms = now?.terms ?? { limit: 0, commission: { services: {}, people: {} } };
  if (now !== null && givenUp(bill) > givenUp(was) && !mayGiveUp(input.actor, terms, givenUp(bill))) {
    return refused(tooMuchToGive(terms.limit));
  }
  const kept = asReckoned(bill, reckoned(salon, terms, bill));
  return conclude<EditAnswer>(ctx, db, {
    salon: slug,
    operation,
    idempotency: input.idempotency,
    status: 200,
    value: { bill: id, version: was.version + 1, total_cents: kept.total },
    facts: [mustBeVersion(db, slug, salon.version), ...putBill(db, slug, kept, ctx.now)],
    audit: {
      actor: actorName(input.actor),
      action: "bill.changed",
      subject: id,
      detail: { total: kept.total, given_up: givenUp(kept), acts: input.changes.map(({ act }) => act) },
    },
    messages: [],
  });
}

const issuedAlready = () =>
  problem("bill-issued", 409, "This bill stands already.", {
    detail: "Something of it was paid. Take the payment back, or give money back, in place of changing it.",
  });

interface Ground {
  salon: Salon;
  bill: Bill;
  cards: Map<string, CardRow | undefined>;
  today: number;
}

/** All changes, or every fault by its place in `changes`. */
function apply(ground: Ground, changes: readonly BillChange[]): { bill: Bill } | { faults: Fault[] } {
  const faults: Fault[] = [];
  let { bill } = ground;
  changes.forEach((change, i) => {
    const made = applied({ ...ground, bill }, change);
    if ("bill" in made) bill = made.bill;
    else faults.push({ pointer: `/changes/${i}/${made.field}`, detail: made.detail });
  });
  const services = bill.lines.reduce((sum, { kind, cents }) => sum + (isService(kind) ? cents : 0), 0);
  if (faults.length === 0 && bill.discount > services)
    faults.push({ pointer: "/changes", detail: "the discount is more than there is" });
  if (bill.lines.length > MOST_LINES)
    faults.push({ pointer: "/changes", detail: `a bill has at most ${MOST_LINES} lines` });
  return faults.length > 0 ? { faults } : { bill };
}

const isService = (kind: BillLine["kind"]): boolean => kind === "service" || kind === "extra" || kind === "fee";

type Applied = { bill: Bill } | { field: string; detail: string };

function applied(ground: Ground, change: BillChange): Applied {
  const { salon, bill } = ground;
  const { staff, services, languages } = salon.view;
  const nobody = (person: string): Applied => ({ field: "person", detail: `Nobody here is called "${person}".` });
  const add = (line: Omit<BillLine, "id" | "listed">): Applied => ({
    bill: { ...bill, lines: [...bill.lines, { id: newId(), listed: line.cents, ...line }] },
  });
  switch (change.act) {
    case "price":
      return onLine(bill, change.line, ({ why: _why, ...line }) =>
        change.cents === line.listed
          ? { ...line, cents: change.cents }
          : { ...line, cents: change.cents, why: change.why },
      );
    case "person":
      return staff.some(({ id }) => id === change.person)
        ? onLine(bill, change.line, (line) => ({ ...line, person: change.person }))
        : nobody(change.person);
    case "remove": {
      // What was booked stays on the bill, at no price if need be, so that the reason stands beside it.
      const line = bill.lines.find(({ id }) => id === change.line);
      if (line === undefined || line.kind === "service")
        return { field: "line", detail: "is no line that can be taken off" };
      return { bill: { ...bill, lines: bill.lines.filter(({ id }) => id !== change.line) } };
    }
    case "add":
      if (change.person !== undefined && !staff.some(({ id }) => id === change.person)) return nobody(change.person);
      return add({
        ...{ kind: change.kind, name: { [languages[0] ?? "en"]: change.name }, cents: change.cents },
        ...(change.person === undefined ? {} : { person: change.person }),
      });
    case "gift-card":
      return add({ kind: "gift-card", name: "gift-card", cents: change.cents, card: newId() });
    case "package": {
      const service = services.find(({ id }) => id === change.service);
      if (service === undefined) return { field: "service", detail: `No service is called "${change.service}".` };
      const { units, cents } = change;
      return add({ kind: "package", name: service.name, service: change.service, units, cents, card: newId() });
    }
    case "redeem":
      return redeemed(ground, change);
    case "discount":
      return { bill: { ...bill, discount: change.cents, discountWhy: change.cents === 0 ? null : change.why } };
  }
}

function onLine(bill: Bill, id: string, change: (line: BillLine) => BillLine): Applied {
  if (!bill.lines.some((line) => line.id === id && line.kind !== "prepaid"))
    return { field: "line", detail: "is no line of this bill" };
  return { bill: { ...bill, lines: bill.lines.map((line) => (line.id === id ? change(line) : line)) } };
}

/** A service that a package pays for: its line comes to what one unit of the package is worth, without the VAT paid with it. */
function redeemed({ bill, cards, today }: Ground, { line: id, code }: BillChange & { act: "redeem" }): Applied {
  const card = cards.get(code);
  if (card === undefined || card.paid === 0 || card.service_id === null)
    return { field: "code", detail: "is no package of this salon" };
  if (card.expires_on < today) return { field: "code", detail: "is of a package whose time is over" };
  const line = bill.lines.find((each) => each.id === id);
  if (line?.kind !== "service" || line.service !== card.service_id)
    return { field: "line", detail: "is not what the package is for" };
  const taken = bill.lines.filter((each) => each.card === card.card_id);
  const left = card.units - card.used - taken.length;
  if (left < 1) return { field: "code", detail: "is of a package that is used up" };
  const worth = card.cents - taken.reduce((sum, { cents }) => sum + cents, 0);
  const cents = left === 1 ? worth : Math.floor(worth / left);
  const { why: _why, ...rest } = line;
  const paid: BillLine = { ...rest, kind: "prepaid", listed: cents, cents, card: card.card_id };
  return { bill: { ...bill, lines: bill.lines.map((each) => (each.id === id ? paid : each)) } };
}
