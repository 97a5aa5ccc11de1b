/**
 * Sends web push, behind the messages: what waits lies in the database, so nothing is lost when the server ends. A
 * message that calls somebody becomes jobs, one for each browser of those who are away; a job is sent, and tried again
 * while its push service is busy.
 */
import type { Perform } from "../actions/perform.ts";
import { awayAndCalled, notificationOf } from "../actions/push/recipients.ts";
import type { BrowserSubscription } from "../actions/push/subscribe.ts";
import { type Emission, emit, isEvent, onlyUser } from "../chat/emission.ts";
import type { Change, State } from "../chat/state.ts";
import { isPushOn, pushContact } from "../config/push.ts";
import type { Config } from "../config/schema.ts";
import { committed } from "../db/committed.ts";
import {
  type CallingMessage,
  callingMessages,
  duePushes,
  earliestPush,
  finishPush,
  type MessageTargets,
  type PushJob,
  postponePush,
  queuePushes,
} from "../db/push-queue.ts";
import {
  anyPushLost,
  forgetPush,
  forgetUnusedPush,
  losePush,
  pushBrowsersOf,
  usePush,
  usersWithLostPush,
} from "../db/push-subscriptions.ts";
import type { Store } from "../db/store.ts";
import type { Log } from "../log/log.ts";
import { throttled } from "../log/throttled.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { messageNew, pushSubscribed } from "../protocol/events.ts";
import type { WireMessage } from "../protocol/objects.ts";
import { pushKeysIn } from "../push/encryption.ts";
import { type PushResult, sendPush } from "../push/send.ts";
import type { Vapid } from "../push/vapid.ts";
import type { Sealing } from "../sealing/sealing.ts";
import { errorText } from "../text/error-text.ts";
import type { ClockWatch } from "./clock-watch.ts";

