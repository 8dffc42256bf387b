// Letters about requests on one's own data: the code, what comes when, the answer, and the salon's reminders. They hold no
// more of the client than the client's own address; what was gathered is behind their link.

import { codeFor } from "../commands/compliance/requests/codes.ts";
import { CODE_MINUTES } from "../commands/find-bookings.ts";
import { type Env, publicOrigin } from "../env.ts";
import { type AddressRow, askAddress } from "../store/compliance/requests/person.ts";
import { askRequest, type RequestRow } from "../store/compliance/requests/requests.ts";
import { database, read } from "../store/database.ts";
import type { RequestMessage } from "../store/outbox.ts";
import { publishedSalon, type SalonView } from "../store/snapshots.ts";
import { requestToken } from "../token.ts";
import { longDay } from "../ui/dates.ts";
import type { WordKey, Words } from "../ui/words.ts";
import type { Addressee } from "./channels/email.ts";
import { laidOut, type Written } from "./letters.ts";

interface Letter {
  to: Addressee;
  written: Written;
}

/** `wordsFor`: the reader's own language, else the salon's. */
export async function requestLetter(
  env: Env,
  slug: string,
  message: RequestMessage,
  wordsFor: (language: string | null, salon: SalonView | null) => Words,
): Promise<Letter | null> {
  const db = database(env, slug);
  const salon = await publishedSalon(env, slug);
  const [[row]] = await read<[RequestRow]>(db, [askRequest(db, slug, message.payload.request)]);
  if (salon === null || row === undefined) return null;
  const { view } = salon;
  if (message.kind === "request.code") {
    const { code, purpose, of, id } = message.payload;
    const [[address]] = await read<[AddressRow]>(db, [askAddress(db, slug, of, id)]);
    if (address === undefined) return null;
    const digits = await codeFor(env.TOKEN_SECRET, purpose, row.request_id, code, address.email);
    const words = wordsFor(row.language ?? address.language, view);
    return { to: { email: address.email, phone: null }, written: codeLetter(digits, row, view, words) };
  }
  if (message.kind === "request.due") {
    if (view.email === undefined || row.closed_at !== null) return null;
    const url = `${publicOrigin(env)}/compliance/${slug}/requests/${row.request_id}`;
    const written = due(row, message.payload.days, url, view, wordsFor(null, view));
    return { to: { email: view.email, phone: null }, written };
  }
  if (row.answer_to === null) return null;
  const url = `${publicOrigin(env)}/my-data/${await requestToken(env.TOKEN_SECRET, slug, row.request_id)}`;
  const words = wordsFor(row.language, view);
  const written = message.kind === "request.acknowledged" ? ours(row, url, view, words) : answer(row, url, view, words);
  return { to: { email: row.answer_to, phone: null }, written };
}

const kindOf = (words: Words, { kind }: RequestRow): string => words.say(`request.kind.${kind}`);

function codeLetter(code: string, row: RequestRow, salon: SalonView, words: Words): Written {
  return written(words, {
    subject: words.say("mail.code.subject", { code }),
    lead: words.say("request.mail.code", { code, kind: kindOf(words, row), salon: salon.name }),
    notes: [words.say("mail.code.note", { n: CODE_MINUTES })],
  });
}

function ours(row: RequestRow, url: string, salon: SalonView, words: Words): Written {
  const until = longDay(words, row.due_date);
  return written(words, {
    subject: words.say("request.mail.received", { salon: salon.name }),
    lead: words.say("request.mail.received-text", { kind: kindOf(words, row), salon: salon.name, day: until }),
    link: { words: words.say("request.follow"), url },
    notes: [],
  });
}

/** What came of it; a refusal with its ground, its reason, and to whom one may turn. */
function answer(row: RequestRow, url: string, salon: SalonView, words: Words): Written {
  const refused = row.decision === "refused";
  const ground = row.ground === null ? [] : [words.say(`request.ground.${row.ground}` as WordKey)];
  const reason = row.reason === null ? [] : [row.reason];
  const lead = words.say(refused ? "request.outcome.refused" : `request.outcome.${row.kind}`, { salon: salon.name });
  return written(words, {
    subject: words.say("request.mail.answer", { salon: salon.name }),
    lead,
    link: { words: words.say("request.follow"), url },
    notes: refused ? [...ground, ...reason, words.say("request.complain")] : [],
  });
}

/** To the salon: `days` until the last day; absent when the request has just come. */
function due(row: RequestRow, days: number | undefined, url: string, salon: SalonView, words: Words): Written {
  const what = { kind: kindOf(words, row), salon: salon.name, day: longDay(words, row.due_date) };
  const lead =
    days === undefined
      ? words.say("request.mail.new", what)
      : days < 0
        ? words.say("request.mail.overdue", what)
        : words.count("request.mail.days", days, what);
  return written(words, {
    subject: words.say("request.mail.due", what),
    lead,
    link: { words: words.say("request.open"), url },
    notes: row.status === "deciding" ? [words.say("request.mail.decide")] : [],
  });
}

interface Draft {
  subject: string;
  lead: string;
  link?: { words: string; url: string };
  notes: string[];
}

function written(words: Words, { subject, ...draft }: Draft): Written {
  return { subject, ...laidOut({ facts: [], ...draft }, words.language), calendar: null };
}
