// GET /desk/{salon}/live: waits until something in the salon changed, or half a minute is over; the page then asks for itself anew.

import { salonOfPage } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import type { Actor } from "../../permissions.ts";
import { waitAtDesk } from "../../store/desk/lookers.ts";

const LONGEST_MS = 25_000;

export async function waitForChange(c: DoorContext, _actor: Actor): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const changed = await waitAtDesk(c.env, slug, LONGEST_MS);
  return new Response(null, { status: changed ? 205 : 204, headers: { "Cache-Control": "no-store" } });
}
