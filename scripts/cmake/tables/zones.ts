// Compiles the system's tz database into a C++ table for wasm/base/zone.cpp.
//
//   node zones.ts /usr/share/zoneinfo zone_table.h
//
// Reads TZif files of version 2 and later (RFC 9636) for every zone and link in the tree. Kept per zone: the offset on
// 1999-01-01, the changes since then that the POSIX rule in the file's footer does not give, and that rule. Zones that
// agree in all of it share one entry. Whatever zone.h cannot express is an error here, never a wrong time there.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Change {
  at: number; // minutes since 1970-01-01T00:00Z
  offset: number; // minutes east of UTC from then on
}

interface YearlyChange {
  month: number;
  week: number;
  weekday: number; // 0 for Monday
  minute: number;
}

interface Rule {
  standard: number;
  summer: number;
  toSummer: YearlyChange;
  toStandard: YearlyChange;
}

interface Zone {
  before: number;
  changes: Change[];
  rule: Rule;
}

const minutesPerDay = 24 * 60;
const from = Date.UTC(1999, 0, 1) / 60_000;
const never: YearlyChange = { month: 0, week: 0, weekday: 0, minute: 0 };
const notZones = /^(posix|right|localtime|posixrules)(\/|$)/;

function wholeMinutes(seconds: number): number {
  if (seconds % 60 !== 0) throw new Error(`${seconds} s is not a whole number of minutes`);
  return seconds / 60;
}

function zoneNames(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => !notZones.test(name) && isTimeZoneFile(join(root, name)))
    .sort();
}

function isTimeZoneFile(path: string): boolean {
  try {
    return readFileSync(path).toString("latin1", 0, 4) === "TZif";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EISDIR") return false;
    throw error;
  }
}

/** The counts of a TZif header, in the order of the file. */
function header(file: DataView, at: number) {
  const [utc = 0, standard = 0, leaps = 0, times = 0, types = 0, characters = 0] = Array.from({ length: 6 }, (_, i) =>
    file.getUint32(at + 20 + 4 * i),
  );
  return { utc, standard, leaps, times, types, characters };
}

function readZone(bytes: Uint8Array): Zone {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.getUint8(4) < 0x32) throw new Error("TZif version 1 has no footer");
  const old = header(file, 0);
  const second = 44 + old.times * 5 + old.types * 6 + old.characters + old.leaps * 8 + old.standard + old.utc;
  const { utc, standard, leaps, times, types, characters } = header(file, second);

  const timesAt = second + 44;
  const typesOfTimesAt = timesAt + 8 * times;
  const typesAt = typesOfTimesAt + times;
  const footerAt = typesAt + 6 * types + characters + 12 * leaps + standard + utc;
  const offsetOf = (type: number) => file.getInt32(typesAt + 6 * type);

  let before = offsetOf(0);
  const changes: Change[] = [];
  for (let i = 0; i < times; i++) {
    const seconds = Number(file.getBigInt64(timesAt + 8 * i));
    const offset = offsetOf(file.getUint8(typesOfTimesAt + i));
    if (seconds < from * 60) before = offset;
    else if (wholeMinutes(offset) !== (changes.at(-1)?.offset ?? wholeMinutes(before)))
      changes.push({ at: wholeMinutes(seconds), offset: wholeMinutes(offset) });
  }
  const footer = new TextDecoder().decode(bytes.subarray(footerAt)).trim();
  return { before: wholeMinutes(before), changes, rule: readRule(footer) };
}

