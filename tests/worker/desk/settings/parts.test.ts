// The settings' forms: what is typed lands in the document, what is wrong is told where it was typed, and nothing typed is lost.

import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { signedIn } from "../../access/people.ts";
import { CLIENT, call, post } from "../../api/client.ts";
import { type Desk, deskOf, opened } from "./page.ts";

const PARTS = [
  "about",
  "hours",
  "resources",
  "rules",
  "policies",
  "money",
  "languages",
  "colours",
  "channels",
  "officer",
];

describe("every part of the settings", () => {
  it("sent as it is shown changes nothing", async () => {
    const desk = await opened();
    const before = await desk.document();
    for (const part of [...PARTS, "services/cut", "services/braids", "team/thandi", "team/ayanda"]) {
      const { status, headers } = await desk.change(`/${part}`, {});
      expect([part, status, headers.get("Location")?.includes("?saved=1")]).toEqual([part, 303, true]);
    }
    expect(await desk.document()).toEqual(before);
  });

  it("is shown in every language", async () => {
    const desk = await opened();
    for (const language of LANGUAGES)
      for (const part of ["", "/services", "/team", "/history", "/document", ...PARTS.map((part) => `/${part}`)])
        expect([part, (await desk.at(`${part}?lang=${language}`)).status]).toEqual([part, 200]);
  });

  it("is put as a new version, and one field changes nothing beside it", async () => {
    const desk = await opened();
    const before = await desk.document();
    expect(
      (await desk.change("/about", { "/address/suburb": "Melville", "/website": "https://thandi.example" })).status,
    ).toBe(303);
    const after = await desk.document();
    expect(after).toEqual({
      ...before,
      website: "https://thandi.example",
      address: { ...before.address, suburb: "Melville" },
    });
  });
});

describe("hours", () => {
  it("are read as people write them", async () => {
    const desk = await opened();
    const typed = { "/hours/mon": "8-12:30, 13h30 to 17:00", "/hours/sun": "9 tot 13", "/hours/tue": "" };
    expect((await desk.change("/hours", typed)).status).toBe(303);
    const { hours } = await desk.document();
    expect(hours.mon).toEqual([
      ["08:00", "12:30"],
      ["13:30", "17:00"],
    ]);
    expect(hours.sun).toEqual([["09:00", "13:00"]]);
    expect(hours.tue).toBeUndefined();
  });

  it("that are none are told at their day, and what else was typed is still there", async () => {
    const desk = await opened();
    const bad = await desk.change("/hours", {
      "/hours/mon": "all day",
      "/hours/wed": "17:00-08:00",
      "/hours/fri": "10:00-14:00",
    });
    expect(bad.status).toBe(422);
    for (const text of [
      'value="all day"',
      'value="17:00-08:00"',
      'value="10:00-14:00"',
      'id="/hours/mon-fault"',
      'id="/hours/wed-fault"',
    ])
      expect(bad.text).toContain(text);
    expect(bad.text).not.toContain('id="/hours/fri-fault"');
  });

  it("of single days come and go by their date", async () => {
    const desk = await opened();
    const at = (await desk.document()).exceptions?.length ?? 0;
    const added = {
      [`/exceptions/${at}/date`]: "2026-12-31",
      [`/exceptions/${at}/hours`]: "08:00-12:00",
      "/exceptions/0/date": "",
    };
    expect((await desk.change("/hours", added)).status).toBe(303);
    expect((await desk.document()).exceptions).toEqual([
      { date: "2026-12-25", hours: [] },
      { date: "2026-12-31", hours: [["08:00", "12:00"]] },
    ]);
    // Hours without a date are not thrown away in silence.
    const half = await desk.change("/hours", { "/exceptions/2/hours": "08:00-12:00" });
    expect(half.status).toBe(422);
    expect(half.text).toContain('id="/exceptions/2/date-fault"');
  });
});

