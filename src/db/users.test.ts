import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { blankRole } from "../chat/blank-role.ts";
import type { User } from "../chat/model.ts";
import { setBan } from "./bans.ts";
import { loginFacts, maxNetworks, noteLogin, setPasswordHash } from "./logins.ts";
import { loadEverything } from "./meta.ts";
import { changeRoles } from "./roles.ts";
import { admitUser, removeUser, updateUsers } from "./users.ts";

let database: MemoryDatabase;

beforeEach(() => {
  database = openMemoryDatabase();
  const roles = ["r1", "r2"].map((id, position) => blankRole(id, id, position));
  database.call(changeRoles({ roles, removed: [], users: [], channels: [] }));
});
afterEach(() => database.close());

function user(id: string, given: Partial<User> = {}): User {
  return {
    id,
    username: id,
    nickname: null,
    roles: [],
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: 1.5,
    bannedAt: null,
    timeoutUntil: null,
    extra: {},
    ...given,
  };
}

function admit(member: User, given: { hash?: string; displaced?: User[]; isNew?: boolean } = {}) {
  const { hash = null, displaced = [], isNew = true } = given;
  database.call(admitUser({ user: member, isNew, passwordHash: hash, displaced }));
}

const everything = () => database.call(loadEverything({}));
const names = () => everything().users.map(({ username }) => username);
const hashOf = (id: string) => database.call(loginFacts({ id, network: "" })).hash;

describe("members", () => {
  test("every field comes back as it was stored, in the order of joining", () => {
    const whole = user("b", {
      username: "Mira",
      nickname: "M",
      roles: ["r1", "r2"],
      status: { status: "dnd", text: "busy ✨" },
      pfp: "https://x.example/p.png",
      bannedAt: 3.25,
      timeoutUntil: 4.5,
      extra: { own: [1, null] },
    });
    admit(whole);
    admit(user("a"));
    expect(everything().users).toEqual([whole, user("a")]);
  });

  test("two swap their names in one change, whatever the case", () => {
    admit(user("a", { username: "Mira" }));
    admit(user("b", { username: "Zoe" }));
    database.call(updateUsers({ users: [user("a", { username: "zoe" }), user("b", { username: "MIRA" })] }));
    expect(names()).toEqual(["zoe", "MIRA"]);
  });

  test("a name in use is refused, whatever its case", () => {
    admit(user("a", { username: "Mira" }));
    expect(() => admit(user("b", { username: "mIRA" }))).toThrow(/UNIQUE/);
  });

  test("a login with another member's name renames that member in the same change", () => {
    admit(user("a", { username: "mira" }));
    admit(user("b", { username: "mira" }), { displaced: [user("a", { username: "mira#a" })] });
    expect(names()).toEqual(["mira#a", "mira"]);
  });

  test("a member who leaves frees the name, old messages keep it, and nothing private remains", () => {
    const status = { status: "dnd", text: "at home" } as const;
    const secret = {
      nickname: "secret",
      pfp: "data:x",
      roles: ["r1"],
      status,
      timeoutUntil: 5,
      extra: { a: 1 },
    };
    admit(user("a", { username: "Mira", ...secret }), { hash: "hash" });
    database.call(removeUser({ id: "a", now: 9 }));
    expect(everything()).toMatchObject({ users: [], former: [{ id: "a", username: "Mira" }] });
    expect(hashOf("a")).toBeNull();
    const [left] = database.sql("SELECT * FROM users");
    expect(left).toEqual({
      ordinal: 1,
      id: "a",
      username: "Mira",
      username_key: null,
      created_at: 1.5,
      left_at: 9,
      nickname: null,
      roles: "[]",
      status: "offline",
      status_text: "",
      pfp: null,
      extra: "{}",
      password_hash: null,
      banned_at: null,
      banned_by: null,
      ban_reason: null,
      timeout_until: null,
    });
    admit(user("b", { username: "mira" }));
    expect(names()).toEqual(["mira"]);
  });

  test("former members are loaded in the order of leaving, not of joining", () => {
    for (const id of ["a", "b", "c"]) admit(user(id));
    for (const [now, id] of ["c", "a", "b"].entries()) database.call(removeUser({ id, now }));
    expect(everything().former.map(({ id }) => id)).toEqual(["c", "a", "b"]);
  });

  test("a member who comes back has joined last", () => {
    admit(user("a"));
    admit(user("b"));
    database.call(removeUser({ id: "a", now: 9 }));
    admit(user("a"), { hash: "fresh" });
    expect(names()).toEqual(["b", "a"]);
    expect(everything().former).toEqual([]);
    expect(hashOf("a")).toBe("fresh");
  });

  test("a change leaves the password and the details of a ban alone", () => {
    admit(user("a"), { hash: "hash" });
    database.call(setBan({ id: "a", ban: { at: 7, by: "b", reason: "spam" } }));
    database.call(updateUsers({ users: [user("a", { nickname: "x", bannedAt: 7 })] }));
    admit(user("a", { nickname: "y", bannedAt: 7 }), { isNew: false });
    expect(hashOf("a")).toBe("hash");
    expect(database.sql("SELECT nickname, banned_at, banned_by, ban_reason FROM users")).toEqual([
      { nickname: "y", banned_at: 7, banned_by: "b", ban_reason: "spam" },
    ]);
    database.call(setPasswordHash({ id: "a", hash: "other" }));
    expect(hashOf("a")).toBe("other");
  });
});

describe("networks that an account logged in from", () => {
  const seen = (id: string, network: string) => database.call(loginFacts({ id, network })).seenAt;
  const remember = (id: string, network: string, at: number) =>
    database.call(noteLogin({ visit: { id, network, at }, session: null }));

  test("are remembered with the newest login, each account's for itself", () => {
    for (const id of ["a", "b"]) admit(user(id));
    remember("a", "192.0.2.7", 5);
    remember("a", "192.0.2.7", 9.5);
    expect([seen("a", "192.0.2.7"), seen("b", "192.0.2.7"), seen("a", "192.0.2.8")]).toEqual([
      9.5,
      null,
      null,
    ]);
  });

  test("are limited: the one that was used longest ago makes room, never the newest, whatever its time", () => {
    admit(user("a"));
    for (let n = 0; n < maxNetworks; n++) remember("a", `net ${n}`, 100 + n);
    remember("a", "net 0", 200);
    remember("a", "of a clock that was set back", 1);
    expect(seen("a", "of a clock that was set back")).toBe(1);
    expect([seen("a", "net 0"), seen("a", "net 1"), seen("a", "net 2")]).toEqual([200, null, 102]);
  });

  test("are forgotten with an account that leaves", () => {
    admit(user("a"));
    remember("a", "192.0.2.7", 5);
    database.call(removeUser({ id: "a", now: 6 }));
    expect(seen("a", "192.0.2.7")).toBeNull();
  });
});
