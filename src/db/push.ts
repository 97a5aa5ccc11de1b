/**
 * Web push: the browsers that members subscribed with, what members don't want to be told, and what waits to be sent.
 *
 * A message that calls somebody is noted in the transaction that stores it. Later it becomes one job for each browser.
 * So a push that was due survives a crash at any moment.
 */
import { sql as raw } from "kysely";
import { complete, decode, type StoredMessage } from "./messages.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { requireThere } from "./still-there.ts";
import type { MessageRow, PushJobRow, PushSubscriptionRow } from "./tables.ts";

/** A browser of a member. */
export interface PushSubscription {
  /** SHA-256 of its endpoint, hexadecimal: what it is known by. */
  readonly hash: string;
  readonly user: string;
  /** Endpoint and keys as JSON, sealed. */
  readonly sealed: string;
  /** The public key of this server that the browser subscribed with. */
  readonly key: string;
}

/** Times of the day, as `HH:MM`. They may reach over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly timeZone: string;
}

export interface PushSettings {
  readonly quietHours: QuietHours | null;
  /** Rooms whose messages aren't pushed. */
  readonly muted: readonly number[];
}

/** Why somebody is told of a message. */
export type PushReason = "user" | "reply" | "role";

/** A job, with all that sending it needs. */
export interface PushJob {
  readonly id: number;
  readonly reason: PushReason;
  /** The role that was mentioned. */
  readonly role: string | null;
  readonly subscription: PushSubscription;
  /** Of this browser's push service, since it took something. */
  readonly failures: number;
  readonly message: StoredMessage;
  readonly quietHours: QuietHours | null;
  readonly isMuted: boolean;
}

