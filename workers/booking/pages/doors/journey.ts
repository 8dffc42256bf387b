// GET /{salon}/book and /{salon}/embed: whichever step the address has come to.

import type { CommandContext } from "../../../commands/command.ts";
import { starts } from "../../../commands/starts.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { type LocalMoment, localMoment } from "../../../ui/dates.ts";
import { choosePerson } from "../journey/choose-person.ts";
import { chooseServices } from "../journey/choose-services.ts";
import { chooseTime } from "../journey/choose-time.ts";
import { doings, servicesOf } from "../journey/offer.ts";
import { ANYONE, type Journey, readJourney, stepOf } from "../journey/state.ts";
import { offeredTimes } from "../journey/times.ts";
import { momentOf } from "../moments.ts";
import { placeOf } from "../place.ts";
import { notFound, refusedPage, salonAt } from "./page.ts";

export async function journey(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const at = readJourney(place.url.searchParams, salon.view);
  const kind = { framed: place.embedded };
  const ctx = commandContext(c);
  switch (stepOf(at)) {
    case "services":
      return pageAnswer(chooseServices(place, at), kind);
    case "person":
      return pageAnswer(choosePerson(place, at, await peopleChoices(ctx, salon, at)), kind);
    case "time": {
      const offered = await offeredTimes(ctx, salon, {
        query: { salon: salon.slug, services: wishes(at), party: at.party },
        services: wishes(at),
        date: at.date,
        start: at.start,
      });
      if ("status" in offered) return refusedPage(c, salon, place, at, offered);
      const { choices, picked } = offered;
      return pageAnswer(chooseTime(place, at, { choices, picked, key: newId() }), kind);
    }
  }
}

export function wishes({ services, staff }: Journey): { id: string; staff: string }[] {
  return services.map((id, index) => ({ id, staff: staff[index] ?? ANYONE }));
}

/** For one service, when each person is free first. The engine takes microseconds; the reads run side by side. */
async function peopleChoices(ctx: CommandContext, salon: Salon, { services, party }: Journey) {
  const { date: today } = momentOf(salon, ctx.now);
  const [only] = servicesOf(salon.view, services);
  const people =
    services.length === 1 && only !== undefined ? doings(salon.view, only).map(({ person }) => person) : [];
  const first = await Promise.all(
    people.map(async (staff): Promise<[string, LocalMoment | null] | null> => {
      const outcome = await starts(ctx, { salon: salon.slug, services: [{ id: only?.id ?? "", staff }], next: true });
      if (!outcome.ok) return null;
      const { next } = outcome.value;
      return [staff, next === null ? null : localMoment(next.start, next.offset)];
    }),
  );
  const soonest = new Map(first.filter((one) => one !== null));
  // Anyone is free as soon as the first of them is; left unsaid where an answer is missing, or several come at once.
  if (party === 1 && soonest.size > 0 && soonest.size === people.length)
    soonest.set(ANYONE, earliest([...soonest.values()]));
  return { today, soonest };
}

function earliest(moments: (LocalMoment | null)[]): LocalMoment | null {
  const known = moments.filter((one) => one !== null);
  return known.toSorted((a, b) => a.date - b.date || a.minute - b.minute)[0] ?? null;
}
