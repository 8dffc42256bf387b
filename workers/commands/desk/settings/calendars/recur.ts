// The days on which an event comes again (RFC 5545, 3.3.10): day by day, each held against the rule. A rule reaches as far as somebody
// asks, so ten years of days are a few thousand questions.

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/** Days that are looked at for one rule: thirty years. */
const MOST_DAYS = 11_000;

export interface Rule {
  freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  interval: number;
  count: number | null;
  /** As it is written, for whoever knows the clock. */
  until: string | null;
  /** Which of the weekday in the month; 0: each. Weekdays from Monday, 0. */
  byDay: { nth: number; weekday: number }[];
  byMonthDay: number[];
  byMonth: number[];
  /** The day on which weeks begin. */
  weekStart: number;
}

const KNOWN = new Set(["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"]);

/** Null where the rule says something that is not understood here, such as BYSETPOS or hours. */
export function parseRule(text: string): Rule | null {
  const parts = new Map<string, string>();
  for (const part of text.split(";")) {
    const [name = "", value] = part.split("=");
    if (value !== undefined && value !== "") parts.set(name.trim().toUpperCase(), value.trim().toUpperCase());
  }
  if ([...parts.keys()].some((name) => !KNOWN.has(name))) return null;
  const freq = (["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const).find((one) => one === parts.get("FREQ"));
  if (freq === undefined) return null;
  const numbers = (name: string, least: number, most: number): number[] | null => {
    const list = parts.get(name)?.split(",").map(Number) ?? [];
    return list.every((n) => Number.isInteger(n) && n >= least && n <= most && n !== 0) ? list : null;
  };
  const [interval] = numbers("INTERVAL", 1, 1000) ?? [];
  const [count] = numbers("COUNT", 1, 100_000) ?? [];
  const byMonthDay = numbers("BYMONTHDAY", -31, 31);
  const byMonth = numbers("BYMONTH", 1, 12);
  const byDay = (parts.get("BYDAY")?.split(",") ?? []).map((each) => {
    const [, nth = "0", day = ""] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(each) ?? [];
    return { nth: Number(nth), weekday: WEEKDAYS.indexOf(day) };
  });
  const weekStart = WEEKDAYS.indexOf(parts.get("WKST") ?? "MO");
  if (byMonthDay === null || byMonth === null || weekStart < 0 || byDay.some(({ weekday }) => weekday < 0)) return null;
  // The fiftieth Monday of a year, and a number in a weekly rule, are nothing that calendars of people write.
  if (
    byDay.some(({ nth }) => nth !== 0) &&
    (freq === "DAILY" || freq === "WEEKLY" || (freq === "YEARLY" && byMonth.length === 0))
  )
    return null;
  if ((parts.has("INTERVAL") && interval === undefined) || (parts.has("COUNT") && count === undefined)) return null;
  return {
    freq,
    interval: interval ?? 1,
    count: count ?? null,
    until: parts.get("UNTIL") ?? null,
    byDay,
    byMonthDay,
    byMonth,
    weekStart,
  };
}

/** Wall times of the occurrences from `start` on and before `to`. */
export function occurrences(start: number, rule: Rule, to: number): number[] {
  const first = Math.floor(start / 1440);
  const time = start - first * 1440;
  const found: number[] = [];
  const end = Math.min(Math.ceil(to / 1440), first + MOST_DAYS);
  for (let day = first; day <= end && (rule.count === null || found.length < rule.count); day++) {
    if (matches(rule, first, day)) found.push(day * 1440 + time);
  }
  return found.filter((wall) => wall < to);
}

interface Civil {
  year: number;
  /** From 0. */
  month: number;
  /** Of the month, from 1. */
  date: number;
  last: number;
}

function civil(day: number): Civil {
  const at = new Date(day * 86_400_000);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { year, month, date: at.getUTCDate(), last: new Date(Date.UTC(year, month + 1, 0)).getUTCDate() };
}

/** Monday is 0; 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

function matches(rule: Rule, first: number, day: number): boolean {
  const { freq, interval, byMonth } = rule;
  const now = civil(day);
  const then = civil(first);
  if (byMonth.length > 0 && !byMonth.includes(now.month + 1)) return false;
  if (freq === "DAILY") return (day - first) % interval === 0 && matchesDay(rule, now, day);
  if (freq === "WEEKLY") {
    const week = (one: number) => Math.floor((one - ((weekdayOf(one) - rule.weekStart + 7) % 7)) / 7);
    if ((week(day) - week(first)) % interval !== 0) return false;
    return rule.byDay.length > 0
      ? matchesDay(rule, now, day)
      : weekdayOf(day) === weekdayOf(first) && matchesDay(rule, now, day);
  }
  const apart = freq === "MONTHLY" ? (now.year - then.year) * 12 + now.month - then.month : now.year - then.year;
  if (apart % interval !== 0) return false;
  if (rule.byDay.length > 0 || rule.byMonthDay.length > 0) return matchesDay(rule, now, day);
  return now.date === then.date && (freq === "MONTHLY" || byMonth.length > 0 || now.month === then.month);
}

function matchesDay({ byDay, byMonthDay }: Rule, { date, last }: Civil, day: number): boolean {
  const dated = byMonthDay.length === 0 || byMonthDay.some((n) => (n > 0 ? n === date : last + 1 + n === date));
  if (!dated || byDay.length === 0) return dated;
  return byDay.some(({ nth, weekday }) => {
    if (weekday !== weekdayOf(day)) return false;
    if (nth === 0) return true;
    return nth > 0 ? Math.ceil(date / 7) === nth : Math.ceil((last - date + 1) / 7) === -nth;
  });
}
