import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Channel, Thread } from "./model.ts";
import { defaultChannelPermissions, roleBook } from "./permissions.ts";
import { createState } from "./state.ts";
import { listedThreads } from "./thread-lists.ts";
import { wireThread } from "./wire-thread.ts";

const forum = (id: number): Channel => ({
  id,
  name: `forum-${id}`,
  type: "forum",
  description: null,
  displayName: null,
  icon: null,
  size: null,
  slowMode: 0,
  retentionDays: null,
  permissions: defaultChannelPermissions(roleBook([])),
  extra: {},
});

/** Forums with so many threads each, of so many participants each; the ids count up. */
function house(forums: readonly { readonly threads: number; readonly participants: number }[]) {
  let room = 1000;
  const threads = forums.flatMap(({ threads, participants }, index) =>
    Array.from({ length: threads }, (_, n): { thread: Thread; tail: null } => ({
      thread: {
        id: `${index}-${n}`,
        room: room++,
        parent: index + 1,
        name: "東".repeat(100),
        createdBy: "ann",
        createdAt: n,
        locked: false,
        archived: false,
        pinned: false,
        participants: Array.from({ length: participants }, (_, m) => `participant-${m}`),
      },
      tail: null,
    })),
  );
  const channels = forums.map((_, index) => ({ channel: forum(index + 1), tail: null }));
  return createState({ users: [], former: [], roles: [], channels, threads });
}
const listed = (state: ReturnType<typeof house>, id: number) =>
  listedThreads(id, state).map((thread) => thread.id);
const bytes = (state: ReturnType<typeof house>) =>
  state.channels.reduce(
    (sum, { id }) =>
      sum +
      Buffer.byteLength(JSON.stringify(listedThreads(id, state).map((thread) => wireThread(thread, state)))),
    0,
  );

test("a few threads are listed whole, the oldest first", () => {
  const state = house([
    { threads: 3, participants: 1 },
    { threads: 0, participants: 0 },
  ]);
  expect([listed(state, 1), listed(state, 2), listed(state, 3)]).toEqual([["0-0", "0-1", "0-2"], [], []]);
});

test("of many the newest are listed, pinned ones and those with new messages before", () => {
  const state = house([{ threads: 3000, participants: 1 }]);
  const newest = listed(state, 1);
  expect(newest.at(-1)).toBe("0-2999");
  expect(newest.length).toBeLessThan(2000);
  const [pinned, busy] = [state.threadById("0-5"), state.threadById("0-7")];
  if (!pinned || !busy) throw new Error("no threads");
  state.apply({ type: "thread", thread: { ...pinned, pinned: true } });
  state.apply({
    type: "tail",
    room: busy.room,
    tail: { lastMessageId: "m", lastMessageAt: 1_800_000_000_000_000 },
  });
  expect(listed(state, 1)).toEqual(["0-5", "0-7", ...newest.slice(2)]);
  state.apply({ type: "thread_gone", id: "0-5" });
  expect(listed(state, 1)).toEqual(["0-7", ...newest.slice(1)]);
});

test("a forum that somebody fills takes nothing from the others", () => {
  const state = house([
    { threads: 3000, participants: 1 },
    { threads: 300, participants: 1 },
    { threads: 3000, participants: 1 },
  ]);
  expect(listed(state, 2)).toHaveLength(300);
  expect(Math.abs(listed(state, 1).length - listed(state, 3).length)).toBeLessThan(2);
});

test("all lists together stay below 768 KiB, whatever the threads are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ threads: fc.nat(400), participants: fc.nat(300) }), { maxLength: 6 }),
      (forums) => {
        expect(bytes(house(forums))).toBeLessThan(768 * 1024);
      },
    ),
    { numRuns: 20 },
  );
});

test("a thread that is too large for its forum's share hides itself alone", () => {
  const state = house([
    { threads: 1, participants: 60_000 },
    { threads: 2, participants: 1 },
  ]);
  expect([listed(state, 1), listed(state, 2)]).toEqual([[], ["1-0", "1-1"]]);
});
