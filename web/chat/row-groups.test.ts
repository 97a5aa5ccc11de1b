import { expect, test } from "bun:test";
import type { WireMessage } from "../../client/index.ts";
import { regrouped } from "./row-groups.ts";

const message = (id: number) => ({ id: String(id) }) as WireMessage;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const all = range(0, 200).map(message);
const idsOf = (groups: ReturnType<typeof regrouped>) =>
  groups.map(({ messages }) => messages.map(({ id }) => Number(id)));

test("a message at the end changes the last group only, and begins a new one when that is full", () => {
  const before = regrouped([], all.slice(0, 25));
  expect(idsOf(before)).toEqual([range(0, 10), range(10, 20), range(20, 25)]);
  const after = regrouped(before, all.slice(0, 26));
  expect(idsOf(after)).toEqual([range(0, 10), range(10, 20), range(20, 26)]);
  expect(after[0]).toBe(before[0] as never);
  expect(after[1]).toBe(before[1] as never);
  expect(after[2]?.key).toBe(before[2]?.key as never);
  expect(idsOf(regrouped(after, all.slice(0, 31))).at(-1)).toEqual([30]);
});

test("a window that moves leaves the groups in its middle, and no two groups have one key", () => {
  let groups = regrouped([], all.slice(100, 140));
  for (const from of [96, 92, 88, 84, 88, 92, 96, 100, 104, 100, 96]) {
    const before = groups;
    groups = regrouped(before, all.slice(from, from + 40));
    expect(idsOf(groups).flat()).toEqual(range(from, from + 40));
    expect(groups.filter((group) => before.includes(group)).length).toBeGreaterThanOrEqual(groups.length - 3);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
  }
});

test("what comes between the messages of a full group cuts it, and what is edited stays in its group", () => {
  const before = regrouped([], all.slice(0, 20));
  const between = [...all.slice(0, 5), message(1000), ...all.slice(5, 20)];
  const cut = regrouped(before, between);
  expect(idsOf(cut).flat()).toEqual(between.map(({ id }) => Number(id)));
  expect(new Set(cut.map(({ key }) => key)).size).toBe(cut.length);
  expect(cut.at(-1)).toBe(before[1] as never);
  const edited = regrouped(before, [...all.slice(0, 4), message(4), ...all.slice(5, 20)]);
  expect(edited.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  expect(edited[0]).not.toBe(before[0] as never);
});
