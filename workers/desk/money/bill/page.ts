// GET /desk/{salon}/money/visits/{bill}: a visit's bill, or that of something sold without one. POST does one thing to it and leads back;
// what is refused comes back with what was typed.

import type { CommandContext, Outcome } from "../../../commands/command.ts";
import { unknownBill } from "../../../commands/desk/money/billing.ts";
import { type BillChange, editBill } from "../../../commands/desk/money/edit.ts";
import { REFUND_MEANS, refund, reverse } from "../../../commands/desk/money/give-back.ts";
import { giveCardsBack } from "../../../commands/desk/money/online/give-card-back.ts";
import { type PaymentGiven, pay } from "../../../commands/desk/money/pay.ts";
import { readBill, type SeenBill } from "../../../commands/desk/money/read-bill.ts";
import { nameOnInvoice } from "../../../commands/desk/money/recipient.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { type Form, onceOf, readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Actor } from "../../../permissions.ts";
import type { Problem } from "../../../problem.ts";
import { receiptToken } from "../../../token.ts";
import { money } from "../../../ui/dates.ts";
import { type House, houseWords, withLang } from "../../../ui/shell.ts";
import { isWord, type WordKey, type Words } from "../../../ui/words.ts";
import { deskAnswer } from "../../frame.ts";
import { centsOf } from "../amount.ts";
import { billMain } from "./show.ts";

type Faults = { name: string; text: string }[];
interface Shown {
  typed?: URLSearchParams;
  faults?: Faults;
  status?: number;
}

const pathOf = (slug: string, bill: string): string => `/desk/${slug}/money/visits/${bill}`;

export async function showBill(c: DoorContext, actor: Actor): Promise<Response> {
  return shown(c, houseWords(c.req.raw), actor, {});
}

async function shown(
  c: DoorContext,
  house: House,
  actor: Actor,
  { typed, faults = [], status = 200 }: Shown,
): Promise<Response> {
  const salon = await salonOfPage(c);
  const id = c.req.param("booking") ?? "";
  const seen = await readBill(commandContext(c), salon.slug, id, actor);
  if (seen === null) return refusedAnswer(house, unknownBill());
  const { words } = house;
  const path = pathOf(salon.slug, id);
  const given = Number(house.url.searchParams.get("change") ?? "");
  const main = await billMain({
    ...{ house, seen, actor, faults, action: path, typed: typed ?? new URLSearchParams() },
    change: Number.isSafeInteger(given) && given > 0 ? given : null,
    receiptHref: async (document) =>
      `/r/${await receiptToken(c.env.TOKEN_SECRET, salon.slug, document)}?lang=${clientLanguage(seen, words)}`,
  });
  const title = words.say("money.bill.title");
  return deskAnswer(house, seen.salon, actor, { room: "money", title, main, status, languageUrl: path });
}

/** The receipt is opened in the language of whom it is for. */
const clientLanguage = ({ booking }: SeenBill, words: Words): string =>
  booking?.contact.language?.split("-")[0] ?? words.language;

export async function actOnBill(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const bill = c.req.param("booking") ?? "";
  const done = await act(commandContext(c), { slug, bill, actor, form, house });
  if ("faults" in done) return shown(c, house, actor, { typed: form.fields, faults: done.faults, status: 422 });
  const { outcome } = done;
  if (!outcome.ok) {
    if (outcome.problem.status === 404) return refusedAnswer(house, outcome.problem);
    const faults = [{ name: done.field, text: refusal(house.words, outcome.problem) }];
    return shown(c, house, actor, { typed: form.fields, faults, status: outcome.problem.status });
  }
  const change = outcome.value.change_cents ?? 0;
  const path = pathOf(slug, outcome.value.bill ?? bill);
  return seeOther(withLang(change > 0 ? `${path}?change=${change}` : path, house));
}

type Value = { bill?: string; change_cents?: number };
/** `field` is where a refusal of the command is told. */
type Done = { faults: Faults } | { outcome: Outcome<Value>; field: string };

interface Asked {
  slug: string;
  bill: string;
  actor: Actor;
  form: Form;
  house: House;
}

