// What a browser is told of every answer: every route of the API and every page, well answered, refused and failing.
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { routes } from "../../../workers/api.ts";
import { pages } from "../../../workers/booking/pages/routes.ts";
import { chatRoutes } from "../../../workers/conversations/channels/chat/door.ts";
import { clientRoutes } from "../../../workers/desk/money/doors.ts";
import worker from "../../../workers/index.ts";
import { staffRoutes } from "../../../workers/staff.ts";
import { type Answer, CLIENT, call, newSalon, OPERATOR, ORIGIN, post } from "../api/client.ts";
import { FROM_OWN_PAGE, invite, latestLink, newEmail, type Person, signedIn, submit } from "./people.ts";

let salon: string;
let token: string;
let booking: string;
let owner: Person;
let link: string;
let request: string;
let client: string;
let incident: string;
let block: string;

beforeAll(async () => {
  salon = await newSalon();
  const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
  ({ token, booking } = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body);
  const known = env.DB.prepare("SELECT client_id FROM client WHERE salon_id = ?1").bind(salon);
  client = (await known.first<string>("client_id")) ?? "";
  owner = await signedIn(salon, "owner");
  await keepTime();
  await keepPicture();
  await keepPhoto();
  await comeAgain();
  const asked = { kind: "deletion", phone: CLIENT.phone };
  request = (await call(`/api/v1/salons/${salon}/requests/recorded`, { body: asked, headers: OPERATOR })).body.request;
  const told = { body: { nature: "A lost telephone" }, headers: OPERATOR };
  incident = (await call(`/api/v1/salons/${salon}/incidents`, told)).body.incident;
  link = await latestLink((await invite(salon, "manager", newEmail())).email);
});

/** A picture that somebody sent. */
async function keepPicture(): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(`
      INSERT INTO conversation (salon_id, conversation_id, channel, account, person, window_until, created_at, last_at)
      VALUES (?1, 'talk', 'whatsapp', '1', '1', 0, 0, 0)`).bind(salon),
    env.DB.prepare(`
      INSERT INTO medium (salon_id, message_id, conversation_id, state, type, bytes, at)
      VALUES (?1, 'picture', 'talk', 'kept', 'image/jpeg', 1, 0)`).bind(salon),
  ]);
  await env.R2.put(`media/${salon}/talk/picture`, "x");
}

/** A photograph of the visit, which the forms that are sent here delete. */
async function keepPhoto(): Promise<void> {
  await env.DB.prepare(`
    INSERT INTO photo (salon_id, photo_id, booking_id, moment, type, bytes, width, height, actor, at, kept_at)
    VALUES (?1, 'picture', ?2, 'before', 'image/jpeg', 1, 1, 1, 'owner:a', 0, 0)`)
    .bind(salon, booking)
    .run();
  await env.R2.put(`photos/${salon}/picture`, "x");
}

/** The visit comes again. */
async function comeAgain(): Promise<void> {
  const series = `
    INSERT INTO series (salon_id, series_id, booking_id, weeks, times, actor, created_at)
    VALUES (?1, 'again', ?2, 4, 1, 'owner:a', 0)`;
  await env.DB.prepare(series).bind(salon, booking).run();
}

/** Blocks time at the desk; the forms that are sent here take it away again. */
async function keepTime(): Promise<void> {
  const lunch = { unit: "thandi", kind: "break", day: "2026-12-02", from: "13:00", until: "13:30", text: "" };
  await submit(`/desk/${salon}/blocks`, lunch, { headers: { Cookie: owner.cookie } });
  const kept = env.DB.prepare("SELECT block_id FROM block WHERE salon_id = ?1").bind(salon);
  block = (await kept.first<string>("block_id")) ?? "";
}

/** A page's address with something behind every part, or nothing behind any. */
const addressOf = (path: string, there: boolean) =>
  path
    .replaceAll(/[:{]salon\}?/g, there ? salon : "nowhere")
    .replaceAll(/[:{]account\}?/g, there ? owner.account : "b".repeat(26))
    .replaceAll(/[:{]token\}?/g, there ? (path.startsWith("/sign-in") ? link : token) : "x")
    .replaceAll(/[:{]booking\}?/g, there ? booking : "x")
    .replaceAll(/[:{]client\}?/g, there ? client : "x")
    .replaceAll(/[:{]person\}?/g, there ? "thandi" : "x")
    .replaceAll(/[:{]request\}?/g, there ? request : "x")
    .replaceAll(/[:{]incident\}?/g, there ? incident : "x")
    .replaceAll(/[:{]series\}?/g, there ? "again" : "x")
    .replaceAll(/[:{]block\}?/g, there ? block : "x")
    .replaceAll(/[:{](message|photo)\}?/g, there ? "picture" : "x")
    .replaceAll(/[:{](\w+)\}?/g, "x");

