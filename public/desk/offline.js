// The desk on a device: keeps today and tomorrow whenever there is a network, shows them when there is none, takes down what is done
// meanwhile, and lets a person settle what no longer fits.

import { now } from "../offline/clock.js";
import { arrived } from "../offline/here.js";
import { enqueue, keptDay, queueOf, settle } from "../offline/kept.js";
import { recall, remember } from "../offline/storage.js";
import { askEngine, readDays, synchronise } from "../offline/sync.js";
import { tellOthers } from "./others.js";

/** The desk's pages and the inbox are one house, under one bar. */
const salon = document.querySelector(".rooms[data-salon]")?.dataset.salon;
const root = document.querySelector("[data-offline]");
const EVERY = 60_000; // milliseconds between two readings of the day

const newId = () => `offline-${crypto.randomUUID()}`;
const clock = (instant, offset) => {
  const minute = (((instant + offset) % 1440) + 1440) % 1440;
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
};

async function online() {
  const { sent, conflicts } = await synchronise(salon);
  if (sent === 0) await readDays(salon);
  banner(conflicts);
  await tellOthers(salon);
  if (root !== null) await draw();
}

/** On every page of the desk: what needs a person. */
function banner(conflicts) {
  const place = document.querySelector("[data-conflict-banner]");
  if (place === null) return;
  place.hidden = conflicts === 0;
  const text = conflicts === 1 ? place.dataset.one : place.dataset.other;
  place.querySelector("span").textContent = text.replace("{n}", String(conflicts));
}

// The page without a network.

