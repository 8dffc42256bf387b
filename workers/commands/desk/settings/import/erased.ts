// Whoever is erased goes from files that were brought along and are not done with. Their rows are written over where they stand, so
// every other row keeps its number and its place; a file that was only looked at is looked at anew.

import { database, read } from "../../../../store/database.ts";
import { askRowsOf, forgetRowsOf } from "../../../../store/desk/settings/import-people.ts";
import {
  askOpenImports,
  changeImportFile,
  lookAnew,
  type OpenImportRow,
  renewImports,
} from "../../../../store/desk/settings/imports.ts";
import type { CommandContext } from "../../../command.ts";
import { emailCell } from "./cells.ts";
import { type CsvRow, ERASED, isErased, parseCsv } from "./csv.ts";
import { type About, cellsOf, idOf, plainName } from "./rows.ts";

/** By what a row of a file is known to be theirs. */
export interface Person {
  names: string[];
  /** E.164. */
  phones: string[];
  emails: string[];
  /** Ids of theirs, clients' and visits', which an earlier row of the file may have become. */
  ids: string[];
}

export interface ErasedRows {
  rows: number;
  /** For the commit that erases them: what was read of a file before it is not written after it. */
  facts: D1PreparedStatement[];
}

export async function eraseFromImports(ctx: CommandContext, salon: string, person: Person): Promise<ErasedRows> {
  const db = database(ctx.env, salon);
  const [jobs, whose] = await read<[OpenImportRow, { job_id: string; row: number }]>(db, [
    askOpenImports(db, salon),
    askRowsOf(db, salon, person.ids),
  ]);
  let rows = 0;
  const touched: string[] = [];
  for (const job of jobs) {
    let own = 0;
    let before = false;
    await changeImportFile(ctx.env, salon, job.job_id, async (bytes) => {
      const about = JSON.parse(job.about) as About;
      const found = parseCsv(bytes, about.separator).rows;
      const made = whose.filter(({ job_id }) => job_id === job.job_id).map(({ row }) => row);
      const theirs = await rowsOf(found, about, job, person, new Set(made));
      own = theirs.length;
      before = found.some(({ cells }) => isErased(cells));
      return own === 0 ? null : writtenOver(bytes, found, theirs);
    });
    rows += own;
    // One that was written over by a try that broke off counts too.
    if (own > 0 || before) touched.push(job.job_id);
  }
  const anew = touched.length === 0 ? [] : lookAnew(db, salon, touched, ctx.now);
  return { rows, facts: [renewImports(db, salon), ...anew, forgetRowsOf(db, salon, person.ids)] };
}

/** Places in `found`; its first is the head. `whose`: rows of the file of which it is known that they are theirs. */
async function rowsOf(
  found: readonly CsvRow[],
  about: About,
  { job_id, state, next_row }: OpenImportRow,
  { names, phones, emails, ids }: Person,
  whose: ReadonlySet<number>,
): Promise<number[]> {
  const ways = new Set(phones.flatMap(waysToWrite));
  const addresses = new Set(emails.map((email) => email.toLowerCase()));
  const known = new Set(ids);
  const called = new Set(names.map(plainName));
  const theirs: number[] = [];
  const rows = found.map(({ cells }, place) => ({ place, at: cellsOf(cells, about), erased: isErased(cells) }));
  const standing = rows.filter(({ place, erased }) => place > 0 && !erased);
  const own = new Set<number>();
  for (const { place, at } of standing) {
    const became = state === "writing" && place + 1 < next_row && known.has(await idOf(job_id, place + 1));
    if (!became && !whose.has(place + 1)) continue;
    own.add(place);
    // A row further down that has its number is theirs too, whoever has the number now.
    const digits = at("phone").replaceAll(/\D/g, "");
    for (const way of [digits, ...waysToWrite(digits.replace(/^0(?=[1-9])/, "27"))]) if (way !== "") ways.add(way);
  }
  for (const { place, at } of standing) {
    const numbers = at("phone")
      .split(/[/,;|]/)
      .map((text) => text.replaceAll(/\D/g, ""));
    const email = emailCell(at("email"))?.toLowerCase();
    // Nobody becomes a client by a name alone, so a namesake loses nothing that would have been written.
    const bare = !/\d/.test(at("phone")) && email === undefined && called.has(plainName(at("name")));
    const reached = numbers.some((digits) => ways.has(digits)) || (email !== undefined && addresses.has(email));
    if (own.has(place) || bare || reached) theirs.push(place);
  }
  return theirs;
}

/** The digits of a number as a list may have them: whole, as it is dialled from abroad, and as at home. */
function waysToWrite(phone: string): string[] {
  const whole = phone.replaceAll(/\D/g, "");
  if (whole === "") return [];
  const home = whole.startsWith("27") ? [whole.slice(2), `0${whole.slice(2)}`, `270${whole.slice(2)}`] : [];
  return [whole, `00${whole}`, ...home];
}

const [LF, CR] = [0x0a, 0x0d];

function writtenOver(bytes: Uint8Array, found: readonly CsvRow[], places: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  for (const place of places) {
    let end = found[place]?.end ?? 0;
    while (copy[end - 1] === LF || copy[end - 1] === CR) end--;
    copy.fill(ERASED, found[place - 1]?.end ?? 0, end);
  }
  return copy;
}
