/** Times as people write them, in the language of the page. Unix seconds. */
import { clock } from "../state/appearance.ts";
import { language } from "./language.ts";
import { t } from "./texts.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const hours = clock.value.value;
  const key = `${language.value} ${hours} ${name}`;
  const cycle = hours === "system" ? {} : ({ hourCycle: hours === "12" ? "h12" : "h23" } as const);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language.value, { ...options, ...cycle });
  formats.set(key, known);
  return known;
}

/** Of the minutes of a day, in the kind of clock that is named here: formats are too slow for each row. */
const clockTexts = { kind: "", byMinute: new Map<number, string>() };

/** `14:05`, `09:05`, `2:05 PM`. */
export function clockTime(seconds: number): string {
  const hours = clock.value.value;
  const kind = `${language.value} ${hours}`;
  if (clockTexts.kind !== kind) Object.assign(clockTexts, { kind, byMinute: new Map() });
  const date = new Date(seconds * 1000);
  const minute = date.getHours() * 60 + date.getMinutes();
  const hour = hours === "24" ? "2-digit" : "numeric";
  const text = clockTexts.byMinute.get(minute) ?? format("clock", { hour, minute: "2-digit" }).format(date);
  clockTexts.byMinute.set(minute, text);
  return text;
}

export function dateAndTime(seconds: number): string {
  return format("full", { dateStyle: "full", timeStyle: "short" }).format(seconds * 1000);
}

/** `3 hours ago`; behind a week, the date. */
export function ago(seconds: number, now = Date.now() / 1000): string {
  const past = Math.max(0, now - seconds);
  if (past > 7 * 86_400) return format("date", { dateStyle: "medium" }).format(seconds * 1000);
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
  if (past < 60) return relative.format(0, "second");
  if (past < 3600) return relative.format(-Math.floor(past / 60), "minute");
  if (past < 86_400) return relative.format(-Math.floor(past / 3600), "hour");
  return relative.format(-Math.floor(past / 86_400), "day");
}

/** `24 May 2026, 14:05`. */
export function shortDateAndTime(seconds: number): string {
  return format("short", { dateStyle: "medium", timeStyle: "short" }).format(seconds * 1000);
}

/** A day as a heading: Today, Yesterday, or its date. */
export function dayName(seconds: number, now = Date.now()): string {
  if (isSameDay(seconds, now / 1000)) return t().today;
  if (isSameDay(seconds, now / 1000 - 86_400)) return t().yesterday;
  return format("day", { dateStyle: "long" }).format(seconds * 1000);
}

/** For `<time>`. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** Unix milliseconds of the day that was asked about last: rows ask about the same one again and again. */
let day = { start: 0, end: 0 };

/** Are both times of one day here? */
export function isSameDay(one: number, other: number): boolean {
  const isIn = (seconds: number) => seconds * 1000 >= day.start && seconds * 1000 < day.end;
  if (!isIn(one)) {
    const start = new Date(one * 1000);
    start.setHours(0, 0, 0, 0);
    const end = new Date(start);
    end.setDate(end.getDate() + 1);
    day = { start: start.getTime(), end: end.getTime() };
  }
  return isIn(other);
}
