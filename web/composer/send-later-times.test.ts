import { expect, test } from "bun:test";
import { localValue } from "../ui/coming-times.ts";
import { presetsAt } from "./send-later-times.ts";

const at = (...time: [number, number, number, number, number]) =>
  presetsAt(new Date(...time)).map((preset) => `${preset.name} ${localValue(preset.at)}`);

test("on a Wednesday at noon", () => {
  expect(at(2026, 5, 10, 12, 30)).toEqual([
    "inAnHour 2026-06-10T13:30",
    "thisEvening 2026-06-10T20:00",
    "tomorrow 2026-06-11T09:00",
    "monday 2026-06-15T09:00",
  ]);
});

test("late on the last day of a year there is no evening left; on a Sunday, tomorrow is Monday", () => {
  expect(at(2023, 11, 31, 19, 0)).toEqual(["inAnHour 2023-12-31T20:00", "tomorrow 2024-01-01T09:00"]);
});

test("on a Monday, the next one is a week away", () => {
  expect(at(2026, 5, 8, 20, 0)).toContain("monday 2026-06-15T09:00");
});
