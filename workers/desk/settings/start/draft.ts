// What a salon begins with, step by step. A draft is a salon document that is not whole yet; each step is a form on it, and what
// follows from the answers is filled in: the services' phases and what they need from the templates, everybody's hours and skills.

import barber from "../../../../shared/templates/barber.json" with { type: "json" };
import hair from "../../../../shared/templates/hair.json" with { type: "json" };
import massage from "../../../../shared/templates/massage.json" with { type: "json" };
import nails from "../../../../shared/templates/nails.json" with { type: "json" };
import skin from "../../../../shared/templates/skin.json" with { type: "json" };
import { RESERVED_SLUGS } from "../../../http/document/check.ts";
import type { Words } from "../../../ui/words.ts";
import { freeId, type Input, withIds } from "../document/apply.ts";
import { type Fields, isFields, type Json, pointerOf, valueAt } from "../document/pointer.ts";
import { input, listAt, nameAt, type Place, type Section, weekOf } from "../parts/part.ts";

export const STEPS = ["place", "hours", "services", "team", "law", "channels", "publish"] as const;
export type Step = (typeof STEPS)[number];
export const stepOf = (text: string): Step | null => STEPS.find((step) => step === text) ?? null;

const KINDS = { hair, nails, skin, barber, massage };
type Kind = keyof typeof KINDS;

interface Template {
  chosen: boolean;
  service: Fields & { id: string };
}

/** Countries whose salons may begin here by a form, with their zones and the holidays that close them. */
const COUNTRIES = [
  ["ZA", "Africa/Johannesburg"],
  ["NA", "Africa/Windhoek"],
  ["BW", "Africa/Gaborone"],
  ["LS", "Africa/Maseru"],
  ["SZ", "Africa/Mbabane"],
  ["ZW", "Africa/Harare"],
  ["MZ", "Africa/Maputo"],
] as const;

export function emptyDraft(language: string): Fields {
  const day: Json = [["08:00", "17:00"]];
  return {
    slug: "",
    name: "",
    category: "hair",
    timezone: "Africa/Johannesburg",
    currency: "ZAR",
    languages: [language],
    address: { country: "ZA" },
    holidays: "ZA",
    hours: { tue: day, wed: day, thu: day, fri: day, sat: [["08:00", "14:00"]] },
    resources: [],
    services: [],
    staff: [],
    channels: { chat: {} },
  };
}

const kindOf = (draft: Fields): Kind => {
  const kind = String(draft.category);
  return Object.hasOwn(KINDS, kind) ? (kind as Kind) : "hair";
};

const templatesOf = (draft: Fields): Template[] => KINDS[kindOf(draft)].services as Template[];

/** `agreement`: the last step's ticks are no part of the document, and stand beside it. */
export function sectionsOfStep(step: Step, place: Place): Section[] {
  const { words } = place;
  switch (step) {
    case "place":
      return placeSections(place);
    case "hours":
      return [
        { note: words.say("settings.hours-note"), rows: weekOf(words, "hours") },
        { rows: [[input(words, "choice", ["holidays"], { options: holidays(words) })]] },
      ];
    case "services":
      return [{ note: words.say("start.services-note"), rows: serviceRows(place) }];
    case "team":
      return teamSections(place);
    case "law":
      return [
        {
          note: words.say("settings.officer-note"),
          rows: [
            [
              input(words, "line", ["information_officer", "name"], {
                called: "officer_name",
                required: true,
                maxlength: 120,
                entry: "/information_officer",
              }),
            ],
            [input(words, "line", ["information_officer", "email"], { required: true, maxlength: 254 })],
            [input(words, "line", ["information_officer", "registration_number"], { maxlength: 40 })],
          ],
        },
      ];
    case "channels":
      return [
        {
          note: words.say("start.channels-note"),
          rows: [
            [input(words, "open", ["channels", "chat"])],
            [
              input(words, "line", ["channels", "whatsapp", "phone_number_id"], {
                maxlength: 20,
                entry: "/channels/whatsapp",
              }),
            ],
          ],
        },
      ];
    case "publish":
      return [];
  }
}

const holidays = (words: Words) =>
  [
    ["ZA", words.say("settings.holidays.ZA")],
    ["none", words.say("settings.holidays.none")],
  ] as const;

function placeSections({ words }: Place): Section[] {
  const line = (name: "street" | "suburb" | "city", required: boolean) =>
    input(words, "line", ["address", name], { required, maxlength: 120 });
  return [
    {
      rows: [
        [input(words, "line", ["name"], { required: true, maxlength: 120 })],
        [
          input(words, "choice", ["category"], {
            hint: "",
            options: (Object.keys(KINDS) as Kind[]).map((kind) => [kind, words.say(`start.kind.${kind}`)] as const),
          }),
          input(words, "choice", ["address", "country"], {
            options: COUNTRIES.map(([code]) => [code, words.say(`start.country.${code}`)] as const),
          }),
        ],
        [line("street", true)],
        [line("suburb", false), line("city", true)],
        [input(words, "line", ["phone"], { maxlength: 20 })],
        [{ ...input(words, "line", ["slug"], { maxlength: 63 }), hint: words.say("start.slug-hint") }],
      ],
    },
  ];
}

