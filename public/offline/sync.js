// Back on the network: the day is read anew, the engine says what of the queue still fits, that is sent, each under its own key, and
// the rest waits for a person. Whatever the network swallows stays in the queue and is sent again under the same key. What somebody else
// did on this device is not sent: each request names the account whose it is, and the server refuses any other.

import { learn, now } from "./clock.js";
import { comesHere, dropDay, keepDay, putBack, queueOf, settle } from "./kept.js";

const api = (salon) => `/api/v1/salons/${salon}/desk`;

let engine = null;
let asked = 0;
const waiting = new Map();

/** Asks the engine's worker; `act` and its fields as in desk-engine.js. */
export function askEngine(message) {
  if (engine === null) {
    engine = new Worker("/desk-engine.js", { type: "module" });
    engine.addEventListener("message", ({ data }) => {
      const { done, fail } = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.error === undefined) done(data.value);
      else fail(new Error(data.error));
    });
  }
  const id = ++asked;
  return new Promise((done, fail) => {
    waiting.set(id, { done, fail });
    engine.postMessage({ id, ...message });
  });
}

const iso = (date) => new Date(date * 86_400_000).toISOString().slice(0, 10);

/** The salon's today and tomorrow, read anew and kept. Null where nobody is signed in any more: then nothing is kept. */
export async function readDays(salon, again = true) {
  const today = todayAt(salon);
  const answer = await fetch(`${api(salon)}?from=${iso(today)}&to=${iso(today + 1)}`, { cache: "no-store" });
  if (answer.status === 401 || answer.status === 403) {
    await dropDay(salon);
    return null;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const day = await answer.json();
  offsets.set(salon, day.offset);
  learn(day.now);
  // The first time the device's own clock and zone have to do, and either may be wrong.
  if (again && todayAt(salon) !== today) return readDays(salon, false);
  await comesHere(day.reader);
  await keepDay(day);
  return day;
}

/** Minutes east of UTC of salons that were read; the first time the device's own clock will do. */
const offsets = new Map();
const offsetHere = (salon) => offsets.get(salon) ?? -new Date().getTimezoneOffset();
const todayAt = (salon) => Math.floor((now() + offsetHere(salon)) / 1440);

/** Sends what fits; answers how many were sent, and how many wait for a person. One window of a browser does it at a time. */
export async function synchronise(salon) {
  const idle = { sent: 0, conflicts: await conflictsOf(salon) };
  if (!navigator.onLine || (await queueOf(salon)).every(({ conflict }) => conflict)) return idle;
  return navigator.locks.request(`desk-sync-${salon}`, { ifAvailable: true }, async (lock) => {
    if (lock === null) return idle;
    const day = await readDays(salon);
    if (day === null) return idle;
    const queue = (await queueOf(salon)).filter(({ conflict }) => !conflict);
    const verdicts = await askEngine({ act: "merge", day, queue });
    let sent = 0;
    for (const [i, operation] of queue.entries()) {
      const verdict = verdicts[i];
      if (!verdict.fits) {
        await putBack({ ...operation, conflict: verdict });
      } else if (await send(salon, operation, queue)) {
        sent += 1;
      }
    }
    if (sent > 0) await readDays(salon);
    return { sent, conflicts: await conflictsOf(salon) };
  });
}

const conflictsOf = async (salon) => (await queueOf(salon)).filter(({ conflict }) => conflict).length;

/** True once the server has it. What it refuses for good becomes a conflict; what it cannot take now stays. */
async function send(salon, operation, queue) {
  const { method, path, body } = requestOf(operation);
  const answer = await fetch(`${api(salon)}${path}`, {
    method,
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": operation.id,
      "Desk-Account": operation.account,
    },
    body: JSON.stringify(body),
  });
  if (answer.ok) {
    await expectMoved(salon, operation, queue);
    await settle(operation);
    return true;
  }
  if (answer.status === 401 || answer.status === 403 || answer.status === 429 || answer.status >= 500) {
    throw new Error(String(answer.status));
  }
  const problem = await answer.json();
  // Another person signed in since the day was read: it waits for whose it is.
  if (problem.type?.endsWith(":another-account")) throw new Error("another-account");
  const alternatives = (problem.alternatives ?? []).slice(0, 3).map(({ start, end }) => ({
    start: Math.floor(Date.parse(start) / 60_000),
    end: Math.floor(Date.parse(end) / 60_000),
    offset: offsetOf(start),
  }));
  const why = refusalOf(answer.status, problem);
  const detail = (problem.errors ?? []).map(({ pointer, detail }) => `${pointer ?? ""} ${detail}`.trim()).join("; ");
  await putBack({ ...operation, conflict: { id: operation.id, fits: false, why, detail, alternatives, visit: null } });
  return false;
}

/**
 * A visit's sequence goes up by one with each move. What was moved here again, on top of a move that is sent now, was decided by
 * the same sequence and expects the next; both in `queue`, which is being sent, and as it is kept.
 */
async function expectMoved(salon, { act, booking, sequence, nth }, queue) {
  if (act !== "move") return;
  const follows = (one) => one.act === "move" && one.booking === booking && one.sequence === sequence && one.nth > nth;
  for (const next of [...queue, ...(await queueOf(salon))].filter(follows)) {
    next.sequence = sequence + 1;
    await putBack(next);
  }
}

/** A word of the page (`data-said-…`). What is wrong in itself fits at no other time, and says what it is. */
function refusalOf(status, { type = "" }) {
  if (status === 404) return "gone";
  if (type.endsWith(":changed") || type.endsWith(":cancelled")) return type.endsWith(":changed") ? "changed" : "gone";
  if (/:patch-test-(needed|apart)$/.test(type)) return "patch";
  if (type.endsWith(":patch-test-rests")) return "rests";
  return status === 409 ? "taken" : "refused";
}

/** Minutes east of UTC of an RFC 3339 instant. */
function offsetOf(text) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  return sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function requestOf(operation) {
  const instant = (minutes) => new Date(minutes * 60_000).toISOString();
  const override = { rules: ["grid", "notice"], reason: `${operation.reason} ${operation.agreed}` };
  switch (operation.act) {
    case "book": {
      const { services, start, client, notes } = operation;
      const wish = { services, start: instant(start), client, override, ...(notes ? { notes } : {}) };
      return { method: "POST", path: "/visits", body: wish };
    }
    case "move": {
      const { booking, services, start, sequence } = operation;
      const wish = { services, start: instant(start), sequence, override };
      return { method: "PATCH", path: `/visits/${booking}`, body: wish };
    }
    case "stage":
      return { method: "PATCH", path: `/visits/${operation.booking}`, body: { stage: operation.stage } };
    default:
      return { method: "PATCH", path: `/visits/${operation.booking}`, body: { note: operation.text } };
  }
}
