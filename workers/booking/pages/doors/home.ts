// GET /: the salons, narrowed by what was typed.

import { pageAnswer } from "../../../http/pages/answer.ts";
import type { DoorContext } from "../../../http/request.ts";
import { listSalons } from "../../../store/salons.ts";
import { houseWords } from "../../../ui/shell.ts";
import { findSalons, matches, type SalonCard } from "../find-salons.ts";

export async function home(c: DoorContext): Promise<Response> {
  const wanted = (c.req.query("q") ?? "").trim().slice(0, 80);
  const cards: SalonCard[] = (await listSalons(c.env)).map((salon) => ({
    ...salon,
    accent: salon.accent ?? undefined,
    category: salon.category ?? undefined,
    where: [salon.suburb, salon.city].filter(Boolean).join(", "),
  }));
  return pageAnswer(
    findSalons(
      houseWords(c.req.raw),
      wanted,
      cards.filter((card) => matches(card, wanted)),
    ),
  );
}
