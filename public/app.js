// Makes the pages quicker where it can: days fetched before they are asked for, the main part swapped without a reload,
// focus kept, changes told. Everything works without it.

const fresh = 20_000; // milliseconds for which a prefetched page is shown; the commit decides anyhow
const pages = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const live = document.getElementById("live");

/**
 * Whether the script may take the place of the browser: a page of this site, fetched with GET, in this tab. The pages of
 * people who are signed in are always asked for anew.
 */
const ours = (url) =>
  url.origin === location.origin &&
  !/\.(ics|css|js)$|^\/[^/]+\/chat$|^\/(account|compliance|desk|help|inbox|sign-in|start|team)(\/|$)/.test(
    url.pathname,
  );

function page(href) {
  const known = pages.get(href);
  if (known && Date.now() - known.at < fresh) return known.text;
  const text = fetch(href, { headers: { Accept: "text/html" } }).then((answer) => {
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.text();
  });
  text.catch(() => pages.delete(href));
  pages.set(href, { at: Date.now(), text });
  return text;
}

/** The page on its way, until it is shown: of two that are asked for, the one asked for last, whichever comes first. */
let coming;

async function go(href, push) {
  const mine = { href, push };
  coming = mine;
  let next;
  try {
    next = new DOMParser().parseFromString(await page(href), "text/html");
  } catch {
    if (coming === mine) leave(href);
    return;
  }
  if (coming !== mine) return;
  const main = next.querySelector("main");
  // Another salon's page needs another sheet, and an embedded page another frame.
  const sheet = (root) => root.querySelector('link[href*="theme.css"]')?.getAttribute("href");
  if (!main || sheet(next) !== sheet(document)) {
    leave(href);
    return;
  }
  const swap = () => {
    if (coming !== mine) return;
    coming = undefined;
    if (push && href !== location.href) history.pushState(null, "", href);
    show(main, next, new URL(href, location.href).pathname);
  };
  // A frame changes its height with the page, which would break a transition off.
  if (document.startViewTransition && !calm.matches && push && window.parent === window)
    document.startViewTransition(swap);
  else swap();
}

/** As a browser does without a script; who comes back to this page finds nothing on its way. */
function leave(href) {
  coming = undefined;
  location.assign(href);
}

/** The heading tells steps of one address apart. */
function step() {
  return document.querySelector("h1")?.textContent ?? "";
}

let path = location.pathname + step();

function show(main, next, pathname) {
  const focused = document.activeElement?.id;
  const left = document.querySelector(".days")?.scrollLeft ?? 0;
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  document.querySelector("main").replaceWith(main);
  document.querySelector(".langs")?.replaceWith(next.querySelector(".langs") ?? "");
  const days = document.querySelector(".days");
  if (days) days.scrollLeft = left;
  const here = pathname + step();
  if (here === path) {
    (document.getElementById(focused) ?? main).focus({ preventScroll: true });
    live.textContent = main.querySelector("[data-announce]")?.dataset.announce ?? "";
  } else {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
    live.textContent = next.title;
  }
  path = here;
  ready();
}

/** What a new main part needs: neighbours of the chosen day fetched, the chosen services told. */
function ready() {
  const chosen = document.querySelector(".day[aria-current]");
  if (chosen && path) {
    const strip = chosen.parentElement;
    if (chosen.offsetLeft + chosen.offsetWidth > strip.scrollLeft + strip.clientWidth)
      strip.scrollLeft = chosen.offsetLeft - 80;
    if (!navigator.connection?.saveData) {
      const near = [chosen.nextElementSibling, chosen.previousElementSibling];
      (window.requestIdleCallback ?? setTimeout)(() => {
        for (const day of near) if (day) page(day.href).catch(() => {});
      });
    }
  }
  count();
  measure(true);
}

/**
 * Tells a page that holds this one in a frame how tall it is, and whose. A new main part is told with the step it shows
 * and the lower edge of the panel that leads on, so that public/embed.js can bring either into the window.
 */
function measure(fresh) {
  if (window.parent === window) return;
  const salon = document.querySelector("meta[name=application-name]")?.content;
  const message = { appointmentbooking: document.body.offsetHeight, salon };
  if (fresh) {
    const panel = document.querySelector(".onward")?.getBoundingClientRect();
    Object.assign(message, { step: step(), show: panel && panel.bottom + scrollY });
  }
  window.parent.postMessage(message, "*");
}

/**
 * A client who leaves the details page by the browser's own Back gives the held time back: this tab remembers the form
 * that does so, until the next page here sends it. Where storage is forbidden the hold lapses by itself.
 */
async function giveBack() {
  try {
    const form = document.getElementById("give-back");
    if (form) {
      sessionStorage.held = JSON.stringify([form.action, String(new URLSearchParams(new FormData(form)))]);
      return;
    }
    const [action, body] = JSON.parse(sessionStorage.held ?? "[]");
    delete sessionStorage.held;
    if (!action) return;
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    await fetch(action, { method: "POST", body, headers, redirect: "manual", keepalive: true });
    pages.clear();
    const { href, push } = coming ?? { href: location.href, push: false };
    if (coming || document.querySelector(".days, .people")) go(href, push);
  } catch {}
}

/** In a frame whose site may store nothing, even looking throws. */
function forget() {
  try {
    delete sessionStorage.held;
  } catch {}
}

function count() {
  const told = document.querySelector("[data-chosen]");
  const n = document.querySelectorAll('input[name="service"]:checked').length;
  if (!told) return;
  told.dataset.none ??= told.textContent;
  told.textContent = n > 0 ? told.dataset.chosen.replace("{n}", n) : told.dataset.none;
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[href], .langs a");
  if (
    !link ||
    event.defaultPrevented ||
    event.button ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  const url = new URL(link.href);
  if (link.target || link.hasAttribute("download") || !ours(url) || (url.hash && url.pathname === location.pathname))
    return;
  event.preventDefault();
  go(link.href, true);
});

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-swap")) {
    // A form that is on its way is not sent twice, and says itself what becomes of the hold; one that is kept back is on no way.
    if (event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
    if (document.getElementById("give-back")) forget();
    coming = undefined;
    return;
  }
  event.preventDefault();
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form));
  go(url.href, true);
});

const hover = (event) => {
  const day = event.target.closest?.(".day, .time, .person");
  if (day && !navigator.connection?.saveData) page(day.href).catch(() => {});
};
addEventListener("pointerenter", hover, true);
addEventListener("change", (event) => {
  if (event.target.name === "service") count();
  if (event.target.type === "date" && event.target.form?.hasAttribute("data-swap")) event.target.form.requestSubmit();
});
addEventListener("popstate", () => go(location.href, false));
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
  giveBack();
});
new ResizeObserver(() => measure(false)).observe(document.body);
document.getElementById("faults")?.focus();
ready();
