// Two clients who are one person: who they might be, both made one in one commit, and both given back for thirty days.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Problem, problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { askCard, type CardRow } from "../../../store/desk/clients/card.ts";
import { askFormers, type FormerRow } from "../../../store/desk/clients/former.ts";
import { type Findable, foundBy } from "../../../store/desk/clients/found-by.ts";
import { askCandidates, askMerge, type Candidate, type MergeRow } from "../../../store/desk/clients/merges.ts";
import { askMerging, type Kept, type MergingRow, mergeRows, partRows } from "../../../store/desk/clients/merging.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { unknownClient } from "../../compliance/erase.ts";
import { asProblem, conclude, deciding, refused } from "../../deciding/commit.ts";
import { noteRead } from "../../watching/reads.ts";
import { type Likeness, likenessOf } from "./likeness.ts";

/** Minutes for which both can be given back: 30 days. */
export const UNDO_MINUTES = 30 * 1440;
/** Characters; what both had noted of them must fit in one. */
const LONGEST_NOTE = 4000;

interface OfClient {
  salon: string;
  client: string;
  actor: Actor;
}

export interface Suggested extends Candidate {
  why: Likeness;
}

const STRENGTH: readonly Likeness[] = ["same-address", "near-number", "same-name"];

/** Who the client might be as well, the strongest sign first. */
export async function suggestMerges(
  ctx: CommandContext,
  { salon, client, actor }: OfClient,
): Promise<Outcome<{ client: CardRow; suggested: Suggested[] }>> {
  const db = database(ctx.env, salon);
  try {
    const [[row]] = await read<[CardRow]>(db, [askCard(db, salon, client, "serve")]);
    if (row === undefined) return refused(unknownClient());
    const [candidates] = await read<[Candidate]>(db, [askCandidates(db, salon, row, "serve")]);
    const suggested = candidates
      .flatMap((candidate) => {
        const why = likenessOf(row, candidate);
        return why === null ? [] : [{ ...candidate, why }];
      })
      .sort((a, b) => STRENGTH.indexOf(a.why) - STRENGTH.indexOf(b.why));
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "clients",
      clients: [client, ...suggested.map(({ client_id }) => client_id)],
      objects: [],
    });
    return { ok: true, status: 200, body: "", value: { client: row, suggested } };
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** Both as they are, for whoever is to decide what will move; nothing is changed. */
export async function lookAtMerge(
  ctx: CommandContext,
  { salon, client, actor }: OfClient,
  other: string,
): Promise<Outcome<{ kept: MergingRow; gone: MergingRow; why: Likeness | null }>> {
  const db = database(ctx.env, salon);
  try {
    const [rows] = await read<[MergingRow]>(db, [askMerging(db, salon, [client, other], "serve")]);
    const pair = pairOf(rows, client, other);
    if ("status" in pair) return refused(pair);
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "clients",
      clients: [client, other],
      objects: [],
    });
    return { ok: true, status: 200, body: "", value: { ...pair, why: likenessOf(pair.kept, pair.gone) } };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function pairOf(rows: readonly MergingRow[], client: string, other: string) {
  const [kept, gone] = [rows.find((row) => row.client_id === client), rows.find((row) => row.client_id === other)];
  if (kept === undefined || gone === undefined) return unknownClient();
  if (kept === gone) return sameClient();
  return { kept, gone };
}

export interface Merged {
  merge: string;
  client: string;
  other: string;
}

/** `other` becomes `client`: everything that names the one names the other from then on. */
export function mergeClients(
  ctx: CommandContext,
  { salon, client, actor, other }: OfClient & { other: string },
): Promise<Outcome<Merged>> {
  return deciding<Merged>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [rows, formers, theirs] = await read<[MergingRow, FormerRow, FormerRow]>(db, [
      askMerging(db, slug, [client, other], "serve"),
      askFormers(db, slug, client, "serve"),
      askFormers(db, slug, other, "serve"),
    ]);
    const pair = pairOf(rows, client, other);
    if ("status" in pair) return refused(pair);
    const { kept, gone } = pair;
    if (kept.incident === 1 || gone.incident === 1) return refused(incidentOpen());
    const id = newId();
    const after = afterOf(kept, gone, [...formers, ...theirs]);
    if ((after.preferences ?? "").length > LONGEST_NOTE) return refused(tooMuchNoted());
    const made = {
      id,
      kept: client,
      gone: other,
      actor: actorName(actor),
      undoUntil: ctx.now + UNDO_MINUTES,
      before: keptOf(kept),
      after,
      stricter: stricterOf(kept, gone),
    };
    return conclude<Merged>(ctx, db, {
      salon: slug,
      operation: "merge-clients",
      idempotency: undefined,
      status: 201,
      value: { merge: id, client, other },
      facts: mergeRows(db, slug, made, ctx.now),
      audit: {
        actor: actorName(actor),
        action: "client.merged",
        subject: client,
        detail: { client, other, merge: id, bookings: gone.bookings },
      },
      messages: [],
    });
  });
}

