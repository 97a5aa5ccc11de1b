import { expect, test } from "bun:test";
import type { User } from "../../chat/model.ts";
import { nameClashes } from "./users.ts";

function member(id: string, username: string): User {
  return {
    ...{ id, username, nickname: null, roles: [], pfp: null, createdAt: 1, extra: {} },
    ...{ status: { status: "online", text: "" }, bannedAt: null, timeoutUntil: null },
  };
}
const byId = (...users: readonly User[]) => new Map(users.map((user) => [user.id, user]));

test("members with one name are told, whatever its case, but only if the edit changed a name", () => {
  const members = byId(member("1", "ann"), member("2", "bob"), member("3", "BOB"));
  const clashes = (...edited: readonly User[]) => nameClashes(members, byId(...edited));
  expect(clashes()).toEqual([]);
  expect(clashes({ ...member("1", "ann"), nickname: "x" })).toEqual([]);
  expect(clashes(member("3", "Ann"))).toEqual([{ id: "3", holder: "1" }]);
  expect(clashes(member("3", "ann"), member("1", "carl"))).toEqual([]);
});
