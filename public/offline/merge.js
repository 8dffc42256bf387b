// What was queued without a network, against the day as it is now: by the same engine that decides at the edge. An operation that
// still fits is sent; one that does not is a conflict, with why and with the nearest times, for a person to settle. Nothing is dropped.
//
// Instants are minutes since the epoch, dates days since 1970-01-01. A queued operation is
//   { id, act: "book", services: [{id, staff?}], start, client, notes }
//   { id, act: "move", booking, sequence, services, start }
//   { id, act: "stage", booking, stage }   { id, act: "note", booking, text }

import { availability, Reason, Waived } from "../../workers/engine/availability.ts";
import { Units } from "../../workers/engine/units.ts";

/** What was agreed on while the network was away cannot have been too late when it was agreed on. */
const AGREED = Waived.Grid | Waived.Notice;
const ALTERNATIVES = 3;

/** `calendar`: the bytes of the day's Calendar. Answers one verdict for each operation, in order. */
export function merge(day, calendar, queue, engine) {
  const facts = new Facts(day, calendar, engine);
  return queue.map((operation) => facts.judge(operation));
}

/**
 * The starts of a day for a visit, for a device without a network: what was done there since, `queue`, stands in the way as it
 * will when it is sent. `services` are [{id, staff?}]; `own`: the visit that would move, null for another one.
 */
export function startsOf(day, calendar, queue, { services, date, from, own }, engine) {
  const facts = new Facts(day, calendar, engine);
  for (const operation of queue) facts.judge(operation);
  const wishes = facts.wishes(services);
  if (wishes === null) return [];
  return facts
    .starts(wishes, date, facts.busyBut(own), Waived.Notice)
    .filter(({ start }) => start >= from)
    .map(({ start, end, offset }) => ({ start, end, offset }));
}

class Facts {
  #day;
  #calendar;
  #engine;
  #units;
  /** Of operations that were found to fit: they stand in the way of those after them. */
  #segments;

  constructor(day, calendar, engine) {
    this.#day = day;
    this.#calendar = calendar;
    this.#engine = engine;
    this.#units = new Units(day.view);
    this.#segments = [...day.segments];
  }

  judge(operation) {
    if (operation.act === "book") return this.#place(operation, null);
    const visit = this.#day.visits.find(({ id }) => id === operation.booking);
    if (visit === undefined) return conflict(operation, "gone");
    if (operation.act !== "move") return { id: operation.id, fits: true };
    if (visit.sequence !== operation.sequence) return conflict(operation, "changed", [], visit);
    return this.#place(operation, operation.booking);
  }

  /** `own`: the visit that gives up its time. */
  #place(operation, own) {
    const wishes = this.wishes(operation.services);
    if (wishes === null) return conflict(operation, "unknown");
    const busy = this.busyBut(own);
    const date = this.#dateOf(operation.start);
    const one = { from: date, to: date, onlyStart: operation.start, waived: AGREED };
    const [found] = [...this.#ask(wishes, busy, { ...one, detail: "placement" }).starts];
    if (found === undefined) {
      const [reject] = this.#ask(wishes, busy, { ...one, detail: "explain" }).rejects;
      const nearest = this.starts(wishes, date, busy, Waived.Notice)
        .sort((a, b) => Math.abs(a.start - operation.start) - Math.abs(b.start - operation.start))
        .slice(0, ALTERNATIVES)
        .map(({ start, end, offset }) => ({ start, end, offset }));
      return conflict(operation, reasonOf(reject), nearest);
    }
    this.#segments = this.#segments.filter(({ visit }) => own === null || visit !== own);
    for (const { unit, start, end } of found.segments) {
      this.#segments.push({ visit: own ?? operation.id, unit: this.#units.name(unit), start, end, heldUntil: null });
    }
    return { id: operation.id, fits: true, end: found.end };
  }

  /** Null where the salon no longer has a service or a person. */
  wishes(services) {
    const wishes = services.map(({ id, staff }) => ({
      service: this.#day.view.services.findIndex((service) => service.id === id),
      person: staff === undefined ? null : this.#day.view.staff.findIndex((person) => person.id === staff),
    }));
    return wishes.some(({ service, person }) => service < 0 || (person ?? 0) < 0) ? null : wishes;
  }

  busyBut(own) {
    const rows = this.#segments.filter(({ visit, heldUntil }) => {
      return visit !== own && (heldUntil === null || heldUntil > this.#day.now);
    });
    return this.#packed(rows);
  }

  starts(wishes, date, busy, waived) {
    return [...this.#ask(wishes, busy, { from: date, to: date, waived }).starts];
  }

  #ask(wishes, busy, question) {
    const { now } = this.#day;
    const imported = this.#packed(this.#day.imported);
    const query = { calendar: this.#calendar, now, party: 1, wishes, busy, imported, ...question };
    return availability(query, this.#engine);
  }

  /** Triples; units that the salon no longer has are left out. */
  #packed(rows) {
    return Uint32Array.from(
      rows.flatMap(({ unit, start, end }) => {
        const number = this.#units.number(unit);
        return number === undefined ? [] : [number, start, end];
      }),
    );
  }

  /** The local date: the day is given with its offset, and clocks do not change while a device is away for two days. */
  #dateOf(instant) {
    return Math.floor((instant + this.#day.offset) / 1440);
  }
}

const conflict = ({ id }, why, alternatives = [], visit = null) => ({ id, fits: false, why, alternatives, visit });

function reasonOf(reject) {
  if (reject === undefined || reject.reason === Reason.Closed) return "closed";
  if (reject.reason === Reason.PersonOff) return "off";
  return reject.reason === Reason.NoPower ? "power" : "taken";
}
