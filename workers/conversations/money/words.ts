// What is said to a client about money: as a letter, as a message, and as the template that goes out where the channel's window is shut.
// A template's name is that of the kind; its words are approved by the provider in each language.

import { currencyOf } from "../../../shared/contracts/salon.ts";
import type { Content } from "../../commands/conversations/content.ts";
import type { SalonView } from "../../store/snapshots.ts";
import { money } from "../../ui/dates.ts";
import type { Words } from "../../ui/words.ts";
import { laidOut, type Written } from "../letters.ts";
import { templateLanguage } from "../tell.ts";

export interface Worded {
  letter: Written;
  content: Content;
}

interface Draft {
  template: string;
  subject: string;
  name: string;
  lead: string;
  facts: [string, string][];
  link?: { words: string; url: string };
  parameters: string[];
}

/** One text for every channel: what a letter lays out in a table a message has in a line. */
function worded({ template, subject, name, lead, facts, link, parameters }: Draft, words: Words): Worded {
  const greeting = words.say("mail.greeting", { name });
  const letter = { greeting, lead, facts, notes: [], ...(link === undefined ? {} : { link }) };
  const lines = facts.map(([fact, value]) => `${fact}: ${value}`);
  const text = [lead, ...lines, ...(link === undefined ? [] : [link.url])].join("\n");
  const instead = { name: template, language: templateLanguage(words.language), parameters };
  return {
    letter: { subject, ...laidOut(letter, words.language), calendar: null },
    content: { kind: "text", text, instead },
  };
}

export interface ToldReceipt {
  salon: SalonView;
  name: string;
  /** What it is: a tax invoice, a receipt, a credit note. */
  title: string;
  number: string;
  cents: number;
  url: string;
}

export function receiptWords({ salon, name, title, number, cents, url }: ToldReceipt, words: Words): Worded {
  const amount = money(words, cents, currencyOf(salon));
  return worded(
    {
      ...{ template: "receipt_issued", name },
      subject: words.say("money.mail.subject", { title, salon: salon.name }),
      lead: words.say("money.mail.lead", { salon: salon.name }),
      facts: [
        [title, number],
        [words.say("money.receipt.total"), amount],
      ],
      link: { words: words.say("money.mail.open"), url },
      parameters: [salon.name, `${title} ${number}`, amount, url],
    },
    words,
  );
}

/** Money came, and the visit could not be booked, or the card not be made: a person of the salon looks at it. */
export function flaggedWords(
  { salon, name, cents, card }: { salon: SalonView; name: string; cents: number; card: boolean },
  words: Words,
): Worded {
  const what = card ? "money.sell.mail.flagged" : "money.mail.flagged";
  const amount = money(words, cents, currencyOf(salon));
  return worded(
    {
      ...{ template: "payment_flagged", name },
      subject: words.say(`${what}-subject`, { salon: salon.name }),
      lead: words.say(what, { salon: salon.name, amount }),
      facts: salon.phone === undefined ? [] : [[words.say("details.phone"), salon.phone]],
      parameters: [salon.name, amount],
    },
    words,
  );
}

export interface ToldDeposit {
  salon: SalonView;
  name: string;
  services: string;
  day: string;
  time: string;
  /** The wall clock's. */
  until: string;
  cents: number;
  url: string;
}

export function depositWords(told: ToldDeposit, words: Words): Worded {
  const { salon, name, services, day, time, until, cents, url } = told;
  const amount = money(words, cents, currencyOf(salon));
  return worded(
    {
      ...{ template: "deposit_asked", name },
      subject: words.say("money.deposit.subject", { services, day, time }),
      lead: words.say("money.deposit.lead", { salon: salon.name, until, amount }),
      facts: [
        [words.say("mail.what"), services],
        [words.say("mail.when"), `${day}, ${time}`],
      ],
      link: { words: words.say("money.online.title"), url },
      parameters: [salon.name, `${services}, ${day}, ${time}`, amount, until, url],
    },
    words,
  );
}

/** The time was let go, since no payment came. */
export function lapsedWords(told: Omit<ToldDeposit, "until" | "cents">, words: Words): Worded {
  const { salon, name, services, day, time, url } = told;
  return worded(
    {
      ...{ template: "deposit_lapsed", name },
      subject: words.say("money.deposit.lapsed-subject", { services, day, time }),
      lead: words.say("money.deposit.lapsed", { salon: salon.name }),
      facts: [
        [words.say("mail.what"), services],
        [words.say("mail.when"), `${day}, ${time}`],
      ],
      link: { words: words.say("money.deposit.anew"), url },
      parameters: [salon.name, `${services}, ${day}, ${time}`, url],
    },
    words,
  );
}

export interface ToldCard {
  salon: SalonView;
  name: string;
  receiver: { name: string; words: string } | null;
  /** What it is good for, in words. */
  worth: string;
  code: string;
  /** In words. */
  until: string;
  /** The receipt, which only the buyer has. */
  url: string;
}

/** By letter alone: what is said in a conversation is kept, and a code is kept nowhere. */
export function cardLetter({ salon, name, receiver, worth, code, until, url }: ToldCard, words: Words): Written {
  const facts: [string, string][] = [
    [words.say("money.sell.mail.worth"), worth],
    [words.say("money.pay.code"), code],
    [words.say("money.sell.mail.until"), until],
  ];
  if (receiver !== null && receiver.name !== "") facts.unshift([words.say("money.sell.receiver"), receiver.name]);
  const draft = {
    ...{
      greeting: words.say("mail.greeting", { name }),
      facts,
      lead: words.say("money.sell.mail.lead", { salon: salon.name }),
    },
    link: { words: words.say("money.mail.open"), url },
    notes: [words.say("money.sell.mail.note"), ...(receiver === null || receiver.words === "" ? [] : [receiver.words])],
  };
  const subject = words.say("money.sell.mail.subject", { salon: salon.name });
  return { subject, ...laidOut(draft, words.language), calendar: null };
}
