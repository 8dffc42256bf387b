// One salon's document, whole, for tests to send and to spoil.

import type { SalonDocument } from "../../../shared/contracts/salon.ts";

/** A fresh copy, so that a test may change it. Open every weekday of the summer of 2026; 2026-12-01 is a Tuesday. */
export function exampleSalon(slug = "thandi-hair"): SalonDocument {
  const week = { mon: nine(), tue: nine(), wed: nine(), thu: nine(), fri: nine() };
  return {
    slug,
    name: "Thandi Hair",
    timezone: "Africa/Johannesburg",
    currency: "ZAR",
    languages: ["en", "zu"],
    phone: "+27115550101",
    address: { street: "12 Fourth Avenue", suburb: "Parkhurst", city: "Johannesburg", power_area: "jhb-4" },
    backup_power: false,
    holidays: "ZA",
    hours: { ...week, sat: [["08:00", "13:00"]] },
    exceptions: [
      { date: "2026-12-24", hours: [["08:00", "13:00"]] },
      { date: "2026-12-25", hours: [] },
    ],
    booking: {
      step_minutes: 15,
      notice_minutes: 120,
      horizon_days: 60,
      hold_minutes: 10,
      cancel_until_minutes: 1440,
    },
    resources: [
      { id: "chair", name: { en: "Chair" }, count: 2 },
      { id: "basin", name: { en: "Basin" }, count: 1 },
    ],
    services: [
      {
        id: "cut",
        name: { en: "Cut & style", zu: "Gunda ulungise" },
        category: "hair",
        price_cents: 35_000,
        phases: [{ minutes: 45, staff: true, resources: ["chair"] }],
        buffer_before: 0,
        buffer_after: 5,
      },
      {
        id: "colour",
        name: { en: "Full colour" },
        category: "hair",
        price_cents: 95_000,
        deposit_cents: 20_000,
        phases: [
          { minutes: 30, staff: true, resources: ["chair"] },
          { minutes: 40, staff: false, resources: ["chair"] },
          { minutes: 20, staff: true, resources: ["basin"], needs_power: true },
        ],
      },
      {
        id: "braids",
        name: { en: "Braiding class" },
        price_cents: 15_000,
        phases: [{ minutes: 60, staff: true }],
        capacity: 3,
        sessions: [{ day: "tue", time: "14:00", staff: "ayanda" }],
      },
    ],
    staff: [
      {
        id: "thandi",
        name: "Thandi",
        services: [{ id: "cut" }, { id: "colour", minutes: [25, 40, 20], price_cents: 110_000 }],
        hours: { ...week },
        exceptions: [],
        time_off: [{ from: "2026-12-27T00:00", to: "2027-01-03T00:00" }],
      },
      {
        id: "ayanda",
        name: "Ayanda",
        services: [{ id: "cut" }, { id: "colour" }, { id: "braids" }],
        hours: { ...week },
      },
    ],
    policies: { offer_minutes: 30, vat_number: "", cancellation: { free_until_minutes: 1440 } },
    outages: [{ from: "2026-12-01T10:00", to: "2026-12-01T12:30" }],
    channels: { whatsapp: { phone_number_id: accountOf(slug) } },
  };
}

/** No two salons have one number. */
function accountOf(slug: string): string {
  let number = 0n;
  for (const byte of new TextEncoder().encode(slug)) number = (number * 257n + BigInt(byte)) % 10n ** 14n;
  return `11${String(number).padStart(14, "0")}`;
}

function nine(): [string, string][] {
  return [["08:00", "17:00"]];
}
