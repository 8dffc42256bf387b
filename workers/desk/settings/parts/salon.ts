// The parts of the settings that are about the salon as a whole.

import { pointerOf, stepsOf } from "../document/pointer.ts";
import {
  exceptionsOf,
  inOtherLanguages,
  input,
  type Place,
  rowsOf,
  type Section,
  spansOf,
  text,
  weekOf,
} from "./part.ts";

export function about(place: Place): Section[] {
  const { words } = place;
  const line = (name: "suburb" | "city" | "province" | "postal_code" | "country" | "power_area" | "street") =>
    input(words, "line", ["address", name], { maxlength: name === "country" ? 2 : 120 });
  return [
    {
      rows: [
        [input(words, "line", ["name"], { required: true, maxlength: 120 })],
        [text(place, "text", ["description"])],
        [
          input(words, "line", ["category"], { maxlength: 40 }),
          input(words, "line", ["timezone"], { required: true, maxlength: 64 }),
        ],
      ],
    },
    {
      title: words.say("settings.reach"),
      rows: [
        [input(words, "line", ["phone"], { maxlength: 16 }), input(words, "line", ["email"], { maxlength: 254 })],
        [input(words, "line", ["website"], { maxlength: 200 })],
      ],
    },
    {
      title: words.say("settings.place"),
      rows: [
        [line("street")],
        [line("suburb"), line("city")],
        [line("postal_code"), line("province"), line("country")],
        [line("power_area")],
        [input(words, "yes", ["backup_power"])],
      ],
    },
    ...inOtherLanguages(place, [text(place, "text", ["description"])]),
  ];
}

export function hours(place: Place): Section[] {
  const { words } = place;
  return [
    { title: words.say("settings.week"), note: words.say("settings.hours-note"), rows: weekOf(words, "hours") },
    {
      title: words.say("settings.exceptions"),
      note: words.say("settings.exceptions-note"),
      rows: [
        [
          input(words, "choice", ["holidays"], {
            options: [
              ["", words.say("settings.holidays.open")],
              ["ZA", words.say("settings.holidays.ZA")],
              ["none", words.say("settings.holidays.none")],
            ],
          }),
        ],
        ...exceptionsOf(place, "exceptions"),
      ],
    },
    {
      title: words.say("settings.outages"),
      note: words.say("settings.outages-note"),
      rows: spansOf(place, "outages"),
      folded: true,
    },
  ];
}

export function resources(place: Place): Section[] {
  const { words } = place;
  const named = rowsOf(place, ["resources"], 2).map((at) =>
    text(place, "line", ["resources", at, "name"], { entry: pointerOf("resources", at) }),
  );
  const rows = named.map((one) => [
    one,
    input(words, "whole", [...stepsOf(one.name).slice(0, 2), "count"], { maxlength: 3 }),
  ]);
  return [{ note: words.say("settings.resources-note"), rows }, ...inOtherLanguages(place, named)];
}

export function rules(place: Place): Section[] {
  const { words } = place;
  const defaults = {
    step_minutes: "15",
    notice_minutes: "120",
    horizon_days: "60",
    hold_minutes: "10",
    cancel_until_minutes: "1440",
  };
  const names = Object.keys(defaults) as (keyof typeof defaults)[];
  return [
    {
      rows: names.map((name) => [
        input(words, "whole", ["booking", name], { maxlength: 6, otherwise: defaults[name] }),
      ]),
    },
  ];
}

export function policies(place: Place): Section[] {
  const { words } = place;
  const whole = (...steps: string[]) => input(words, "whole", ["policies", ...steps], { maxlength: 6 });
  const fee = "cancellation_fee";
  return [
    {
      title: words.say("settings.cancelling"),
      note: words.say("settings.cancelling-note"),
      rows: [
        [
          { ...whole(fee, "percent"), entry: pointerOf("policies", fee) },
          input(words, "whole", ["policies", fee, "notice_minutes"], { called: "fee_notice", maxlength: 6 }),
        ],
        [{ ...whole("cancellation", "free_until_minutes"), entry: pointerOf("policies", "cancellation") }],
      ],
    },
    {
      rows: [
        [whole("offer_minutes"), input(words, "line", ["policies", "vat_number"], { maxlength: 20 })],
        [text(place, "text", ["policies", "notes"])],
      ],
    },
    ...inOtherLanguages(place, [text(place, "text", ["policies", "notes"])]),
  ];
}

export function languages(place: Place): Section[] {
  const { words } = place;
  const options = (["en", "af", "zu", "xh"] as const).map((one) => [one, words.say(`language.${one}`)] as const);
  const rows = [0, 1, 2, 3].map((at) => [
    input(words, "choice", ["languages", at], {
      called: at === 0 ? "main-language" : "other-language",
      entry: pointerOf("languages", at),
      options: [["", words.say("settings.no-language")] as const, ...options],
    }),
  ]);
  return [{ note: words.say("settings.languages-note"), rows }];
}

export function colours(place: Place): Section[] {
  return [
    {
      note: place.words.say("settings.colours-note"),
      rows: [[input(place.words, "colour", ["accent"], { otherwise: "#9c4221" })]],
    },
  ];
}

export function channels(place: Place): Section[] {
  const { words } = place;
  const account = (channel: string, name: "phone_number_id" | "page_id" | "account_id" | "address" | "number") =>
    input(words, "line", ["channels", channel, name], {
      called: name === "address" ? "mail_address" : name,
      entry: pointerOf("channels", channel),
      maxlength: 254,
    });
  return [
    {
      title: words.say("settings.channel.whatsapp"),
      rows: [
        [account("whatsapp", "phone_number_id")],
        [
          input(words, "line", ["channels", "whatsapp", "display"], { maxlength: 16 }),
          input(words, "line", ["channels", "whatsapp", "flow_id"], { maxlength: 20 }),
        ],
      ],
    },
    { title: words.say("settings.channel.messenger"), rows: [[account("messenger", "page_id")]] },
    { title: words.say("settings.channel.instagram"), rows: [[account("instagram", "account_id")]] },
    { title: words.say("settings.channel.email"), rows: [[account("email", "address")]] },
    { title: words.say("settings.channel.voice"), rows: [[account("voice", "number")]] },
    { title: words.say("settings.channel.chat"), rows: [[input(words, "open", ["channels", "chat"])]] },
  ];
}

export function officer(place: Place): Section[] {
  const { words } = place;
  const one = (name: "name" | "email" | "phone" | "registration_number") =>
    input(words, "line", ["information_officer", name], {
      maxlength: 120,
      ...(name === "name" ? { called: "officer_name", entry: pointerOf("information_officer") } : {}),
    });
  return [
    {
      title: words.say("settings.officer"),
      note: words.say("settings.officer-note"),
      rows: [[one("name")], [one("email"), one("phone")], [one("registration_number")]],
    },
    {
      title: words.say("settings.party"),
      note: words.say("settings.party-note"),
      rows: [
        [
          input(words, "line", ["responsible_party", "name"], {
            called: "party_name",
            entry: pointerOf("responsible_party"),
            maxlength: 120,
          }),
        ],
        [input(words, "line", ["responsible_party", "address"], { called: "party_address", maxlength: 120 })],
      ],
    },
  ];
}
