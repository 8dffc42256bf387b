// A client's card: everything that the team works with, in one read. Health notes are not among it: their text is read apart, for a
// reason that is in the trail (commands/vault/special.ts).

import { type Actor, actorName, has } from "../../../permissions.ts";
import { database, read } from "../../../store/database.ts";
import { askBlocks, askDisputes, type BlockRow, type DisputeRow } from "../../../store/desk/clients/blocks.ts";
import {
  askCard,
  askLastWords,
  askLetters,
  askTalks,
  askTotals,
  askVisits,
  type CardConsent,
  type CardMessage,
  type CardRow,
  type CardTotals,
  type CardVisit,
} from "../../../store/desk/clients/card.ts";
import { askFormers, type FormerRow } from "../../../store/desk/clients/former.ts";
import { askMerges, type MergeRow } from "../../../store/desk/clients/merges.ts";
import { askPhotosOfClient, type PhotoRow } from "../../../store/desk/photos.ts";
import type { PlacedPhase, StoredWish } from "../../../store/holds.ts";
import { askVersion, SalonFrozen, type VersionRow } from "../../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { unknownClient } from "../../compliance/erase.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { noteRead } from "../../watching/reads.ts";

export interface Visit {
  booking: string;
  status: "confirmed" | "cancelled";
  stage: CardVisit["stage"];
  services: StoredWish[];
  /** Who served or will serve, by service; nobody where it was done without. */
  people: (string | null)[];
  party: number;
  start: number;
  end: number;
  cents: number;
}

export interface Card {
  client: CardRow;
  formers: FormerRow[];
  /** To come, the next first; and past, the latest first. */
  coming: Visit[];
  past: Visit[];
  totals: CardTotals;
  /** What they have most often, with whom they have it. */
  usual: Visit | null;
  consents: CardConsent[];
  /** The latest first; what they wrote themselves for whoever may read conversations. */
  messages: CardMessage[];
  blocks: BlockRow[];
  disputes: DisputeRow[];
  merges: MergeRow[];
  /** Of all their visits, the latest first. */
  photos: PhotoRow[];
}

export interface CardInput {
  salon: string;
  client: string;
  actor: Actor;
}

const NONE: CardTotals = { visits: 0, cents: 0, cancelled: 0, no_shows: 0 };
const MOST_MESSAGES = 20;
const MOST_PHOTOS_SHOWN = 12;

export async function readCard(ctx: CommandContext, { salon, client, actor }: CardInput): Promise<Outcome<Card>> {
  const db = database(ctx.env, salon);
  try {
    const [[version], [row], visits, [totals], formers, consents, letters, talks, blocks, disputes, merges, photos] =
      await read<
        [
          VersionRow,
          CardRow,
          CardVisit,
          CardTotals,
          FormerRow,
          CardConsent,
          CardMessage,
          CardMessage,
          BlockRow,
          DisputeRow,
          MergeRow,
          PhotoRow,
        ]
      >(db, [
        askVersion(db, salon),
        askCard(db, salon, client, "serve"),
        askVisits(db, salon, client, "serve"),
        askTotals(db, salon, client, ctx.now, "serve"),
        askFormers(db, salon, client, "serve"),
        askLastWords(db, salon, client),
        askLetters(db, salon, client),
        askTalks(db, salon, has(actor.role, "conversations.read") ? client : "", "serve"),
        askBlocks(db, salon, client),
        askDisputes(db, salon, client),
        askMerges(db, salon, client, ctx.now, "serve"),
        askPhotosOfClient(db, salon, client, MOST_PHOTOS_SHOWN, "serve"),
      ]);
    if (version?.version === 0) throw new SalonFrozen("the salon is frozen");
    if (row === undefined) return refused(unknownClient());
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "clients",
      clients: [client],
      objects: [],
    });
    const all = visits.map(visitOf);
    const past = all.filter(({ end }) => end <= ctx.now);
    const value: Card = {
      client: row,
      formers,
      coming: all.filter(({ end, status }) => end > ctx.now && status === "confirmed").reverse(),
      past,
      totals: totals ?? NONE,
      usual: usualOf(past),
      consents,
      messages: [...letters, ...talks].sort((a, b) => b.at - a.at).slice(0, MOST_MESSAGES),
      blocks,
      disputes,
      merges,
      photos,
    };
    return { ok: true, status: 200, body: "", value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function visitOf(row: CardVisit): Visit {
  const services = JSON.parse(row.services) as StoredWish[];
  const placed = JSON.parse(row.placed) as PlacedPhase[];
  return {
    booking: row.booking_id,
    status: row.status,
    stage: row.stage,
    services,
    people: services.map(({ id, staff }) => personOf(placed, id) ?? staff ?? null),
    party: row.party,
    start: row.start_at,
    end: row.end_at,
    cents: row.price_cents,
  };
}

/** The units of a service's phases are people and rooms; the numbered ones are rooms and seats. */
function personOf(placed: readonly PlacedPhase[], service: string): string | undefined {
  return placed.find((phase) => phase.service === service && !phase.unit.includes("."))?.unit;
}

/** Of the visits that were served the one whose services and people came most often, the latest of equals. */
function usualOf(past: readonly Visit[]): Visit | null {
  const served = past.filter(
    ({ status, stage, party }) => status === "confirmed" && stage !== "no-show" && party === 1,
  );
  const named = Map.groupBy(served, ({ services, people }) => JSON.stringify([services.map(({ id }) => id), people]));
  const [most] = [...named.values()].sort((a, b) => b.length - a.length);
  return most?.[0] ?? null;
}
