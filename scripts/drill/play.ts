// One incident from end to end: a stylist's session is stolen and reads clients' bookings; the owner finds out, stops it, finds
// whom it concerns, tells them and the Regulator, and keeps what was learned. Each step says what it checked and how long it
// took; what is not as it should be ends the drill.
import { createHash } from "node:crypto";
import { type Letter, letters, letterTo, member, operator, type Visitor, visitor } from "./site.ts";

export interface Step {
  name: string;
  /** Milliseconds. */
  took: number;
  checked: string[];
}

export interface Outcome {
  steps: Step[];
  timeline: { at: string; actor: string; what: string }[];
  /** Milliseconds from the incident's opening to the owner's letter. */
  told: number;
  people: number;
}

const LANGUAGES = ["en", "af", "zu", "xh"] as const;
/** A heading of each item of s 22(5), by language: consequences, measures, advice, identity. */
const ITEMS: Record<string, string[]> = {
  en: ["What may follow from it", "What we did and will do", "What you can do", "Who it was"],
  af: ["Wat daaruit kan volg", "Wat ons gedoen het en sal doen", "Wat jy kan doen", "Wie dit was"],
  zu: ["Okungase kulandele", "Esikwenzile nesizokwenza", "Ongakwenza", "Kwakungubani"],
  xh: ["Okunokulandela", "Esikwenzileyo nesiza kukwenza", "Onokukwenza", "Yayingubani"],
};

interface Client {
  token: string;
  day: string;
  email: string;
  language: string;
}

/** `clients`: how many book before the attack. */
export async function play(url: string, salon = "thandi-hair", clients = 8): Promise<Outcome> {
  const steps: Step[] = [];
  let checked: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`not so: ${what}`);
    checked.push(what);
  };
  const step = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    checked = [];
    const began = performance.now();
    const value = await act();
    steps.push({ name, took: performance.now() - began, checked });
    return value;
  };

  const api = `/api/v1/salons/${salon}`;
  const [owner, stylist, booked] = await step("the salon works", async () => {
    const team = [await member(url, salon, "owner"), await member(url, salon, "stylist")] as const;
    return [...team, await book(url, api, clients)] as const;
  });
  const read = async (who: Visitor, day: string): Promise<string[]> => {
    const { body } = await who.ask(`${api}/bookings?from=${day}&to=${day}`, { expect: 200 });
    return (body.bookings as { client: string }[]).map(({ client }) => client);
  };

  const from = minute();
  const stolen = await step("the stolen session reads", async () => {
    const seen = new Set<string>();
    const spared = booked.at(-1)?.day ?? "";
    for (const day of new Set(booked.map(({ day: each }) => each))) {
      if (day !== spared) for (const client of await read(stylist.visitor, day)) seen.add(client);
    }
    check(seen.size > 0, `the thief saw ${seen.size} people`);
    // What others read meanwhile is no theft.
    await read(owner.visitor, spared);
    for (const { token } of booked) await visitor(url).ask(`/api/v1/bookings/${token}`, { expect: 200 });
    return seen;
  });

  const opened = performance.now();
  const incident = await step("the owner opens an incident", async () => {
    const nature = "A stylist's telephone was stolen while she was signed in, and clients' bookings were read with it.";
    const { body } = await owner.visitor.ask(`${api}/incidents`, { body: { nature }, expect: 201 });
    return body.incident as string;
  });
  const at = `${api}/incidents/${incident}`;
  const act = (body: object, expect = 200) => owner.visitor.ask(`${at}/acts`, { body, expect });
  const told = await step("the salon is told at once (s 21)", async () => {
    await letterTo(url, owner.email, incident);
    check(true, "the owner has a letter that leads to the incident");
    return performance.now() - opened;
  });

  await step("it is contained", () =>
    containment({ url, api, act, check, stylist: stylist.visitor, account: stylist.account, booked }),
  );
  await step("evidence is kept", async () => {
    await act({ act: "evidence" });
    const { body } = await owner.visitor.ask(at, { expect: 200 });
    const { sha256 } = (body.timeline as { what: string; detail: { sha256: string } }[]).find(
      ({ what }) => what === "evidence",
    )?.detail ?? { sha256: "" };
    const { text } = await owner.visitor.ask(`${at}/evidence/${sha256}`, { expect: 200 });
    check(
      createHash("sha256").update(text).digest("hex") === sha256,
      "the snapshot has the hash that the timeline tells",
    );
  });
  await step("it is assessed", async () => {
    const known = { from: `${from}:00Z`, to: `${minute()}:00Z`, actor: stylist.account };
    await act({ act: "assess", ...known, ...WORDS });
    const { body } = await owner.visitor.ask(`${at}/people`, { expect: 200 });
    const found = (body.people as { client: string }[]).map(({ client }) => client).sort();
    check(
      String(found) === String([...stolen].sort()),
      "the people concerned are those whom the thief was answered, and nobody else",
    );
  });
  await step("a person reads, approves and sends", () => notices({ url, at, owner: owner.visitor, act, check, salon }));
  await step("each person has one letter in their language", async () => {
    for (const { email, language, day } of booked) {
      const concerned = day !== booked.at(-1)?.day;
      if (concerned) await letterTo(url, email, WORDS.consequences);
      const got = await letters(url, email, WORDS.consequences);
      if (got.length !== (concerned ? 1 : 0)) throw new Error(`${email} has ${got.length} notices`);
      if (concerned) itemsIn(got[0], language);
    }
    check(true, "with consequences, measures, advice and the identity in it; who is not concerned has none");
  });
  await step("lessons and the end", async () => {
    await act({ act: "task", what: "Screen locks on every telephone", owner: "Thandi", due: "2030-01-31" });
    await act({ act: "close", closing: "A telephone without a lock; sessions end with a lost device now." });
    await act({ act: "evidence" }, 409);
    check(true, "closed with a task left, and changes no more");
  });
  const { body } = await owner.visitor.ask(at, { expect: 200 });
  return { steps, timeline: body.timeline, told, people: stolen.size };
}

