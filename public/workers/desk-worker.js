// Keeps the desk's own files and its page for working without a network. No page with anybody's data is kept here: what a device
// keeps of people lies in its database (public/offline/kept.js), and goes when they sign out.

const FILES = "desk-files-1";
const KEPT = [
  "/app.css",
  "/desk.css",
  "/app.js",
  "/desk.js",
  "/passkey.js",
  "/desk-engine.js",
  "/availability.wasm",
  "/icon.svg",
];
/** Milliseconds after which a network that says nothing is none. */
const PATIENCE = 6_000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => files.addAll(KEPT)));
  skipWaiting();
});

addEventListener("activate", (event) => {
  const old = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== FILES).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (KEPT.includes(url.pathname)) event.respondWith(fresh(request));
  else if (request.mode === "navigate" && url.pathname.startsWith("/desk/")) event.respondWith(page(request, url));
});

/** From the network, and kept; from what was kept without one. */
async function fresh(request) {
  const files = await caches.open(FILES);
  try {
    const answer = await patiently(request);
    if (answer.ok) await files.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await files.match(request);
    if (kept === undefined) throw error;
    return kept;
  }
}

async function page(request, url) {
  const salon = url.pathname.split("/")[2];
  const offline = `/desk/${salon}/offline`;
  try {
    const answer = await patiently(request);
    if (url.pathname === offline && answer.ok) {
      const files = await caches.open(FILES);
      await files.put(offline, answer.clone());
    }
    return answer;
  } catch (error) {
    const kept = await caches.match(offline, { ignoreSearch: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

function patiently(request) {
  return Promise.race([
    fetch(request),
    new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), PATIENCE)),
  ]);
}
