import { expect, test } from "bun:test";
import { messageNew, userLeave } from "../protocol/events.ts";
import type { WireMessage } from "../protocol/objects.ts";
import { emit, everyone } from "./emission.ts";
import type { Channel, Thread, User } from "./model.ts";
import { createTypingNotices, endedTyping } from "./typing.ts";

test("going on is told once in 2 s, of each user in each room", () => {
  const notices = createTypingNotices();
  const types = (now: number, user = "a", room = 1) => notices.isNews(user, room, false, now);
  expect([0, 1, 1999, 2000, 3999, 4000].map((now) => types(now))).toEqual([
    ...[true, false, false, true, false, true],
  ]);
  expect([types(4001, "b"), types(4001, "a", 2)]).toEqual([true, true]);
});

test("a stop is told at once and once; going on after it when 2 s are over", () => {
  const notices = createTypingNotices();
  const told = (stops: boolean, now: number) => notices.isNews("a", 1, stops, now);
  expect([told(true, 0), told(true, 10_000)]).toEqual([true, false]);
  expect([told(false, 10_001), told(true, 10_002), told(true, 10_003)]).toEqual([true, true, false]);
  // Viewers who were not told that the user went on typing need no second stop.
  expect([told(false, 10_004), told(true, 10_005)]).toEqual([false, false]);
  expect([told(false, 12_001), told(true, 12_002)]).toEqual([true, true]);
});

test("after a message of the user, going on is news again there", () => {
  const notices = createTypingNotices();
  const types = (now: number, room = 1) => notices.isNews("a", room, false, now);
  expect([types(0), types(0, 2)]).toEqual([true, true]);
  notices.posted("a", 1);
  expect([types(1), types(1, 2)]).toEqual([true, false]);
});

test("what nobody shows any more is forgotten", () => {
  const notices = createTypingNotices();
  notices.isNews("a", 1, false, 0);
  notices.isNews("b", 1, true, 1);
  notices.prune(15_000);
  expect(notices.size).toBe(1);
});

test("beyond the limit the user whose notice is oldest is forgotten", () => {
  const notices = createTypingNotices(2);
  const types = (user: string, now: number) => notices.isNews(user, 1, false, now);
  types("a", 0);
  types("b", 1);
  types("a", 2000);
  types("c", 2001);
  expect(notices.size).toBe(2);
  expect([types("a", 2002), types("b", 2000)]).toEqual([false, true]);
});

test("a message ends its author's notice in its own room, and other events end none", () => {
  const state = {
    userByName: (name: string) => (name === "mira" ? ({ id: "m" } as User) : undefined),
    channelByName: (name: string) => (name === "help" ? ({ id: 3 } as Channel) : undefined),
    threadById: (id: string) => (id === "t" ? ({ room: 7 } as Thread) : undefined),
  };
  const posted = (user: string, thread_id: string | null, channel = "help") => {
    const message = { user } as WireMessage;
    return endedTyping(emit(messageNew, { message, channel, thread_id, global: true }, everyone), state);
  };
  expect(posted("mira", null)).toEqual({ user: "m", room: 3 });
  expect(posted("mira", "t")).toEqual({ user: "m", room: 7 });
  expect([posted("nora", null), posted("mira", null, "gone"), posted("mira", "gone")]).toEqual(
    Array(3).fill(null),
  );
  expect(endedTyping(emit(userLeave, { username: "mira" }, everyone), state)).toBeNull();
});
