// Brings what is new in a chat without a reload: told by a socket, or by a request that waits where none can be had. The page works
// without any of this.

const chat = document.getElementById("chat");
const address = chat.dataset.chat;
const page = address + location.search;

/** Keeps what is being written, and the focus. */
function show(text) {
  const next = new DOMParser().parseFromString(text, "text/html").getElementById("chat");
  if (!next) return;
  const written = chat.querySelector("textarea").value;
  const focused = document.activeElement?.id;
  if (next.hasAttribute("data-open")) chat.setAttribute("data-open", "1");
  const said = document.getElementById("said");
  const fresh = [...next.querySelector("#said").children].slice(said.children.length);
  // Only what is new goes into the log, so that it alone is read out.
  said.append(...fresh);
  chat.querySelector("form").replaceWith(next.querySelector("form"));
  const field = chat.querySelector("textarea");
  field.value = written;
  if (focused) document.getElementById(focused)?.focus();
  said.lastElementChild?.scrollIntoView({ block: "nearest" });
  listen();
}

async function refresh() {
  const answer = await fetch(page, { headers: { Accept: "text/html" } });
  if (answer.ok) show(await answer.text());
}

let plainly = false;

chat.addEventListener("submit", async (event) => {
  if (plainly) return;
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const button = event.submitter;
  button?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    chat.querySelector("textarea").value = "";
    show(await answer.text());
    document.getElementById("text")?.focus();
  } catch {
    plainly = true; // the browser shows what is wrong
    form.requestSubmit(button);
  }
});

let listening = false;

function listen() {
  if (listening || !chat.hasAttribute("data-open")) return;
  listening = true;
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${address}/socket`);
  let opened = false;
  const beat = setInterval(() => opened && socket.send("ping"), 30_000);
  socket.addEventListener("open", () => {
    opened = true;
    refresh();
  });
  socket.addEventListener("message", ({ data }) => data === "new" && refresh());
  socket.addEventListener("close", () => {
    clearInterval(beat);
    listening = false;
    if (opened) setTimeout(listen, 2_000);
    else poll();
  });
}

async function poll() {
  listening = true;
  for (let pause = 1_000; ; ) {
    try {
      const answer = await fetch(`${address}/wait`);
      if (!answer.ok) throw new Error(String(answer.status));
      pause = 1_000;
      await refresh();
    } catch {
      pause = Math.min(pause * 2, 60_000);
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}

listen();
