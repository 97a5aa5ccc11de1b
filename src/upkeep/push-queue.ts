/**
 * Sends web push, behind the messages: what waits lies in the database, so nothing is lost when the server ends. A
 * message that calls somebody becomes jobs, one for each browser of those who are away; a job is sent, and tried again
 * while its push service has no time for it.
 */
import type { Perform } from "../actions/perform.ts";
import { awayAndCalled, notificationOf } from "../actions/push/recipients.ts";
import type { BrowserSubscription } from "../actions/push/subscribe.ts";
import { type Emission, emit, isEvent, onlyUser } from "../chat/emission.ts";
import type { Change, State } from "../chat/state.ts";
import { isPushOn, pushContact } from "../config/push.ts";
import type { Config } from "../config/schema.ts";
import type { Write } from "../db/procedure.ts";
import {
  anyPushLost,
  type CallingMessage,
  callingMessages,
  duePushes,
  earliestPush,
  finishPush,
  forgetPush,
  forgetUnusedPush,
  losePush,
  type PushJob,
  postponePush,
  pushBrowsersOf,
  queuePushes,
  usePush,
  usersWithLostPush,
} from "../db/push.ts";
import type { Store } from "../db/store.ts";
import { createConcurrencyLimiter } from "../limiting/concurrency-limiter.ts";
import type { Log } from "../log/log.ts";
import { throttled } from "../log/throttled.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { messageNew, pushSubscribed } from "../protocol/events.ts";
import { pushKeysIn } from "../push/encryption.ts";
import { type PushResult, sendPush } from "../push/send.ts";
import type { Vapid } from "../push/vapid.ts";
import type { Sealing } from "../sealing/sealing.ts";
import type { ClockWatch } from "./clock-watch.ts";

