/** The browsers that members subscribed with to be told by web push. */
import { sql as raw } from "kysely";
import type { Failure } from "../protocol/errors.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { refusedAsLeft } from "./still-there.ts";
import type { PushSubscriptionRow } from "./tables.ts";

/** A browser of a member. */
export interface PushSubscription {
  /** SHA-256 of its endpoint, hexadecimal: what it is known by. */
  readonly hash: string;
  readonly user: string;
  /** Endpoint and keys as JSON, sealed. */
  readonly sealed: string;
  /** The public key of this server that the browser subscribed with. */
  readonly key: string;
  /** The remembered login in which the browser subscribed: it ends with it. */
  readonly session: string | null;
}

const subscriptionsOf = prepared<{ users: string; key: string; room: number }>()((value) =>
  sql
    .selectFrom("push_subscriptions")
    .select(["hash", "user"])
    .where("user", "in", raw<string>`(SELECT value FROM json_each(${value("users")}))`)
    .where("key", "=", value("key"))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("push_mutes")
            .select("push_mutes.room")
            .whereRef("push_mutes.user", "=", "push_subscriptions.user")
            .where("push_mutes.room", "=", value("room")),
        ),
      ),
    ),
);
const upsert = prepared<Omit<PushSubscriptionRow, "failures" | "retry_at">>()((value) =>
  sql
    .insertInto("push_subscriptions")
    .values({
      hash: value("hash"),
      user: value("user"),
      sealed: value("sealed"),
      key: value("key"),
      created_at: value("created_at"),
      last_used: value("last_used"),
      session: value("session"),
    })
    .onConflict((conflict) =>
      conflict.column("hash").doUpdateSet({
        user: value("user"),
        sealed: value("sealed"),
        key: value("key"),
        session: value("session"),
        last_used: value("last_used"),
        failures: 0,
        retry_at: 0,
      }),
    ),
);
const byHash = prepared<{ hash: string }>()((value) =>
  sql.selectFrom("push_subscriptions").selectAll().where("hash", "=", value("hash")),
);
const lostOf = prepared<{ users: string; key: string }>()((value) =>
  sql
    .selectFrom("push_subscriptions")
    .select(["hash", "user"])
    .where("user", "in", raw<string>`(SELECT value FROM json_each(${value("users")}))`)
    .where("key", "!=", value("key"))
    .orderBy("last_used"),
);
const someLost = prepared<{ key: string }>()((value) =>
  sql.selectFrom("push_subscriptions").select("hash").where("key", "!=", value("key")).limit(raw.lit(1)),
);
const lose = prepared<{ hash: string }>()((value) =>
  sql.updateTable("push_subscriptions").set({ key: "" }).where("hash", "=", value("hash")),
);
const ofSession = prepared<{ user: string; session: string }>()((value) =>
  sql
    .selectFrom("push_subscriptions")
    .select("hash")
    .where("user", "=", value("user"))
    .where("session", "=", value("session")),
);
const ofOtherSessions = prepared<{ user: string; session: string }>()((value) =>
  sql
    .selectFrom("push_subscriptions")
    .select("hash")
    .where("user", "=", value("user"))
    // Of a login that was not remembered nobody knows whether it was a good one.
    .where((eb) => eb.or([eb("session", "is", null), eb("session", "!=", value("session"))])),
);
const oldestBeyond = prepared<{ user: string; most: number }>()((value) =>
  sql
    .selectFrom("push_subscriptions")
    .select("hash")
    .where("user", "=", value("user"))
    .orderBy("last_used", "desc")
    .orderBy("created_at", "desc")
    .limit(raw.lit(-1))
    .offset(value("most")),
);
const unusedSince = prepared<{ before: number }>()((value) =>
  sql
    .selectFrom("push_subscriptions")
    .select("hash")
    .where("last_used", "<", value("before"))
    .limit(raw.lit(100)),
);
const deleteSubscription = prepared<{ hash: string }>()((value) =>
  sql.deleteFrom("push_subscriptions").where("hash", "=", value("hash")),
);
const deleteJobsOf = prepared<{ hash: string }>()((value) =>
  sql.deleteFrom("push_jobs").where("subscription", "=", value("hash")),
);
const setUsed = prepared<{ hash: string; now: number }>()((value) =>
  sql
    .updateTable("push_subscriptions")
    .set({ last_used: value("now") })
    .where("hash", "=", value("hash")),
);
const setUsedByUsers = prepared<{ users: string; key: string; now: number }>()((value) =>
  sql
    .updateTable("push_subscriptions")
    .set({ last_used: value("now") })
    .where("key", "=", value("key"))
    .where("user", "in", raw<string>`(SELECT value FROM json_each(${value("users")}))`),
);

