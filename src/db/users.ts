/** Members, as they are in memory (chat/model.ts). Data that memory doesn't hold are in logins.ts and bans.ts. */
import type { Status, User } from "../chat/model.ts";
import type { Failure } from "../protocol/errors.ts";
import { deleteDependentsOfMember } from "./delete-dependents.ts";
import { clearedByLeaving } from "./dependents.ts";
import { useInvite } from "./invites.ts";
import { type LoginNote, noteLoginIn } from "./logins.ts";
import { markEverythingRead } from "./markers.ts";
import { type Procedure, prepared, row, rows, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";
import type { UserRow } from "./tables.ts";

/** A former member. Only the name is kept, for their messages, and a timeout that still runs. */
export interface FormerUser {
  readonly id: string;
  readonly username: string;
  /** Unix seconds, or null. A timeout goes on for a member who leaves and comes back. */
  readonly timeoutUntil: number | null;
}

type Columns = Exclude<keyof UserRow, "ordinal">;

const insertRow = prepared<{ [Column in Columns]: UserRow[Column] }>()((value) =>
  sql.insertInto("users").values({
    id: value("id"),
    username: value("username"),
    username_key: value("username_key"),
    nickname: value("nickname"),
    roles: value("roles"),
    status: value("status"),
    status_text: value("status_text"),
    pfp: value("pfp"),
    password_hash: value("password_hash"),
    created_at: value("created_at"),
    left_at: value("left_at"),
    banned_at: value("banned_at"),
    banned_by: value("banned_by"),
    ban_reason: value("ban_reason"),
    timeout_until: value("timeout_until"),
    extra: value("extra"),
  }),
);
const updateRow = prepared<{
  id: string;
  username: string;
  username_key: string;
  nickname: string | null;
  roles: string;
  status: string;
  status_text: string;
  pfp: string | null;
  banned_at: number | null;
  timeout_until: number | null;
  extra: string;
}>()((value) =>
  sql
    .updateTable("users")
    .set({
      username: value("username"),
      username_key: value("username_key"),
      nickname: value("nickname"),
      roles: value("roles"),
      status: value("status"),
      status_text: value("status_text"),
      pfp: value("pfp"),
      banned_at: value("banned_at"),
      timeout_until: value("timeout_until"),
      extra: value("extra"),
    })
    .where("id", "=", value("id")),
);
const rowById = prepared<{ id: string }>()((value) =>
  sql.selectFrom("users").select("id").where("id", "=", value("id")),
);
const deleteRow = prepared<{ id: string }>()((value) =>
  sql.deleteFrom("users").where("id", "=", value("id")),
);
const leaveRow = prepared<{ id: string; now: number }>()((value) =>
  sql
    .updateTable("users")
    .set({ ...clearedByLeaving(), left_at: value("now") })
    .where("id", "=", value("id")),
);
const endTimeout = prepared<{ id: string; now: number }>()((value) =>
  sql
    .updateTable("users")
    .set({ timeout_until: null })
    .where("id", "=", value("id"))
    .where("timeout_until", "<=", value("now")),
);
const allRows = prepared<Record<never, never>>()(() =>
  sql.selectFrom("users").selectAll().orderBy("ordinal"),
);
/**
 * Stores a login: a new member, or the changes of a known one, together with members who lose their name to them. A
 * former member is new: the old row is deleted, so that the order of joining is right.
 */
export const admitUser = write("user.admit", function* (input: Admission): Procedure<null> {
  yield* admit(input);
  return null;
});

/** The same for a new member, with one use of an invite. @param input.now Unix seconds */
export const admitInvitedUser = write(
  "user.admit_invited",
  function* (
    input: Admission & { invite: string; now: number },
  ): Procedure<Failure<"invite_invalid"> | null> {
    // First, so that nothing else is stored when another newcomer has used it up.
    const refused = yield* useInvite(input.invite, input.now);
    if (refused) return refused;
    yield* admit(input);
    return null;
  },
);

interface Admission {
  readonly user: User;
  readonly isNew: boolean;
  readonly passwordHash: string | null;
  readonly displaced: readonly User[];
  readonly note?: LoginNote;
}

function* admit(input: Admission): Procedure<void> {
  yield* changeUsers(input.displaced);
  if (input.isNew) yield* addUser(input.user, input.passwordHash);
  else yield* changeUsers([input.user]);
  if (input.note) yield* noteLoginIn(input.note);
}

/** Part of larger changes: a new member, for whom everything is read. */
export function* addUser(user: User, passwordHash: string | null): Procedure<void> {
  const { id } = user;
  const returns = (yield* row(rowById({ id }))) !== undefined;
  yield deleteRow({ id });
  yield* requireThere({ roles: rolesOf([user]) });
  yield* insert(user, passwordHash);
  yield* markEverythingRead(id, returns);
}

/** Stores members as given; password and ban details stay. Renames may swap names. */
export const updateUsers = write(
  "users.update",
  function* (input: { users: readonly User[] }): Procedure<null> {
    yield* changeUsers(input.users);
    return null;
  },
);

/** Part of larger changes: see `updateUsers`. */
export function* changeUsers(users: readonly User[]): Procedure<void> {
  yield* requireThere({ members: users.map(({ id }) => id), roles: rolesOf(users) });
  // Names are unique: park each under its id first, so that two members can swap names.
  for (const user of users) yield updateRow({ ...columns(user), username_key: `\u0000${user.id}` });
  for (const user of users) yield updateRow(columns(user));
}

function rolesOf(users: readonly User[]): readonly string[] {
  return [...new Set(users.flatMap(({ roles }) => roles))];
}

/**
 * Removes a member. The name stays for the messages, and a timeout that still runs for a return; everything private
 * goes.
 */
export const removeUser = write(
  "user.remove",
  function* (input: { id: string; now: number }): Procedure<null> {
    yield* requireThere({ members: [input.id] });
    yield leaveRow(input);
    yield endTimeout(input);
    yield* deleteDependentsOfMember(input.id);
    return null;
  },
);

/** Members in the order of joining; former members in the order of leaving. */
export function* loadUsers(): Procedure<{ users: User[]; former: FormerUser[] }> {
  const users: User[] = [];
  const former: (FormerUser & { readonly leftAt: number })[] = [];
  for (const stored of yield* rows(allRows({}))) {
    if (stored.left_at === null) users.push(decode(stored));
    else {
      const { id, username, timeout_until: timeoutUntil, left_at: leftAt } = stored;
      former.push({ id, username, timeoutUntil, leftAt });
    }
  }
  former.sort((a, b) => a.leftAt - b.leftAt);
  return { users, former: former.map(({ id, username, timeoutUntil }) => ({ id, username, timeoutUntil })) };
}

function* insert(user: User, passwordHash: string | null): Procedure<void> {
  yield insertRow({
    ...columns(user),
    password_hash: passwordHash,
    created_at: user.createdAt,
    left_at: null,
    banned_by: null,
    ban_reason: null,
  });
}

function columns(user: User) {
  return {
    id: user.id,
    username: user.username,
    username_key: user.username.toLowerCase(),
    nickname: user.nickname,
    roles: JSON.stringify(user.roles),
    status: user.status.status,
    status_text: user.status.text,
    pfp: user.pfp,
    banned_at: user.bannedAt,
    timeout_until: user.timeoutUntil,
    extra: JSON.stringify(user.extra),
  };
}

function decode(stored: UserRow): User {
  return {
    id: stored.id,
    username: stored.username,
    nickname: stored.nickname,
    roles: JSON.parse(stored.roles),
    status: { status: stored.status as Status["status"], text: stored.status_text },
    pfp: stored.pfp,
    createdAt: stored.created_at,
    bannedAt: stored.banned_at,
    timeoutUntil: stored.timeout_until,
    extra: JSON.parse(stored.extra),
  };
}