/** What becomes of a message that calls somebody: jobs for these browsers. */
export interface PushTarget {
  readonly subscription: string;
  readonly reason: PushReason;
  readonly role: string | null;
}

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
    })
    .onConflict((conflict) =>
      conflict.column("hash").doUpdateSet({
        user: value("user"),
        sealed: value("sealed"),
        key: value("key"),
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

/**
 * Adds a browser, or changes what is known of it. The last member who subscribed with it has it.
 *
 * @param input.most how many a member may have; those that were used longest ago go
 */
export const subscribePush = write(
  "push.subscribe",
  function* (input: { subscription: PushSubscription; now: number; most: number }): Procedure<null> {
    const { subscription, now, most } = input;
    const { hash, user } = subscription;
    yield* requireThere({ members: [user] });
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

// What members don't want to be told.

const quietOf = prepared<{ user: string }>()((value) =>
  sql.selectFrom("push_quiet_hours").selectAll().where("user", "=", value("user")),
);
const setQuiet = prepared<{ user: string; starts: string; ends: string; time_zone: string }>()((value) =>
  sql.replaceInto("push_quiet_hours").values({
    user: value("user"),
    starts: value("starts"),
    ends: value("ends"),
    time_zone: value("time_zone"),
  }),
);
const deleteQuiet = prepared<{ user: string }>()((value) =>
  sql.deleteFrom("push_quiet_hours").where("user", "=", value("user")),
);
const mutesOf = prepared<{ user: string }>()((value) =>
  sql.selectFrom("push_mutes").select("room").where("user", "=", value("user")).orderBy("room"),
);
const insertMute = prepared<{ user: string; room: number }>()((value) =>
  sql
    .insertInto("push_mutes")
    .values({ user: value("user"), room: value("room") })
    .onConflict((conflict) => conflict.doNothing()),
);
const deleteMute = prepared<{ user: string; room: number }>()((value) =>
  sql.deleteFrom("push_mutes").where("user", "=", value("user")).where("room", "=", value("room")),
);

function* settings(user: string): Procedure<PushSettings> {
  const quiet = yield* row(quietOf({ user }));
  const muted = yield* rows(mutesOf({ user }));
  return { quietHours: quiet ? unpackedQuiet(quiet) : null, muted: muted.map(({ room }) => room) };
}

function unpackedQuiet(quiet: { starts: string; ends: string; time_zone: string }): QuietHours {
  return { from: quiet.starts, to: quiet.ends, timeZone: quiet.time_zone };
}

/** It runs among the writes so that the answer has its place among the events. */
export const pushSettingsOf = write(
  "push.settings_of",
  function* (input: { user: string }): Procedure<PushSettings> {
    return yield* settings(input.user);
  },
);

/** The settings afterwards. */
export const setQuietHours = write(
  "push.quiet",
  function* (input: { user: string; quietHours: QuietHours | null }): Procedure<PushSettings> {
    const { user, quietHours } = input;
    yield* requireThere({ members: [user] });
    if (quietHours) {
      const { from, to, timeZone } = quietHours;
      yield setQuiet({ user, starts: from, ends: to, time_zone: timeZone });
    } else {
      yield deleteQuiet({ user });
    }
    return yield* settings(user);
  },
);

/** The settings afterwards. */
export const setPushMute = write(
  "push.mute",
  function* (input: { user: string; room: number; muted: boolean }): Procedure<PushSettings> {
    const { user, room, muted } = input;
    if (muted) {
      yield* requireThere({ members: [user], rooms: [room] });
      yield insertMute({ user, room });
    } else {
      yield deleteMute({ user, room });
    }
    return yield* settings(user);
  },
);

// What waits to be sent.

const insertCalling = prepared<{ message: number }>()((value) =>
  sql.insertInto("push_messages").values({ message: value("message") }),
);
const calling = prepared<{ limit: number }>()((value) =>
  sql
    .selectFrom("push_messages")
    .innerJoin("messages", "messages.key", "push_messages.message")
    .selectAll("messages")
    .orderBy("push_messages.message")
    .limit(value("limit")),
);
const deleteCalling = prepared<{ message: number }>()((value) =>
  sql.deleteFrom("push_messages").where("message", "=", value("message")).returning("message"),
);
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
const insertJob = prepared<Omit<PushJobRow, "id">>()((value) =>
  sql
    .insertInto("push_jobs")
    .values({
      message: value("message"),
      subscription: value("subscription"),
      reason: value("reason"),
      role: value("role"),
    })
    .onConflict((conflict) => conflict.doNothing()),
);
const dropOldest = prepared<{ hash: string; most: number }>()((value) =>
  sql
    .deleteFrom("push_jobs")
    .where("subscription", "=", value("hash"))
    .where("id", "<=", (eb) =>
      eb
        .selectFrom("push_jobs as newer")
        .select("newer.id")
        .where("newer.subscription", "=", value("hash"))
        .orderBy("newer.id", "desc")
        .limit(raw.lit(1))
        .offset(value("most")),
    ),
);
const dueJobs = prepared<{ now: number; except: string; limit: number }>()((value) =>
  sql
    .selectFrom("push_jobs")
    .innerJoin("push_subscriptions", "push_subscriptions.hash", "push_jobs.subscription")
    .innerJoin("messages", "messages.key", "push_jobs.message")
    .leftJoin("push_quiet_hours", "push_quiet_hours.user", "push_subscriptions.user")
    .leftJoin("push_mutes", (join) =>
      join
        .onRef("push_mutes.user", "=", "push_subscriptions.user")
        .on("push_mutes.room", "=", raw<number>`messages.key >> 32`),
    )
    .selectAll("messages")
    .select([
      "push_jobs.id as job",
      "push_jobs.reason",
      "push_jobs.role",
      "push_subscriptions.hash",
      "push_subscriptions.user",
      "push_subscriptions.sealed",
      "push_subscriptions.key as server_key",
      "push_subscriptions.failures",
      "push_quiet_hours.starts",
      "push_quiet_hours.ends",
      "push_quiet_hours.time_zone",
      "push_mutes.room as muted",
    ])
    .where("push_jobs.id", "in", (eb) =>
      eb
        .selectFrom("push_jobs as first")
        .select(({ fn }) => fn.min("first.id").as("id"))
        .groupBy("first.subscription"),
    )
    .where("push_subscriptions.retry_at", "<=", value("now"))
    .where(
      "push_subscriptions.hash",
      "not in",
      raw<string>`(SELECT value FROM json_each(${value("except")}))`,
    )
    .orderBy("push_jobs.id")
    .limit(value("limit")),
);
const earliest = prepared<{ now: number }>()((value) =>
  sql
    .selectFrom("push_subscriptions")
    .select(({ fn }) => fn.min("retry_at").as("at"))
    .where("retry_at", ">", value("now"))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("push_jobs")
          .select("push_jobs.id")
          .whereRef("push_jobs.subscription", "=", "push_subscriptions.hash"),
      ),
    ),
);
const deleteJob = prepared<{ id: number }>()((value) =>
  sql.deleteFrom("push_jobs").where("id", "=", value("id")),
);
const postpone = prepared<{ hash: string; at: number }>()((value) =>
  sql
    .updateTable("push_subscriptions")
    .set((eb) => ({ failures: eb("failures", "+", 1), retry_at: value("at") }))
    .where("hash", "=", value("hash")),
);

/** Part of storing a message that calls somebody. */
export function* awaitPush(message: number): Procedure<void> {
  yield insertCalling({ message });
}

export interface CallingMessage {
  readonly key: number;
  readonly message: StoredMessage;
}

/** Messages that call somebody and have no jobs yet. */
export const callingMessages = read("push.calling", function* (input: { limit: number }): Procedure<
  readonly CallingMessage[]
> {
  return (yield* rows(calling(input))).map((stored: MessageRow) => ({
    key: stored.key,
    message: decode(stored, { reactions: null, attachments: null }),
  }));
});

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

export interface MessageTargets {
  /** The key of the message. */
  readonly message: number;
  readonly targets: readonly PushTarget[];
}

/** Makes jobs of messages, once. @param input.most how many a browser may have; the oldest go */
export const queuePushes = write(
  "push.queue",
  function* (input: { messages: readonly MessageTargets[]; most: number }): Procedure<null> {
    const browsers = new Set<string>();
    for (const { message, targets } of input.messages) {
      if (!(yield* row(deleteCalling({ message })))) continue;
      for (const { subscription, reason, role } of targets) {
        // It may be gone by now.
        if (!(yield* row(byHash({ hash: subscription })))) continue;
        yield insertJob({ message, subscription, reason, role });
        browsers.add(subscription);
      }
    }
    for (const hash of browsers) yield dropOldest({ hash, most: input.most });
    return null;
  },
);

/**
 * The first job of each browser that may be tried now, the oldest first.
 *
 * @param input.except browsers that are left out
 */
export const duePushes = read(
  "push.due",
  function* (input: {
    now: number;
    except: readonly string[];
    limit: number;
  }): Procedure<readonly PushJob[]> {
    const jobs: PushJob[] = [];
    for (const found of yield* rows(dueJobs({ ...input, except: JSON.stringify(input.except) }))) {
      const { hash, user, sealed, server_key: key, starts, ends, time_zone } = found;
      jobs.push({
        id: found.job,
        reason: found.reason,
        role: found.role,
        subscription: { hash, user, sealed, key },
        failures: found.failures,
        message: yield* complete(found),
        quietHours:
          starts !== null && ends !== null && time_zone !== null
            ? unpackedQuiet({ starts, ends, time_zone })
            : null,
        isMuted: found.muted !== null,
      });
    }
    return jobs;
  },
);

/** Unix seconds at which the next browser with jobs may be tried again, or null. */
export const earliestPush = read("push.earliest", function* (input: { now: number }): Procedure<
  number | null
> {
  return (yield* row(earliest(input)))?.at ?? null;
});

/** The job is done. @param input.sent the browser got it, so it is in use */
export const finishPush = write(
  "push.finish",
  function* (input: { id: number; sent: { hash: string; now: number } | null }): Procedure<null> {
    yield deleteJob({ id: input.id });
    if (input.sent) yield setUsed(input.sent);
    return null;
  },
);

/** Nothing is sent to this browser before this time, in Unix seconds. */
export const postponePush = write(
  "push.postpone",
  function* (input: { hash: string; at: number }): Procedure<null> {
    yield postpone(input);
    return null;
  },
);
