// What this device keeps: the days of each salon, and what was done without a network. Gone when somebody signs out (the answer
// clears the site's storage), and too old after two days.

const TWO_DAYS = 2 * 24 * 3_600_000;

const opened = new Promise((done, fail) => {
  const request = indexedDB.open("desk", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("days", { keyPath: "salon" });
    request.result.createObjectStore("queue", { keyPath: "nth", autoIncrement: true });
  };
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
opened.catch(() => {});

const run = async (store, mode, act) => {
  const transaction = (await opened).transaction(store, mode);
  const request = act(transaction.objectStore(store));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = () => fail(transaction.error);
    transaction.onabort = () => fail(transaction.error);
  });
};

/** The day as it was read, and when (milliseconds); null where there is none that is young enough. */
export async function keptDay(salon) {
  const found = await run("days", "readonly", (days) => days.get(salon));
  return found === undefined || Date.now() - found.readAt > TWO_DAYS ? null : found;
}

export const keepDay = (day) => run("days", "readwrite", (days) => days.put({ ...day, readAt: Date.now() }));
export const dropDay = (salon) => run("days", "readwrite", (days) => days.delete(salon));

/** What waits to be sent for a salon, or for a person to settle (`conflict`), in the order in which it was done. */
export async function queueOf(salon) {
  const all = await run("queue", "readonly", (queue) => queue.getAll());
  return all.filter((operation) => operation.salon === salon);
}

export const enqueue = (operation) => run("queue", "readwrite", (queue) => queue.add(operation));
export const putBack = (operation) => run("queue", "readwrite", (queue) => queue.put(operation));
export const settle = ({ nth }) => run("queue", "readwrite", (queue) => queue.delete(nth));