const keptOf = ({ email, language, preferences, created_at, asked_at, found_by }: Kept): Kept => ({
  email,
  language,
  preferences,
  created_at,
  asked_at,
  found_by,
});

/** What the kept row lacked the other fills, and it is found by all that both were. */
function afterOf(kept: MergingRow, gone: MergingRow, formers: readonly Findable[]): Kept {
  const email = kept.email ?? gone.email;
  const noted = [kept.preferences, gone.preferences].filter((text) => text !== null);
  return {
    email,
    language: kept.language ?? gone.language,
    preferences: noted.length === 0 ? null : [...new Set(noted)].join("\n"),
    created_at: Math.min(kept.created_at, gone.created_at),
    asked_at: kept.asked_at === null ? gone.asked_at : Math.max(kept.asked_at, gone.asked_at ?? 0),
    found_by: JSON.stringify(foundBy({ ...kept, email }, gone, ...formers)),
  };
}

/** What either objected to holds for both, and a no to news outweighs a yes (POPIA s 11(3), 69). */
function stricterOf(kept: MergingRow, gone: MergingRow): string[] {
  const own = new Set((kept.restricted ?? "").split(","));
  const theirs = new Set((gone.restricted ?? "").split(",").filter(Boolean));
  if (gone.agreed === 0 && kept.agreed === 1) theirs.add("marketing");
  if (kept.agreed === 0 && gone.agreed === 1) theirs.add("marketing");
  return [...theirs].filter((purpose) => !own.has(purpose));
}

/** Beside the ids in `client_merge.moved`. */
interface Moved {
  states: { before: Kept; after: Kept };
}

/** Gives both back: each row that moved goes where it was. */
export function undoMerge(
  ctx: CommandContext,
  { salon, actor, merge }: { salon: string; actor: Actor; merge: string },
): Promise<Outcome<Merged>> {
  return deciding<Merged>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row]] = await read<[MergeRow]>(db, [askMerge(db, slug, merge, ctx.now, "serve")]);
    if (row === undefined) return refused(cannotUndo());
    const { kept_id: client, gone_id: other } = row;
    const [[now], formers] = await read<[MergingRow, FormerRow]>(db, [
      askMerging(db, slug, [client, client], "serve"),
      askFormers(db, slug, client, "serve"),
    ]);
    const former = formers.find(({ former_id }) => former_id === other);
    if (now === undefined || former === undefined) return refused(mergedSince());
    const { before, after } = (JSON.parse(row.moved) as Moved).states;
    const rest = formers.filter((each) => each !== former);
    return conclude<Merged>(ctx, db, {
      salon: slug,
      operation: "undo-merge",
      idempotency: undefined,
      status: 200,
      value: { merge, client, other },
      facts: partRows(db, slug, {
        merge,
        kept: client,
        gone: other,
        mergedAt: row.merged_at,
        former,
        now: keptOf(now),
        next: nextOf(now, before, after, rest),
      }),
      audit: {
        actor: actorName(actor),
        action: "client.parted",
        subject: client,
        detail: { client, other, merge },
      },
      messages: [],
    });
  });
}

/** What the merge set is taken back; what was written since stays. */
function nextOf(now: MergingRow, before: Kept, after: Kept, rest: readonly Findable[]): Kept {
  const back = <Name extends keyof Kept>(name: Name): Kept[Name] =>
    now[name] === after[name] ? before[name] : keptOf(now)[name];
  const next: Kept = {
    email: back("email"),
    language: back("language"),
    preferences: back("preferences"),
    created_at: back("created_at"),
    asked_at: back("asked_at"),
    found_by: null,
  };
  const found =
    now.found_by === after.found_by ? before.found_by : JSON.stringify(foundBy({ ...now, ...next }, ...rest));
  return { ...next, found_by: found };
}

const sameClient = (): Problem =>
  problem("same-client", 422, "These are one client already.", {
    errors: [{ pointer: "/other", detail: "must be another client" }],
  });

const incidentOpen = (): Problem =>
  problem("incident-open", 409, "An incident that is not closed names one of them.", {
    detail: "Close it first: whom it concerns must stay as it was found.",
  });

const tooMuchNoted = (): Problem =>
  problem("too-much-noted", 409, "What is noted of both does not fit in one.", {
    detail: `Shorten it to ${LONGEST_NOTE} characters together.`,
  });

const cannotUndo = (): Problem =>
  problem("cannot-undo", 404, "There is nothing to give back.", {
    detail: "It was given back already, or more than 30 days ago.",
  });

const mergedSince = (): Problem =>
  problem("merged-since", 409, "They were merged into another client since.", { detail: "Give that back first." });
