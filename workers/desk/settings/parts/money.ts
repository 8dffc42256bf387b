// The part of the settings that is about money: who carries it, what is sold on the salon's page, what the reception may give back,
// and who has which part of their work.

import type { Input } from "../document/apply.ts";
import { pointerOf, valueAt } from "../document/pointer.ts";
import { input, listAt, nameAt, type Place, rowsOf, type Section } from "./part.ts";

/** Of the schema. */
const MOST_AMOUNTS = 6;

export function money(place: Place): Section[] {
  const { words, document } = place;
  const services = listAt(document, "services").map((one) => [String(one.id), nameAt(words, one.name)] as const);
  const amounts = Array.from({ length: MOST_AMOUNTS }, (_, at) => {
    const steps = ["money", "sells", "gift_cards", at];
    const told = words.say("settings.card-amount", { n: at + 1 });
    return input(words, "cents", steps, { called: "gift_cards", entry: pointerOf(...steps), maxlength: 12, told });
  });
  const packages = rowsOf(place, ["money", "sells", "packages"], 2).map((at): Input[] => {
    const steps = ["money", "sells", "packages", at];
    return [
      input(words, "choice", [...steps, "service"], {
        called: "package_service",
        entry: pointerOf(...steps),
        options: [["", words.say("settings.no-package")], ...services],
      }),
      input(words, "whole", [...steps, "units"], { maxlength: 3 }),
      input(words, "cents", [...steps, "price_cents"], { maxlength: 12 }),
    ];
  });
  return [
    {
      title: words.say("settings.online"),
      note: words.say("settings.online-note"),
      rows: [
        [
          input(words, "choice", ["money", "payments", "provider"], {
            entry: pointerOf("money", "payments"),
            // The names of two companies, alike in every language.
            options: [
              ["", words.say("settings.no-provider")],
              ["payfast", "PayFast"],
              ["paystack", "Paystack"],
            ],
          }),
        ],
      ],
    },
    {
      title: words.say("settings.cards"),
      note: words.say("settings.cards-note"),
      rows: [amounts],
    },
    { title: words.say("settings.packages"), note: words.say("settings.packages-note"), rows: packages },
    {
      rows: [[input(words, "cents", ["money", "reception_limit_cents"], { otherwise: "200", maxlength: 12 })]],
    },
    ...commission(place, services),
  ];
}

/** A percent for each person, and for services of which everybody has the same. */
function commission(place: Place, services: readonly (readonly [string, string])[]): Section[] {
  const { words, document } = place;
  const people = listAt(document, "staff").map((one) => [String(one.id), nameAt(words, one.name)] as const);
  const rates = (group: "people" | "services", named: readonly (readonly [string, string])[]): Input[][] =>
    named.map(([id, name]) => [
      { name: pointerOf("money", "commission", group, id), kind: "whole", label: name, maxlength: 3 },
    ]);
  const of = valueAt(document, "/money/commission/services");
  return [
    {
      title: words.say("settings.commission"),
      note: words.say("settings.commission-note"),
      rows: rates("people", people),
      folded: true,
    },
    {
      title: words.say("settings.commission-services"),
      note: words.say("settings.commission-services-note"),
      rows: rates("services", services),
      folded: of === undefined,
    },
  ];
}
