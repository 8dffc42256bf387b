// Letters of a security incident: to the owners when it opens, to the people whom it concerns and to the Regulator in the words
// that somebody approved.

import { type Env, publicOrigin } from "../env.ts";
import { emailOf } from "../store/access/accounts.ts";
import { readReach } from "../store/clients.ts";
import { readIncident } from "../store/compliance/incidents.ts";
import { type Audience, type NoticeRow, readNotices } from "../store/compliance/notices.ts";
import { publishedSalon } from "../store/snapshots.ts";
import { offeredLanguages, type Words, wordsIn } from "../ui/words.ts";
import type { Addressee } from "./channels/email.ts";
import { laidOut, type Written } from "./letters.ts";

interface Letter {
  to: Addressee;
  written: Written;
}

export async function openedOf(
  env: Env,
  slug: string,
  { incident, account }: { incident: string; account: string },
): Promise<Letter | null> {
  const [email, salon, row] = await Promise.all([
    emailOf(env, account),
    publishedSalon(env, slug),
    readIncident(env, slug, incident),
  ]);
  if (email === null || salon === null || row === null) return null;
  const { name, languages } = salon.view;
  const words = wordsIn(offeredLanguages(languages)[0] ?? "en");
  const url = `${publicOrigin(env)}/compliance/${slug}/incidents/${incident}`;
  const draft = {
    lead: words.say("incident.mail.opened.lead", { salon: name, nature: row.nature }),
    facts: [],
    link: { words: words.say("incident.mail.opened.look"), url },
    notes: [],
  };
  const subject = words.say("incident.mail.opened.subject", { salon: name });
  return { to: { email, phone: null }, written: { subject, ...laidOut(draft, words.language), calendar: null } };
}

/** Null once the client is erased: there is nobody left to tell. */
export async function noticeOf(
  env: Env,
  slug: string,
  { incident, client }: { incident: string; client: string },
): Promise<Letter | null> {
  const [reach, notices, salon] = await Promise.all([
    readReach(env, slug, client, "respond"),
    approved(env, slug, incident, "people"),
    publishedSalon(env, slug),
  ]);
  if (reach === null || salon === null) return null;
  const spoken = [reach.language?.split("-")[0], ...offeredLanguages(salon.view.languages), "en"];
  const notice = spoken.flatMap((language) => notices.find((each) => each.language === language) ?? [])[0];
  if (notice === undefined) return null;
  const words = wordsIn(notice.language as Words["language"]);
  const greeting = words.say("mail.greeting", { name: reach.name });
  return { to: { email: reach.email, phone: null }, written: writtenFrom(notice, greeting) };
}

export async function regulatorOf(env: Env, slug: string, incident: string): Promise<Letter | null> {
  const [notice] = await approved(env, slug, incident, "regulator");
  if (notice === undefined || notice.recipient === null) return null;
  return { to: { email: notice.recipient, phone: null }, written: writtenFrom(notice) };
}

async function approved(env: Env, slug: string, incident: string, audience: Audience): Promise<NoticeRow[]> {
  return (await readNotices(env, slug, incident)).filter((each) => each.audience === audience);
}

function writtenFrom({ subject, body, language }: NoticeRow, greeting?: string): Written {
  const [lead = "", ...notes] = body.split("\n\n");
  const draft = { lead, facts: [], notes, ...(greeting === undefined ? {} : { greeting }) };
  return { subject, ...laidOut(draft, language), calendar: null };
}
