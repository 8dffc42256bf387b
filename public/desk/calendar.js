// The calendar, quicker: a visit is dragged, or lifted with M and moved with the arrow keys; where it is dropped, the engine's answer
// is shown before anything is changed. What other devices change appears by itself.

const calendar = document.querySelector("[data-live]");
const live = document.getElementById("live");
const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const page = async (href) => {
  const answer = await fetch(href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

/** What is being moved: its link, from where, and over which column and row it is. */
let lifted = null;

// Which column and row of the table a point lies over.

const table = () => calendar.querySelector(".grid");
const heads = () => [...table().tHead.rows[0].cells].slice(1);

function placeAt(x, y) {
  const columns = heads();
  const column = columns.findIndex((head) => {
    const { left, right } = head.getBoundingClientRect();
    return x >= left && x < right;
  });
  const { top, height } = table().tBodies[0].getBoundingClientRect();
  const rows = table().tBodies[0].rows.length;
  const row = Math.floor(((y - top) / height) * rows);
  return column < 0 || row < 0 || row >= rows ? null : { column, row };
}

/** The minute of the wall clock that a row is, and whether it is the second of two: where clocks change, each row says its own. */
function momentOf(row) {
  const { from, row: length, minutes } = table().dataset;
  if (minutes === undefined) return { minute: Number(from) + row * Number(length), again: false };
  const said = minutes.split(" ")[row] ?? "";
  return { minute: Number.parseInt(said, 10), again: said.endsWith("+") };
}

function show(place) {
  lifted.place = place;
  const head = heads()[place.column];
  marker.textContent = `${clock(momentOf(place.row).minute)} ${head.textContent}`;
  const { left, width } = head.getBoundingClientRect();
  const { top, height } = table().tBodies[0].getBoundingClientRect();
  const rows = table().tBodies[0].rows.length;
  marker.style.left = `${left + scrollX}px`;
  marker.style.width = `${width}px`;
  marker.style.top = `${top + scrollY + (place.row / rows) * height}px`;
  marker.style.height = `${lifted.link.getBoundingClientRect().height}px`;
}

const marker = document.createElement("div");
marker.className = "marker";
marker.hidden = true;
marker.setAttribute("aria-hidden", "true");

function lift(link, place) {
  lifted = { link, place };
  link.classList.add("is-lifted");
  marker.hidden = false;
  show(place);
}

function drop() {
  lifted?.link.classList.remove("is-lifted");
  marker.hidden = true;
  lifted = null;
}

const placeOf = (link) => {
  const { left, width, top } = link.getBoundingClientRect();
  return placeAt(left + width / 2, top + 1) ?? { column: 0, row: 0 };
};

// The engine's answer, before anything is committed.

const dialog = document.createElement("dialog");
dialog.className = "try-dialog";

async function ask(link, place) {
  const { unit, date } = heads()[place.column].dataset;
  const address = new URL(link.href);
  address.searchParams.set("to", date);
  const { minute, again } = momentOf(place.row);
  address.searchParams.set("at", clock(minute));
  if (again) address.searchParams.set("again", "yes");
  const person = !unit.includes(".");
  address.searchParams.set("with", person ? unit : "same");
  try {
    const answer = (await page(address)).querySelector(".tried");
    if (answer === null) throw new Error("no answer");
    for (const form of answer.querySelectorAll("form")) {
      const back = Object.assign(document.createElement("input"), { type: "hidden", name: "back" });
      back.value = location.pathname + location.search;
      form.append(back);
    }
    const close = document.createElement("button");
    close.className = "btn quiet small";
    close.textContent = "✕";
    close.ariaLabel = table().dataset.close;
    close.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(answer, close);
    dialog.showModal();
    dialog.addEventListener("close", () => link.focus(), { once: true });
  } catch {
    location.assign(address);
  }
}

function wire() {
  document.body.append(marker, dialog);
  let from = null;
  let moved = false;
  calendar.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("a[data-visit]");
    if (link === null || event.button !== 0 || event.pointerType === "touch") return;
    from = { link, x: event.clientX, y: event.clientY, grip: event.clientY - link.getBoundingClientRect().top };
    moved = false;
  });
  calendar.addEventListener("dragstart", (event) => event.preventDefault());
  addEventListener("pointermove", (event) => {
    if (from === null) return;
    if (!moved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < 6) return;
    const place = placeAt(event.clientX, event.clientY - from.grip + 1);
    if (!moved) lift(from.link, placeOf(from.link));
    moved = true;
    if (place !== null) show(place);
  });
  addEventListener("pointerup", () => {
    if (from !== null && moved && lifted !== null) {
      const { link, place } = lifted;
      drop();
      ask(link, place);
    }
    from = null;
  });
  calendar.addEventListener(
    "click",
    (event) => {
      if (moved) event.preventDefault();
      moved = false;
    },
    true,
  );
  calendar.addEventListener("keydown", byKeyboard);
}

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function byKeyboard(event) {
  const link = event.target.closest("a[data-visit]");
  if (link === null) return;
  if (lifted === null) {
    if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    lift(link, placeOf(link));
    say();
    return;
  }
  const step = STEPS[event.key];
  if (step !== undefined) {
    event.preventDefault();
    const { column, row } = lifted.place;
    const rows = table().tBodies[0].rows.length;
    const stride = event.shiftKey ? 1 : 3;
    show({
      column: Math.min(heads().length - 1, Math.max(0, column + step[0])),
      row: Math.min(rows - 1, Math.max(0, row + step[1] * stride)),
    });
    say();
  } else if (event.key === "Enter") {
    event.preventDefault();
    const { place } = lifted;
    drop();
    ask(link, place);
  } else if (event.key === "Escape") {
    drop();
  }
}

