// Finds clients while somebody types; without it the form is sent.

const PAUSE = 160; // milliseconds of stillness before a search is asked for

const form = document.querySelector("form.seek");
const input = form?.querySelector("input[type=search]");
let timer = 0;
let asked = null;

async function find() {
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form)).toString();
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: asked.signal });
    if (!answer.ok || answer.redirected) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("found");
    const now = document.getElementById("found");
    if (!next || !now) return;
    now.replaceWith(next);
    history.replaceState(null, "", url);
    document.getElementById("live").textContent = next.dataset.announce ?? "";
  } catch {
    // Nobody waits for what was typed over, and without a network the form says so itself.
  }
}

input?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
