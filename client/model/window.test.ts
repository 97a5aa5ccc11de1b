/** The part of a history that is shown, and moving it. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { WireMessage } from "../types.ts";
import { trimmed } from "./histories.ts";
import { emptyModel } from "./model.ts";
import { endAround, newerEnd, olderEnd, type WindowEnd, windowOf } from "./window.ts";

function messages(count: number): WireMessage[] {
  return Array.from({ length: count }, (_, index) => ({ id: `m${index}`, timestamp: index }) as WireMessage);
}
const ids = (list: readonly WireMessage[]) => list.map(({ id }) => id);

test("it ends with the newest, and moves by half of its size", () => {
  const list = messages(10);
  expect(ids(windowOf(list, null, 4))).toEqual(["m6", "m7", "m8", "m9"]);
  const older = olderEnd(list, null, 4);
  expect(ids(windowOf(list, older, 4))).toEqual(["m4", "m5", "m6", "m7"]);
  expect(newerEnd(list, older, 4)).toBeNull();
  expect(ids(windowOf(list, olderEnd(list, null, 4, 1), 4))).toEqual(["m5", "m6", "m7", "m8"]);
  expect(ids(windowOf(list, newerEnd(list, older, 4, 1), 4))).toEqual(["m5", "m6", "m7", "m8"]);
  // New messages don't move a window that doesn't end with the newest.
  expect(ids(windowOf(messages(12), older, 4))).toEqual(["m4", "m5", "m6", "m7"]);
});

test("any number of moves towards one side ends at that side, and every step shows a full window", () => {
  const counts = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 2, max: 20 }), (count, size) => {
      const list = messages(count);
      const full = Math.min(count, size);
      let end: WindowEnd = null;
      for (let step = 0; step <= count; step++) {
        end = olderEnd(list, end, size);
        expect(windowOf(list, end, size)).toHaveLength(full);
      }
      expect(windowOf(list, end, size)[0]?.id).toBe("m0");
      for (let step = 0; step <= count; step++) {
        end = newerEnd(list, end, size);
        expect(windowOf(list, end, size)).toHaveLength(full);
      }
      expect(end).toBeNull();
    }),
  );
});

test("every message can be shown", () => {
  const list = messages(50);
  for (const { id } of list) expect(ids(windowOf(list, endAround(list, id, 10), 10))).toContain(id);
  expect(endAround(list, "gone", 10)).toBeNull();
});

test("a trimmed history is complete from its first message on", () => {
  const histories = new Map([["general", { messages: messages(10), from: 0 }]]);
  const model = { ...emptyModel("me"), histories };
  const after = trimmed(model, "general", 3).histories.get("general");
  expect(after?.from).toBe(7);
  expect(ids(after?.messages ?? [])).toEqual(["m7", "m8", "m9"]);
  expect(trimmed(model, "general", 10)).toBe(model);
  expect(trimmed(model, "other", 3)).toBe(model);
});
