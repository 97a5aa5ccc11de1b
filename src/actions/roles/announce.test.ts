import { expect, test } from "bun:test";
import { blankRole } from "../../chat/blank-role.ts";
import type { User } from "../../chat/model.ts";
import { roleBook } from "../../chat/permissions.ts";
import { createState } from "../../chat/state.ts";
import { announceMemberRoles } from "./announce.ts";

/** Members `u0` to `u<count>` of the role cook. The first three are connected; `u1` is invisible. */
function cooks(count: number) {
  const users = Array.from(
    { length: count },
    (_, n): User => ({
      id: `u${n}`,
      username: `u${n}`,
      nickname: null,
      roles: ["cook"],
      pfp: null,
      extra: {},
      status: { status: n === 1 ? "invisible" : "online", text: "" },
      createdAt: 0,
      bannedAt: null,
      timeoutUntil: null,
    }),
  );
  const roles = [blankRole("cook", "cook", 0)];
  const state = createState({ users, former: [], roles, channels: [], threads: [] });
  for (const id of ["u0", "u1", "u2"]) state.apply({ type: "presence", id, delta: 1 });
  const told = (members: readonly User[]) =>
    announceMemberRoles(state, state, members).map(({ packet, to }) => [packet.cmd, to]);
  return { users, state, told };
}
const all = { kind: "everyone" as const };

test("up to a hundred members have an event each, more come as one list, which hides invisible members", () => {
  const { users, told } = cooks(101);
  expect(told(users.slice(1))).toEqual(Array(100).fill(["user_roles_get", all]));
  expect(told(users)).toEqual([
    ["users_list", all],
    ["status_get", { kind: "user", user: "u1" }],
  ]);
});

test("a colour that is gone is sent in a list too, if the list is short", () => {
  const painted = (count: number) => {
    const { users, state } = cooks(count);
    const red = [{ ...blankRole("cook", "cook", 0), color: "#ff0000" }];
    const before = { ...state, roles: roleBook(red) };
    return announceMemberRoles(before, state, users.slice(0, 1)).map(({ packet }) => packet.cmd);
  };
  expect(painted(3)).toEqual(["user_roles_get", "users_list", "status_get"]);
  expect(painted(1000)).toEqual(["user_roles_get"]);
});

test("when the list is too long for a packet, only connected members have events", () => {
  const { users, told } = cooks(7000);
  expect(told(users)).toEqual(Array(3).fill(["user_roles_get", all]));
});