function say() {
  const { column, row } = lifted.place;
  const time = clock(momentOf(row).minute);
  live.textContent = `${lifted.link.querySelector("b").textContent}: ${time}, ${heads()[column].textContent}`;
}

// What other devices change.

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function watch() {
  for (;;) {
    const began = performance.now();
    try {
      if (document.visibilityState === "visible") {
        const answer = await fetch(calendar.dataset.live, { cache: "no-store" });
        if (answer.status === 401 || answer.status === 403) return;
        if (answer.ok && (await answer.json()).changed) await refresh();
      }
    } catch {
      // Without a network the page stays as it is; the next round asks again.
      await pause(5_000);
    }
    // A server that answers at once is not asked at once again.
    if (performance.now() - began < 2_000) await pause(2_000);
  }
}

async function refresh() {
  if (lifted !== null || dialog.open) return;
  const next = (await page(location.href)).querySelector("[data-live]");
  if (next === null || lifted !== null || dialog.open) return;
  const scrolled = calendar.querySelector(".days-scroll");
  const at = scrolled === null ? null : [scrolled.scrollLeft, scrolled.scrollTop];
  const focused = document.activeElement?.closest("[data-live]") ? document.activeElement.getAttribute("href") : null;
  calendar.replaceChildren(...next.childNodes);
  const anew = calendar.querySelector(".days-scroll");
  if (anew !== null && at !== null) [anew.scrollLeft, anew.scrollTop] = at;
  if (focused !== null) calendar.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** The table alone is scrolled, so that the day's name and what can be done stay in view. */
function toNow() {
  const [box, row] = [calendar.querySelector(".days-scroll"), calendar.querySelector("#now")];
  if (box !== null && row !== null) box.scrollTop = row.offsetTop - box.clientHeight / 3;
}

if (calendar !== null) {
  document.getElementById("day")?.addEventListener("change", ({ target }) => target.form.requestSubmit());
  document.documentElement.classList.add("quick");
  if (table() !== null) wire();
  toNow();
  watch();
}
