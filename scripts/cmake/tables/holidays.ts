// Compiles shared/policies/holidays-za.json into a C++ table for wasm/base/holidays.cpp.
//
//   node holidays.ts holidays-za.json holiday_table.h
import { readFileSync, writeFileSync } from "node:fs";

interface Holidays {
  from_year: number;
  sunday_moves_to_monday: boolean;
  fixed: { month: number; day: number }[];
  easter: { days: number }[];
  declared: { date: string }[];
}

const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) throw new Error("usage: holidays.ts <holidays.json> <output>");

const holidays = JSON.parse(readFileSync(input, "utf8")) as Holidays;
const declared = holidays.declared
  .map(({ date }) => {
    const milliseconds = Date.parse(`${date}T00:00Z`);
    if (new Date(milliseconds).toISOString().slice(0, 10) !== date) throw new Error(`'${date}' is not a date`);
    return { date, days: milliseconds / 86_400_000 };
  })
  .sort((a, b) => a.days - b.days);

writeFileSync(
  output,
  `// Made by scripts/cmake/tables/holidays.ts.
#pragma once

#include <cstdint>

#include "wasm/base/time.h"

namespace booking::table {

struct YearDay {
  int8_t month;
  int8_t day;
};

inline constexpr int32_t kFirstHolidayYear = ${holidays.from_year};
inline constexpr bool kSundayMovesToMonday = ${holidays.sunday_moves_to_monday};
inline constexpr YearDay kFixedHolidays[] = {${holidays.fixed.map(({ month, day }) => `{${month}, ${day}}`).join(", ")}};
inline constexpr int32_t kDaysFromEaster[] = {${holidays.easter.map(({ days }) => days).join(", ")}};
inline constexpr LocalDate kDeclaredHolidays[] = {
${declared.map(({ date, days }) => `    {${days}},  // ${date}`).join("\n")}
};

}  // namespace booking::table
`,
);
