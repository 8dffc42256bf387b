// What this device keeps: the days of each salon, and what was done without a network. Days are too old after two, and go when somebody
// else comes to the device; what was done waits for whoever did it. A browser may let pages keep nothing: then there is nothing here.

import { now } from "./clock.js";

const TWO_DAYS = 2 * 1440; // minutes

let opening = null;

/** Opened when it is first asked for: most pages of the team keep nothing. Null where the browser has no place for us. */
function opened() {
  opening ??= new Promise((done, fail) => {
    const request = indexedDB.open("desk", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("days", { keyPath: "salon" });
      request.result.createObjectStore("queue", { keyPath: "nth", autoIncrement: true });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  }).catch(() => null);
  return opening;
}

/** Undefined where nothing can be kept. */
const run = async (store, mode, act) => {
  const database = await opened();
  if (database === null) return undefined;
  const transaction = database.transaction(store, mode);
  const request = act(transaction.objectStore(store));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = () => fail(transaction.error);
    transaction.onabort = () => fail(transaction.error);
  });
};

/** Who is at this device lies beside the days, under no salon's name. */
const HERE = "";

/** The account that was signed in here last, by its id, which names nobody; null where none is known. */
export async function accountHere() {
  const found = await run("days", "readonly", (days) => days.get(HERE));
  return found?.account ?? null;
}

/** Whoever is here is going: what is still being read for them is kept no more. */
let going = false;
export function keepNothingMore() {
  going = true;
}

/** What another person read goes, since whoever comes may not be allowed to read it; what they did stays and waits for them. */
export async function comesHere(account) {
  if (going || (await accountHere()) === account) return;
  await run("days", "readwrite", (days) => {
    days.clear();
    return days.put({ salon: HERE, account });
  });
}

/** The day as it was read, and when (`readAt`, a minute); null where there is none that is young enough, or another person read it. */
export async function keptDay(salon) {
  const [here, found] = await Promise.all([accountHere(), run("days", "readonly", (days) => days.get(salon))]);
  const readable = found !== undefined && here !== null && found.reader === here;
  return readable && now() - found.readAt <= TWO_DAYS ? found : null;
}

export async function keepDay(day) {
  if (!going) await run("days", "readwrite", (days) => days.put({ ...day, readAt: now() }));
}
export const dropDay = (salon) => run("days", "readwrite", (days) => days.delete(salon));

/** Everything that waits on this device, of whomever, in the order in which it was done. */
export const waitingHere = async () => (await run("queue", "readonly", (queue) => queue.getAll())) ?? [];

/** What whoever is here did in a salon: it waits to be sent, or for them to settle (`conflict`). */
export async function queueOf(salon) {
  const [here, all] = await Promise.all([accountHere(), waitingHere()]);
  return all.filter((operation) => operation.salon === salon && operation.account === here);
}

/** What others did there. It is sent by nobody but them. */
export async function othersOf(salon) {
  const [here, all] = await Promise.all([accountHere(), waitingHere()]);
  return all.filter((operation) => operation.salon === salon && operation.account !== here);
}

/** `account`: whoever did it. Nobody who is not known does anything here. */
export async function enqueue(operation) {
  const account = await accountHere();
  if (account === null) throw new Error("nobody is here");
  return run("queue", "readwrite", (queue) => queue.add({ ...operation, account }));
}

export const putBack = (operation) => run("queue", "readwrite", (queue) => queue.put(operation));
export const settle = ({ nth }) => run("queue", "readwrite", (queue) => queue.delete(nth));

/** Whoever is here goes, with what they read and did. What others did stays. */
export async function leavesHere() {
  const here = await accountHere();
  for (const operation of await waitingHere()) if (operation.account === here) await settle(operation);
  await run("days", "readwrite", (days) => days.clear());
}