/** A POSIX TZ string such as `EET-2EEST,M3.5.0/3,M10.5.0/4`; its offsets count west of UTC. */
function readRule(footer: string): Rule {
  const name = "(?:[A-Za-z]+|<[-+0-9A-Za-z]+>)";
  const time = "[-+]?\\d+(?::\\d+)?";
  const match = new RegExp(`^${name}(${time})(?:${name}(${time})?,([^,]+),([^,]+))?$`).exec(footer);
  if (match === null) throw new Error(`cannot read the footer '${footer}'`);
  const [, standardText = "", summerText, toSummer, toStandard] = match;
  const standard = -minutesOf(standardText) || 0;
  if (toSummer === undefined || toStandard === undefined)
    return { standard, summer: standard, toSummer: never, toStandard: never };
  const summer = summerText === undefined ? standard + 60 : -minutesOf(summerText) || 0;
  return { standard, summer, toSummer: readYearlyChange(toSummer), toStandard: readYearlyChange(toStandard) };
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.replace(/^[-+]/, "").split(":");
  return (text.startsWith("-") ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function readYearlyChange(text: string): YearlyChange {
  const match = /^M(\d+)\.([1-5])\.([0-6])(?:\/([-+]?\d+(?::\d+)?))?$/.exec(text);
  if (match === null) throw new Error(`cannot express the yearly change '${text}'`);
  const [, month, week, sundayFirst, time] = match;
  if (Number(month) < 2 || Number(month) > 11) throw new Error(`the yearly change '${text}' is too near a new year`);
  const minute = time === undefined ? 120 : minutesOf(time);
  return { month: Number(month), week: Number(week), weekday: (Number(sundayFirst) + 6) % 7, minute };
}

function changeIn(year: number, change: YearlyChange, offsetBefore: number): number {
  const first = Date.UTC(year, change.month - 1, 1) / 86_400_000;
  const monthDays = Date.UTC(year, change.month, 1) / 86_400_000 - first;
  const firstWeekday = (first + 3) % 7;
  let day = ((change.weekday - firstWeekday + 7) % 7) + (change.week - 1) * 7;
  if (day >= monthDays) day -= 7;
  return (first + day) * minutesPerDay + change.minute - offsetBefore;
}

/** Every change that `rule` gives in the years of `since` (minutes) to `until`, in order, and the offset ahead of them. */
function changesOfRule(rule: Rule, since: number, until: number): Change[] {
  const years = { first: new Date(since * 60_000).getUTCFullYear(), last: new Date(until * 60_000).getUTCFullYear() };
  const changes: Change[] = [];
  for (let year = years.first - 1; year <= years.last + 1; year++) {
    changes.push({ at: changeIn(year, rule.toSummer, rule.standard), offset: rule.summer });
    changes.push({ at: changeIn(year, rule.toStandard, rule.summer), offset: rule.standard });
  }
  return changes.sort((a, b) => a.at - b.at);
}

/** Whether `rule` alone says what `changes` say after the first `kept` of them. */
function ruleGives({ before, changes, rule }: Zone, kept: number): boolean {
  const since = changes[kept - 1] ?? { at: from, offset: before };
  const rest = changes.slice(kept);
  if (rule.toSummer === never) return rest.length === 0 && since.offset === rule.standard;
  const until = rest.at(-1)?.at ?? since.at;
  const yearly = changesOfRule(rule, since.at, until);
  const ahead = yearly.findLast(({ at }) => at <= since.at);
  const given = yearly.filter(({ at }) => at > since.at && at <= until);
  return (
    ahead?.offset === since.offset &&
    given.length === rest.length &&
    given.every((change, i) => change.at === rest[i]?.at && change.offset === rest[i]?.offset)
  );
}

function withoutWhatTheRuleGives(zone: Zone): Zone {
  for (let kept = 0; kept <= zone.changes.length; kept++)
    if (ruleGives(zone, kept)) return { ...zone, changes: zone.changes.slice(0, kept) };
  throw new Error("the footer contradicts the last change");
}

function checkDistances({ changes }: Zone): void {
  for (let i = 1; i < changes.length; i++)
    if ((changes[i]?.at ?? 0) - (changes[i - 1]?.at ?? 0) < 2 * minutesPerDay)
      throw new Error("two changes within two days");
}

function textOfRule({ standard, summer, toSummer, toStandard }: Rule): string {
  const change = ({ month, week, weekday, minute }: YearlyChange) => `{${month}, ${week}, ${weekday}, ${minute}}`;
  return `{${standard}, ${summer}, ${change(toSummer)}, ${change(toStandard)}}`;
}

function tableOf(root: string): string {
  const names = zoneNames(root);
  const zones = new Map<string, { zone: Zone; index: number }>();
  const zoneOfName = names.map((name) => {
    try {
      const zone = withoutWhatTheRuleGives(readZone(readFileSync(join(root, name))));
      checkDistances(zone);
      const key = JSON.stringify(zone);
      const entry = zones.get(key) ?? { zone, index: zones.size };
      zones.set(key, entry);
      return entry.index;
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  });

  const changes: Change[] = [];
  const rules: string[] = [];
  const entries = [...zones.values()].map(({ zone: { before, changes: own, rule } }) => {
    const first = changes.length;
    changes.push(...own);
    const ruleText = textOfRule(rule);
    if (!rules.includes(ruleText)) rules.push(ruleText);
    return `{${first}, ${own.length}, ${before}, ${rules.indexOf(ruleText)}}`;
  });
  const nameBegin = [0];
  for (const name of names) nameBegin.push((nameBegin.at(-1) ?? 0) + name.length);
  if (Math.max(nameBegin.at(-1) ?? 0, changes.length) > 0xffff) throw new Error("the table is too large for 16 bits");

  return `// Made by scripts/cmake/tables/zones.ts from ${names.length} zones and links of the tz database.
#pragma once

#include <cstdint>

#include "wasm/base/yearly_rule.h"
#include "wasm/base/zone.h"

namespace booking::table {

inline constexpr int32_t kChanges[] = {${changes.map(({ at }) => at).join(", ")}};
inline constexpr int16_t kOffsets[] = {${changes.map(({ offset }) => offset).join(", ")}};
inline constexpr YearlyRule kRules[] = {
    ${rules.join(",\n    ")}};
inline constexpr Zone kZones[] = {
    ${entries.join(",\n    ")}};
inline constexpr char kNames[] =
    ${names.map((name) => JSON.stringify(name)).join("\n    ")};
inline constexpr uint16_t kNameBegin[] = {${nameBegin.join(", ")}};
inline constexpr ${zones.size > 256 ? "uint16_t" : "uint8_t"} kZoneOfName[] = {${zoneOfName.join(", ")}};

}  // namespace booking::table
`;
}

const [root, output] = process.argv.slice(2);
if (root === undefined || output === undefined) throw new Error("usage: zones.ts <zoneinfo> <output>");
writeFileSync(output, tableOf(root));
