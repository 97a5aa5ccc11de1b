import { expect, test } from "bun:test";
import { plainMember, textChannel } from "../../../tests/support/plain.ts";
import { blankRole } from "../../chat/blank-role.ts";
import type { Channel, User } from "../../chat/model.ts";
import { createState } from "../../chat/state.ts";
import { lostChannels } from "./lost-channels.ts";

const role = (id: string, position: number) => blankRole(id, id, position);
const member = (id: string, ...roles: string[]): User => ({ ...plainMember(id), roles });

const forum = (id: number, role: string): Channel => {
  const plain = textChannel(`forum-${id}`);
  const view = [{ role, blocks: false }];
  const lists = { ...plain.permissions.lists, view };
  return { ...plain, id, type: "forum", permissions: { ...plain.permissions, lists } };
};

/** `connected` staff with one connection each, and a forum of theirs; the thread `t<n>` has its message at `n`. */
function forumOf(connected: number, threads: number) {
  const users = Array.from({ length: connected }, (_, index) => member(`u${index}`, "staff"));
  const state = createState({
    users: [...users, member("away", "staff"), member("nora", "user")],
    former: [],
    roles: [role("owner", 0), role("staff", 1), role("user", 2)],
    channels: [{ channel: forum(1, "staff"), tail: null }],
    threads: Array.from({ length: threads }, (_, index) => ({
      thread: {
        id: `t${index}`,
        room: 10 + index,
        parent: 1,
        name: "Printer",
        createdBy: "away",
        createdAt: 0,
        locked: false,
        archived: false,
        pinned: false,
        participants: ["away"],
      },
      tail: index === 0 ? null : { lastMessageId: `m${index}`, lastMessageAt: index },
    })),
  });
  for (const { id } of [...users, member("nora")]) state.apply({ type: "presence", id, delta: 1 });
  return { state, users };
}

const threadsOf = (events: ReturnType<typeof lostChannels>) =>
  events.flatMap(({ packet }) => ("thread_id" in packet ? [packet.thread_id] : []));

test("connected members who lose a forum are told of its newest threads with messages, without numbers", () => {
  const { state } = forumOf(2, 3);
  const events = lostChannels(state, { channels: [], roles: state.roles });
  const to = { kind: "users" as const, users: ["u0", "u1"] };
  expect(events.map(({ packet, to, replayed }) => [packet, to, replayed])).toEqual(
    [
      [{ channel: "forum-1" }, true] as const,
      [{ thread_id: "t2" }, false] as const,
      [{ channel: "t2" }, false] as const,
      [{ thread_id: "t1" }, false] as const,
      [{ channel: "t1" }, false] as const,
    ].map(([place, replayed]) => [{ cmd: "unreads_update", ...place, last_read: null }, to, replayed]),
  );
});

test("the number of threads is limited, and falls with the number of connections", () => {
  const told = (connected: number) => {
    const { state } = forumOf(connected, 300);
    return threadsOf(lostChannels(state, { channels: [], roles: state.roles }));
  };
  expect(told(1)).toEqual(Array.from({ length: 200 }, (_, index) => `t${299 - index}`));
  expect(told(2500)).toEqual(Array.from({ length: 10 }, (_, index) => `t${299 - index}`));
});

test("only members who lose the role lose the forum, also when lists change in the same edit", () => {
  const { state, users } = forumOf(3, 2);
  const [first = member(""), second = member(""), third = member("")] = users;
  const after = { channels: [forum(1, "user")], roles: state.roles };
  const events = lostChannels(state, after, [
    [first, member("u0", "user")],
    [second, member("u1")],
    [third, third],
    [member("away", "staff"), member("away")],
  ]);
  expect(threadsOf(events)).toEqual(["t1"]);
  expect(events.map(({ to }) => to)).toEqual(Array(3).fill({ kind: "users", users: ["u1", "u2"] }));
});
