// What the team changes on a client's card: details that were wrong, what they like, and a consent that the client asks them to end.

import { type Actor, actorName } from "../../../permissions.ts";
import { problem } from "../../../problem.ts";
import { askClient, type ClientRow, withdrawConsents } from "../../../store/clients.ts";
import { correctClient } from "../../../store/compliance/requests/correct.ts";
import { askPerson, type PersonRow } from "../../../store/compliance/requests/person.ts";
import { CommitRefused, database, read } from "../../../store/database.ts";
import { setPreferences } from "../../../store/desk/clients/card.ts";
import { askFormers, type FormerRow } from "../../../store/desk/clients/former.ts";
import { deleteSpecialNotesOf } from "../../../store/vault/persons.ts";
import { phoneHash } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { unknownClient } from "../../compliance/erase.ts";
import { conclude, deciding, refused } from "../../deciding/commit.ts";
import { HEALTH } from "../../vault/special.ts";
import { endPhotos, PHOTOS } from "../visits/photos/keep.ts";

interface OfClient {
  salon: string;
  client: string;
  actor: Actor;
}

export interface DetailsInput extends OfClient {
  name: string;
  /** E.164. */
  phone: string;
  /** Null: there is none. */
  email: string | null;
  language: string | null;
}

export interface Changed {
  client: string;
  /** Names of what is now another. */
  fields: string[];
}

/** In the client and in every copy that still serves; past visits stay as they were made. */
export function correctDetails(ctx: CommandContext, input: DetailsInput): Promise<Outcome<Changed>> {
  const { client } = input;
  return deciding<Changed>(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[was], also, [holder]] = await read<[PersonRow, FormerRow, ClientRow]>(db, [
      askPerson(db, slug, client, "rights", ctx.now),
      askFormers(db, slug, client, "rights"),
      askClient(db, slug, input.phone, "serve"),
    ]);
    if (was === undefined) return refused(unknownClient());
    // A number that was merged into the client's own is theirs, and cannot stand in both places.
    if (holder !== undefined && input.phone !== was.phone) return refused(numberTaken(holder.client_id));
    const fields = (["name", "phone", "email", "language"] as const).filter((name) => input[name] !== was[name]);
    if (fields.length === 0) return same({ client, fields });
    const secret = ctx.env.TOKEN_SECRET;
    const hashes = { before: await phoneHash(secret, was.phone), after: await phoneHash(secret, input.phone) };
    const changed = (name: (typeof fields)[number]) => (fields.includes(name) ? (input[name] ?? "") : null);
    const correction = {
      name: changed("name"),
      phone: changed("phone"),
      email: changed("email"),
      language: changed("language") || null,
    };
    return conclude<Changed>(ctx, db, {
      salon: slug,
      operation: "correct-client",
      idempotency: undefined,
      status: 200,
      value: { client, fields },
      facts: correctClient(db, slug, client, correction, { was, also }, hashes, ctx.now),
      audit: { actor: actorName(input.actor), action: "client.corrected", subject: client, detail: { client, fields } },
      messages: [],
    });
  });
}

/** `was` is what was read: whoever wrote meanwhile is not overwritten. */
export function writePreferences(
  ctx: CommandContext,
  { salon, client, actor, was, text }: OfClient & { was: string; text: string },
): Promise<Outcome<Changed>> {
  const fields = ["preferences"];
  return deciding<Changed>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    if (was === text) return same({ client, fields: [] });
    const done = conclude<Changed>(ctx, db, {
      salon: slug,
      operation: "client-preferences",
      idempotency: undefined,
      status: 200,
      value: { client, fields },
      facts: setPreferences(db, slug, client, { was, text }),
      audit: { actor: actorName(actor), action: "client.noted", subject: client, detail: { client, fields } },
      messages: [],
    });
    return done.catch((error: unknown) => {
      if (error instanceof CommitRefused && error.rule === "preferences") return refused(changedMeanwhile());
      throw error;
    });
  });
}

/** Ended as the client asks, at once (POPIA s 11(2)(b)); what was kept by it alone goes with it. */
export function withdrawFor(
  ctx: CommandContext,
  { salon, client, actor, purpose }: OfClient & { purpose: string },
): Promise<Outcome<Changed>> {
  return deciding<Changed>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const at = { channel: "desk", at: ctx.now };
    const [[known], formers] = await read<[PersonRow, FormerRow]>(db, [
      askPerson(db, slug, client, "rights", ctx.now),
      askFormers(db, slug, client, "rights"),
    ]);
    if (known === undefined) return refused(unknownClient());
    const selves = [client, ...formers.map(({ former_id }) => former_id)];
    return conclude<Changed>(ctx, db, {
      salon: slug,
      operation: "withdraw-consent",
      idempotency: undefined,
      status: 200,
      value: { client, fields: [purpose] },
      facts: [
        ...selves.map((self) => withdrawConsents(db, slug, self, [purpose], at)),
        ...(purpose === HEALTH ? [deleteSpecialNotesOf(db, slug, client, ctx.now)] : []),
        ...(purpose === PHOTOS ? await endPhotos(ctx, slug, client) : []),
      ],
      audit: {
        actor: actorName(actor),
        action: "consent.withdrawn",
        subject: client,
        detail: { client, purpose, on_request: true },
      },
      messages: [],
    });
  });
}

const same = (value: Changed): Outcome<Changed> => ({ ok: true, status: 200, body: JSON.stringify(value), value });

export const numberTaken = (client: string) =>
  problem("number-taken", 409, "This number is another client's.", {
    detail: "Are they the same person? Then make the two one.",
    extra: { client },
  });

const changedMeanwhile = () =>
  problem("changed-meanwhile", 409, "Somebody else wrote this meanwhile.", {
    detail: "Read it again, and change what there is now.",
  });
