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

/** `14:05`, `09:05`, `2:05 PM`. */
export function clockTime(seconds: number): string {
  const hour = clock.value.value === "24" ? "2-digit" : "numeric";
  return format("clock", { hour, minute: "2-digit" }).format(seconds * 1000);
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
  const key = dayKey(seconds);
  if (key === dayKey(now / 1000)) return t().today;
  if (key === dayKey(now / 1000 - 86_400)) return t().yesterday;
  return format("day", { dateStyle: "long" }).format(seconds * 1000);
}

/** Equal for two times of the same day here. */
export function dayKey(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
