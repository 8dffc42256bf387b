// Rows of a file, each read on its own: what is to be written of it, or why it is refused.

import type { SalonDocument } from "../../../../../shared/contracts/salon.ts";
import type { RefusalRow } from "../../../../store/desk/settings/imports.ts";
import { base32 } from "../../../../token.ts";
import {
  type Column,
  centsCell,
  type DateOrder,
  dateCell,
  emailCell,
  lineCell,
  minutesCell,
  timeCell,
  yesCell,
} from "./cells.ts";

/** How a file is read: kept with its job. */
export interface About {
  separator: "," | ";" | "\t";
  columns: Partial<Record<Column, number>>;
  order: DateOrder | null;
  /** Offset of the first row behind the head, and the file's length. */
  first: number;
  bytes: number;
  /** Rows whose client or service stands in an earlier row already. */
  twice: number[];
}

/** Writes a telephone number as E.164; null when it is none. */
export type ReadPhone = (text: string) => string | null;

export interface ReadClient {
  row: number;
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
  /** Agreed to news, where the file says when and in which words. */
  consent: { at: number; wording: string } | null;
}

export interface ReadVisit {
  row: number;
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
  service: string;
  staff: string | null;
  /** On the salon's clock, in minutes since 1970-01-01T00:00 there. */
  wall: number;
  price: number | null;
}

export interface ReadService {
  row: number;
  name: string;
  price: number;
  minutes: number;
  category: string | null;
  deposit: number | null;
}

export type Tell = (field: string, reason: string) => void;

export type RowReader = (column: Column) => string;

export const cellsOf = (cells: readonly string[], { columns }: About): RowReader => {
  return (column) => (columns[column] === undefined ? "" : (cells[columns[column]] ?? "").trim());
};

/** Spreadsheets that took a number for one lose its first zero: nine digits that begin with 6 to 8 are a cell number. */
export function phoneOf(text: string, read: ReadPhone): string | null {
  const plain = text.replaceAll(/[\u00a0\u202a-\u202e'"]/g, "").trim();
  return read(plain) ?? (/^[678]\d{8}$/.test(plain) ? read(`0${plain}`) : null);
}

function personOf(at: RowReader, read: ReadPhone, tell: Tell) {
  const name = lineCell(at("name"));
  const phone = phoneOf(at("phone"), read);
  const email = at("email") === "" ? null : emailCell(at("email"));
  if (name === null) tell("name", at("name") === "" ? "missing" : "no-name");
  if (phone === null) tell("phone", at("phone") === "" ? "missing" : "no-phone");
  if (email === null && at("email") !== "") tell("email", "no-email");
  const said = /^(en|af|zu|xh)\b/i.exec(at("language"))?.[1]?.toLowerCase();
  const named = { english: "en", afrikaans: "af", zulu: "zu", isizulu: "zu", xhosa: "xh", isixhosa: "xh" }[
    at("language").toLowerCase()
  ];
  return { name, phone, email, language: named ?? said ?? null };
}

/** Null where the row is refused; `tell` was told why. */
export function readClient(
  row: number,
  at: RowReader,
  order: DateOrder | null,
  read: ReadPhone,
  tell: Tell,
): ReadClient | null {
  let refused = false;
  const { name, phone, email, language } = personOf(at, read, (field, reason) => {
    refused = true;
    tell(field, reason);
  });
  if (refused || name === null || phone === null) return null;
  return { row, name, phone, email, language, consent: consentOf(at, order, tell) };
}

/** A tick alone proves nothing (POPIA s 11(2)(a)): the client comes without it, and whoever brings the file is told. */
function consentOf(at: RowReader, order: DateOrder | null, tell: Tell): ReadClient["consent"] {
  if (yesCell(at("marketing")) !== true) return null;
  const date = dateCell(at("marketing_date"), order);
  const wording = lineCell(at("marketing_words"));
  if (typeof date === "number" && wording !== null) return { at: date * 1440, wording };
  tell("marketing", "unproven");
  return null;
}

export function readVisit(
  row: number,
  at: RowReader,
  order: DateOrder | null,
  read: ReadPhone,
  { services, staff }: Named,
  tell: Tell,
): ReadVisit | null {
  let refused = false;
  const refuse: Tell = (field, reason) => {
    refused = true;
    tell(field, reason);
  };
  const person = personOf(at, read, refuse);
  const date = dateCell(at("date"), order);
  const time = timeCell(at("time"));
  if (date === null) refuse("date", at("date") === "" ? "missing" : "no-date");
  if (date === "ambiguous") refuse("date", "ambiguous");
  if (time === null) refuse("time", at("time") === "" ? "missing" : "no-time");
  const service = services.get(plainName(at("service")));
  if (service === undefined) refuse("service", at("service") === "" ? "missing" : "no-service");
  const who = at("staff") === "" ? null : staff.get(plainName(at("staff")));
  if (who === undefined) refuse("staff", "no-person");
  const price = at("price") === "" ? null : centsCell(at("price"));
  if (price === null && at("price") !== "") refuse("price", "no-price");
  if (refused || typeof date !== "number" || time === null || person.name === null || person.phone === null)
    return null;
  const wall = date * 1440 + time;
  return {
    row,
    ...person,
    name: person.name,
    phone: person.phone,
    service: service ?? "",
    staff: who ?? null,
    wall,
    price,
  };
}

/** Ids by the names that the salon's document gives them, in every language. */
export interface Named {
  services: Map<string, string>;
  staff: Map<string, string>;
}

/** Of what a row of a file becomes, client or visit: always the same, and nobody can tell it who does not know the job. */
export async function idOf(job: string, row: number): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${job}:${row}`));
  return base32(new Uint8Array(digest).subarray(0, 16));
}

export const plainName = (text: string): string =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/\s+/g, " ").trim();

export function namesOf({ services, staff }: Pick<SalonDocument, "services" | "staff">): Named {
  const byName = services.flatMap(({ id, name }) =>
    [id, ...Object.values(name)].map((called) => [plainName(called), id] as const),
  );
  const people = staff.flatMap(({ id, name }) => [id, name].map((called) => [plainName(called), id] as const));
  return { services: new Map(byName), staff: new Map(people) };
}

export function readService(row: number, at: RowReader, tell: Tell): ReadService | null {
  const name = lineCell(at("name"));
  const price = centsCell(at("price"));
  const minutes = minutesCell(at("minutes"));
  const deposit = at("deposit") === "" ? null : centsCell(at("deposit"));
  const category =
    at("category") === ""
      ? null
      : plainName(at("category"))
          .replaceAll(/[^a-z0-9]+/g, "-")
          .replaceAll(/^-|-$/g, "");
  if (name === null) tell("name", at("name") === "" ? "missing" : "no-name");
  if (price === null) tell("price", at("price") === "" ? "missing" : "no-price");
  if (minutes === null) tell("minutes", at("minutes") === "" ? "missing" : "no-minutes");
  if (deposit === null && at("deposit") !== "") tell("deposit", "no-price");
  if (name === null || price === null || minutes === null || (deposit === null && at("deposit") !== "")) return null;
  return { row, name, price, minutes, category: category === "" ? null : (category?.slice(0, 40) ?? null), deposit };
}

export type Refusals = RefusalRow[];
