// Questions that a salon's own document answers, in words.

import { Intent } from "../../../shared/contracts/generated/routing_generated.ts";
import type { About } from "../../engine/routing/converse.ts";
import type { Salon } from "../../store/snapshots.ts";
import { lengthOfTime, money, shortWeekday } from "../../ui/dates.ts";
import type { Words } from "../../ui/words.ts";

/** Entries of a list within a message; what is asked about comes first. */
const MOST_LISTED = 12;

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** A Monday, days since the epoch: only its weekday is told. */
const MONDAY = 4;

export function answerOf(words: Words, salon: Salon, about: About): string {
  const { view } = salon;
  const named = about.services.flatMap((index) => view.services[index] ?? []);
  const services = (named.length > 0 ? named : view.services).slice(0, MOST_LISTED);
  const list = (entry: (service: (typeof services)[number]) => string): string => services.map(entry).join(", ");
  switch (about.intent) {
    case Intent.Hours:
      return words.say("talk.answer.hours", { salon: view.name, hours: hoursOf(words, salon) });
    case Intent.Price:
      return words.say("talk.answer.price", {
        list: list(({ name, price_cents: cents }) => `${words.of(name)} ${money(words, cents, view.currency)}`),
      });
    case Intent.Services:
      return words.say("talk.answer.services", { list: list(({ name }) => words.of(name)) });
    case Intent.Staff:
      return words.say("talk.answer.staff", { list: view.staff.map(({ name }) => name).join(", ") });
    case Intent.Duration:
      return words.say("talk.answer.duration", {
        list: list(({ name, phases }) => {
          const minutes = phases.reduce((sum, phase) => sum + phase.minutes, 0);
          return `${words.of(name)} ${lengthOfTime(words, minutes)}`;
        }),
      });
    case Intent.Deposit: {
      const asked = services.filter(({ deposit_cents: cents }) => (cents ?? 0) > 0);
      if (asked.length === 0) return words.say("talk.answer.no.deposit");
      const told = asked.map((one) => `${words.of(one.name)} ${money(words, one.deposit_cents ?? 0, view.currency)}`);
      return words.say("talk.answer.deposit", { list: told.join(", ") });
    }
    case Intent.CancellationPolicy: {
      const minutes = view.policies?.cancellation?.free_until_minutes ?? view.booking.cancel_until_minutes;
      return words.say("talk.answer.cancellation", { hours: Math.ceil(minutes / 60) });
    }
    case Intent.Directions: {
      const { street, suburb, city } = view.address ?? {};
      const address = [street, suburb, city].filter(Boolean).join(", ");
      return words.say("talk.answer.directions", { address });
    }
    default:
      return "";
  }
}

/** `Mon-Fri 08:00-17:00, Sat 08:00-13:00`: days that are alike are told together. */
function hoursOf(words: Words, { view }: Salon): string {
  const runs: { from: number; to: number; spans: string }[] = [];
  for (const [i, day] of DAYS.entries()) {
    const spans = (view.hours[day] ?? []).map(([from, to]) => `${from}-${to}`).join(" ");
    const last = runs.at(-1);
    if (spans === "") continue;
    if (last !== undefined && last.to === i - 1 && last.spans === spans) last.to = i;
    else runs.push({ from: i, to: i, spans });
  }
  const day = (i: number): string => shortWeekday(words, MONDAY + i);
  return runs
    .map(({ from, to, spans }) => `${from === to ? day(from) : `${day(from)}-${day(to)}`} ${spans}`)
    .join(", ");
}
