// Reads people's own calendars over the network: https alone, from public hosts alone, bounded in size, in time and in the number of
// times that it is sent elsewhere.

import type { CommandContext } from "../../../commands/command.ts";
import { type Fetched, keepFetched } from "../../../commands/desk/settings/calendars/keep.ts";
import { collect } from "../../../http/body.ts";
import { Refusal } from "../../../http/refusal.ts";
import { type CalendarRow, dueCalendars } from "../../../store/desk/settings/calendars.ts";
import { openAddress } from "../../../vault.ts";

/** Milliseconds for one answer, bytes of one calendar, and times that it may be sent elsewhere. */
const PATIENCE = 10_000;
const MOST_BYTES = 2 << 20;
const MOST_HOPS = 3;
/** Calendars of one minute. */
const AT_ONCE = 20;

/**
 * An address that we may read from: https on its own port, without a password, at a host with a public name. Numbers in the place of
 * a name, names of one's own network and such that mean this machine are none; `webcal:` is https by another name.
 */
export function publicAddress(text: string): URL | null {
  const plain = text.trim().replace(/^webcals?:/i, "https:");
  if (plain.length > 2000 || !URL.canParse(plain)) return null;
  const url = new URL(plain);
  const { protocol, hostname, port, username, password } = url;
  if (protocol !== "https:" || port !== "" || username !== "" || password !== "") return null;
  const labels = hostname.replace(/\.$/, "").split(".");
  const name = labels.at(-1) ?? "";
  if (labels.length < 2 || !/^[a-z][a-z0-9-]*$/i.test(name) || hostname.includes(":")) return null;
  const own = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "test",
    "invalid",
    "example",
    "onion",
    "arpa",
  ];
  return own.includes(name.toLowerCase()) ? null : url;
}

/** Each calendar that is due; one that breaks does not keep the others from being read. */
export async function calendarsDue(ctx: CommandContext): Promise<void> {
  const due = await dueCalendars(ctx.env, ctx.now, AT_ONCE);
  await Promise.allSettled(due.map((calendar) => readCalendar(ctx, calendar)));
}

export async function readCalendar(ctx: CommandContext, calendar: CalendarRow): Promise<void> {
  const { salon_id: salon, person_id: person, sealed, etag } = calendar;
  const address = await openAddress(ctx.env.VAULT_SECRET, salon, person, new Uint8Array(sealed));
  const url = address === null ? null : publicAddress(address);
  await keepFetched(ctx, calendar, url === null ? { fault: "address" } : await fetched(url, etag));
}

async function fetched(from: URL, etag: string | null): Promise<Fetched> {
  const headers = { Accept: "text/calendar", ...(etag === null ? {} : { "If-None-Match": etag }) };
  try {
    let url = from;
    for (let hops = 0; hops <= MOST_HOPS; hops++) {
      const answer = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 304) return { same: true };
      const location = answer.headers.get("Location");
      if (answer.status >= 300 && answer.status < 400 && location !== null) {
        await answer.body?.cancel();
        const next = URL.canParse(location, url) ? publicAddress(new URL(location, url).href) : null;
        if (next === null) return { fault: "address" };
        url = next;
        continue;
      }
      if (!answer.ok) {
        await answer.body?.cancel();
        return {
          fault:
            answer.status === 404 || answer.status === 410 ? "gone" : answer.status < 500 ? "refused" : "unreachable",
        };
      }
      const bytes = await collect(answer.body, MOST_BYTES);
      return { text: new TextDecoder().decode(bytes), etag: answer.headers.get("ETag")?.slice(0, 200) ?? null };
    }
    return { fault: "redirects" };
  } catch (error) {
    return { fault: error instanceof Refusal ? "too-large" : "unreachable" };
  }
}