const said = (name, values = {}) =>
  (root.getAttribute(`data-said-${name}`) ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
const services = root === null ? {} : JSON.parse(root.dataset.services);
const staff = root === null ? {} : JSON.parse(root.dataset.staff);
const copy = (name) => root.querySelector(`template[${name}]`).content.firstElementChild.cloneNode(true);

/** The day as it is kept, with what was done on this device on top. */
async function shown() {
  const day = await keptDay(salon);
  if (day === null) return null;
  const visits = day.visits.map((visit) => ({ ...visit }));
  for (const operation of (await queueOf(salon)).filter(({ conflict }) => !conflict)) {
    const visit = visits.find(({ id }) => id === operation.booking);
    if (operation.act === "book") {
      const { id, services: wished, start, client } = operation;
      const length = operation.end - start;
      visits.push({
        id,
        name: client.name ?? "",
        phone: client.phone ?? "",
        services: wished,
        start,
        end: start + length,
        stage: null,
        queued: true,
        placed: [],
      });
    } else if (visit !== undefined && operation.act === "move") {
      visit.end = operation.start + visit.end - visit.start;
      visit.start = operation.start;
      visit.person = operation.services[0]?.staff;
      visit.queued = true;
    } else if (visit !== undefined && operation.act === "stage") {
      visit.stage = operation.stage;
      visit.queued = true;
    }
  }
  return { day, visits: visits.sort((a, b) => a.start - b.start) };
}

async function draw() {
  const found = await shown();
  const state = root.querySelector("[data-state]");
  if (found === null) {
    state.textContent = said("nothing");
    for (const list of root.querySelectorAll("[data-day]")) list.replaceChildren();
    return;
  }
  const { day, visits } = found;
  const queue = await queueOf(salon);
  const waits = queue.filter(({ conflict }) => !conflict).length;
  const read = said("read", { time: clock(day.readAt, day.offset) });
  state.textContent = waits === 0 ? read : `${read} ${said("waits", { n: waits })}`;
  for (const list of root.querySelectorAll("[data-day]")) {
    const date = day.from + Number(list.dataset.day);
    const own = visits.filter(({ start }) => Math.floor((start + day.offset) / 1440) === date);
    const before = new Map(
      [...list.querySelectorAll("details[open]")].map((one) => [one.dataset.id, one.closest("li")]),
    );
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const rows = own.map((visit) => row(day, visit, before.get(visit.id)));
    list.replaceChildren(...rows);
    if (focused !== null) focusLike(focused, list);
    if (own.length === 0) {
      const none = document.createElement("li");
      none.className = "row note";
      none.textContent = said("none");
      list.append(none);
    }
  }
  drawConflicts(day, queue, visits);
  timesAgain();
}

/** Asks once more which times can be booked: what was drawn anew may have taken some. */
let timesAgain = () => {};

/** What is typed or chosen in a row outlives its being drawn anew, so that nobody sends another time than they chose; what was sent does not. */
function carry(from, to) {
  const [typed, note] = [from, to].map((one) => one.querySelector("form[data-note]"));
  if (!("queued" in typed.dataset)) note.elements.text.value = typed.elements.text.value;
  const [chosen, mover] = [from, to].map((one) => one.querySelector("form[data-move]"));
  if ("queued" in chosen.dataset) return;
  mover.elements.with.value = chosen.elements.with.value;
  mover.elements.start.replaceChildren(...[...chosen.elements.start.options].map((option) => option.cloneNode(true)));
  mover.elements.start.value = chosen.elements.start.value;
}

/** Whoever was in a field of a row that was drawn anew is in the same field again. */
function focusLike(one, list) {
  const id = one.closest("details")?.dataset.id;
  const form = ["data-stage", "data-move", "data-note"].find((kind) => one.closest(`form[${kind}]`));
  const details = [...list.querySelectorAll("details")].find(({ dataset }) => dataset.id === id);
  const place = form === undefined ? details?.querySelector("summary") : details?.querySelector(`form[${form}]`);
  const field = form === undefined || !one.name ? place : place?.elements[one.name];
  if (field instanceof HTMLFormElement) return field.querySelector("button")?.focus();
  field?.focus();
  if (field?.type === "text") field.setSelectionRange(one.selectionStart, one.selectionEnd);
}

/** `before`: the row as it stands, where it is open. */
function row(day, visit, before) {
  const item = copy("data-visit-row");
  const placed = visit.person === undefined ? visit.placed.map(({ unit }) => unit) : [visit.person];
  const who = [...new Set(placed)].filter((unit) => unit in staff);
  const what = visit.services.map(({ id }) => services[id] ?? id).join(" + ");
  item.classList.add(`is-${visit.stage ?? "booked"}`);
  item.querySelector("[data-from]").textContent = clock(visit.start, day.offset);
  item.querySelector("[data-to]").textContent = clock(visit.end, day.offset);
  item.querySelector("[data-name]").textContent = visit.name || said("guest");
  const guests = (visit.guests ?? []).filter(Boolean).join(", ");
  const parts = [what, ...who.map((unit) => staff[unit]), guests];
  item.querySelector("[data-what]").textContent = parts.filter(Boolean).join(" · ");
  const card = [visit.phone, visit.notes, visit.preferences].filter(Boolean).join(" · ");
  item.querySelector("[data-card]").textContent = visit.queued ? `${card} ${said("queued")}` : card;
  const details = item.querySelector("details");
  details.dataset.id = visit.id;
  details.open = before !== undefined;
  const [stage, mover, note] = ["data-stage", "data-move", "data-note"].map((name) =>
    item.querySelector(`form[${name}]`),
  );
  if (visit.id.startsWith("offline-")) {
    for (const form of [stage, mover, note]) form.remove();
    return item;
  }
  stage.elements.stage.value = visit.stage ?? "";
  const [person] = who;
  if (person !== undefined) mover.elements.with.value = person;
  if (before?.querySelector("form[data-move]")) carry(before, item);
  const times = () =>
    fillTimes(
      mover,
      day,
      {
        services: visit.services.map(({ id }) => ({ id, staff: mover.elements.with.value })),
        date: Math.floor((visit.start + day.offset) / 1440),
        own: visit.id,
      },
      "keep",
    );
  details.addEventListener("toggle", () => details.open && times());
  mover.elements.with.addEventListener("change", times);
  onSubmit(stage, ({ stage: to }) => ({
    act: "stage",
    booking: visit.id,
    name: visit.name,
    stage: to === "" ? null : to,
  }));
  onSubmit(note, ({ text }) => ({ act: "note", booking: visit.id, name: visit.name, text }));
  onSubmit(mover, ({ with: to, start }) => ({
    act: "move",
    booking: visit.id,
    name: visit.name,
    sequence: visit.sequence,
    services: visit.services.map(({ id }) => ({ id, staff: to })),
    start: Number(start),
  }));
  return item;
}

/** How often the times of a form were asked for. */
const turns = new WeakMap();

/** The engine says which times are free, here as at the edge. `keep`: a time that was chosen stays so, or none is. */
async function fillTimes(form, day, { services: wished, date, own = null }, keep) {
  const wish = { services: wished, date, from: now() - 15, own };
  const turn = (turns.get(form) ?? 0) + 1;
  turns.set(form, turn);
  const queue = (await queueOf(salon)).filter(({ conflict }) => !conflict);
  const starts = await askEngine({ act: "starts", day, queue, wish });
  if (turns.get(form) !== turn) return; // something else was asked meanwhile
  const select = form.elements.start;
  const kept = keep && select.options.length > 0;
  const chosen = select.value;
  select.replaceChildren(
    ...starts.map(({ start, end, offset }) => {
      const option = new Option(clock(start, offset), String(start));
      option.dataset.end = String(end);
      return option;
    }),
  );
  if (starts.length === 0) select.append(new Option(said("full"), ""));
  else if (kept) select.value = chosen;
}

function onSubmit(form, operationOf) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const operation = operationOf(Object.fromEntries(new FormData(form)), form);
    if (operation === null) return;
    const day = await keptDay(salon);
    if (day === null) return draw();
    const agreed = clock(now(), day.offset);
    await enqueue({ ...operation, id: newId(), salon, agreed, reason: said("agreed") });
    form.dataset.queued = "";
    await draw();
    document.getElementById("live").textContent = said("queued");
    if (navigator.onLine) online().catch(() => {});
  });
}

