/** The part of a history that is shown, and moving it. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { WireMessage } from "../types.ts";
import { trimmed } from "./histories.ts";
import { emptyModel } from "./model.ts";
import { endAround, type MessageWindow, newerWindow, olderWindow, windowOf } from "./window.ts";

function messages(count: number): WireMessage[] {
  return Array.from({ length: count }, (_, index) => ({ id: `m${index}`, timestamp: index }) as WireMessage);
}
const ids = (list: readonly WireMessage[]) => list.map(({ id }) => id);

const shown = (list: readonly WireMessage[], { end, size }: MessageWindow) => windowOf(list, end, size);

test("it ends with the newest, and moves by steps", () => {
  const list = messages(10);
  const newest = { end: null, size: 4 };
  const move = { step: 2, fitting: 4 };
  expect(ids(shown(list, newest))).toEqual(["m6", "m7", "m8", "m9"]);
  const older = olderWindow(list, newest, move);
  expect(ids(shown(list, older))).toEqual(["m4", "m5", "m6", "m7"]);
  expect(newerWindow(list, older, move)).toEqual(newest);
  expect(ids(shown(list, newerWindow(list, older, { step: 1, fitting: 4 })))).toEqual([
    "m5",
    "m6",
    "m7",
    "m8",
  ]);
  // New messages don't move a window that doesn't end with the newest.
  expect(ids(shown(messages(12), older))).toEqual(["m4", "m5", "m6", "m7"]);
});

test("it grows before its end moves, and shrinks by as much as it moves", () => {
  const list = messages(40);
  const grown = olderWindow(list, { end: null, size: 4 }, { step: 2, fitting: 6 });
  expect(grown).toEqual({ end: null, size: 6 });
  expect(ids(shown(list, olderWindow(list, grown, { step: 2, fitting: 6 })))[0]).toBe("m32");
  let window: MessageWindow = { end: "m29", size: 20 };
  for (const [first, last] of [
    ["m8", "m25"],
    ["m6", "m21"],
    ["m4", "m19"],
  ]) {
    window = olderWindow(list, window, { step: 2, fitting: 16 });
    expect([shown(list, window)[0]?.id, window.end]).toEqual([first, last] as never);
  }
});

test("any number of moves towards one side ends at that side, and every step shows a full window", () => {
  const counts = fc.integer({ min: 1, max: 60 });
  const sizes = fc.integer({ min: 9, max: 20 });
  fc.assert(
    fc.property(counts, sizes, sizes, fc.integer({ min: 1, max: 8 }), (count, size, fitting, step) => {
      const list = messages(count);
      const least = Math.min(count, size, fitting);
      const move = { step, fitting };
      let window: MessageWindow = { end: null, size };
      for (let moves = 0; moves <= count; moves++) {
        const before = shown(list, window)[0];
        window = olderWindow(list, window, move);
        expect(shown(list, window).length).toBeGreaterThanOrEqual(least);
        // No message is skipped.
        expect(ids(shown(list, window))).toContain(before?.id ?? "");
      }
      expect(shown(list, window)[0]?.id).toBe("m0");
      for (let moves = 0; moves <= count; moves++) {
        window = newerWindow(list, window, move);
        expect(shown(list, window).length).toBeGreaterThanOrEqual(least);
      }
      expect(window.end).toBeNull();
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
