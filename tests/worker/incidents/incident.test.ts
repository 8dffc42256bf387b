// An incident from its opening to its end: who is told, what is stopped, what a person approves, and that nothing goes out
// otherwise (POPIA s 21 and 22).
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { submit, trailOf } from "../access/people.ts";
import { faultsAt } from "../api/client.ts";
import {
  ASSESSMENT,
  act,
  at,
  call,
  eventually,
  good,
  incidentOf,
  LANGUAGES,
  lettersTo,
  OPERATOR,
  type Scene,
  scene,
} from "./scene.ts";

const emailsOf = async (salon: string): Promise<Map<string, string>> => {
  const { results } = await env.DB.prepare("SELECT email, language FROM client WHERE salon_id = ?1").bind(salon).all();
  return new Map(results.map(({ email, language }) => [String(language), String(email)]));
};

const digests = async (salon: string, incident: string): Promise<Record<string, string>> => {
  const { notices } = await incidentOf(salon, incident);
  return Object.fromEntries(
    (notices as { audience: string; digest: string }[]).map((each) => [each.audience, each.digest]),
  );
};

describe("an incident", () => {
  let here: Scene;
  beforeAll(async () => {
    here = await scene();
  });

  it("is told to every owner at once, and to nobody else", async () => {
    const [letter] = await eventually(async () => {
      const letters = (await lettersTo(here.owner.email)).filter(({ text }) => text.includes(here.incident));
      expect(letters).toHaveLength(1);
      return letters;
    });
    expect(letter?.text).toContain("A stolen session");
    expect((await lettersTo(here.stylist.email)).filter(({ text }) => text.includes(here.incident))).toEqual([]);
  });

  it("goes through its states in their order, each with a line of the timeline and an entry of the trail", async () => {
    const { salon, incident } = here;
    const early = [ASSESSMENT, { act: "send", audience: "people" }, { act: "close", closing: "Over." }];
    for (const body of early) expect((await act(salon, incident, body)).status, JSON.stringify(body)).toBe(409);
    expect(
      (await good(salon, incident, { act: "contain", measure: "end-sessions", account: here.stylist.account })).state,
    ).toBe("contained");
    expect((await good(salon, incident, ASSESSMENT)).state).toBe("assessed");
    // Nothing goes out that nobody approved.
    expect((await act(salon, incident, { act: "send", audience: "people" })).status).toBe(409);
    expect((await act(salon, incident, { act: "close", closing: "Over." })).status).toBe(409);
    const owed =
      "SELECT count(*) AS n FROM outbox WHERE salon_id = ?1 AND kind IN ('incident.notice', 'incident.regulator')";
    expect(await env.DB.prepare(owed).bind(salon).first()).toEqual({ n: 0 });
    const { people = "", regulator = "" } = await digests(salon, incident);
    await good(salon, incident, { act: "approve", audience: "people", digest: people });
    await good(salon, incident, { act: "approve", audience: "regulator", digest: regulator });
    expect((await good(salon, incident, { act: "send", audience: "people" })).state).toBe("assessed");
    const recipient = `regulator-${salon}@example.org`;
    expect((await good(salon, incident, { act: "send", audience: "regulator", recipient })).state).toBe("notified");
    expect((await good(salon, incident, { act: "close", closing: "A telephone without a lock." })).state).toBe(
      "closed",
    );
    const { timeline } = await incidentOf(salon, incident);
    const acts = [
      "opened",
      "contained.end-sessions",
      "assessed",
      "approved.people",
      "approved.regulator",
      "sent.people",
      "sent.regulator",
      "closed",
    ];
    expect((timeline as { what: string }[]).map(({ what }) => what)).toEqual(acts);
    const trail = (await trailOf(salon)).filter(
      ({ action, subject }) => action.startsWith("incident.") && subject === incident,
    );
    expect(trail.map(({ action }) => action)).toEqual(acts.map((what) => `incident.${what}`));
    const [letter] = await eventually(async () => {
      const letters = await lettersTo(recipient);
      expect(letters).toHaveLength(1);
      return letters;
    });
    expect(letter?.text).toContain("section 22");
    expect(letter?.text).toContain("Number of people concerned: 4");
  });

  it("is told to each person once, in their language, with every item of s 22(5), however often it is sent", async () => {
    const { salon, incident } = here;
    for (let i = 0; i < 3; i++) await good(salon, incident, { act: "send", audience: "people" });
    const told = await eventually(async () => {
      const found = await Promise.all(
        [...(await emailsOf(salon))].map(async ([language, email]) => {
          const letters = (await lettersTo(email)).filter(({ text }) => text.includes(ASSESSMENT.consequences));
          expect(letters, language).toHaveLength(1);
          return [language, letters[0]?.text ?? ""] as const;
        }),
      );
      return new Map(found);
    });
    expect([...told.keys()].sort()).toEqual([...LANGUAGES].sort());
    const items = {
      en: ["What may follow from it", "What we did and will do", "What you can do", "Who it was"],
      af: ["Wat daaruit kan volg", "Wat ons gedoen het en sal doen", "Wat jy kan doen", "Wie dit was"],
      zu: ["Okungase kulandele", "Esikwenzile nesizokwenza", "Ongakwenza", "Kwakungubani"],
      xh: ["Okunokulandela", "Esikwenzileyo nesiza kukwenza", "Onokukwenza", "Yayingubani"],
    };
    for (const [language, headings] of Object.entries(items)) {
      const text = told.get(language) ?? "";
      for (const heading of headings) expect(text).toMatch(new RegExp(`^${heading}: \\S`, "m"));
      expect(text).toContain(ASSESSMENT.measures);
      expect(text).toContain(ASSESSMENT.contact);
    }
    const rows = await env.DB.prepare(
      "SELECT count(*) AS n FROM outbox WHERE salon_id = ?1 AND kind = 'incident.notice'",
    )
      .bind(salon)
      .first();
    expect(rows).toEqual({ n: 4 });
  });

  it("that is closed changes no more, and its timeline never", async () => {
    const { salon, incident } = here;
    for (const body of [ASSESSMENT, { act: "contain", measure: "freeze" }, { act: "evidence" }]) {
      expect((await act(salon, incident, body)).status).toBe(409);
    }
    for (const change of ["UPDATE incident_event SET what = 'x'", "DELETE FROM incident_event"]) {
      await expect(env.DB.prepare(`${change} WHERE salon_id = ?1`).bind(salon).run()).rejects.toThrow("append-only");
    }
  });

  it("leaves tasks that somebody does", async () => {
    const { salon, incident } = here;
    expect(
      faultsAt(await act(salon, incident, { act: "task", what: "Locks on telephones", due: "2026-13-01" })),
    ).toEqual(["/due", "/owner"]);
    await good(salon, incident, { act: "task", what: "Locks on telephones", owner: "Thandi", due: "2026-12-31" });
    const [task] = (await incidentOf(salon, incident)).tasks;
    expect(task).toMatchObject({ what: "Locks on telephones", owner: "Thandi", due: "2026-12-31", done_at: null });
    await good(salon, incident, { act: "done", task: task.task });
    expect((await incidentOf(salon, incident)).tasks[0].done_at).not.toBeNull();
    expect((await act(salon, incident, { act: "done", task: task.task })).status).toBe(404);
  });

  it("counts the hours since its discovery, and knows no limit of them", async () => {
    const { salon } = here;
    const headers = OPERATOR;
    const body = { nature: "Found late", discovered_at: at("09:00", "2026-11-27") };
    const { incident } = (await call(`/api/v1/salons/${salon}/incidents`, { body, headers, now: at("12:30") })).body;
    expect((await incidentOf(salon, incident, at("12:30"))).hours_since_discovery).toBe(75);
  });
});

