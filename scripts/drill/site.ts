// What a drill needs of a site: one of its own with the demo salons, people who sign in by the letters that they get, and
// requests that say what they expect.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled } from "../local/bundle.ts";
import { migrateLocally } from "../local/migrations.ts";
import { root } from "../local/process.ts";
import { freePort, startServer } from "../local/server.ts";
import { setting } from "../seed.ts";

export interface Letter {
  recipient: string;
  subject: string;
  text: string;
}

export interface Answer {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a drill reads whatever the answer holds, and fails where it does not.
  body: any;
}

export interface Drilled {
  url: string;
  close(): Promise<void>;
}

/** A fresh site in a folder of its own, with the demo salons and nothing booked. */
export async function openSite(): Promise<Drilled> {
  const state = mkdtempSync(join(tmpdir(), "drill-"));
  migrateLocally(state);
  const vars = { LOCAL_MODE: "1", ADMISSION: "shadow" };
  const server = await startServer({ port: await freePort(), script: bundled(), state, vars, patience: 90_000 });
  for (const salon of ["thandi-hair", "kaap-nails"]) {
    const body = readFileSync(join(root, `scripts/demo/${salon}.json`), "utf8");
    await visitor(server.url, operator()).ask(`/api/v1/salons/${salon}`, { method: "PUT", body, expect: 201 });
  }
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

export const operator = (): Record<string, string> => ({ authorization: `Bearer ${setting("OPERATOR_TOKEN")}` });

export interface Asking {
  method?: string;
  body?: unknown;
  /** Any other status is a fault of the drill. */
  expect?: number;
}

export interface Visitor {
  ask(path: string, asking?: Asking): Promise<Answer>;
}

/** Somebody who asks the site, by what their requests bear. */
export function visitor(url: string, headers: Record<string, string> = {}): Visitor {
  return {
    async ask(path, { method, body, expect } = {}) {
      const answer = await fetch(url + path, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          origin: url,
          "content-type": "application/json",
          "idempotency-key": crypto.randomUUID(),
          ...headers,
        },
        redirect: "manual",
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (expect !== undefined && answer.status !== expect) {
        throw new Error(`${path} answered ${answer.status}, not ${expect}: ${text.slice(0, 500)}`);
      }
      return { status: answer.status, text, body: text.startsWith("{") ? (JSON.parse(text) as unknown) : null };
    },
  };
}

export async function letters(url: string, recipient: string, holds = ""): Promise<Letter[]> {
  const { body } = await visitor(url).ask("/dev/mailbox.json", { expect: 200 });
  return (body.letters as Letter[]).filter((letter) => letter.recipient === recipient && letter.text.includes(holds));
}

/** The first letter that holds the words, and how many milliseconds it took to come. */
export async function letterTo(
  url: string,
  recipient: string,
  holds: string,
): Promise<{ letter: Letter; took: number }> {
  const began = performance.now();
  while (performance.now() - began < 60_000) {
    const [letter] = await letters(url, recipient, holds);
    if (letter !== undefined) return { letter, took: performance.now() - began };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no letter to ${recipient} holds "${holds}"`);
}

export interface Member {
  account: string;
  email: string;
  visitor: Visitor;
}

/** Somebody new in the team, signed in by the link in their letter. */
export async function member(url: string, salon: string, role: string): Promise<Member> {
  const email = `${role}-${crypto.randomUUID().slice(0, 8)}@drill.example`;
  const invited = await visitor(url, operator()).ask(`/api/v1/salons/${salon}/team`, {
    body: { email, role },
    expect: 201,
  });
  const { letter } = await letterTo(url, email, "/sign-in/");
  const path = /\/sign-in\/[a-z2-7]{26}\.[\w-]{22}/.exec(letter.text)?.[0] ?? "";
  const signed = await fetch(url + path, { method: "POST", headers: { origin: url }, redirect: "manual" });
  const cookie = (signed.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  if (cookie === "") throw new Error(`${path} signed nobody in: ${signed.status}`);
  return { account: invited.body.account, email, visitor: visitor(url, { cookie }) };
}
