// A visit booked as a client does it on the pages, without a script.
import { env } from "cloudflare:workers";
import { submit } from "../access/people.ts";
import { type Answer, CLIENT, NOW } from "../api/client.ts";

export const PICKED = { service: "cut", staff: "any", start: "2026-12-02T07:00Z", price_cents: "35000" };

/** The page that asks who is coming. */
export function askedWho(salon: string, picked: Record<string, string> = PICKED, now = NOW): Promise<Answer> {
  return submit(`/${salon}/book`, picked, { now });
}

/** The hidden fields of the details form. */
export function hiddenOf({ text }: Answer): Record<string, string> {
  const form = /<form id="details"[\s\S]*?<\/form>/.exec(text)?.[0] ?? "";
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}

export const DETAILS = { name: CLIENT.name, phone: CLIENT.phone, email: CLIENT.email };

/** Books and returns the token of the visit's link. */
export async function bookedOnPage(
  salon: string,
  details: Record<string, string> = DETAILS,
  picked: Record<string, string> = PICKED,
): Promise<string> {
  const who = await askedWho(salon, picked);
  const answer = await submit(`/${salon}/book/confirm`, { ...hiddenOf(who), ...details });
  const token = /^\/b\/([^?]+)/.exec(answer.headers.get("Location") ?? "")?.[1];
  if (token === undefined) throw new Error(answer.text);
  return token;
}

/** A page's text as it is read: quotes are written as entities in it. */
export const asRead = (text: string): string => text.replaceAll("&#39;", "'").replaceAll("&amp;", "&");

export interface Row {
  [column: string]: string | number | null;
}

export async function rowsOf(sql: string, ...bindings: unknown[]): Promise<Row[]> {
  const { results } = await env.DB.prepare(sql)
    .bind(...bindings)
    .all<Row>();
  return results;
}