/** One line for each template: whether it is offered, in which minutes and at what price. What is in the draft already keeps its place. */
function serviceRows({ words, document }: Place): Input[][] {
  const there = listAt(document, "services");
  const fresh = there.length === 0;
  let next = there.length;
  return templatesOf(document).map(({ chosen, service }) => {
    const found = there.findIndex(({ id }) => id === service.id);
    const index = found < 0 ? next++ : found;
    const shown = there[found] ?? service;
    const name = nameAt(words, service.name);
    const at = ["services", index];
    return [
      {
        name: pointerOf(...at, "id"),
        kind: "tick",
        label: name,
        options: [[service.id, name]],
        entry: pointerOf(...at),
        ...(fresh && chosen ? { preset: service.id } : {}),
      },
      {
        ...input(words, "minutes", [...at, "minutes"], {
          required: true,
          told: words.say("settings.own-minutes", { service: name }),
          maxlength: 60,
        }),
        otherwise: minutesText(shown),
      },
      {
        ...input(words, "cents", [...at, "price_cents"], {
          required: true,
          told: words.say("start.price-of", { service: name }),
          maxlength: 12,
        }),
        ...(found < 0 ? { otherwise: String(Number(service.price_cents) / 100) } : {}),
      },
    ];
  });
}

const phasesOf = (service: Fields): Fields[] => (Array.isArray(service.phases) ? service.phases.filter(isFields) : []);
const minutesText = (service: Fields): string =>
  phasesOf(service)
    .map(({ minutes }) => minutes)
    .join(", ");

function teamSections(place: Place): Section[] {
  const { words, document } = place;
  const staff = listAt(document, "staff");
  const rows = Array.from({ length: staff.length + 3 }, (_, at): Input[] => [
    {
      ...input(words, "line", ["staff", at, "name"], {
        called: "person_name",
        entry: pointerOf("staff", at),
        maxlength: 120,
      }),
      label: words.say("start.person", { n: at + 1 }),
    },
  ]);
  const counts = listAt(document, "resources").map((resource, at): Input[] => [
    {
      ...input(words, "whole", ["resources", at, "count"], { required: true, maxlength: 3 }),
      label: nameAt(words, resource.name),
    },
  ]);
  return [
    { title: words.say("settings.part.team"), note: words.say("start.team-note"), rows },
    ...(counts.length === 0
      ? []
      : [{ title: words.say("settings.p.count"), note: words.say("start.resources-note"), rows: counts }]),
  ];
}

/** What follows from what was typed. */
export function completed(step: Step, draft: Fields, before: Fields): Fields {
  if (step === "place") completePlace(draft, before);
  if (step === "services") completeServices(draft);
  withIds(draft);
  for (const person of listAt(draft, "staff")) {
    person.hours = draft.hours ?? {};
    person.services = listAt(draft, "services").flatMap(({ id }): Json[] => (typeof id === "string" ? [{ id }] : []));
  }
  return draft;
}

function completePlace(draft: Fields, before: Fields): void {
  const country = valueAt(draft, "/address/country");
  draft.timezone = COUNTRIES.find(([code]) => code === country)?.[1] ?? "Africa/Johannesburg";
  if (country !== "ZA") draft.holidays = "none";
  else if (valueAt(before, "/address/country") !== "ZA") draft.holidays = "ZA";
  const suggested = (name: Json | undefined) =>
    typeof name === "string" && name !== "" ? freeId(name, RESERVED_SLUGS) : "";
  // An address that was suggested goes with the name; one that was typed stays.
  const kept =
    draft.slug !== undefined &&
    draft.slug !== "" &&
    (draft.slug !== before.slug || before.slug !== suggested(before.name));
  draft.slug = kept ? String(draft.slug).trim().toLowerCase() : suggested(draft.name);
  if (kindOf(draft) !== kindOf(before)) Object.assign(draft, { services: [], resources: [] });
}

function completeServices(draft: Fields): void {
  const templates = new Map(templatesOf(draft).map(({ service }) => [service.id, service]));
  draft.services = listAt(draft, "services").map((typed): Json => {
    const template = templates.get(String(typed.id));
    if (template === undefined) return typed;
    const { minutes, ...rest } = typed;
    const service: Fields = { ...structuredClone(template), ...rest };
    // As many numbers as phases; else the fault is told of the text that was typed.
    if (Array.isArray(minutes) && minutes.length === phasesOf(service).length)
      for (const [at, phase] of phasesOf(service).entries()) phase.minutes = minutes[at] ?? 0;
    else if (minutes !== undefined) service.minutes = minutes;
    return service;
  });
  const used = new Set(
    listAt(draft, "services").flatMap((service) => phasesOf(service).flatMap(({ resources }) => resources ?? [])),
  );
  const counts = new Map(listAt(draft, "resources").map(({ id, count }) => [id, count]));
  const known = KINDS[kindOf(draft)].resources as (Fields & { id: string })[];
  draft.resources = known.flatMap((one): Json[] =>
    used.has(one.id) ? [{ ...one, count: counts.get(one.id) ?? one.count ?? 1 }] : [],
  );
}

/** What a fault of the whole document is about: the step that asks for it. */
export function stepOfFault(pointer: string): Step {
  if (/^\/(hours|holidays)/.test(pointer)) return "hours";
  if (/^\/services/.test(pointer)) return "services";
  if (/^\/(staff|resources)/.test(pointer)) return "team";
  if (/^\/(information_officer|responsible_party)/.test(pointer)) return "law";
  if (/^\/channels/.test(pointer)) return "channels";
  return "place";
}