function act(ctx: CommandContext, asked: Asked): Promise<Done> | Done {
  switch (asked.form.fields.get("act")) {
    case "pay":
      return payAll(ctx, asked);
    case "pay-part":
      return payPart(ctx, asked);
    case "refund":
      return giveBack(ctx, asked);
    case "refund-cards":
      return giveCards(ctx, asked);
    case "reverse":
      return takeBack(ctx, asked);
    case "recipient":
      return nameIt(ctx, asked);
    default:
      return change(ctx, asked);
  }
}

const common = ({ slug, actor, form }: Asked) => ({ salon: slug, actor, idempotency: onceOf(form) });

/** Of the bill that was read: one that somebody changed since is shown again before anybody pays it. */
const versionOf = ({ form: { fields } }: Asked): number | undefined => {
  const version = Number(fields.get("version") ?? "");
  return Number.isSafeInteger(version) && fields.get("version") !== null ? version : undefined;
};

async function payAll(ctx: CommandContext, asked: Asked): Promise<Done> {
  const means = asked.form.fields.get("means");
  const seen = await readBill(ctx, asked.slug, asked.bill, asked.actor);
  const deposit: PaymentGiven[] = seen !== null && seen.deposit > 0 && seen.owed > 0 ? [{ means: "deposit" }] : [];
  const covered = seen !== null && seen.deposit >= seen.owed && seen.owed > 0;
  const rest: PaymentGiven[] =
    covered || means === "none" ? [] : [{ means: means === "cash" || means === "eft" ? means : "card" }];
  const payments = [...deposit, ...rest];
  const outcome = await pay(ctx, { ...common(asked), bill: asked.bill, version: versionOf(asked), payments });
  return { outcome, field: "main" };
}

/** The amount of a field; `missing` where nothing was typed. */
function amount(
  { form: { fields }, house: { words } }: Asked,
  name: string,
  faults: Faults,
  missing: number | null,
): number {
  const text = fields.get(name)?.trim() ?? "";
  const cents = text === "" ? missing : centsOf(text);
  if (cents === null) faults.push({ name, text: words.say("money.fault.amount") });
  return cents ?? 0;
}

function words(asked: Asked, name: string, longest: number, faults: Faults): string {
  const text = asked.form.fields.get(name)?.trim().slice(0, longest) ?? "";
  if (text === "") faults.push({ name, text: asked.house.words.say("money.fault.missing") });
  return text;
}

async function payPart(ctx: CommandContext, asked: Asked): Promise<Done> {
  const { fields } = asked.form;
  const faults: Faults = [];
  const cents = amount(asked, "amount", faults, null);
  const tip = amount(asked, "tip", faults, 0);
  const tipped = fields.get("tipped") || undefined;
  const means = (["cash", "card", "eft", "gift-card"] as const).find((each) => each === fields.get("means")) ?? "card";
  const code = means === "gift-card" ? words(asked, "code", 64, faults) : undefined;
  if (tip > 0 && tipped === undefined)
    faults.push({ name: "tipped", text: asked.house.words.say("money.fault.tipped") });
  if (faults.length > 0) return { faults };
  const reference = fields.get("reference")?.trim().slice(0, 80) || undefined;
  // What is typed is the bill's part: the tip is handed over besides.
  const payment = { means, cents: cents + tip, tip, tipped: tip > 0 ? tipped : undefined, code, reference };
  const outcome = await pay(ctx, {
    ...common(asked),
    bill: asked.bill,
    version: versionOf(asked),
    payments: [payment],
  });
  return { outcome, field: means === "gift-card" ? "code" : "amount" };
}

async function giveBack(ctx: CommandContext, asked: Asked): Promise<Done> {
  const faults: Faults = [];
  const cents = amount(asked, "back", faults, null);
  const reason = words(asked, "reason", 200, faults);
  if (faults.length > 0) return { faults };
  const means = (["cash", "card", "eft"] as const).find((each) => each === asked.form.fields.get("means")) ?? "card";
  const outcome = await refund(ctx, { ...common(asked), bill: asked.bill, cents, means, reason });
  return { outcome: outcome as Outcome<Value>, field: "back" };
}

