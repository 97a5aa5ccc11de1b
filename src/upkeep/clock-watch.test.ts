import { expect, test } from "bun:test";
import { createClockWatch } from "./clock-watch.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

function watched(newestEvent: number | null, start = 1_800_000_000_000) {
  const time = { now: start, elapsed: 5 };
  const lines: string[] = [];
  const watch = createClockWatch({
    now: () => time.now,
    elapsed: () => time.elapsed,
    newestEvent,
    log: { warn: (message, fields) => void lines.push(`${message} ${JSON.stringify(fields)}`) },
  });
  return {
    watch,
    lines,
    passes(milliseconds: number) {
      time.now += milliseconds;
      time.elapsed += milliseconds;
      watch.look();
    },
    set(by: number) {
      time.now += by;
      watch.look();
    },
  };
}

test("a clock that runs says nothing, however long, also on a server without any event", () => {
  for (const newest of [null, 1_800_000_000_000 - day]) {
    const { watch, lines, passes } = watched(newest);
    expect(watch.mayDeleteByAge()).toBe(true);
    for (let n = 0; n < 100; n++) passes(hour);
    expect(watch.mayDeleteByAge()).toBe(true);
    expect(watch.wasJustSetForward()).toBe(false);
    expect(lines).toEqual([]);
  }
});

test("a start more than a day ahead of the newest event deletes nothing for a day, and says so", () => {
  const { watch, lines, passes } = watched(1_800_000_000_000 - day - 1);
  expect(watch.mayDeleteByAge()).toBe(false);
  expect(lines).toEqual([
    'The clock stands more than a day ahead of the newest stored event. Until it is set back, or for a day, nothing is deleted by age {"clock":"2027-01-15T08:00:00.000Z","newest_event":"2027-01-14T07:59:59.999Z"}',
  ]);
  passes(day - 1);
  expect(watch.mayDeleteByAge()).toBe(false);
  passes(1);
  expect(watch.mayDeleteByAge()).toBe(true);
});

test("a clock that is corrected after the start is believed again", () => {
  const { watch, set } = watched(1_800_000_000_000 - 400 * day);
  expect(watch.mayDeleteByAge()).toBe(false);
  set(-400 * day);
  expect(watch.mayDeleteByAge()).toBe(true);
});

test("a clock that is set while the server runs is told of; set forward by more than a day, it deletes nothing", () => {
  const { watch, lines, passes, set } = watched(null);
  passes(10 * day);
  set(-hour);
  expect(watch.wasJustSetForward()).toBe(false);
  set(hour);
  expect(watch.wasJustSetForward()).toBe(true);
  passes(minute - 1);
  expect(watch.wasJustSetForward()).toBe(true);
  passes(1);
  expect(watch.wasJustSetForward()).toBe(false);
  expect(watch.mayDeleteByAge()).toBe(true);
  set(400 * day);
  expect(watch.mayDeleteByAge()).toBe(false);
  set(-400 * day);
  expect(watch.mayDeleteByAge()).toBe(true);
  expect(lines.map((line) => line.replace(/.*({.*})/, "$1"))).toEqual([
    '{"seconds":-3600}',
    '{"seconds":3600}',
    '{"seconds":34560000}',
    expect.stringContaining('"newest_event"'),
    '{"seconds":-34560000}',
  ]);
});

test("small corrections are nothing to tell", () => {
  const { lines, set } = watched(null);
  for (const by of [1999, -1999, 500]) set(by);
  expect(lines).toEqual([]);
});
