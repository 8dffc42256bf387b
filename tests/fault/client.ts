// A client of the API as the outside sees it: requests, and what was answered to the byte.
import { randomUUID } from "node:crypto";
import { setting } from "../../scripts/seed.ts";
import type { SalonDocument } from "../../shared/contracts/salon.ts";
import { NOW } from "./salons.ts";

export interface Answer {
  status: number;
  text: string;
  headers: Headers;
}

/** What a request says of itself, kept so that it can be repeated byte for byte. */
export interface Request {
  method: string;
  path: string;
  key?: string;
  body?: string;
}

export interface Client {
  send(request: Request, now?: string): Promise<Answer>;
  putSalon(document: SalonDocument): Promise<void>;
  /** RFC 3339 starts, in order. */
  starts(salon: string, query: string, now?: string): Promise<string[]>;
}

/** `url` is asked for with every request, since a site that was killed comes back elsewhere. */
export function clientOf(url: () => string): Client {
  const client: Client = {
    async send({ method, path, key, body }, now = NOW) {
      const headers: Record<string, string> = { "x-test-now": now, "content-type": "application/json" };
      if (key !== undefined) headers["idempotency-key"] = key;
      if (method === "PUT") headers.authorization = `Bearer ${setting("OPERATOR_TOKEN")}`;
      const signal = AbortSignal.timeout(60_000);
      const answer = await fetch(url() + path, { method, headers, signal, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    },
    async putSalon(document) {
      const body = JSON.stringify(document);
      const answer = await client.send({ method: "PUT", path: `/api/v1/salons/${document.slug}`, body });
      if (answer.status > 201) throw new Error(`${document.slug}: ${answer.status} ${answer.text}`);
    },
    async starts(salon, query, now) {
      const path = `/api/v1/salons/${salon}/availability?${query}`;
      const answer = await client.send({ method: "GET", path }, now);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      return (JSON.parse(answer.text) as { slots: { start: string }[] }).slots.map(({ start }) => start);
    },
  };
  return client;
}

let numbers = 0;

/** A new person every time, by telephone number. */
export function somebody(): { name: string; phone: string } {
  numbers += 1;
  return { name: `Client ${numbers}`, phone: `+2782${String(numbers).padStart(7, "0")}` };
}

export function bookStart(salon: string, start: string, service = "cut", client = somebody()): Request {
  const body = JSON.stringify({ services: [{ id: service }], start, client, consents: [] });
  return { method: "POST", path: `/api/v1/salons/${salon}/bookings`, key: randomUUID(), body };
}

export function holdStart(salon: string, start: string): Request {
  const body = JSON.stringify({ services: [{ id: "cut" }], start });
  return { method: "POST", path: `/api/v1/salons/${salon}/holds`, key: randomUUID(), body };
}

export function bookHold(salon: string, hold: string): Request {
  const body = JSON.stringify({ hold, client: somebody(), consents: [] });
  return { method: "POST", path: `/api/v1/salons/${salon}/bookings`, key: randomUUID(), body };
}

export function cancelBooking(token: string): Request {
  return { method: "DELETE", path: `/api/v1/bookings/${token}`, key: randomUUID() };
}

export interface Booked {
  booking: string;
  token: string;
  start: string;
  segments: { unit: string; start: string; end: string }[];
}

export const bookedOf = (answer: Answer): Booked => JSON.parse(answer.text) as Booked;
