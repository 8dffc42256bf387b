import { describe, expect, it } from "vitest";
import { codeLetter, offerLetter, visitLetter, type Written } from "../../../workers/conversations/letters.ts";
import type { Booking } from "../../../workers/store/bookings.ts";
import { publicView } from "../../../workers/store/snapshots.ts";
import { LANGUAGES, wordsIn } from "../../../workers/ui/words.ts";
import { exampleSalon } from "./salon-document.ts";

/** 2026-12-02T07:00Z */
const NINE = Date.UTC(2026, 11, 2, 7) / 60_000;
const salon = publicView(exampleSalon());
const name = '<b>Nomsa</b> & "co"';

const booking: Booking = {
  salon: "thandi-hair",
  id: "a".repeat(26),
  client: "c".repeat(26),
  status: "confirmed",
  stage: null,
  services: [{ id: "colour" }, { id: "cut", staff: "thandi" }],
  party: 2,
  start: NINE,
  end: NINE + 135,
  priceCents: 130_050,
  depositCents: 20_000,
  placed: [
    { service: "colour", phase: 0, guest: 0, unit: "ayanda", start: NINE, end: NINE + 30 },
    { service: "cut", phase: 0, guest: 0, unit: "thandi", start: NINE + 90, end: NINE + 135 },
  ],
  classVisit: null,
  contact: { name, phone: "+27825550199", email: null, language: null },
  notice: null,
  guardian: null,
  guests: [],
  fee: null,
  notes: null,
  tokenVersion: 1,
  sequence: 0,
  createdAt: NINE - 3000,
  updatedAt: NINE - 3000,
};

describe.each(LANGUAGES)("a letter in %s", (language) => {
  const words = wordsIn(language);
  const visit = { booking, salon, manageUrl: "https://booking.test/b/secret?a=1&b=2" };
  const until = { until: NINE - 2000, url: "https://booking.test/o/secret" };
  const letters: [string, Written][] = [
    ["a confirmation", visitLetter("confirmed", visit, words)],
    ["a move", visitLetter("moved", visit, words)],
    ["a cancellation", visitLetter("cancelled", visit, words)],
    ["an offer", offerLetter({ name, services: booking.services, salon, start: NINE, ...until }, words)],
    ["a code", codeLetter("031415", words)],
  ];

  it.each(letters)("of %s has no gap left open, and no line in its subject", (_, { subject, text, html }) => {
    for (const part of [subject, text, html]) {
      expect(part).not.toMatch(/[{}]|undefined|null|NaN/);
      expect(part).not.toBe("");
    }
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it.each(letters)("of %s lets no name become markup", (_, { html }) => {
    expect(html).not.toContain("<b>");
  });

  it("says when, what, with whom, where and for how much", () => {
    const { text, calendar } = visitLetter("confirmed", visit, words);
    for (const part of ["09:00", "Full colour", "Thandi, Ayanda", "12 Fourth Avenue", "R1\u00a0300", visit.manageUrl]) {
      expect(text).toContain(part);
    }
    expect(calendar).toContain("DTSTART:20261202T070000Z");
  });
});
