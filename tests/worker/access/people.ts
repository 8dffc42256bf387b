// People of a salon who are signed in, for tests: invited by the operator, let in by the link that was sent.
import { env } from "cloudflare:workers";
import type { SalonRole } from "../../../workers/permissions.ts";
import { emailHash, signInToken } from "../../../workers/token.ts";
import { type Answer, type Call, call, NOW, OPERATOR, ORIGIN } from "../api/client.ts";

export interface Person {
  account: string;
  email: string;
  /** What their browser sends by itself. */
  cookie: string;
}

/** What a browser says of a request that a page of ours makes. */
export const FROM_OWN_PAGE = { Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" };

export const newEmail = (): string => `person-${crypto.randomUUID().slice(0, 12)}@example.com`;

export async function invite(salon: string, role: SalonRole, email = newEmail(), now = NOW): Promise<Person> {
  const answer = await call(`/api/v1/salons/${salon}/team`, { body: { email, role }, headers: OPERATOR, now });
  if (answer.status !== 201) throw new Error(answer.text);
  return { account: answer.body.account, email, cookie: "" };
}

export async function signedIn(salon: string, role: SalonRole, now = NOW): Promise<Person> {
  const person = await invite(salon, role, newEmail(), now);
  return { ...person, cookie: cookieOf(await useLink(await latestLink(person.email), now)) };
}

/** The token of the link that was asked for last, as the letter has it. */
export async function latestLink(email: string): Promise<string> {
  const hash = await emailHash(env.TOKEN_SECRET, email);
  const row = await env.DB.prepare(
    "SELECT link_id FROM sign_in_link WHERE email_hash = ?1 ORDER BY created_at DESC LIMIT 1",
  )
    .bind(hash)
    .first<{ link_id: string }>();
  return signInToken(env.TOKEN_SECRET, row?.link_id ?? "");
}

export function useLink(token: string, now = NOW, headers: Record<string, string> = FROM_OWN_PAGE): Promise<Answer> {
  return submit(`/sign-in/${token}`, {}, { now, headers });
}

/** A form of a page, sent. */
export function submit(
  path: string,
  fields: Record<string, string> | URLSearchParams,
  more: Call = {},
): Promise<Answer> {
  return call(path, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    ...more,
    headers: { "Content-Type": "application/x-www-form-urlencoded", ...FROM_OWN_PAGE, ...more.headers },
  });
}

/** The cookie that an answer sets, as the browser will send it. */
export function cookieOf(answer: Answer): string {
  return (answer.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
}

/** The salon's audit entries, in order. */
export async function trailOf(salon: string): Promise<{ actor: string; action: string; subject: string }[]> {
  const { results } = await env.DB.prepare("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq")
    .bind(salon)
    .all<{ entry: string }>();
  return results.map(({ entry }) => JSON.parse(entry));
}
