// The parts of the settings that are about one service or one person.

import { WEEKDAYS } from "../../../../shared/contracts/salon.ts";
import type { Input } from "../document/apply.ts";
import { pointerOf, valueAt } from "../document/pointer.ts";
import {
  dayName,
  exceptionsOf,
  inOtherLanguages,
  input,
  listAt,
  nameAt,
  type Place,
  rowsOf,
  type Section,
  spansOf,
  text,
  weekOf,
} from "./part.ts";

export function service(place: Place): Section[] {
  const { words, document, item } = place;
  const at = ["services", item];
  const resources = listAt(document, "resources").map((one) => [String(one.id), nameAt(words, one.name)] as const);
  const people = listAt(document, "staff").map((one) => [String(one.id), nameAt(words, one.name)] as const);
  const shown = rowsOf(place, [...at, "phases"], 2);
  const phases = shown.flatMap((phase, number): Input[][] => {
    const steps = [...at, "phases", phase];
    const needs = input(words, "names", [...steps, "resources"], { options: resources });
    return [
      [
        input(words, "whole", [...steps, "minutes"], {
          called: "phase_minutes",
          entry: pointerOf(...steps),
          maxlength: 4,
          told: words.say("settings.phase-minutes", { n: number + 1 }),
        }),
        text(place, "line", [...steps, "name"], { called: "phase_name" }),
      ],
      [
        input(words, "yes-unless", [...steps, "staff"], { called: "phase_staff" }),
        input(words, "yes", [...steps, "needs_power"]),
        ...(resources.length === 0 ? [] : [needs]),
      ],
    ];
  });
  const sessions = rowsOf(place, [...at, "sessions"], 2).map((session): Input[] => {
    const steps = [...at, "sessions", session];
    const days = WEEKDAYS.map((day, n) => [day, dayName(words, n)] as const);
    return [
      input(words, "choice", [...steps, "day"], { options: days, preset: "mon" }),
      input(words, "line", [...steps, "time"], { entry: pointerOf(...steps), maxlength: 5 }),
      input(words, "choice", [...steps, "staff"], {
        called: "session_staff",
        options: people,
        preset: people[0]?.[0] ?? "",
      }),
    ];
  });
  return [
    {
      rows: [
        [text(place, "line", [...at, "name"], { required: true })],
        [
          input(words, "cents", [...at, "price_cents"], { required: true, maxlength: 12 }),
          input(words, "cents", [...at, "deposit_cents"], { maxlength: 12 }),
          input(words, "line", [...at, "category"], { called: "service_category", maxlength: 40 }),
        ],
        [text(place, "text", [...at, "description"])],
        [input(words, "yes", [...at, "for_children"])],
      ],
    },
    { title: words.say("settings.phases"), note: words.say("settings.phases-note"), rows: phases },
    {
      title: words.say("settings.buffers"),
      note: words.say("settings.buffers-note"),
      rows: [
        [
          input(words, "whole", [...at, "buffer_before"], { maxlength: 3 }),
          input(words, "whole", [...at, "buffer_after"], { maxlength: 3 }),
        ],
      ],
    },
    {
      title: words.say("settings.class"),
      note: words.say("settings.class-note"),
      rows: [[input(words, "whole", [...at, "capacity"], { maxlength: 3 })], ...sessions],
      folded: true,
    },
    ...inOtherLanguages(place, [
      text(place, "line", [...at, "name"]),
      text(place, "text", [...at, "description"]),
      ...shown.map((phase) => text(place, "line", [...at, "phases", phase, "name"], { called: "phase_name" })),
    ]),
  ];
}

export function person(place: Place): Section[] {
  const { words, item } = place;
  const at = ["staff", item];
  return [
    {
      rows: [
        [
          input(words, "line", [...at, "name"], { called: "person_name", required: true, maxlength: 120 }),
          input(words, "names", [...at, "languages"], { called: "spoken" }),
        ],
        [text(place, "line", [...at, "role"])],
        [text(place, "text", [...at, "bio"])],
      ],
    },
    { title: words.say("settings.rota"), note: words.say("settings.hours-note"), rows: weekOf(words, ...at, "hours") },
    {
      title: words.say("settings.time-off"),
      note: words.say("settings.time-off-note"),
      rows: spansOf(place, ...at, "time_off"),
    },
    {
      title: words.say("settings.own-exceptions"),
      note: words.say("settings.exceptions-note"),
      rows: exceptionsOf(place, ...at, "exceptions"),
      folded: true,
    },
    { title: words.say("settings.skills"), note: words.say("settings.skills-note"), rows: skills(place, at) },
    ...inOtherLanguages(place, [text(place, "line", [...at, "role"]), text(place, "text", [...at, "bio"])]),
  ];
}

/** One line for each service of the salon; what the person does already stands where the document has it. */
function skills({ words, document }: Place, at: (string | number)[]): Input[][] {
  const list = valueAt(document, pointerOf(...at, "services"));
  const has = (Array.isArray(list) ? list : []).map((skill) => String(valueAt(skill, "/id")));
  let next = has.length;
  return listAt(document, "services").map((one) => {
    const id = String(one.id);
    const name = nameAt(words, one.name);
    const index = has.includes(id) ? has.indexOf(id) : next++;
    const steps = [...at, "services", index];
    return [
      { name: pointerOf(...steps, "id"), kind: "tick", label: name, options: [[id, name]], entry: pointerOf(...steps) },
      input(words, "minutes", [...steps, "minutes"], {
        called: "own_minutes",
        told: words.say("settings.own-minutes", { service: name }),
        maxlength: 120,
      }),
      input(words, "cents", [...steps, "price_cents"], {
        called: "own_price",
        told: words.say("settings.own-price", { service: name }),
        maxlength: 12,
      }),
    ];
  });
}
