// GET /: the salons, narrowed by what was typed, a page at a time.

import { pageAnswer } from "../../../http/pages/answer.ts";
import type { DoorContext } from "../../../http/request.ts";
import { findSalonCards, folded } from "../../../store/salons.ts";
import { houseWords } from "../../../ui/shell.ts";
import { findSalons } from "../find-salons.ts";

/** Salons on one page: what fits the first visit's 14 KB beside the style sheet and the script. */
const ON_A_PAGE = 24;

export async function home(c: DoorContext): Promise<Response> {
  const wanted = (c.req.query("q") ?? "").trim().slice(0, 80);
  const after = (c.req.query("after") ?? "").slice(0, 63);
  const words = folded(wanted).split(/\s+/).filter(Boolean);
  const found = await findSalonCards(c.env, words, after, ON_A_PAGE);
  return pageAnswer(findSalons(houseWords(c.req.raw), wanted, after, found));
}
