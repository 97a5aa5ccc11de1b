import { expect, test } from "bun:test";
import { emptyModel } from "./model.ts";
import { isMutedPlace, isQuietTime, withPushSettings, withRenamedMutes } from "./push-settings.ts";

const muted = [
  { channel: "garden", thread_id: null },
  { channel: "ideas", thread_id: "7" },
];

test("a channel or thread is muted by itself, and stays so under a new name", () => {
  const model = withPushSettings(emptyModel("mira"), { quiet_hours: null, muted });
  expect(["garden", "ideas", "thread:7", "thread:8"].map((place) => isMutedPlace(model, place))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  const pushSettings = withRenamedMutes(model.pushSettings, "garden", "park");
  expect([isMutedPlace({ pushSettings }, "park"), isMutedPlace({ pushSettings }, "garden")]).toEqual([
    true,
    false,
  ]);
  expect(isMutedPlace(emptyModel("mira"), "garden")).toBe(false);
});

test.each([
  ["22:00", "07:00", "21:59", false],
  ["22:00", "07:00", "22:00", true],
  ["22:00", "07:00", "06:59", true],
  ["22:00", "07:00", "07:00", false],
  ["12:00", "13:00", "12:30", true],
  ["12:00", "13:00", "13:00", false],
  ["00:00", "00:00", "15:00", true],
])("from %s to %s, %s is quiet: %p", (from, to, time, isQuiet) => {
  const hours = { from, to, time_zone: "Europe/Vienna" };
  expect(isQuietTime(hours, Date.parse(`2026-06-01T${time}:00+02:00`))).toBe(isQuiet);
});