describe("services and people", () => {
  it("are added with an id of their own, changed, shown first and removed", async () => {
    const desk = await opened();
    const service = {
      "/services/3/name/en": "Cut",
      "/services/3/price_cents": "R 1 250,50",
      "/services/3/phases/0/minutes": "30",
    };
    expect((await desk.change("/services/new", service)).status).toBe(303);
    expect((await desk.document()).services[3]).toEqual({
      id: "cut-2",
      name: { en: "Cut" },
      price_cents: 125_050,
      phases: [{ minutes: 30 }],
    });
    expect(
      (
        await desk.change("/services/cut-2", {
          "/services/3/phases/0/staff": "",
          "/services/3/phases/0/resources": ["", "chair"],
        })
      ).status,
    ).toBe(303);
    expect((await desk.document()).services[3]?.phases).toEqual([{ minutes: 30, staff: false, resources: ["chair"] }]);
    const person = {
      "/staff/2/name": "Zanele",
      "/staff/2/hours/mon": "9-17",
      "/staff/2/services/3/id": ["", "cut-2"],
      "/staff/2/services/3/price_cents": "99",
    };
    expect((await desk.change("/team/new", person)).status).toBe(303);
    expect((await desk.document()).staff[2]).toEqual({
      id: "zanele",
      name: "Zanele",
      hours: { mon: [["09:00", "17:00"]] },
      services: [{ id: "cut-2", price_cents: 9900 }],
    });
    await desk.change("/team/zanele", { act: "first" });
    expect((await desk.document()).staff.map(({ id }) => id)).toEqual(["zanele", "thandi", "ayanda"]);
    await desk.change("/services/cut-2", { act: "remove" });
    const after = await desk.document();
    expect(after.services.map(({ id }) => id)).not.toContain("cut-2");
    expect(after.staff[0]?.services).toEqual([]);
  });

  it("with a phase in the middle taken away are told of faults where they were typed", async () => {
    const desk = await opened();
    const bad = await desk.change("/services/colour", {
      "/services/1/phases/0/minutes": "",
      "/services/1/phases/2/minutes": "7",
    });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('id="/services/1/phases/2/minutes-fault"');
  });

  it("that are not there lead back to the list", async () => {
    const desk = await opened();
    expect((await desk.at("/services/nothing")).status).toBe(200);
    const { status } = await desk.send("/services/nothing", new URLSearchParams({ version: "1" }));
    expect(status).toBe(303);
  });
});

