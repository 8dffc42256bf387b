// The salons that are raced for, killed under and walked through. All are open on the days after NOW.
import { sequence } from "../../scripts/seed.ts";
import type { SalonDocument } from "../../shared/contracts/salon.ts";

/** A Monday; what X-Test-Now says unless a test says otherwise. */
export const NOW = "2026-11-30T06:00:00+02:00";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const allWeek = (from: string, to: string) =>
  Object.fromEntries(DAYS.map((day) => [day, [[from, to]]])) as NonNullable<SalonDocument["hours"]>;

/** Everybody does `cut`: half an hour on a chair. Cancelling is allowed up to the start. */
export function chairSalon(slug: string, people: number, chairs: number): SalonDocument {
  return {
    slug,
    name: slug,
    timezone: "Africa/Johannesburg",
    currency: "ZAR",
    languages: ["en"],
    phone: "+27115550101",
    hours: allWeek("07:00", "19:00"),
    booking: { step_minutes: 30, notice_minutes: 0, horizon_days: 60, hold_minutes: 10, cancel_until_minutes: 0 },
    resources: [{ id: "chair", name: { en: "Chair" }, count: chairs }],
    services: [
      {
        id: "cut",
        name: { en: "Cut" },
        price_cents: 35_000,
        phases: [{ minutes: 30, staff: true, resources: ["chair"] }],
      },
    ],
    staff: Array.from({ length: people }, (_, i) => ({
      id: `person-${i + 1}`,
      name: `Person ${i + 1}`,
      services: [{ id: "cut" }],
      hours: allWeek("07:00", "19:00"),
    })),
  };
}

/** A salon nobody designed: zones, phases, buffers, rooms, skills, prices and hours by chance. Its services are s1 to s3. */
export function randomSalon(slug: string): SalonDocument {
  const random = sequence(slug);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const one = <T>(first: T, ...rest: T[]): T => [first, ...rest][upTo(rest.length)] ?? first;
  const rooms = Array.from({ length: 1 + upTo(2) }, (_, i) => ({
    id: `room${i + 1}`,
    name: { en: `Room ${i + 1}` },
    count: 1 + upTo(2),
  }));
  const services = Array.from({ length: 3 }, (_, i) => ({
    id: `s${i + 1}`,
    name: { en: `Service ${i + 1}` },
    price_cents: 1000 * upTo(100),
    phases: Array.from({ length: 1 + upTo(2) }, (_, phase) => ({
      minutes: 5 * (1 + upTo(8)),
      staff: phase === 0 || random() < 0.6,
      resources: rooms.filter(() => random() < 0.5).map(({ id }) => id),
      ...(random() < 0.2 ? { needs_power: true } : {}),
    })),
    buffer_before: 5 * upTo(2),
    buffer_after: 5 * upTo(3),
  }));
  const staff = Array.from({ length: 1 + upTo(3) }, (_, i) => ({
    id: `p${i + 1}`,
    name: `Person ${i + 1}`,
    services: services
      .filter(() => i === 0 || random() < 0.6)
      .map(({ id, phases }) => ({
        id,
        ...(random() < 0.3 ? { minutes: phases.map(() => 5 * (1 + upTo(8))), price_cents: 1000 * upTo(100) } : {}),
      })),
    hours: Object.fromEntries(
      DAYS.map((day) => [
        day,
        one<[string, string][]>(
          [["08:00", "17:00"]],
          [
            ["07:30", "12:00"],
            ["13:05", "20:00"],
          ],
          [],
        ),
      ]),
    ) as NonNullable<SalonDocument["hours"]>,
    time_off: random() < 0.3 ? [{ from: "2026-12-03T11:00", to: "2026-12-03T15:00" }] : [],
  }));
  return {
    ...chairSalon(slug, 1, 1),
    timezone: one("Africa/Johannesburg", "Europe/London", "America/New_York", "Asia/Kathmandu"),
    hours: allWeek("08:00", one("17:00", "18:30")),
    booking: {
      step_minutes: one(5, 10, 15, 30),
      notice_minutes: one(0, 45, 120),
      horizon_days: 30,
      hold_minutes: 10,
      cancel_until_minutes: 0,
    },
    outages: [{ from: "2026-12-02T10:00", to: "2026-12-02T12:30" }],
    resources: rooms,
    services,
    staff,
  };
}
