// A bill as the team sees it. That it was read, of whose visit, is noted under the reader's name (POPIA s 15 and 16).

import { type Actor, actorName } from "../../../permissions.ts";
import { database, read } from "../../../store/database.ts";
import { askCardsOf, type CardRow } from "../../../store/desk/money/cards.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { noteRead } from "../../watching/reads.ts";
import { askStanding, type Standing, type StandingRows, standingOf } from "./billing.ts";
import { cardCode } from "./cards.ts";

export interface SeenBill extends Standing {
  salon: Salon;
  /** Cards that it sold, once it is issued, with the codes that open them. */
  cards: (CardRow & { code: string })[];
}

export async function readBill(ctx: CommandContext, slug: string, id: string, actor: Actor): Promise<SeenBill | null> {
  const salon = await publishedSalon(ctx.env, slug);
  if (salon === null) return null;
  const db = database(ctx.env, slug);
  const [cards, ...rows] = await read<[CardRow, ...StandingRows]>(db, [
    askCardsOf(db, slug, id),
    ...askStanding(db, slug, id),
  ]);
  const now = standingOf(salon, rows);
  if (now === null) return null;
  if (now.booking !== null) {
    noteRead(ctx, slug, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "bookings",
      clients: [now.booking.client],
      objects: [now.booking.id],
    });
  }
  const coded = cards.map(async (card) => ({ ...card, code: await cardCode(ctx.env, slug, card.card_id) }));
  return { ...now, salon, cards: await Promise.all(coded) };
}
