import { expect, test } from "bun:test";
import { isQuiet, isTimeZone } from "./quiet-hours.ts";

const at = (time: string) => Date.parse(`2026-01-15T${time}:00Z`);
const utc = { timeZone: "UTC" };

test("within a day: the first minute counts, the last one doesn't", () => {
  const lunch = { from: "12:00", to: "13:30", ...utc };
  expect(["11:59", "12:00", "13:29", "13:30"].map((time) => isQuiet(lunch, at(time)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("over midnight, and the whole day", () => {
  const night = { from: "22:00", to: "07:00", ...utc };
  expect(["21:59", "22:00", "00:00", "06:59", "07:00"].map((time) => isQuiet(night, at(time)))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  expect(isQuiet({ from: "08:00", to: "08:00", ...utc }, at("20:00"))).toBe(true);
});

test("in the member's time zone, also when its clocks change", () => {
  const night = { from: "22:00", to: "07:00", timeZone: "Europe/Vienna" };
  expect(isQuiet(night, Date.parse("2026-01-15T21:30:00Z"))).toBe(true);
  expect(isQuiet(night, Date.parse("2026-01-15T20:30:00Z"))).toBe(false);
  expect(isQuiet(night, Date.parse("2026-07-15T20:30:00Z"))).toBe(true);
});

test("time zones that don't exist are never quiet", () => {
  expect(isTimeZone("Europe/Vienna")).toBe(true);
  expect(isTimeZone("Europe/Atlantis")).toBe(false);
  expect(isQuiet({ from: "00:00", to: "00:00", timeZone: "Europe/Atlantis" }, at("12:00"))).toBe(false);
});
