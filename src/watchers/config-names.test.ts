import { expect, test } from "bun:test";
import { firstRoles } from "../chat/first-content.ts";
import type { User } from "../chat/model.ts";
import { createState } from "../chat/state.ts";
import { parseConfig } from "../config/load.ts";
import { configNameWarnings } from "./config-names.ts";

let ids = 0;
const roles = firstRoles(() => `id-${++ids}`);

function member(id: string, username = id): User {
  return {
    id,
    username,
    nickname: null,
    roles: [],
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: 1,
    bannedAt: null,
    timeoutUntil: null,
    extra: {},
  };
}

const state = createState({
  users: [
    member("USR:local_mira"),
    member("USR:local_kim~2", "USR:local_kim"),
    member("r-1", "bob"),
    member("USR:local_bob"),
  ],
  former: [{ id: "USR:local_kim", username: "USR:local_kim", timeoutUntil: null }],
  roles,
  channels: [],
  threads: [],
});

function warnings(config: object): string[] {
  const parsed = parseConfig(JSON.stringify(config));
  if ("problems" in parsed) throw new Error(parsed.problems.join());
  return configNameWarnings(parsed.config, state);
}

test.each([
  // Where both kinds of accounts log in, a plain name is Rotur's.
  ["cracked", "zoe", null],
  ["cracked", "mira", "means the account of the identity service, not 'USR:local_mira'"],
  ["cracked", "BOB", null],
  ["cracked", "r-1", null],
  ["cracked", "usr:local_MIRA", null],
  ["cracked", "USR:local_zoe", null],
  ["cracked", "USR:local_kim", "another one of its name has the id 'USR:local_kim~2'"],
  ["cracked", "USR:local_kim~2", null],
  ["cracked", "USR:local_k!m", "no account of this server has that id"],
  ["cracked-only", "mira", 'can match nobody: with auth_mode "cracked-only"'],
  ["cracked-only", "USR:local_zoe", null],
  ["rotur", "USR:local_mira", 'can match nobody: with auth_mode "rotur"'],
  ["rotur", "mira", null],
  ["rotur", "zoe", null],
])("auth_mode %p, owners [%p]: %p", (auth_mode, entry, warning) => {
  const found = warnings({ auth_mode, owners: [entry] });
  if (warning === null) expect(found).toEqual([]);
  else expect(found).toEqual([expect.stringContaining(warning)]);
});

test("a warning names newcomers' roles that do not exist, and the roles that they get instead", () => {
  const of = (...names: string[]) => warnings({ DB: { users: { default: { roles: names } } } });
  expect(of("user")).toEqual([]);
  expect(of()).toEqual([]);
  expect(of("member")).toEqual(["DB.users.default.roles: there is no role 'member'; new members get 'user'"]);
  expect(of("member", "moderator")).toEqual([
    "DB.users.default.roles: there is no role 'member'; new members get 'moderator'",
  ]);
});