function drawConflicts(day, queue, visits) {
  const place = root.querySelector("[data-conflicts]");
  const conflicts = queue.filter(({ conflict }) => conflict);
  place.replaceChildren(
    ...conflicts.map((operation) => {
      const { conflict } = operation;
      const section = copy("data-conflict-row");
      let taken = false; // who presses twice takes one time
      section.querySelector("[data-what]").textContent = told(day, operation, visits);
      section.querySelector("[data-why]").textContent = said(conflict.why, { detail: conflict.detail ?? "" });
      section.querySelector("[data-drop]").addEventListener("click", async () => {
        await settle(operation);
        await draw();
      });
      section.querySelector("[data-times]").replaceChildren(
        ...conflict.alternatives.map(({ start, end, offset }) => {
          const item = document.createElement("li");
          const button = document.createElement("button");
          button.type = "button";
          button.className = "time";
          button.textContent = clock(start, offset);
          button.addEventListener("click", async () => {
            if (taken) return;
            taken = true;
            // Another request than the one that was refused, and so under another key, and behind what was done since.
            const { nth: _, conflict: __, ...again } = operation;
            await enqueue({ ...again, id: newId(), start, end });
            await settle(operation);
            await draw();
            if (navigator.onLine) online().catch(() => {});
          });
          item.append(button);
          return item;
        }),
      );
      return section;
    }),
  );
}

function told(day, operation, visits) {
  const visit = visits.find(({ id }) => id === operation.booking);
  const name = operation.client?.name || operation.name || visit?.name || said("guest");
  const when = operation.start === undefined ? "" : clock(operation.start, day.offset);
  const what = (operation.services ?? []).map(({ id }) => services[id] ?? id).join(" + ");
  const kind = { book: "booked", move: "moved", stage: "staged", note: "noted" }[operation.act];
  return said(kind, { name, when, what: operation.act === "stage" ? (operation.stage ?? "") : what });
}

function wireBooking() {
  const form = root.querySelector("form[data-book]");
  if (form === null) return;
  const ask = async (keep) => {
    const day = await keptDay(salon);
    if (day === null) return;
    const { service, with: person, day: nth } = form.elements;
    const services = [person.value ? { id: service.value, staff: person.value } : { id: service.value }];
    await fillTimes(form, day, { services, date: day.from + Number(nth.value) }, keep);
  };
  const times = () => {
    form.elements.start.replaceChildren(); // until the engine has answered: those of another date look alike
    return ask();
  };
  timesAgain = () => ask("keep").catch(() => {});
  for (const name of ["service", "with", "day"]) form.elements[name].addEventListener("change", times);
  times();
  onSubmit(form, ({ service, with: person, start, name, phone }) => {
    if (!start) return null;
    const end = Number(form.elements.start.selectedOptions[0].dataset.end);
    const client = { ...(name ? { name } : {}), ...(phone ? { phone } : {}) };
    return {
      act: "book",
      services: [person ? { id: service, staff: person } : { id: service }],
      start: Number(start),
      end,
      client,
    };
  });
}

if (salon !== undefined && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/desk-worker.js", { scope: "/desk" }).then(
    // So that it is there when the network is not: once in each window, for the salon may have changed.
    () =>
      root === null &&
      recall("sessionStorage", `offline-${salon}`) === null &&
      fetch(`/desk/${salon}/offline`)
        .then((answer) => keepPage(answer))
        .catch(() => {}),
    () => {},
  );
  const again = () => navigator.onLine && online().catch(() => {});
  addEventListener("online", again);
  setInterval(() => document.visibilityState === "visible" && again(), EVERY);
  arrived.finally(() => {
    again();
    tellOthers(salon);
    if (root !== null) draw().then(wireBooking);
  });
}

/** The page holds nobody's data; what it shows comes from the device's database. */
async function keepPage(answer) {
  if (!answer.ok || answer.redirected) return;
  const files = await caches.open("desk-files-1");
  await files.put(`/desk/${salon}/offline`, answer);
  remember("sessionStorage", `offline-${salon}`, "kept");
}