export interface PushQueueParts {
  config(): Config;
  readonly state: State;
  readonly store: Pick<Store, "read" | "commit">;
  readonly perform: Perform;
  readonly outgoing: Outgoing;
  readonly vapid: Vapid;
  readonly sealing: Sealing;
  /** Tries by their result, to be counted on. */
  readonly pushes: Map<PushResult["kind"], number>;
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
/** Seconds before the second try of a browser; each further one waits twice as long, up to an hour. */
const firstPause = 30;
const longestPause = 3600;
/** Seconds after which the browser of a member who never came back is forgotten: 180 days. */
const unusedFor = 180 * 86_400;
/** Rows of one read. */
const pageSize = 100;
/** Requests at once; to one browser one at a time. */
const atOnce = 16;
/** Messages that wait for one browser. */
const mostWaiting = 50;
/** Milliseconds between two looks when something waits, and after the database failed. */
const longestWait = 60_000;

export function createPushQueue(parts: PushQueueParts): PushQueue {
  const { state, store, perform, outgoing, vapid, sealing, clockWatch, log, now } = parts;
  const refusals = throttled(log);
  const stopping = new AbortController();
  /** Members who logged in within the last minute, and since the last look. */
  const here = new Set<string>();
  const returned = new Set<string>();
  /** Some browsers can't be reached with the keys of this server. */
  let someLost = true;
  /** Jobs that were read, each of another browser. */
  let waiting: readonly PushJob[] = [];
  /** Browsers to which something is being sent. */
  const sending = new Set<string>();
  let isBusy = false;
  let isAsked = false;
  /** The database failed, so what was sent may not be noted: nothing is sent for a while. */
  let isPaused = false;
  let timer: Timer | undefined;
  const minutes = setInterval(eachMinute, 60_000);
  wake();

  function wake(): void {
    isAsked = true;
    if (isBusy || isPaused || stopping.signal.aborted) return;
    isBusy = true;
    isAsked = false;
    clearTimeout(timer);
    look().then(
      (wait) => {
        isBusy = false;
        if (isAsked) wake();
        else if (wait !== null && !isPaused) timer = setTimeout(wake, wait).unref();
      },
      () => {
        isBusy = false;
        pause();
      },
    );
  }

  /** Requests report what is wrong with the database. */
  function pause(): void {
    waiting = [];
    isPaused = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isPaused = false;
      wake();
    }, longestWait).unref();
  }

  /** Returns the milliseconds until the next look, or null when something else brings it. */
  async function look(): Promise<number | null> {
    if (!isPushOn(parts.config())) {
      returned.clear();
      return null;
    }
    await remindLost();
    const calling = await store.read(callingMessages({ limit: pageSize }));
    if (calling.length > 0) {
      const messages = await Promise.all(calling.map(targetsOf));
      await committed(store, queuePushes({ messages, most: mostWaiting }));
    }
    if (calling.length === pageSize) isAsked = true;
    if (waiting.length === 0) {
      const except = [...sending];
      waiting = await store.read(duePushes({ now: now() / 1000, except, limit: pageSize }));
    }
    sendSome();
    // The next look comes when something was sent.
    if (sending.size > 0) return null;
    const next = await store.read(earliestPush({ now: now() / 1000 }));
    return next === null ? null : Math.min(longestWait, Math.max(0, next * 1000 - now()));
  }

  function sendSome(): void {
    while (sending.size < atOnce && !isPaused && !stopping.signal.aborted) {
      const [job, ...rest] = waiting;
      waiting = rest;
      if (!job) return;
      const { hash } = job.subscription;
      sending.add(hash);
      attempt(job, parts.config()).then(
        () => {
          sending.delete(hash);
          if (waiting.length > 0) sendSome();
          else wake();
        },
        () => {
          sending.delete(hash);
          pause();
        },
      );
    }
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

  async function targetsOf({ key, message }: CallingMessage): Promise<MessageTargets> {
    const isOld = now() / 1000 - message.at / 1_000_000 > lifetime;
    const called = isOld ? new Map<string, never>() : awayAndCalled(message, state);
    if (called.size === 0) return { message: key, targets: [] };
    const users = [...called.keys()];
    const browsers = await store.read(pushBrowsersOf({ users, room: message.room, key: vapid.publicKey }));
    const targets = browsers.flatMap(({ hash, user }) => {
      const why = called.get(user);
      return why ? [{ subscription: hash, ...why }] : [];
    });
    return { message: key, targets };
  }

  async function attempt(job: PushJob, config: Config): Promise<unknown> {
    const { id, message, subscription } = job;
    const left = Math.floor(lifetime - (now() / 1000 - message.at / 1_000_000));
    const notification = left > 0 ? notificationOf(job, state, now()) : null;
    const contact = pushContact(config);
    if (!notification || contact === null) return committed(store, finishPush({ id, sent: null }));
    const opened = sealing.open(subscription.sealed);
    if (opened === null) {
      someLost = true;
      return committed(store, losePush({ hash: subscription.hash }));
    }
    const browser: BrowserSubscription = JSON.parse(opened);
    const keys = await pushKeysIn(browser.keys);
    if (!keys) return committed(store, finishPush({ id, sent: null }));
    const result = await sendPush(
      { outgoing, vapid, contact, now: now(), signal: stopping.signal },
      browser.endpoint,
      keys,
      {
        payload: notification,
        ttl: left,
        urgency: job.reason === "role" ? "normal" : "high",
        topic: topicOf(message.room),
      },
      // A notification may be too long, by the name of an imported channel. It is not tried again.
    ).catch((error: unknown): PushResult => ({ kind: "refused", reason: errorText(error) }));
    // What was broken off is sent after the next start.
    if (!stopping.signal.aborted) await settle(job, result, URL.parse(browser.endpoint)?.host ?? "");
  }

  function settle(
    { id, failures, subscription }: PushJob,
    result: PushResult,
    host: string,
  ): Promise<unknown> {
    const { hash } = subscription;
    parts.pushes.set(result.kind, (parts.pushes.get(result.kind) ?? 0) + 1);
    switch (result.kind) {
      case "sent":
        return committed(store, finishPush({ id, sent: { hash, now: now() / 1000 } }));
      case "gone":
        return committed(store, forgetPush({ hash }));
      case "refused":
        refusals.error("A push service refuses a message", { host, reason: result.reason });
        return committed(store, finishPush({ id, sent: null }));
      case "later": {
        const { reason, after } = result;
        log.debug("A push service is busy; the message is tried again", { host, reason });
        const pause = Math.min(longestPause, firstPause * 2 ** failures);
        const asked = Math.min(lifetime, after ?? 0);
        return committed(store, postponePush({ hash, at: now() / 1000 + Math.max(pause, asked) }));
      }
    }
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
      let isBack = false;
      for (const change of changes) {
        if (change.type !== "presence" || change.delta !== 1) continue;
        here.add(change.id);
        if (!someLost) continue;
        returned.add(change.id);
        isBack = true;
      }
      // Only for what is new in this entry: every message comes by here.
      if (isBack) wake();
      else if (events.some((event) => isEvent(event, messageNew) && calls(event.packet.message))) wake();
    },
    stop() {
      clearInterval(minutes);
      clearTimeout(timer);
      stopping.abort();
    },
  };
}

/** A newer message of the same place replaces one that waits for the device. */
function topicOf(room: number): string {
  return `room-${room}`;
}

/** Does the message call anybody? Most don't, and each of them comes by here. */
function calls({ pings }: Pick<WireMessage, "pings">): boolean {
  return pings.users.length + pings.roles.length + pings.replies.length > 0;
}