const WORDS = {
  consequences: "Somebody may call or write to you in our name, and knows when you visit us.",
  measures: "The stolen telephone can no longer sign in.",
  contact: "Information Officer of the salon, privacy@drill.example",
};

/** `YYYY-MM-DDTHH:MM`, UTC. */
const minute = (): string => new Date().toISOString().slice(0, 16);

async function book(url: string, api: string, count: number): Promise<Client[]> {
  const { body } = await visitor(url).ask(api, { expect: 200 });
  const [service] = body.services as { id: string; sessions?: unknown }[];
  const booked: Client[] = [];
  for (let i = 0, ahead = 2; booked.length < count && ahead < 40; ahead++) {
    const day = new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const times = await visitor(url).ask(`${api}/availability?service=${service?.id}&from=${day}&to=${day}`, {
      expect: 200,
    });
    const [slot] = times.body.slots as { start: string }[];
    if (slot === undefined) continue;
    const language = LANGUAGES[i++ % LANGUAGES.length] ?? "en";
    const id = crypto.randomUUID();
    const email = `client-${id.slice(0, 8)}@drill.example`;
    const phone = `+2760${String(Number.parseInt(id.slice(0, 8), 16) % 10_000_000).padStart(7, "0")}`;
    const client = { name: `Drill ${i}`, phone, email, language };
    const request = { services: [{ id: service?.id }], start: slot.start, client };
    const answer = await visitor(url).ask(`${api}/bookings`, { body: request, expect: 201 });
    booked.push({ token: answer.body.token, day, email, language });
  }
  return booked;
}

interface Containing {
  url: string;
  api: string;
  act(body: object, expect?: number): Promise<unknown>;
  check(holds: boolean, what: string): void;
  stylist: Visitor;
  account: string;
  booked: Client[];
}

async function containment({ url, api, act, check, stylist, account, booked }: Containing): Promise<void> {
  const [first] = booked;
  const link = `/api/v1/bookings/${first?.token}`;
  await act({ act: "contain", measure: "end-sessions", account });
  const shut = await stylist.ask(`${api}/bookings?from=${first?.day}&to=${first?.day}`);
  check(shut.status === 401, "the stolen session opens nothing any more");
  await act({ act: "contain", measure: "freeze" });
  const frozen = await visitor(url).ask(link, { method: "DELETE" });
  check(frozen.status === 503 && frozen.text.includes("frozen"), "a frozen salon changes nothing");
  await act({ act: "contain", measure: "rotate-links" });
  await act({ act: "contain", measure: "rotate-feeds" });
  await act({ act: "contain", measure: "unfreeze" });
  check((await visitor(url).ask(link)).status === 404, "links from before open nothing");
  const { status } = await visitor(url, operator()).ask(`${api}/bookings?from=${first?.day}&to=${first?.day}`);
  check(status === 200, "the salon goes on");
}

interface Notifying {
  url: string;
  at: string;
  owner: Visitor;
  act(body: object, expect?: number): Promise<unknown>;
  check(holds: boolean, what: string): void;
  salon: string;
}

async function notices({ url, at, owner, act, check }: Notifying): Promise<void> {
  await act({ act: "send", audience: "people" }, 409);
  check(true, "nothing is sent that nobody approved");
  const { body } = await owner.ask(at, { expect: 200 });
  const recipient = `regulator-${crypto.randomUUID().slice(0, 8)}@drill.example`;
  for (const { audience, digest, texts } of body.notices as { audience: string; digest: string; texts: unknown[] }[]) {
    check(texts.length === (audience === "people" ? LANGUAGES.length : 1), `the draft for ${audience} can be read`);
    await act({ act: "approve", audience, digest });
    const sending = { act: "send", audience, ...(audience === "regulator" ? { recipient } : {}) };
    await act(sending);
    await act(sending);
  }
  const { letter } = await letterTo(url, recipient, "section 22");
  check(letter.text.includes("Number of people concerned"), "the Regulator's notice says how many people it concerns");
  check((await letters(url, recipient)).length === 1, "sent twice, it went out once");
}

function itemsIn(letter: Letter | undefined, language: string): void {
  for (const heading of ITEMS[language] ?? []) {
    if (!new RegExp(`^${heading}: \\S`, "m").test(letter?.text ?? ""))
      throw new Error(`a ${language} letter lacks "${heading}"`);
  }
}