describe("what was approved", () => {
  it("is exactly what was read: a draft that changed meanwhile is refused, and a new assessment takes the approval back", async () => {
    const { salon, incident } = await scene();
    await good(salon, incident, { act: "contain", measure: "over" });
    await good(salon, incident, ASSESSMENT);
    const { people = "" } = await digests(salon, incident);
    await good(salon, incident, { ...ASSESSMENT, consequences: "Nothing." });
    expect(faultsAt(await act(salon, incident, { act: "approve", audience: "people", digest: people }))).toEqual([
      "/digest",
    ]);
    const { people: newer = "" } = await digests(salon, incident);
    expect(newer).not.toBe(people);
    await good(salon, incident, { act: "approve", audience: "people", digest: newer });
    await good(salon, incident, ASSESSMENT);
    expect((await act(salon, incident, { act: "send", audience: "people" })).status).toBe(409);
  });

  it("is sent once, also when two send it at the same time", async () => {
    const { salon, incident } = await scene();
    await good(salon, incident, { act: "contain", measure: "over" });
    await good(salon, incident, ASSESSMENT);
    const { people = "" } = await digests(salon, incident);
    await good(salon, incident, { act: "approve", audience: "people", digest: people });
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => act(salon, incident, { act: "send", audience: "people" })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { timeline } = await incidentOf(salon, incident);
    expect((timeline as { what: string }[]).filter(({ what }) => what === "sent.people")).toHaveLength(1);
    const rows = await env.DB.prepare(
      "SELECT count(*) AS n FROM outbox WHERE salon_id = ?1 AND kind = 'incident.notice'",
    )
      .bind(salon)
      .first();
    expect(rows).toEqual({ n: 4 });
  });

  it("is not owed to people where nobody's data were read", async () => {
    const { salon, incident } = await scene();
    await good(salon, incident, { act: "contain", measure: "over" });
    await good(salon, incident, { ...ASSESSMENT, from: at("05:00"), to: at("06:00") });
    expect((await incidentOf(salon, incident)).affected).toBe(0);
    expect((await good(salon, incident, { act: "close", closing: "Nobody was signed in then." })).state).toBe("closed");
  });
});

