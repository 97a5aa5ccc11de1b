import { expect, test } from "bun:test";
import { idOf, type Loose, member, plan, stateWith } from "../../../tests/support/planned-edits.ts";
import type { User } from "../../chat/model.ts";
import { nameClashes } from "./users.ts";

test("a ban by command meanwhile stays when the editor changes roles; a ban in the file bans", () => {
  const now = stateWith({ users: [member("olga", "owner"), { ...member("mira", "user"), bannedAt: 7 }] });
  const promote = (file: Loose) => {
    file.mira.roles = ["moderator", "user"];
  };
  expect(plan({ users: promote }, stateWith(), now).users).toMatchObject([
    { id: "mira", bannedAt: 7, roles: [idOf("moderator"), idOf("user")] },
  ]);
  const ban = (file: Loose) => void file.mira.roles.unshift("banned");
  expect(plan({ users: ban }).users).toMatchObject([{ bannedAt: 1000, roles: [idOf("user")] }]);
  const unban = (file: Loose) => {
    file.mira.roles = ["user"];
  };
  expect(plan({ users: unban }, now).users).toMatchObject([{ bannedAt: null }]);
});

test("roles may be named as before or after a rename in the same edit", () => {
  const edits = {
    roles: ({ moderator, ...rest }: Loose) => ({ ...rest, warden: moderator }),
    users: (file: Loose) => {
      file.mira.roles = ["warden"];
      file.olga.roles = ["owner", "moderator"];
    },
  };
  const { users } = plan(edits);
  expect(users.map((user) => user.roles.at(-1))).toEqual([idOf("moderator"), idOf("moderator")]);
});

test("keys that every member has stay when they are left out, with a note", () => {
  const edit = (file: Loose) => {
    file.mira = { nickname: "Mi" };
  };
  const { users, findings } = plan({ users: edit });
  expect(users).toEqual([{ ...member("mira", "user"), nickname: "Mi" }]);
  expect(findings.users?.notes).toEqual([
    "Member 'mira': 'username', 'roles', 'status' are left out and so unchanged",
  ]);
  const none = (file: Loose) => {
    file.mira.roles = [];
  };
  expect(plan({ users: none }).users).toMatchObject([{ roles: [] }]);
});

test("a problem with a value names the allowed values", () => {
  const reason = (fields: object) =>
    plan({ users: (file: Loose) => void Object.assign(file.mira, fields) }).reasons.users;
  expect(reason({ status: { status: "away" } })).toEqual([
    `member 'mira': 'status.status' must be "online", "idle", "dnd", "offline" or "invisible"`,
  ]);
  expect(reason({ nickname: 5 })).toEqual([
    "member 'mira': 'nickname' must be a text of 0 to 200 characters or null",
  ]);
  expect(reason({ roles: ["user", 1] })).toEqual([
    "member 'mira': 'roles.1' must be a text of 0 to 100 characters",
  ]);
  expect(reason({ timeout_until: "soon" })).toEqual([
    "member 'mira': 'timeout_until' must be a number of at least 0 or null",
  ]);
});

test("a timeout ends at most 28 days ahead, and is no number of milliseconds", () => {
  const until = (time: number) =>
    plan({ users: (file) => void Object.assign(file.mira, { timeout_until: time }) });
  const days = 24 * 60 * 60;
  expect(until(1000 + 28 * days).users).toMatchObject([{ timeoutUntil: 1000 + 28 * days }]);
  const reason = "member 'mira': 'timeout_until' is in Unix seconds, at most 28 days ahead";
  expect(until(1001 + 28 * days).reasons).toEqual({ users: [reason] });
  expect(until(Date.now()).reasons).toEqual({ users: [reason] });
});

test("a password hash in an older file is ignored", () => {
  const edit = (file: Loose) =>
    void Object.assign(file.mira, { password_hash: "$2b$…", validator: "x", a: 1 });
  expect(plan({ users: edit }).users).toEqual([{ ...member("mira", "user"), extra: { a: 1 } }]);
});

test.each(["password", "Password", "apiToken", "secret"])(
  "%p is refused with advice, whatever else the edit has; taken out again it is gone",
  (key) => {
    const before = stateWith({ users: [member("olga", "owner"), member("USR:local_mira", "user")] });
    const edit = (file: Loose) => void Object.assign(file["USR:local_mira"], { [key]: "hunter2", a: 1 });
    const { users, reasons } = plan({ users: edit }, before);
    expect(users).toEqual([]);
    expect(reasons.users).toEqual([
      `member 'USR:local_mira': '${key}' would stand here for all to read: take it out, and set a password with \`npm run cli -- user passwd mira\``,
    ]);
    const kept = { ...member("USR:local_mira", "user"), extra: { [key]: "hunter2" } };
    const out = (file: Loose) => void delete file["USR:local_mira"][key];
    const mended = plan({ users: out }, stateWith({ users: [member("olga", "owner"), kept] }));
    expect(mended.users).toMatchObject([{ extra: {} }]);
  },
);

test("names stay unique, and a swap of names is possible", () => {
  const local = (name: string) => ({ ...member(`USR:local_${name}`, "user"), nickname: name });
  const before = stateWith({ users: [member("olga", "owner"), local("ann"), local("bob")] });
  const same = (file: Loose) => {
    file["USR:local_ann"].username = "USR:local_BOB";
  };
  expect(plan({ users: same }, before).reasons.users?.[0]).toContain("have the same username");
  const swap = (file: Loose) => {
    file["USR:local_ann"].username = "USR:local_bob";
    file["USR:local_bob"].username = "USR:local_ann";
  };
  expect(plan({ users: swap }, before).users.map(({ username }) => username)).toEqual([
    "USR:local_bob",
    "USR:local_ann",
  ]);
});

function namedMember(id: string, username: string): User {
  return {
    id,
    username,
    nickname: null,
    roles: [],
    pfp: null,
    createdAt: 1,
    extra: {},
    status: { status: "online", text: "" },
    bannedAt: null,
    timeoutUntil: null,
  };
}
const byId = (...users: readonly User[]) => new Map(users.map((user) => [user.id, user]));

test("two members with one name in any case are reported, but only if the edit changed a name", () => {
  const members = byId(namedMember("1", "ann"), namedMember("2", "bob"), namedMember("3", "BOB"));
  const clashes = (...edited: readonly User[]) => nameClashes(members, byId(...edited));
  expect(clashes()).toEqual([]);
  expect(clashes({ ...namedMember("1", "ann"), nickname: "x" })).toEqual([]);
  expect(clashes(namedMember("3", "Ann"))).toEqual([{ id: "3", holder: "1" }]);
  expect(clashes(namedMember("3", "ann"), namedMember("1", "carl"))).toEqual([]);
});