describe("a change that leaves booked visits without room", () => {
  it("is told before it is made, made when whoever changes is sure, and shown until it is mended", async () => {
    const desk = await opened();
    const visit = { services: [{ id: "cut", staff: "thandi" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
    const { body } = await post(`/api/v1/salons/${desk.salon}/bookings`, visit);
    const form = await desk.form("/team/thandi");
    const off = { "/staff/0/time_off/1/from": "2026-12-02T00:00", "/staff/0/time_off/1/to": "2026-12-03T00:00" };
    const told = await desk.send("/team/thandi", form, off);
    expect(told.status).toBe(409);
    expect(told.text).toContain(`/desk/${desk.salon}/visits/${body.booking}`);
    expect((await desk.document()).staff[0]?.time_off).toHaveLength(1);
    expect((await desk.send("/team/thandi", form, { ...off, sure: "yes" })).status).toBe(303);
    expect((await desk.at("")).text).toContain(`/desk/${desk.salon}/visits/${body.booking}`);
    // What did not fit before is no reason to ask again.
    expect((await desk.change("/about", { "/name": "Thandi & Co" })).status).toBe(303);
  });
});

describe("who may change what", () => {
  it("a manager changes hours and rotas, and nothing else; reception looks", async () => {
    const owner = await opened();
    const manager = deskOf(owner.salon, await signedIn(owner.salon, "manager"));
    expect((await manager.change("/hours", { "/hours/sun": "9-13" })).status).toBe(303);
    expect((await manager.change("/team/thandi", { "/staff/0/hours/sat": "9-12" })).status).toBe(303);
    expect((await manager.change("/team/thandi", { "/staff/0/name": "Somebody" })).status).toBe(403);
    expect((await manager.change("/rules", { "/booking/notice_minutes": "0" })).status).toBe(403);
    expect((await manager.change("/services/cut", { act: "remove" })).status).toBe(403);
    const reception = deskOf(owner.salon, await signedIn(owner.salon, "reception"));
    expect((await reception.at("/hours")).text).toContain("<fieldset disabled>");
    expect((await reception.send("/hours", new URLSearchParams({ version: "1", "/hours/sun": "9-13" }))).status).toBe(
      403,
    );
    expect((await owner.document()).name).toBe("Thandi Hair");
  });
});

describe("validation as one types", () => {
  it("answers the faults by their inputs and changes nothing", async () => {
    const desk = await opened();
    const { body, status } = await desk.change("/hours", { "/hours/mon": "8", act: "check" });
    expect([status, Object.keys(body.faults)]).toEqual([200, ["/hours/mon"]]);
    const fine = await desk.change("/hours", { "/hours/mon": "8-9", act: "check" });
    expect(fine.body).toEqual({ faults: {}, told: "" });
    expect((await desk.document()).hours.mon).toEqual([["08:00", "17:00"]]);
  });
});

describe("a salon of 500 services and 100 people", () => {
  it("is edited like any other", async () => {
    const desk = await opened("owner", (salon) => {
      const [cut] = salon.services;
      const [thandi] = salon.staff;
      if (!cut || !thandi) throw new Error("the example has both");
      for (let n = salon.services.length; n < 500; n++)
        salon.services.push({ ...cut, id: `cut-${n}`, name: { en: `Cut ${n}` } });
      for (let n = salon.staff.length; n < 100; n++)
        salon.staff.push({ ...thandi, id: `person-${n}`, name: `Person ${n}`, services: [{ id: `cut-${n + 3}` }] });
    });
    expect((await desk.at("/services")).text).toContain("Cut 499");
    const saved = await desk.change("/team/person-99", {
      "/staff/99/hours/sat": "9-12",
      "/staff/99/services/498/id": ["", "cut-499"],
    });
    expect(saved.status).toBe(303);
    expect((await desk.document()).staff[99]?.hours.sat).toEqual([["09:00", "12:00"]]);
  });
});

describe("money", () => {
  const moneyOf = async (desk: Desk) => ((await desk.document()) as { money?: unknown }).money;
  const typed = {
    "/money/payments/provider": "payfast",
    "/money/sells/gift_cards/0": "R 250",
    "/money/sells/gift_cards/3": "500",
    "/money/sells/packages/0/service": "cut",
    "/money/sells/packages/0/units": "5",
    "/money/sells/packages/0/price_cents": "1 400",
    "/money/commission/people/thandi": "40",
    "/money/reception_limit_cents": "350",
  };

  it("that is typed is sold on the salon's page, and gone from it once it is emptied", async () => {
    const desk = await opened();
    expect((await desk.change("/money", typed)).status).toBe(303);
    expect(await moneyOf(desk)).toEqual({
      payments: { provider: "payfast" },
      sells: { gift_cards: [25_000, 50_000], packages: [{ service: "cut", units: 5, price_cents: 140_000 }] },
      commission: { people: { thandi: 40 } },
      reception_limit_cents: 35_000,
    });
    const page = () => call(`/${desk.salon}/cards`);
    expect((await page()).status).toBe(200);
    expect((await desk.change("/services/cut", { act: "remove" })).status).toBe(303);
    expect(await moneyOf(desk)).toMatchObject({ sells: { gift_cards: [25_000, 50_000], packages: [] } });
    const none = Object.fromEntries(Object.keys(typed).map((name) => [name, ""]));
    const emptied = { ...none, "/money/sells/gift_cards/1": "", "/money/payments/provider": "payfast" };
    expect((await desk.change("/money", emptied)).status).toBe(303);
    expect((await page()).status).toBe(404);
  });

  it("that is none is told at its input, and nothing is put", async () => {
    const desk = await opened();
    const bad = await desk.change("/money", {
      ...typed,
      "/money/sells/gift_cards/0": "20",
      "/money/sells/packages/0/units": "1",
      "/money/commission/people/thandi": "140",
    });
    expect(bad.status).toBe(422);
    for (const name of [
      "/money/sells/gift_cards/0",
      "/money/sells/packages/0/units",
      "/money/commission/people/thandi",
    ])
      expect(bad.text).toContain(`id="${name}-fault"`);
    expect(await moneyOf(desk)).toBeUndefined();
  });

  it("is the owner's to change", async () => {
    const owner = await opened();
    const reception = deskOf(owner.salon, await signedIn(owner.salon, "reception"));
    const sent = new URLSearchParams([...(await owner.form("/money")), ...Object.entries(typed)]);
    expect((await reception.send("/money", sent)).status).toBe(403);
    expect(await moneyOf(owner)).toBeUndefined();
  });
});
