// Join the waiting list for some services within some dates. Who asks again for the same waits on in their old place.

import { invalid } from "../problem.ts";
import { askClient, type ClientRow, insertClient, insertConsents, mustBeClient } from "../store/clients.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import type { ChannelKind } from "../store/conversations/conversations.ts";
import { database, read } from "../store/database.ts";
import { askAnswer, type IdempotencyRow } from "../store/idempotency.ts";
import { insertNotice } from "../store/law/notices.ts";
import { askVersion, type Salon, type VersionRow } from "../store/snapshots.ts";
import { askStanding, insertEntry, mustBeNew, type WaitlistEntry } from "../store/waitlist.ts";
import { newId, phoneHash } from "../token.ts";
import { admitting, type Gate } from "./admitting/gate.ts";
import type {
  ClientDetails,
  CommandContext,
  ConsentGiven,
  Idempotency,
  Outcome,
  WaitlistAnswer,
  WishedService,
} from "./command.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "./deciding/commit.ts";
import { localDate } from "./deciding/facts.ts";
import { wishedVisit } from "./deciding/wished.ts";
import { presentNotice } from "./law/notice.ts";

export interface WaitlistInput {
  salon: string;
  services: WishedService[];
  /** Local dates as days since 1970-01-01, both included. */
  from: number;
  to: number;
  party?: number | undefined;
  client: ClientDetails;
  consents?: ConsentGiven[] | undefined;
  /** Hash of the privacy notice that was shown before the details were asked for. */
  notice?: string | undefined;
  /** How the client came; `web` when absent. */
  channel?: "web" | ChannelKind | undefined;
  idempotency?: Idempotency | undefined;
}

const OPERATION = "join-waitlist";

export function joinWaitlist(ctx: CommandContext, input: WaitlistInput): Promise<Outcome<WaitlistAnswer>> {
  const called = { salon: input.salon, action: "waitlist", phone: input.client.phone } as const;
  return admitting(ctx, called, (gate) => deciding(ctx, input.salon, (salon) => attempt(ctx, input, salon, gate)));
}

async function attempt(
  ctx: CommandContext,
  input: WaitlistInput,
  salon: Salon,
  gate: Gate,
): Promise<Outcome<WaitlistAnswer> | typeof STALE> {
  const { slug } = salon;
  const db = database(ctx.env, slug);
  const wished = wishedVisit(salon, input.services, input.party);
  const { services, party } = Array.isArray(wished) ? { services: [], party: 1 } : wished;
  const wait = { phone: input.client.phone, services, party, from: input.from, to: input.to };
  const [[answer], [version], [client], [standing], ...counted] = await read<
    [IdempotencyRow, VersionRow, ClientRow, { waitlist_id: string }, ...TatRow[]]
  >(db, [
    askAnswer(db, scopeOf(slug, OPERATION, input.idempotency), ctx.now),
    askVersion(db, slug),
    askClient(db, slug, input.client.phone, "wait"),
    askStanding(db, slug, wait, "wait"),
    ...gate.asks(db),
  ]);
  const denied = await gate.refusal(db, counted);
  if (denied !== null) return refused(denied);
  const before = await replayed<WaitlistAnswer>(ctx, slug, answer, input.idempotency);
  if (before !== null) return before;
  if (version?.version !== salon.version) return STALE;
  const faults = Array.isArray(wished) ? [...wished] : [];
  const today = localDate(salon, ctx.now);
  const last = today + salon.view.booking.horizon_days;
  if (input.to < input.from) faults.push({ pointer: "/to", detail: "It is before `from`." });
  if (input.from < today) faults.push({ pointer: "/from", detail: "It is past." });
  if (input.to > last) faults.push({ pointer: "/to", detail: "It is further ahead than the salon takes bookings." });
  if (Array.isArray(wished) || faults.length > 0) return refused(invalid(faults));

  if (standing !== undefined) {
    const value = { waitlist: standing.waitlist_id };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  }

  const { name, phone, email = null, language = null } = input.client;
  const contact = { name, phone, email, language };
  const id = client?.client_id ?? newId();
  const entry: WaitlistEntry = {
    id: newId(),
    client: id,
    services: wished.services,
    party: wished.party,
    from: input.from,
    to: input.to,
    contact,
    notice: input.notice ?? null,
  };
  const notice = await presentNotice(salon, input.notice);
  const hash = client === undefined ? await phoneHash(ctx.env.TOKEN_SECRET, phone) : "";
  const consents = (input.consents ?? []).map((given) => [newId(), given] as const);
  const about = { client: id, booking: null, channel: input.channel ?? "web", at: ctx.now };
  return conclude(ctx, db, {
    salon: slug,
    operation: OPERATION,
    idempotency: input.idempotency,
    status: 201,
    value: { waitlist: entry.id },
    facts: [
      mustBeNew(db, slug, wait),
      ...(client === undefined
        ? insertClient(db, slug, { ...contact, id, phoneHash: hash }, ctx.now)
        : [mustBeClient(db, slug, id)]),
      ...(notice === null ? [] : [insertNotice(db, slug, notice, ctx.now)]),
      insertEntry(db, slug, entry, ctx.now),
      ...(consents.length === 0 ? [] : [insertConsents(db, slug, consents, about)]),
    ],
    audit: {
      actor: "client",
      action: "waitlist.joined",
      subject: entry.id,
      detail: { client: id, from: entry.from, to: entry.to, services: entry.services.map((service) => service.id) },
    },
    messages: [],
  });
}
