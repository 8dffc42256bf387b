// The calendar as a table: time down, people, rooms or days across. A cell is as high as it is long, so nothing is placed by a style
// of its own, and whoever listens hears a table.

import { html } from "hono/html";
import type { Day } from "../../../commands/desk/calendar/day.ts";
import { clockTime, isoDate } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, withLang } from "../../../ui/shell.ts";
import { guestCalled, guestName, serviceName, stageName } from "../told.ts";
import type { Cell, Columns } from "./columns.ts";
import { ROW, type Slot } from "./scale.ts";

export interface Heading {
  name: string;
  href?: string;
}

/** A visit is drawn narrower where there is no room for two lines of text. */
const TWO_LINES = 30;

export function gridOf(
  house: House,
  day: Day,
  columns: Columns,
  headings: readonly Heading[],
  now: Now | null,
): Markup {
  const { words } = house;
  const { slots } = columns;
  const starts = columns.columns.map(({ cells }) => new Map(cells.map((cell) => [cell.row, cell])));
  const hours = hoursOf(slots);
  const heads = headings.map(({ name, href }, i) => {
    const { unit = "", date = 0 } = columns.columns[i] ?? {};
    const said = href === undefined ? name : html`<a href="${href}">${name}</a>`;
    return html`<th scope="col" data-unit="${unit}" data-date="${isoDate(date)}">${said}</th>`;
  });
  const rows: Markup[] = [];
  for (const [row, { minute, offset }] of slots.entries()) {
    const length = hours.get(row);
    const hour =
      length !== undefined &&
      html`<th scope="row" rowspan="${length}">${clockTime(minute)}${offset !== null && html` <small>${zoneName(offset)}</small>`}</th>`;
    const cells = starts.map((column, i) => {
      const cell = column.get(row);
      const { unit, date } = columns.columns[i] ?? { unit: "", date: 0 };
      return cell === undefined ? "" : cellOf(house, day, cell, { unit, date, name: headings[i]?.name ?? "" });
    });
    const line = now !== null && rowOf(columns, now.instant) === row;
    rows.push(
      html`<tr${length !== undefined && html` class="hour"`}${line && html` id="now" class="now"`}>${hour}${cells}</tr>`,
    );
  }
  return html`<div class="days-scroll" tabindex="0" role="region" aria-label="${words.say("desk.calendar")}. ${words.say("desk.drag-hint")}">
<table class="grid" data-from="${slots[0]?.minute ?? 0}" data-row="${ROW}"${uneven(slots)} data-close="${words.say("desk.leave")}">
<thead><tr><td></td>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Where the table shows today. */
export interface Now {
  /** Minutes since the epoch. */
  instant: number;
}

/** How many rows each hour has, by its first; one that comes twice begins anew. */
function hoursOf(slots: readonly Slot[]): Map<number, number> {
  const hours = new Map<number, number>();
  let first = 0;
  for (const [row, { minute, again, offset }] of slots.entries()) {
    const before = slots[row - 1];
    const begins = minute % 60 === 0 || again !== before?.again || (offset === null) !== (before.offset === null);
    if (begins) first = row;
    hours.set(first, row - first + 1);
  }
  return hours;
}

/** `UTC+1`, `UTC−4:30`. */
function zoneName(offset: number): string {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const rest = minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`;
  return `UTC${offset < 0 ? "−" : "+"}${hours}${rest}`;
}

/** For the script, where rows are not five minutes of the wall clock apart: each row's minute, with a mark where it is the second. */
function uneven(slots: readonly Slot[]): Markup | string {
  const even = slots.every(({ minute }, row) => minute === (slots[0]?.minute ?? 0) + row * ROW);
  return even
    ? ""
    : html` data-minutes="${slots.map(({ minute, again }) => `${minute}${again ? "+" : ""}`).join(" ")}"`;
}

/** The row of an instant of the first column's day. */
function rowOf({ columns }: Columns, instant: number): number | null {
  const cells = columns[0]?.cells ?? [];
  const own = cells.find(({ kind, start, rows }) => {
    return kind !== "none" && start <= instant && instant < start + rows * ROW;
  });
  return own === undefined ? null : own.row + Math.floor((instant - own.start) / ROW);
}

interface Place {
  unit: string;
  date: number;
  name: string;
}

function cellOf(house: House, day: Day, cell: Cell, place: Place): Markup {
  const { words } = house;
  const { salon } = day;
  const span = html` rowspan="${cell.rows}"`;
  const time = `${clockTime(cell.from)}–${clockTime(cell.to)}`;
  const about = { person: place.name, time };
  switch (cell.kind) {
    case "visit":
      return visitCell(house, day, cell, span);
    case "free":
    case "processing": {
      const href = withLang(`/desk/${salon.slug}/new?at=${cell.start}&with=${place.unit}`, house);
      const rest = cell.kind === "processing";
      const label = words.say(rest ? "desk.cell.processing" : "desk.cell.free", {
        ...about,
        name: rest ? guestName(words, cell.visit.name) : "",
      });
      const dark = !rest && cell.dark;
      const said = dark ? html`<small>${words.say("desk.cell.outage")}</small>` : "";
      const kind = rest ? "rest" : dark ? "free outage" : "free";
      return html`<td${span} class="${kind}"><a href="${href}" aria-label="${label}${dark && `, ${words.say("desk.cell.outage")}`}">${said}</a></td>`;
    }
    case "session": {
      const name = serviceName(words, salon, cell.service);
      const guests = words.count("desk.guests", cell.guests);
      return html`<td${span} class="session"><span><b>${name}</b> <small>${guests}</small></span></td>`;
    }
    case "held":
      return html`<td${span} class="held"><span><small>${words.say("desk.cell.held")}</small></span></td>`;
    case "block": {
      const { id, kind, text } = cell.block;
      const href = withLang(`/desk/${salon.slug}/blocks/${id}`, house);
      const said = text ?? words.say(`desk.block.${kind}`);
      return html`<td${span} class="blocked"><a href="${href}" aria-label="${said}, ${place.name}, ${time}"><small>${said}</small></a></td>`;
    }
    case "away":
      return html`<td${span} class="away"><span><small>${words.say("desk.cell.away")}</small></span></td>`;
    case "imported":
      return html`<td${span} class="blocked"><span><small>${words.say("desk.cell.imported")}</small></span></td>`;
    default:
      return html`<td${span} class="${cell.kind}"></td>`;
  }
}

function visitCell(house: House, day: Day, cell: Extract<Cell, { kind: "visit" }>, span: Markup): Markup {
  const { words } = house;
  const { visit, service, guest, from, to, rows } = cell;
  const client = guestName(words, visit.name);
  const own = guestCalled(visit, guest);
  // Whoever sits there, and with whom they came.
  const name = own === "" || own === visit.name ? client : `${own} (${client})`;
  const guests = visit.party > 1 ? ` · ${words.count("desk.guests", visit.party)}` : "";
  const what = `${serviceName(words, day.salon, service)}${guests}`;
  const time = `${clockTime(from)}–${clockTime(to)}`;
  const href = withLang(`/desk/${day.salon.slug}/visits/${visit.id}`, house);
  const label = `${name}, ${what}, ${time}, ${stageName(words, visit.stage)}`;
  const stage = visit.stage ?? "booked";
  const small = rows * ROW < TWO_LINES ? " small" : "";
  const noted = visit.notes !== null && html`<i aria-hidden="true">✎</i>`;
  return html`<td${span} class="visit is-${stage}${small}"><a href="${href}" aria-label="${label}" data-visit="${visit.id}" data-from="${from}"><b>${name}</b>${noted} <small>${what}</small></a></td>`;
}
