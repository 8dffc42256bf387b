// What a search engine reads of a salon's page: schema.org, as JSON-LD. A block of data, which no browser runs, so the policy for scripts
// is as it was; what it says is what the page says.

import { html, raw } from "hono/html";
import { WEEKDAYS } from "../../../shared/contracts/salon.ts";
import type { SalonView } from "../../store/snapshots.ts";
import { isoDate } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import type { Words } from "../../ui/words.ts";

/** Offers and exceptions that are told: the page is to stay small. */
const MOST_OFFERS = 24;
const MOST_EXCEPTIONS = 8;

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** The average of what was published, in stars of five, and how many it is of. */
export interface Rating {
  average: number;
  count: number;
}

/** `today` as days since the epoch, on the salon's calendar. */
export function structuredData(
  salon: SalonView,
  words: Words,
  { url, today, rating }: { url: string; today: number; rating: Rating | null },
): Markup {
  const { address } = salon;
  const place = address && {
    "@type": "PostalAddress",
    streetAddress: address.street,
    addressLocality: [address.suburb, address.city].filter(Boolean).join(", ") || undefined,
    addressCountry: address.country ?? "ZA",
  };
  const told = {
    "@context": "https://schema.org",
    "@type": "BeautySalon",
    "@id": url,
    url,
    name: salon.name,
    description: words.of(salon.description) || undefined,
    telephone: salon.phone,
    currenciesAccepted: salon.currency,
    address: place,
    openingHoursSpecification: [...week(salon), ...exceptions(salon, today)],
    makesOffer: salon.services.slice(0, MOST_OFFERS).map((service) => ({
      "@type": "Offer",
      price: (service.price_cents / 100).toFixed(2),
      priceCurrency: salon.currency,
      itemOffered: { "@type": "Service", name: words.of(service.name) },
    })),
    aggregateRating:
      rating === null
        ? undefined
        : {
            "@type": "AggregateRating",
            ratingValue: rating.average.toFixed(1),
            reviewCount: rating.count,
            bestRating: 5,
          },
  };
  // Nothing in it may end the block, whatever the salon is called.
  const text = JSON.stringify(told).replaceAll("<", "\\u003c");
  return html`<script type="application/ld+json">${raw(text)}</script>`;
}

/** Days with the same hours stand together. */
function week({ hours }: SalonView): object[] {
  const byHours = new Map<string, string[]>();
  for (const [i, day] of WEEKDAYS.entries()) {
    const key = JSON.stringify(hours[day] ?? []);
    byHours.set(key, [...(byHours.get(key) ?? []), DAYS[i] ?? ""]);
  }
  return [...byHours].flatMap(([key, dayOfWeek]) =>
    (JSON.parse(key) as [string, string][]).map(([opens, closes]) => ({ ...SPECIFICATION, dayOfWeek, opens, closes })),
  );
}

const SPECIFICATION = { "@type": "OpeningHoursSpecification" };

/** A day on which the salon is shut opens and closes at midnight, as schema.org has it. */
function exceptions({ exceptions: dated = [] }: SalonView, today: number): object[] {
  return dated
    .filter(({ date }) => date >= isoDate(today))
    .slice(0, MOST_EXCEPTIONS)
    .flatMap(({ date, hours }) =>
      (hours.length === 0 ? [["00:00", "00:00"]] : hours).map(([opens, closes]) => ({
        ...SPECIFICATION,
        opens,
        closes,
        validFrom: date,
        validThrough: date,
      })),
    );
}