describe("the pages of incidents", () => {
  it("lead an owner through all of it without a script, and show nobody's words as markup", async () => {
    const { salon, owner, stylist } = await scene();
    const headers = { Cookie: owner.cookie };
    const list = `/compliance/${salon}/incidents`;
    expect((await call(`/compliance/${salon}`, { headers })).text).toContain(`href="${list}"`);
    expect((await submit(list, { nature: "" }, { headers, now: at("12:00") })).status).toBe(422);
    const begun = await submit(list, { nature: "<b>A stolen telephone</b>" }, { headers, now: at("12:00") });
    const page = begun.headers.get("Location") ?? "";
    const show = async () => (await call(page, { headers, now: at("12:00") })).text;
    const send = async (fields: Record<string, string>) => {
      const answer = await submit(page, fields, { headers, now: at("12:00") });
      expect([JSON.stringify(fields), answer.status]).toEqual([JSON.stringify(fields), 303]);
    };
    expect(await show()).toContain("&lt;b&gt;A stolen telephone&lt;/b&gt;");
    await send({ act: "contain", measure: "end-sessions", account: stylist.account });
    const local = { from: "2026-11-30T08:00", to: "2026-11-30T18:00" };
    const late = await submit(page, { ...ASSESSMENT, ...local, to: "2026-11-29T08:00" }, { headers, now: at("12:00") });
    expect([late.status, late.text.includes(ASSESSMENT.consequences)]).toEqual([422, true]);
    await send({ ...ASSESSMENT, ...local, actor: stylist.account });
    expect(await show()).toContain("4 people");
    for (const audience of ["people", "regulator"]) {
      const before = await show();
      const digest =
        new RegExp(`value="approve">.{0,200}name="digest" value="([0-9a-f]{64})".{0,200}value="${audience}"`, "s").exec(
          before,
        )?.[1] ?? "";
      await send({ act: "approve", audience, digest });
      await send({ act: "send", audience });
    }
    await send({ act: "task", what: "Locks", owner: "Thandi", due: "2026-12-31" });
    await send({ act: "close", closing: "Over" });
    expect(await show()).toContain("Closed");
    expect((await submit(page, { act: "evidence" }, { headers, now: at("12:00") })).status).toBe(409);
    for (const lang of LANGUAGES)
      expect((await call(`${page}?lang=${lang}`, { headers, now: at("12:00") })).status).toBe(200);
  });
});
