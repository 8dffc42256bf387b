// Operations `foresee` and `remind`: what will become a ticket, and when a client is reminded (wasm/routing/proactive).
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/proactive_generated.ts";
import type { EngineModule } from "../module.ts";
import { bytesOf, rawVector, vectorAt } from "../wire.ts";

export { Act, Fate, Kind } from "../../../shared/contracts/generated/proactive_generated.ts";

/** Rows as the schema's structs have their fields; indices are null where the schema says nobody. */
export interface VisitFact {
  start: number;
  end: number;
  booked: number;
  client: number;
  person: number | null;
  goneSince: number;
  confirmed: boolean;
  gone: boolean;
  reachable: boolean;
}

export interface PartFact {
  visit: number;
  person: number | null;
  start: number;
  end: number;
  power: boolean;
}

export interface Facts {
  now: number;
  backup: boolean;
  visits: readonly VisitFact[];
  parts: readonly PartFact[];
  letters: readonly { visit: number; at: number; fate: wire.Fate }[];
  outages: readonly { start: number; end: number; since: number }[];
  absences: readonly { person: number; start: number; end: number; since: number }[];
  begun: readonly { person: number; planned: number; began: number }[];
  failures: readonly { client: number; step: number; at: number; passed: boolean }[];
  payments: readonly { client: number; at: number; tries: number; paid: boolean }[];
  offers: readonly { client: number; made: number; expires: number; fate: wire.Fate }[];
}

/** As the schema's Finding. */
export interface Finding {
  subject: number;
  first: number;
  second: number;
  confidence: number;
  kind: wire.Kind;
  act: wire.Act;
}

/** Rows of one kind that the core takes. */
export const MOST_ROWS = 2_000;

const NOBODY = 0xffffffff;
const FINDING = wire.Finding.sizeOf();
const builder = new Builder(4096);

const index = (of: number | null): number => of ?? NOBODY;

/** A vector of structs whose fields fill whole words. */
function words(bytes: number, rows: readonly (readonly number[])[]): number {
  return rawVector(builder, bytes, rows.length, bytesOf(Uint32Array.from(rows.flat())));
}

export function encodeForesee(facts: Facts): Uint8Array {
  builder.clear();
  const visits = words(
    wire.Visit.sizeOf(),
    facts.visits.map((one) => {
      const flags = Number(one.confirmed) | (Number(one.gone) << 8) | (Number(one.reachable) << 16);
      return [one.start, one.end, one.booked, one.client, index(one.person), one.goneSince, flags];
    }),
  );
  const parts = words(
    wire.Part.sizeOf(),
    facts.parts.map(({ visit, person, start, end, power }) => [visit, index(person), start, end, Number(power)]),
  );
  const letters = words(
    wire.Letter.sizeOf(),
    facts.letters.map(({ visit, at, fate }) => [visit, at, fate]),
  );
  const outages = words(
    wire.Outage.sizeOf(),
    facts.outages.map(({ start, end, since }) => [start, end, since]),
  );
  const absences = words(
    wire.Absence.sizeOf(),
    facts.absences.map(({ person, start, end, since }) => [person, start, end, since]),
  );
  const begun = words(
    wire.Begun.sizeOf(),
    facts.begun.map(({ person, planned, began }) => [person, planned, began]),
  );
  const failures = words(
    wire.Failure.sizeOf(),
    facts.failures.map(({ client, step, at, passed }) => [client, step, at, Number(passed)]),
  );
  const payments = words(
    wire.Payment.sizeOf(),
    facts.payments.map(({ client, at, tries, paid }) => [client, at, Math.min(tries, 0xffff) | (Number(paid) << 16)]),
  );
  const offers = words(
    wire.Offer.sizeOf(),
    facts.offers.map(({ client, made, expires, fate }) => [client, made, expires, fate]),
  );
  wire.ForeseeRequest.startForeseeRequest(builder);
  wire.ForeseeRequest.addNow(builder, facts.now);
  wire.ForeseeRequest.addBackup(builder, facts.backup);
  wire.ForeseeRequest.addVisits(builder, visits);
  wire.ForeseeRequest.addParts(builder, parts);
  wire.ForeseeRequest.addLetters(builder, letters);
  wire.ForeseeRequest.addOutages(builder, outages);
  wire.ForeseeRequest.addAbsences(builder, absences);
  wire.ForeseeRequest.addBegun(builder, begun);
  wire.ForeseeRequest.addFailures(builder, failures);
  wire.ForeseeRequest.addPayments(builder, payments);
  wire.ForeseeRequest.addOffers(builder, offers);
  builder.finish(wire.ForeseeRequest.endForeseeRequest(builder));
  return builder.asUint8Array();
}

export function foresee(facts: Facts, routing: EngineModule): Finding[] {
  const answer = routing.call("foresee", encodeForesee(facts));
  const { view } = answer;
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => {
    const row = at + FINDING * i;
    return {
      subject: view.getUint32(row, true),
      first: view.getUint32(row + 4, true),
      second: view.getUint32(row + 8, true),
      confidence: view.getUint16(row + 12, true),
      kind: view.getUint8(row + 14) as wire.Kind,
      act: view.getUint8(row + 15) as wire.Act,
    };
  });
}

/** Minutes; `offset` of the salon's clock at the start. */
export interface Reminding {
  start: number;
  booked: number;
  offset: number;
  before: readonly number[];
}

export function encodeRemind({ start, booked, offset, before }: Reminding): Uint8Array {
  builder.clear();
  const minutes = rawVector(builder, 4, before.length, bytesOf(Uint32Array.from(before)));
  wire.RemindRequest.startRemindRequest(builder);
  wire.RemindRequest.addStart(builder, start);
  wire.RemindRequest.addBooked(builder, booked);
  wire.RemindRequest.addOffset(builder, offset);
  wire.RemindRequest.addBefore(builder, minutes);
  builder.finish(wire.RemindRequest.endRemindRequest(builder));
  return builder.asUint8Array();
}

/** The instants of its reminders, in order. */
export function remind(of: Reminding, routing: EngineModule): number[] {
  const answer = routing.call("remind", encodeRemind(of));
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => answer.view.getUint32(at + 4 * i, true));
}
