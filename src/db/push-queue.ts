/**
 * What waits to be sent by web push. A message that calls somebody is noted in the transaction that stores it. Later it
 * becomes one job for each browser. So a push that was due survives a crash at any moment.
 */
import { sql as raw } from "kysely";
import { complete, decode, type StoredMessage } from "./messages.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import type { QuietHours } from "./push-settings.ts";
import { isSubscribed, notePushed, type PushSubscription } from "./push-subscriptions.ts";
import type { MessageRow, PushJobRow } from "./tables.ts";

/** Why somebody is told of a message. */
export type PushReason = "user" | "reply" | "role";

/** A job, with all that sending it needs. */
export interface PushJob {
  readonly id: number;
  readonly reason: PushReason;
  /** The role that was mentioned. */
  readonly role: string | null;
  readonly subscription: Omit<PushSubscription, "session">;
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
        if (!(yield* isSubscribed(subscription))) continue;
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
            ? { from: starts, to: ends, timeZone: time_zone }
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
    if (input.sent) yield* notePushed(input.sent);
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
