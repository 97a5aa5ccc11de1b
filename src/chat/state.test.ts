import { expect, test } from "bun:test";
import { blankRole } from "./blank-role.ts";
import type { User } from "./model.ts";
import { createState } from "./state.ts";

const role = (id: string, position: number) => blankRole(id, id, position);

const user = (id: string, fields: Partial<User> = {}): User => ({
  id,
  username: id,
  nickname: null,
  roles: [],
  status: { status: "online", text: "" },
  pfp: null,
  createdAt: 0,
  bannedAt: null,
  timeoutUntil: null,
  extra: {},
  ...fields,
});

function stateOf(users: readonly User[]) {
  return createState({
    users,
    former: [{ id: "gone", username: "Gone", timeoutUntil: null }],
    roles: [role("user", 0)],
    channels: [],
    threads: [],
  });
}

test("two members who swap names are both found by their new ones", () => {
  const state = stateOf([user("a", { username: "Ann" }), user("b", { username: "Bob" })]);
  state.apply({ type: "users", users: [user("a", { username: "Bob" }), user("b", { username: "Ann" })] });
  expect([state.userByName("bob")?.id, state.userByName("ANN")?.id]).toEqual(["a", "b"]);
});

test("a nickname is found until it is taken off, whatever its case", () => {
  const state = stateOf([user("a", { nickname: "Mi" }), user("b", { nickname: "mi" })]);
  expect(state.usersByNickname("MI", 9).map((found) => found.id)).toEqual(["a", "b"]);
  state.apply({ type: "users", users: [user("a")] });
  expect(state.usersByNickname("mi", 9).map((found) => found.id)).toEqual(["b"]);
});

test("a former member's name stays on their messages, and is free for others", () => {
  const state = stateOf([user("a", { username: "Ann" })]);
  state.apply({ type: "user_left", id: "a" });
  expect(state.userByName("ann")).toBeUndefined();
  expect([state.authorName("a"), state.authorName("gone"), state.authorName("AutoMod")]).toEqual([
    "Ann",
    "Gone",
    "AutoMod",
  ]);
});

test("former members are found by their last name, in the order of leaving, until they come back", () => {
  const state = stateOf([user("a", { username: "Mods" }), user("b")]);
  state.apply({ type: "users", users: [user("b", { username: "mods#b" })] });
  state.apply({ type: "users", users: [user("a", { username: "x" }), user("b", { username: "mods" })] });
  state.apply({ type: "user_left", id: "b" });
  state.apply({ type: "users", users: [user("a", { username: "MODS" })] });
  state.apply({ type: "user_left", id: "a" });
  expect(["mods", "b", "mods#b", "x", "GONE"].map((name) => state.idsOfFormer(name))).toEqual([
    ["b", "a"],
    [],
    [],
    [],
    ["gone"],
  ]);
  state.apply({ type: "users", users: [user("b", { username: "mods" }), user("gone", { username: "new" })] });
  expect(["mods", "gone", "new"].map((name) => state.idsOfFormer(name))).toEqual([["a"], [], []]);
  state.apply({ type: "user_left", id: "b" });
  expect(state.idsOfFormer("mods")).toEqual(["a", "b"]);
});

test("presence counts connections, and a user with none is not online", () => {
  const state = stateOf([user("a")]);
  state.apply({ type: "presence", id: "a", delta: 1 });
  state.apply({ type: "presence", id: "a", delta: 1 });
  state.apply({ type: "presence", id: "a", delta: -1 });
  expect([...state.online()]).toEqual(["a"]);
  state.apply({ type: "presence", id: "a", delta: -1 });
  expect([...state.online()]).toEqual([]);
});

test("roles are in the order of their positions, and names are found in any case", () => {
  const state = stateOf([]);
  state.apply({ type: "roles", roles: [role("Low", 2), role("High", 1)] });
  expect([...state.roles.byId.keys()]).toEqual(["High", "Low"]);
  expect(state.roles.byName.get("low")?.id).toBe("Low");
});