export interface PushQueueParts {
  config(): Config;
  readonly state: State;
  readonly store: Pick<Store, "read" | "commit">;
  readonly perform: Perform;
  readonly outgoing: Outgoing;
  readonly vapid: Vapid;
  readonly sealing: Sealing;
  readonly clockWatch: Pick<ClockWatch, "mayDeleteByAge">;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface PushQueue {
  /** Called with all events and changes, once they are sent. */
  told(happened: { readonly events: readonly Emission[]; readonly changes: readonly Change[] }): void;
  /** Ends what is under way; it is sent after the next start. */
  stop(): void;
}

/** Seconds after which a message is too old to tell of, and for which a push service keeps it. */
const lifetime = 86_400;
/** Seconds before the second try; each further one waits twice as long, up to an hour. */
const firstPause = 30;
const longestPause = 3600;
/** Seconds after which the browser of a member who never came back is forgotten: 180 days. */
const unusedFor = 180 * 86_400;
/** Rows of one read. */
const pageSize = 100;
/** Requests at once, and to one browser one at a time. */
const atOnce = 8;
/** Milliseconds between two looks when something waits. */
const shortestWait = 100;
const longestWait = 60_000;

export function createPushQueue(parts: PushQueueParts): PushQueue {
  const { state, store, perform, outgoing, vapid, sealing, clockWatch, log, now } = parts;
  const refusals = throttled(log);
  const limiter = createConcurrencyLimiter({ atOnce, waiting: pageSize });
  const stopping = new AbortController();
  /** Members who logged in since the last minute, and since the last look. */
  const here = new Set<string>();
  const returned = new Set<string>();
  /** Some browsers can't be reached with the keys of this server. */
  let someLost = true;
  let isBusy = false;
  let isAsked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const minutes = setInterval(eachMinute, 60_000);
  wake();

  function wake(): void {
    isAsked = true;
    if (isBusy || stopping.signal.aborted) return;
    isBusy = true;
    clearTimeout(timer);
    work().then(
      (wait) => {
        isBusy = false;
        if (isAsked) wake();
        else if (wait !== null) timer = setTimeout(wake, wait);
      },
      () => {
        // The server is stopping, or the database is out of order, which requests report.
        isBusy = false;
        timer = setTimeout(wake, longestWait);
      },
    );
  }

  /** Returns the milliseconds until the next look, or null when nothing waits. */
  async function work(): Promise<number | null> {
    isAsked = false;
    const config = parts.config();
    if (!isPushOn(config)) return null;
    await remindLost();
    const calling = await store.read(callingMessages({ limit: pageSize }));
    for (const message of calling) await makeJobs(message);
    const due = await store.read(duePushes({ now: now() / 1000, limit: pageSize }));
    await Promise.all(due.map((job) => attempt(job, config)));
    if (calling.length === pageSize || due.length === pageSize) return shortestWait;
    const next = await store.read(earliestPush({}));
    if (next === null) return null;
    return Math.min(longestWait, Math.max(shortestWait, next * 1000 - now()));
  }

  /** Members who came back are told to subscribe again with browsers that were lost (compatibility.md#push-key). */
  async function remindLost(): Promise<void> {
    const users = [...returned];
    returned.clear();
    if (users.length === 0 || !someLost) return;
    const key = vapid.publicKey;
    someLost = await store.read(anyPushLost({ key }));
    if (!someLost) return;
    const lost = await store.read(usersWithLostPush({ users, key }));
    perform({
      name: "push_lost",
      decide: () => ({
        events: lost.map((user) => emit(pushSubscribed, { success: false }, onlyUser(user))),
      }),
    });
  }

  async function makeJobs({ key, message }: CallingMessage): Promise<void> {
    const isOld = now() / 1000 - message.at / 1_000_000 > lifetime;
    const called = isOld ? new Map<string, never>() : awayAndCalled(message, state);
    const browsers =
      called.size === 0
        ? []
        : await store.read(
            pushBrowsersOf({ users: [...called.keys()], room: message.room, key: vapid.publicKey }),
          );
    const targets = browsers.flatMap(({ hash, user }) => {
      const why = called.get(user);
      return why ? [{ subscription: hash, ...why }] : [];
    });
    await stored(queuePushes({ message: key, targets, now: now() / 1000 }));
  }

  async function attempt(job: PushJob, config: Config): Promise<void> {
    const { id, message, subscription } = job;
    const left = Math.floor(lifetime - (now() / 1000 - message.at / 1_000_000));
    const notification = left > 0 ? notificationOf(job, state, now()) : null;
    const contact = pushContact(config);
    if (!notification || contact === null) return stored(finishPush({ id, sent: null }));
    const opened = sealing.open(subscription.sealed);
    if (opened === null) {
      someLost = true;
      return stored(losePush({ hash: subscription.hash }));
    }
    const browser: BrowserSubscription = JSON.parse(opened);
    const keys = await pushKeysIn(browser.keys);
    if (!keys) return stored(finishPush({ id, sent: null }));
    const host = URL.parse(browser.endpoint)?.host ?? "";
    const result = await limiter.run([host, subscription.hash], () =>
      sendPush({ outgoing, vapid, contact, now: now(), signal: stopping.signal }, browser.endpoint, keys, {
        payload: notification,
        ttl: left,
        urgency: job.reason === "role" ? "normal" : "high",
        topic: topicOf(message.room),
      }),
    );
    if (result === null || stopping.signal.aborted) return;
    await settle(job, result, host);
  }

  function settle({ id, attempts, subscription }: PushJob, result: PushResult, host: string): Promise<void> {
    const { hash } = subscription;
    switch (result.kind) {
      case "sent":
        return stored(finishPush({ id, sent: { hash, now: now() / 1000 } }));
      case "gone":
        return stored(forgetPush({ hash }));
      case "refused":
        refusals.error("A push service refuses a message", { host, reason: result.reason });
        return stored(finishPush({ id, sent: null }));
      case "later": {
        log.debug("A push service has no time for a message; it is tried again", {
          host,
          reason: result.reason,
        });
        const pause = Math.min(longestPause, firstPause * 2 ** attempts);
        return stored(postponePush({ id, at: now() / 1000 + Math.max(pause, result.after ?? 0) }));
      }
    }
  }

  function stored(write: Write<unknown>): Promise<void> {
    return new Promise((resolve, reject) =>
      store.commit(write, (_result, failure) => (failure ? reject(new Error(failure.reason)) : resolve())),
    );
  }

  function eachMinute(): void {
    if (here.size > 0) {
      const users = [...here];
      here.clear();
      store.commit(usePush({ users, key: vapid.publicKey, now: now() / 1000 }), () => {});
    }
    if (clockWatch.mayDeleteByAge()) forgetUnused();
    // The configuration may have changed.
    wake();
  }

  function forgetUnused(): void {
    store.commit(forgetUnusedPush({ before: now() / 1000 - unusedFor }), (more) => {
      if (more) forgetUnused();
    });
  }

  return {
    told({ events, changes }) {
      for (const change of changes) {
        if (change.type !== "presence" || change.delta !== 1) continue;
        here.add(change.id);
        if (someLost) returned.add(change.id);
      }
      if (returned.size > 0) wake();
      else if (events.some((event) => isEvent(event, messageNew) && event.packet.message.pings)) wake();
    },
    stop() {
      clearInterval(minutes);
      clearTimeout(timer);
      stopping.abort();
      limiter.stop();
    },
  };
}

/** A newer message of the same place replaces one that waits for the device. */
function topicOf(room: number): string {
  return `room-${room}`;
}
