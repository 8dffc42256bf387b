// Answers a letter: to whoever wrote it, in the thread it is of.

import { type Env, publicOrigin } from "../../../env.ts";
import { readThread } from "../../../store/conversations/conversations.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import { chosenLanguage, LANGUAGES, offeredLanguages, wordsIn } from "../../../ui/words.ts";
import { sendAnswer } from "../email.ts";
import { type Sent, UNREACHABLE } from "../sent.ts";
import type { Sending } from "../table.ts";
import { letterOf, subjectOf } from "./payload.ts";

/** Names in References: the first and the latest are enough for any reader (RFC 5322, 3.6.4). */
const MOST_REFERENCES = 20;

export async function sendMail(env: Env, { salon, conversation, claimed, content }: Sending): Promise<Sent> {
  const [thread, published] = await Promise.all([readThread(env, salon, conversation), publishedSalon(env, salon)]);
  const own = published === null ? [] : offeredLanguages(published.view.languages);
  const words = wordsIn(chosenLanguage(thread?.language ?? null, null, [...own, ...LANGUAGES]));
  const text = letterOf(content, words, `${publicOrigin(env)}/${salon}`);
  const detail = JSON.parse(thread?.detail ?? "null") as { subject?: string; references?: string[] } | null;
  const named = [...(detail?.references ?? []), thread?.provider_id ?? ""].filter((id) => id.includes("@"));
  const answer = {
    to: claimed.person,
    replyTo: claimed.account,
    subject: subjectOf(detail?.subject ?? null, words.say("mail.subject", { salon: published?.view.name ?? salon })),
    text,
    inReplyTo: named.at(-1) ?? null,
    references: [...named.slice(0, 1), ...named.slice(1).slice(1 - MOST_REFERENCES)],
  };
  try {
    const id = await sendAnswer(env, claimed.message_id, answer);
    return id === null ? { code: UNREACHABLE, retryAfter: null } : { id };
  } catch {
    // A mail system's words may quote the address, so they go nowhere.
    return { code: UNREACHABLE, retryAfter: null };
  }
}