const safe = ({ headers, text }: Answer, where: string) => {
  const type = headers.get("Content-Type") ?? "";
  if (text !== "")
    expect(type, where).toMatch(
      /^(text\/[a-z-]+;( ?version=[\d.]+;)? ?charset=utf-8|application\/(problem\+)?json|application\/x-ndjson|image\/(jpeg|svg\+xml))\b/i,
    );
  expect(headers.get("X-Content-Type-Options"), where).toBe("nosniff");
  expect(headers.get("Strict-Transport-Security"), where).toMatch(/^max-age=\d{8,}; includeSubDomains$/);
  expect(headers.get("Referrer-Policy"), where).toMatch(/^(no-referrer|strict-origin)$/);
  expect(headers.get("Permissions-Policy"), where).toContain("camera=()");
  const policy = headers.get("Content-Security-Policy") ?? "";
  expect(policy, where).toMatch(/^default-src 'none'; /);
  expect(policy, where).toContain("base-uri 'none'");
  expect(policy, where).toMatch(/form-action '(self|none)'/);
  expect(policy, where).not.toMatch(/unsafe|\*(?!$)|https?:|data:|nonce/);
};

/** Who may show it in a frame. */
const ancestors = ({ headers }: Answer) =>
  /frame-ancestors ([^;]+)/.exec(headers.get("Content-Security-Policy") ?? "")?.[1];

describe("every answer of the API", () => {
  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))("%s", async (where, route) => {
    const method = route.method.toUpperCase();
    for (const there of [true, false]) {
      const address = addressOf(route.path, there);
      const body = ["GET", "DELETE"].includes(method) ? {} : { body: "{" };
      // Deleting what is there is tried as nobody alone: the booking and its people are needed below.
      const callers = there && method === "DELETE" ? [{}] : [{}, OPERATOR, FROM_OWN_PAGE];
      for (const headers of callers) {
        if (there && route.access === "capability" && method === "DELETE") continue;
        const answer = await call(address, { method, ...body, headers });
        safe(answer, where);
        expect(ancestors(answer), where).toBe("'none'");
      }
    }
    for (const odd of ["OPTIONS", "HEAD", "PURGE"]) safe(await call(addressOf(route.path, true), { method: odd }), odd);
  });
});

describe("every page", () => {
  const shown = [
    ...new Set([
      ...pages.routes.map(({ path }) => path),
      ...[...staffRoutes, ...chatRoutes, ...clientRoutes].map(({ path }) => path),
    ]),
  ];

  it.each(shown)(
    "%s lets a browser run and load what is ours alone, and be framed only where it is meant to be",
    async (path) => {
      for (const there of [true, false]) {
        for (const query of ["", "?embed=1", "?lang=zu", "?service=cut&staff=any"]) {
          const address = addressOf(path, there) + query;
          for (const headers of [{}, { Cookie: owner.cookie }]) {
            const answer = await call(address, { headers });
            safe(answer, address);
            // A visit booked inside a frame is shown there too; its address is a secret that no other site knows.
            const meant = /\/embed(\/|$)/.test(path) || (path === "/b/:token" && query === "?embed=1");
            if (!meant) expect([address, ancestors(answer)]).toEqual([address, "'none'"]);
            expect(answer.text, address).not.toMatch(
              /\sstyle=|\son\w+=|<style|<script(?![^>]* src="\/| type="application\/ld\+json">)|javascript:/,
            );
          }
        }
      }
    },
  );

  it.each(shown)("%s answers a form no less safely", async (path) => {
    for (const fields of [{}, { email: "x" }, { session: "x", phone: "1", service: "cut" }]) {
      // Of the team nobody is there to be changed.
      const address = addressOf(path.replace("{account}", "nobody"), !path.startsWith("/sign-in/"));
      safe(await submit(address, fields, { headers: { Cookie: path === "/sign-out" ? "" : owner.cookie } }), path);
    }
  });

  it("of people who are signed in is kept nowhere and found by nobody", async () => {
    await keepTime();
    await keepPhoto();
    for (const { path, method } of staffRoutes) {
      if (method !== "get") continue;
      const { status, headers } = await call(addressOf(path, true), { headers: { Cookie: owner.cookie } });
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get("Cache-Control")).toBe("no-store");
      expect(headers.get("X-Robots-Tag")).toBe("noindex");
    }
  });
});

describe("what fails", () => {
  it("is answered no less safely, on pages and in the API", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const fail = () => Promise.reject(new Error("D1_ERROR: disk I/O error"));
    const statement = { bind: () => statement, all: fail, run: fail, first: fail };
    const failing = { ...env, DB: { prepare: () => statement, batch: fail } as unknown as D1Database };
    for (const path of ["/", `/${salon}`, "/account", `/team/${salon}`, `/api/v1/salons/${salon}`, "/metrics"]) {
      const headers = path.startsWith("/team") ? { Cookie: owner.cookie } : { ...OPERATOR, Cookie: owner.cookie };
      const request = new Request<unknown, IncomingRequestCfProperties>(ORIGIN + path, { headers });
      const answer = await worker.fetch(request, failing, createExecutionContext());
      expect([path, answer.status]).toEqual([path, 503]);
      safe({ status: answer.status, headers: answer.headers, text: await answer.text(), body: null }, path);
    }
    vi.restoreAllMocks();
  });
});
