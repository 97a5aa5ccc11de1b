import { afterEach, beforeEach, expect, test } from "bun:test";
import { type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { blankRole } from "../chat/blank-role.ts";
import type { Role, User } from "../chat/model.ts";
import { loadEverything } from "./meta.ts";
import { changeRoles } from "./roles.ts";
import { admitUser } from "./users.ts";

let database: MemoryDatabase;

beforeEach(() => {
  database = openMemoryDatabase();
});
afterEach(() => database.close());

function role(id: string, given: Partial<Role> = {}): Role {
  return { ...blankRole(id, id, 0), ...given };
}

const member: User = {
  id: "u",
  username: "u",
  nickname: null,
  roles: ["a"],
  status: { status: "online", text: "" },
  pfp: null,
  createdAt: 1,
  bannedAt: null,
  timeoutUntil: null,
  extra: {},
};

const everything = () => database.call(loadEverything({}));
const change = (given: Partial<Parameters<typeof changeRoles>[0]>) =>
  database.call(changeRoles({ roles: [], removed: [], users: [], channels: [], ...given }));

test("every field comes back as it was stored, in the order of positions", () => {
  const whole = role("b", {
    name: "Team",
    description: "d",
    color: "#123456",
    gradient: ["#123456", "#abc"],
    hoisted: true,
    permissions: ["manage_roles", "unknown"],
    selfAssignable: true,
    category: "c",
    mentionableBy: [],
    formerNames: ["crew", "band"],
  });
  const last = role("a", { position: 1, mentionableBy: ["b"] });
  change({ roles: [last, whole] });
  expect(everything().roles).toEqual([whole, last]);
});

test("two swap their names, and one takes the name of a removed one, in one change", () => {
  change({ roles: [role("a", { name: "One" }), role("b", { name: "Two" }), role("c", { name: "Three" })] });
  change({
    roles: [role("a", { name: "two" }), role("b", { name: "THREE", position: 1 })],
    removed: ["c"],
  });
  expect(everything().roles.map(({ name }) => name)).toEqual(["two", "THREE"]);
  expect(() => change({ roles: [role("d", { name: "three" })] })).toThrow(/UNIQUE/);
});

test("members change together with the role", () => {
  change({ roles: [role("a")] });
  database.call(admitUser({ user: member, isNew: true, passwordHash: null, displaced: [] }));
  change({ removed: ["a"], users: [{ ...member, roles: [] }] });
  expect(everything()).toMatchObject({ roles: [], users: [{ id: "u", roles: [] }] });
});