async function giveCards(ctx: CommandContext, asked: Asked): Promise<Done> {
  const faults: Faults = [];
  const reason = words(asked, "card-reason", 200, faults);
  if (faults.length > 0) return { faults };
  const means = REFUND_MEANS.find((each) => each === asked.form.fields.get("card-means")) ?? "card";
  const outcome = await giveCardsBack(ctx, { ...common(asked), bill: asked.bill, means, reason });
  return { outcome: outcome as Outcome<Value>, field: "card-reason" };
}

async function takeBack(ctx: CommandContext, asked: Asked): Promise<Done> {
  const posting = asked.form.fields.get("posting") ?? "";
  const faults: Faults = [];
  const reason = words(asked, `why-${posting}`, 200, faults);
  if (faults.length > 0) return { faults };
  const outcome = await reverse(ctx, { ...common(asked), posting, reason });
  return { outcome: outcome as Outcome<Value>, field: `why-${posting}` };
}

async function nameIt(ctx: CommandContext, asked: Asked): Promise<Done> {
  const { fields } = asked.form;
  const faults: Faults = [];
  const name = words(asked, "to-name", 120, faults);
  const address = words(asked, "to-address", 200, faults);
  const vat = (fields.get("to-vat") ?? "").replaceAll(/\s/g, "").toUpperCase();
  if (vat !== "" && !/^4\d{9}$/.test(vat))
    faults.push({ name: "to-vat", text: asked.house.words.say("money.fault.vat") });
  if (faults.length > 0) return { faults };
  const recipient = { name, address, ...(vat === "" ? {} : { vat_number: vat }) };
  const { salon, actor } = common(asked);
  return { outcome: await nameOnInvoice(ctx, { salon, actor, bill: asked.bill, recipient }), field: "to-name" };
}

async function change(ctx: CommandContext, asked: Asked): Promise<Done> {
  const faults: Faults = [];
  const [made, field] = changeOf(asked, faults);
  if (faults.length > 0) return { faults };
  const bill = asked.bill === "new" ? null : asked.bill;
  const version = bill === null ? undefined : versionOf(asked);
  return { outcome: await editBill(ctx, { ...common(asked), bill, version, changes: [made] }), field };
}

function changeOf(asked: Asked, faults: Faults): [BillChange, string] {
  const { fields } = asked.form;
  const by = fields.get("sold-by") || undefined;
  switch (fields.get("act")) {
    case "price":
      return [
        {
          act: "price",
          line: fields.get("line") ?? "",
          cents: amount(asked, "price", faults, null),
          why: words(asked, "price-why", 200, faults),
        },
        "price",
      ];
    case "discount":
      return [
        {
          act: "discount",
          cents: amount(asked, "discount", faults, null),
          why: words(asked, "discount-why", 200, faults),
        },
        "discount",
      ];
    case "redeem":
      return [
        { act: "redeem", line: fields.get("service-line") ?? "", code: words(asked, "package-code", 64, faults) },
        "package-code",
      ];
    case "gift-card":
      return [{ act: "gift-card", cents: atLeast(asked, "worth", faults) }, "worth"];
    case "package": {
      const units = Number(fields.get("units") ?? "");
      if (!Number.isInteger(units) || units < 1 || units > 100)
        faults.push({ name: "units", text: asked.house.words.say("money.fault.units") });
      return [
        { act: "package", service: fields.get("of") ?? "", units, cents: atLeast(asked, "pack", faults) },
        "pack",
      ];
    }
    default:
      return [
        {
          act: "add",
          kind: "extra",
          name: words(asked, "what", 120, faults),
          cents: amount(asked, "costs", faults, null),
          person: by,
        },
        "costs",
      ];
  }
}

/** What is sold as a card holds one rand at the least. */
function atLeast(asked: Asked, name: string, faults: Faults): number {
  const cents = amount(asked, name, faults, null);
  if (cents < 100 && faults.every((each) => each.name !== name))
    faults.push({ name, text: asked.house.words.say("money.fault.amount") });
  return cents;
}

/** In words, where there are any for this kind; else what is wrong with the amount, which is what remains. */
export function refusal(of: Words, { type, extra }: Problem): string {
  const key = `money.refused.${type}`;
  const limit = typeof extra?.limit_cents === "number" ? money(of, extra.limit_cents) : "";
  return isWord(key) ? of.say(key as WordKey, { amount: limit }) : of.say("money.refused.other");
}
