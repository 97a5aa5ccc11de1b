import type { SomeRows } from "./row.ts";

const tells = { nothing: "members belong to no channel" };
const user = { names: { user: "user" }, tells, lists: null } as const;
const given = { names: { user: "user", roles: "role" }, tells, lists: null } as const;
const expelled = { names: { user: "user", reason: null }, tells, lists: null, ends: true } as const;

export const users = {
  nickname_remove: { names: {}, tells, lists: null },
  nickname_update: { names: { nickname: null }, right: { nickname: "N" }, tells, lists: null },
  pfp_get: { names: { username: "user" }, tells, lists: null },
  pfp_set: { names: { url: null }, right: { url: "https://example.org/a.png" }, tells, lists: null },
  status_get: user,
  status_set: { names: { status: null, text: null }, right: { status: "idle" }, tells, lists: null },
  user_ban: { ...expelled, empty: { banned: false } },
  user_delete: { ...user, ends: true },
  user_kick: expelled,
  // Refused whatever `channel` names.
  user_leave: { names: { channel: null }, tells, lists: null, ends: true },
  user_roles_add: given,
  user_roles_get: { names: { user: "user" }, tells, lists: () => ({ mira: { user: "mira" } }) },
  user_roles_remove: given,
  user_roles_set: given,
  user_timeout: { names: { user: "user", timeout: null }, right: { timeout: 0 }, tells, lists: null },
  user_unban: { ...user, empty: { unbanned: false }, ends: true },
  user_update: {
    names: { user: "user", updates: null },
    right: { updates: { nickname: "N" } },
    tells,
    lists: null,
  },
  users_banned: { names: {}, tells, lists: () => ({ all: {} }) },
  users_banned_list: { names: {}, tells, lists: () => ({ all: {} }) },
  users_list: { names: {}, tells, lists: () => ({ all: {} }) },
  users_online: { names: {}, tells, lists: () => ({ all: {} }) },
} satisfies SomeRows;
