import { expect, test } from "bun:test";
import * as events from "./events.ts";
import { formOf } from "./profiles.ts";

const none = { extended: false, newerReactions: false, listsThreads: null };

test("a form with another name is an event with the same fields", () => {
  const byName = new Map(Object.values(events).map((event) => [event.name as string, event]));
  const renamed = [...byName.keys()].flatMap((name) => {
    const other = formOf(name)?.name ?? null;
    if (other === null) return [];
    expect(Object.keys(byName.get(other)?.fields.properties ?? {})).toEqual(
      Object.keys(byName.get(name)?.fields.properties ?? {}),
    );
    return [`${name} ${other}`];
  });
  expect(renamed.toSorted()).toEqual([
    ...["message_react_add reaction_add", "message_react_remove reaction_remove", "thread_create thread_new"],
  ]);
});

test("clients of the reference get the usual form of everything", () => {
  for (const { name } of Object.values(events)) {
    for (const channel of [1, null]) expect(formOf(name)?.suits(none, channel) ?? false).toBe(false);
  }
});

test("each form is for connections that have shown to know it", () => {
  expect(formOf("messages_get")?.suits({ ...none, extended: true }, null)).toBe(true);
  expect(formOf("message_react_add")?.suits({ ...none, newerReactions: true }, 1)).toBe(true);
  const listing = { ...none, listsThreads: 1 };
  expect([1, 2].map((channel) => formOf("thread_create")?.suits(listing, channel))).toEqual([true, false]);
});

test("a form keeps the order of the fields", () => {
  const packet = { cmd: "message_react_add", id: "1", emoji: "👍" };
  expect(JSON.stringify(formOf("message_react_add")?.of(packet))).toBe(
    '{"cmd":"reaction_add","id":"1","emoji":"👍"}',
  );
});
