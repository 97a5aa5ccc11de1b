import { expect, test } from "bun:test";
import { createFakeClock } from "../../tests/support/fake-clock.ts";
import { createSchedule } from "./schedule.ts";

test("the rest after a long writing ends, whatever fraction of a millisecond it has", () => {
  for (const milliseconds of [30.1, 33.333_333, 47.000_01, 61.234_567_89]) {
    const clock = createFakeClock();
    let runs = 0;
    const schedule = createSchedule(clock, new Map(), () => runs++);
    schedule.wrote(milliseconds);
    schedule.changed([{ type: "roles", roles: [] }]);
    clock.pass(milliseconds * 20 - 1);
    expect(runs).toBe(0);
    clock.pass(3);
    expect(runs).toBe(1);
  }
});
