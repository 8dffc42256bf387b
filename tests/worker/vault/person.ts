// A client of whom every table holds something, for tests that erase them.

import { env } from "cloudflare:workers";
import { cancel } from "../../../workers/commands/cancel.ts";
import { requestCode } from "../../../workers/commands/find-bookings.ts";
import { makeOffers } from "../../../workers/commands/offers.ts";
import { joinWaitlist } from "../../../workers/commands/waitlist.ts";
import { deliverDue } from "../../../workers/conversations/outbox.ts";
import { phoneHash } from "../../../workers/token.ts";
import { at, bookCut, done, key, NOW, rows, TUESDAY_NINE } from "../commands/surroundings.ts";

export interface Somebody {
  client: { name: string; phone: string; email: string; language: string };
  notes: string;
  healthNote: string;
  /** What must be found nowhere once they are erased. */
  marks: string[];
}

/** Somebody whom no other test knows, so that what is found of them is this test's. */
export function somebody(): Somebody {
  const tag = crypto.randomUUID().slice(0, 8);
  const digits = String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
    .padStart(7, "0")
    .slice(-7);
  const client = {
    name: `Zandile Quist-${tag}`,
    phone: `+2783${digits}`,
    email: `zandile.${tag}@example.com`,
    language: "zu",
  };
  const [notes, healthNote] = [`rings twice ${tag}`, `latex allergy ${tag}`];
  return { client, notes, healthNote, marks: [tag, client.phone] };
}

/** Local dates as the waiting list has them. */
const THURSDAY = Date.UTC(2026, 11, 3) / 86_400_000;

export interface Everything {
  client: string;
  /** A visit of Tuesday, and the link that manages it. */
  booking: string;
  token: string;
  phoneHash: string;
}

/**
 * A visit on Tuesday with notes and a health note, one on Thursday that is cancelled, a request for that Thursday with an
 * offer that stands, letters in the mailbox, a code for her address, answers kept for repeated requests, consents, a guardian's name, an earlier
 * request on her own data, and what she said about a decision.
 */
export async function everythingOf(slug: string, { client: who, notes, healthNote }: Somebody): Promise<Everything> {
  const ctx = at(NOW);
  const consents = [
    { purpose: "health", notice_version: "1", granted: true },
    { purpose: "marketing", notice_version: "1", granted: false },
  ];
  const guardian = { name: `Mother of ${who.name}`, relation: "mother", wording: "agrees" };
  const told = { client: who, notes, healthNote, consents, forChild: true, guardian, idempotency: key() };
  const { booking, token } = done(await bookCut(ctx, slug, TUESDAY_NINE, told));
  const thursday = done(await bookCut(ctx, slug, TUESDAY_NINE + 2 * 1440, { client: who, idempotency: key() }));
  done(
    await joinWaitlist(ctx, {
      salon: slug,
      services: [{ id: "cut" }],
      from: THURSDAY,
      to: THURSDAY,
      client: who,
      idempotency: key(),
    }),
  );
  done(await cancel(ctx, { subject: { token: thursday.token }, idempotency: key() }));
  done(await requestCode(ctx, { phone: who.phone }));
  await ctx.later();
  await makeOffers(at(NOW), { salon: slug });
  await delivered(slug);
  const [row] = await rows("SELECT client_id FROM booking WHERE salon_id = ?1 AND booking_id = ?2", slug, booking);
  await asked(slug, String(row?.client_id), who);
  const hash = await phoneHash(env.TOKEN_SECRET, who.phone);
  return { client: String(row?.client_id), booking, token, phoneHash: hash };
}

/** An earlier request of hers that was answered, and what she said about a decision. */
async function asked(slug: string, client: string, who: Somebody["client"]): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(`
      INSERT INTO request (salon_id, request_id, kind, status, client_id, answer_to, detail, received_at, due_date,
        moved_at, decision, closed_at, runs)
      VALUES (?1, 'earlier', 'correction', 'closed', ?2, ?3, json_object('name', ?4), ?5, 1, ?5, 'granted', ?5, 1)`).bind(
      slug,
      client,
      who.email,
      who.name,
      NOW,
    ),
    ...talked(slug, client, who),
    env.DB.prepare(`
      INSERT INTO representation (salon_id, representation_id, kind, email, language, text, at)
      VALUES (?1, 'said', 'other', ?2, 'zu', ?3, ?4)`).bind(slug, who.email, `that was wrong, says ${who.name}`, NOW),
  ]);
}

/** Until nothing of the salon's is owed: the queue may be delivering just now. */
async function delivered(slug: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    await deliverDue(env, Math.floor(Date.now() / 60_000));
    const owed = await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND delivered_at IS NULL", slug);
    if (owed.length === 0) return;
    await scheduler.wait(100);
  }
  throw new Error("a message was not delivered");
}

/** What she wrote on WhatsApp before the salon knew who she is, and since; and what was answered. */
function talked(slug: string, client: string, who: Somebody["client"]): D1PreparedStatement[] {
  const statements = (id: string, known: string | null) => {
    const bind = (sql: string, ...more: unknown[]) => env.DB.prepare(sql).bind(slug, `${id}-${client}`, ...more);
    return [
      bind(
        `INSERT INTO conversation (salon_id, conversation_id, channel, account, person, phone, name, client_id,
           window_until, created_at, last_at)
         VALUES (?1, ?2, 'whatsapp', ?2, ?3, ?3, ?4, ?5, 0, ?6, ?6 * 60)`,
        who.phone.slice(1),
        who.name,
        known,
        NOW,
      ),
      bind(
        `INSERT INTO message (salon_id, message_id, conversation_id, direction, provider_id, kind, body, at)
         VALUES (?1, ?2, ?2, 'in', ?2, 'text', ?3, ?4 * 60)`,
        `this is ${who.name}`,
        NOW,
      ),
      bind(`INSERT INTO message_status (salon_id, provider_id, delivery, at) VALUES (?1, ?2, 2, 0)`),
      bind(
        `INSERT INTO conversation_booking (salon_id, conversation_id, booking_id) VALUES (?1, ?2, ?3)`,
        `${who.name}'s`,
      ),
      bind(
        `INSERT INTO outgoing (salon_id, conversation_id, nth, message_id, account, failure)
         VALUES (?1, ?2, 1, ?2, '1', ?3)`,
        who.name,
      ),
    ];
  };
  return [...statements("before", null), ...statements("since", client)];
}
