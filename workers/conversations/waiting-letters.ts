// Letters to the team: a client waits, and a deadline is near. They tell nothing of the client; the inbox does.

import { type Env, publicOrigin } from "../env.ts";
import { emailOf } from "../store/access/accounts.ts";
import { publishedSalon } from "../store/snapshots.ts";
import { lengthOfTime } from "../ui/dates.ts";
import { offeredLanguages, wordsIn } from "../ui/words.ts";
import type { Addressee } from "./channels/email.ts";
import { laidOut, type Written } from "./letters.ts";

/** Null where whoever was to be told is gone. */
export async function warningOf(
  env: Env,
  slug: string,
  { account, left }: { account: string; left: number },
): Promise<{ to: Addressee; written: Written } | null> {
  const [email, salon] = await Promise.all([emailOf(env, account), publishedSalon(env, slug)]);
  if (email === null || salon === null) return null;
  const { name, languages } = salon.view;
  const words = wordsIn(offeredLanguages(languages)[0] ?? "en");
  const length = lengthOfTime(words, Math.abs(left));
  const draft = {
    lead: words.say(left < 0 ? "inbox.mail.late" : "inbox.mail.soon", { salon: name, length }),
    facts: [],
    link: { words: words.say("inbox.mail.look"), url: `${publicOrigin(env)}/inbox/${slug}` },
    notes: [],
  };
  const subject = words.say("inbox.mail.subject", { salon: name });
  return { to: { email, phone: null }, written: { subject, ...laidOut(draft, words.language), calendar: null } };
}
