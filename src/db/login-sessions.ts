/** Logins that a device remembers. A token logs in to a local account in place of its password. */
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { forgetPushOfOtherSessions, forgetPushOfSession } from "./push-subscriptions.ts";
import { requireThere } from "./still-there.ts";

export interface LoginSession {
  readonly id: string;
  /** User id. */
  readonly user: string;
  /** The name of the device, as its owner wrote it; "" if they didn't. */
  readonly device: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Of the newest login by the token, at most an hour late. Unix seconds. */
  readonly usedAt: number;
}

/** A session that begins with a login, or one that was used for it. */
export type SessionNote =
  | {
      readonly kind: "new";
      readonly session: LoginSession;
      /** SHA-256 of the token, hexadecimal. */
      readonly tokenHash: string;
      /** Sessions of the account that were not used since then have ended. Unix seconds. */
      readonly expiredBefore: number;
      /** Sessions that an account may have. The one that was not used for the longest time makes room. */
      readonly most: number;
    }
  | { readonly kind: "used"; readonly id: string; readonly at: number };

const insertRow = prepared<{
  id: string;
  user: string;
  hash: string;
  device: string;
  created: number;
  used: number;
}>()((value) =>
  sql.insertInto("login_sessions").values({
    id: value("id"),
    user: value("user"),
    token_hash: value("hash"),
    device: value("device"),
    created_at: value("created"),
    used_at: value("used"),
  }),
);
const ofUser = prepared<{ user: string }>()((value) =>
  sql
    .selectFrom("login_sessions")
    .select(["id", "user", "device", "created_at", "used_at"])
    .where("user", "=", value("user"))
    .orderBy("used_at", "desc")
    .orderBy("id", "desc"),
);
const byToken = prepared<{ hash: string }>()((value) =>
  sql.selectFrom("login_sessions").select(["id", "user", "used_at"]).where("token_hash", "=", value("hash")),
);
const setUsed = prepared<{ id: string; at: number }>()((value) =>
  sql
    .updateTable("login_sessions")
    .set({ used_at: value("at") })
    .where("id", "=", value("id")),
);
const deleteRow = prepared<{ user: string; id: string }>()((value) =>
  sql
    .deleteFrom("login_sessions")
    .where("user", "=", value("user"))
    .where("id", "=", value("id"))
    .returning("id"),
);
const deleteOthers = prepared<{ user: string; keep: string }>()((value) =>
  sql.deleteFrom("login_sessions").where("user", "=", value("user")).where("id", "!=", value("keep")),
);

/** Part of a login. */
export function* noteSession(note: SessionNote): Procedure<void> {
  if (note.kind === "used") return yield setUsed(note);
  const { session, tokenHash, expiredBefore, most } = note;
  const { id, user, device, createdAt, usedAt } = session;
  yield* requireThere({ members: [user] });
  const earlier = yield* rows(ofUser({ user }));
  // At least the new one must have room, wherever the clock stands.
  const ended = earlier.filter(({ used_at }, nth) => used_at < expiredBefore || nth >= most - 1);
  for (const old of ended) {
    yield deleteRow({ user, id: old.id });
    yield* forgetPushOfSession(user, old.id);
  }
  yield insertRow({ id, user, hash: tokenHash, device, created: createdAt, used: usedAt });
}

/** Part of larger changes: ends the sessions of an account. @param keep id of the one that goes on, if any */
export function* endSessions(user: string, keep: string | null): Procedure<void> {
  yield deleteOthers({ user, keep: keep ?? "" });
  yield* forgetPushOfOtherSessions(user, keep ?? "");
}

/** The session whose token has this hash. */
export const sessionByToken = read(
  "login_session.by_token",
  function* (input: { hash: string }): Procedure<Pick<LoginSession, "id" | "user" | "usedAt"> | null> {
    const found = yield* row(byToken(input));
    return found ? { id: found.id, user: found.user, usedAt: found.used_at } : null;
  },
);

/** The sessions of an account, the last used first. */
export const sessionsOf = read("login_session.of_user", function* (input: { user: string }): Procedure<
  readonly LoginSession[]
> {
  return (yield* rows(ofUser(input))).map(({ id, user, device, created_at, used_at }) => ({
    id,
    user,
    device,
    createdAt: created_at,
    usedAt: used_at,
  }));
});

const expired = prepared<{ before: number; limit: number }>()((value) =>
  sql
    .selectFrom("login_sessions")
    .select(["id", "user"])
    .where("used_at", "<", value("before"))
    .orderBy("used_at")
    .limit(value("limit")),
);

/** Ends sessions that were not used since then. Returns whether there may be more. @param input.before Unix seconds */
export const purgeSessions = write(
  "login_session.purge",
  function* (input: { before: number; limit: number }): Procedure<boolean> {
    const ended = yield* rows(expired(input));
    for (const { id, user } of ended) {
      yield deleteRow({ user, id });
      yield* forgetPushOfSession(user, id);
    }
    return ended.length === input.limit;
  },
);

export const endSession = write(
  "login_session.end",
  function* (input: { user: string; id: string }): Procedure<Failure<"session_not_found"> | null> {
    if (!(yield* row(deleteRow(input)))) return fail("session_not_found");
    yield* forgetPushOfSession(input.user, input.id);
    return null;
  },
);

/** Ends all sessions of an account. @returns how many there were */
export const endAllSessions = write(
  "login_session.end_all",
  function* ({ user }: { user: string }): Procedure<{
    readonly ended: number;
  }> {
    const ended = (yield* rows(ofUser({ user }))).length;
    yield* endSessions(user, null);
    return { ended };
  },
);