function* forget(hash: string): Procedure<void> {
  yield deleteJobsOf({ hash });
  yield deleteSubscription({ hash });
}

/** Part of the end of a session: the browsers that subscribed in it are told nothing more. */
export function* forgetPushOfSession(user: string, session: string): Procedure<void> {
  for (const { hash } of yield* rows(ofSession({ user, session }))) yield* forget(hash);
}

/** The same for all sessions of a member but one, and for logins that were not remembered. @param keep "": for all */
export function* forgetPushOfOtherSessions(user: string, keep: string): Procedure<void> {
  for (const { hash } of yield* rows(ofOtherSessions({ user, session: keep }))) yield* forget(hash);
}

/**
 * Adds a browser, or changes what is known of it. The last member who subscribed with it has it.
 *
 * @param input.most how many a member may have; those that were used longest ago go
 */
export const subscribePush = write(
  "push.subscribe",
  function* (input: {
    subscription: PushSubscription;
    now: number;
    most: number;
  }): Procedure<Failure<"authentication_required"> | null> {
    const { subscription, now, most } = input;
    const { hash, user, session } = subscription;
    const left = yield* refusedAsLeft(user, session);
    if (left) return left;
    const before = yield* row(byHash({ hash }));
    if (before && before.user !== user) yield deleteJobsOf({ hash });
    yield upsert({ ...subscription, created_at: now, last_used: now });
    // It is one of the browsers that were lost, with a new endpoint.
    const [lost] = yield* rows(lostOf({ users: JSON.stringify([user]), key: subscription.key }));
    if (lost) yield* forget(lost.hash);
    for (const old of yield* rows(oldestBeyond({ user, most }))) yield* forget(old.hash);
    return null;
  },
);

export const unsubscribePush = write(
  "push.unsubscribe",
  function* ({ hash, user }: { hash: string; user: string }): Procedure<null> {
    const found = yield* row(byHash({ hash }));
    if (found?.user === user) yield* forget(hash);
    return null;
  },
);

/** The browser is gone, says its push service. */
export const forgetPush = write("push.gone", function* ({ hash }: { hash: string }): Procedure<null> {
  yield* forget(hash);
  return null;
});

/** Its endpoint can't be read any more: the key that seals it was lost. */
export const losePush = write("push.lose", function* ({ hash }: { hash: string }): Procedure<null> {
  yield deleteJobsOf({ hash });
  yield lose({ hash });
  return null;
});

/** Is there a browser that subscribed with another key than this, so that it can't be reached? */
export const anyPushLost = read("push.any_lost", function* (input: { key: string }): Procedure<boolean> {
  return (yield* row(someLost(input))) !== undefined;
});

/** Which of these members have such browsers. */
export const usersWithLostPush = read(
  "push.lost",
  function* (input: { users: readonly string[]; key: string }): Procedure<readonly string[]> {
    const { users, key } = input;
    const lost = yield* rows(lostOf({ users: JSON.stringify(users), key }));
    return [...new Set(lost.map(({ user }) => user))];
  },
);

/** Gives whether there may be more. */
export const forgetUnusedPush = write(
  "push.forget",
  function* ({ before }: { before: number }): Procedure<boolean> {
    const unused = yield* rows(unusedSince({ before }));
    for (const { hash } of unused) yield* forget(hash);
    return unused.length === 100;
  },
);

/** These members were here, so their browsers are in use. */
export const usePush = write(
  "push.used",
  function* (input: { users: readonly string[]; key: string; now: number }): Procedure<null> {
    const { users, key, now } = input;
    yield setUsedByUsers({ users: JSON.stringify(users), key, now });
    return null;
  },
);

/**
 * The browsers of these members, without those who muted the room.
 *
 * @param input.key the public key of this server; browsers that subscribed with another can't be reached
 */
export const pushBrowsersOf = read(
  "push.browsers",
  function* (input: {
    users: readonly string[];
    room: number;
    key: string;
  }): Procedure<readonly { readonly hash: string; readonly user: string }[]> {
    const { users, room, key } = input;
    return yield* rows(subscriptionsOf({ users: JSON.stringify(users), room, key }));
  },
);

/** Part of other changes: is there such a browser? */
export function* isSubscribed(hash: string): Procedure<boolean> {
  return (yield* row(byHash({ hash }))) !== undefined;
}

/** Part of other changes: something was sent to the browser. */
export function* notePushed(sent: { hash: string; now: number }): Procedure<void> {
  yield setUsed(sent);
}
