// GET /{salon}/book and /{salon}/embed: whichever step the address has come to.

import type { CommandContext } from "../../../commands/command.ts";
import { soonest } from "../../../commands/starts.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Salon, salonOf } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import type { LocalMoment } from "../../../ui/dates.ts";
import { choosePerson } from "../journey/choose-person.ts";
import { chooseServices } from "../journey/choose-services.ts";
import { chooseTime } from "../journey/choose-time.ts";
import { doings, servicesOf } from "../journey/offer.ts";
import { ANYONE, type Journey, readJourney, stepOf } from "../journey/state.ts";
import { offeredTimes } from "../journey/times.ts";
import { momentOf } from "../moments.ts";
import { placeOf } from "../place.ts";
import { refusedPage, verifying } from "./page.ts";

export function journey(c: DoorContext): Promise<Response> {
  return verifying(c, (salon) => step(c, salon));
}

async function step(c: DoorContext, salon: Salon): Promise<Response> {
  const place = placeOf(c.req.raw, salon);
  const at = readJourney(place.url.searchParams, salon.view);
  const kind = { framed: place.embedded };
  const ctx = commandContext(c);
  switch (stepOf(at)) {
    case "services":
      await salonOf(c.env, salon.slug); // verifies by itself, as nothing else is read
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

/** For one service, when each person is free first. */
async function peopleChoices(ctx: CommandContext, salon: Salon, { services, party }: Journey) {
  const { date: today } = momentOf(salon, ctx.now);
  const [only] = servicesOf(salon.view, services);
  const told = new Map<string, LocalMoment | null>();
  if (services.length !== 1 || only === undefined) {
    await salonOf(ctx.env, salon.slug);
    return { today, soonest: told };
  }
  const people = doings(salon.view, only).map(({ person }) => person);
  const first = await soonest(ctx, salon.slug, only.id, people);
  for (const [person, start] of first ?? []) told.set(person, start === null ? null : momentOf(salon, start.start));
  // Anyone is free as soon as the first of them is; left unsaid where several come at once.
  if (party === 1 && told.size > 0) told.set(ANYONE, earliest([...told.values()]));
  return { today, soonest: told };
}

function earliest(moments: (LocalMoment | null)[]): LocalMoment | null {
  const known = moments.filter((one) => one !== null);
  return known.toSorted((a, b) => a.date - b.date || a.minute - b.minute)[0] ?? null;
}
