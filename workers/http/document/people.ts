// The people of a salon document: hours, time off, and what they do in which time.

import { entries, record, type Tell } from "./check.ts";
import { phaseMinutes, sum } from "./services.ts";
import { checkExceptions, checkWallSpans, checkWeek } from "./times.ts";

const DAY = 1440; // minutes

export function checkPeople(salon: Record<string, unknown>, tell: Tell): void {
  const services = new Map<unknown, Record<string, unknown>>();
  for (const [, entry] of entries(salon.services)) {
    const service = record(entry);
    if (service !== null) services.set(service.id, service);
  }
  for (const [index, entry] of entries(salon.staff)) {
    const person = record(entry);
    if (person === null) continue;
    const pointer = `/staff/${index}`;
    checkWeek(person.hours, `${pointer}/hours`, tell);
    checkExceptions(person.exceptions, `${pointer}/exceptions`, tell);
    checkWallSpans(person.time_off, `${pointer}/time_off`, tell);
    checkSkills(person.services, services, `${pointer}/services`, tell);
  }
}

function checkSkills(
  skills: unknown,
  services: Map<unknown, Record<string, unknown>>,
  pointer: string,
  tell: Tell,
): void {
  const seen = new Set<string>();
  for (const [index, entry] of entries(skills)) {
    const skill = record(entry);
    if (skill === null || typeof skill.id !== "string") continue;
    if (seen.has(skill.id)) tell(`${pointer}/${index}/id`, "is listed twice for this person");
    seen.add(skill.id);
    const service = services.get(skill.id);
    if (service === undefined) {
      tell(`${pointer}/${index}/id`, "is not a service of this salon");
      continue;
    }
    if (!Array.isArray(skill.minutes)) continue;
    const phases = phaseMinutes(service).length;
    if (skill.minutes.length !== phases) {
      tell(`${pointer}/${index}/minutes`, `must have ${phases} entries, one for every phase of the service`);
    } else if (sum(skill.minutes.filter((each) => typeof each === "number")) > DAY) {
      tell(`${pointer}/${index}/minutes`, "must add up to at most 24 hours");
    }
  }
}
