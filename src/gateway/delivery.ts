/** Delivery: applies entries of the event log to memory, and sends each event to its audience. */
import type { Appended, EventLog } from "../bus/event-log.ts";
import { type Frame, textFor } from "../bus/frame.ts";
import type { Audience } from "../chat/emission.ts";
import type { Change, MutableState } from "../chat/state.ts";
import { wireChannel } from "../chat/wire.ts";
import type { Clock } from "./clock.ts";
import { type Cohort, createCohorts } from "./cohorts.ts";
import type { Connection } from "./connection.ts";
import type { Outbox } from "./outbox.ts";

export interface Delivery {
  /** The first subscriber of the event log. */
  receive(appended: Appended): void;
  /** A connection became a user's, at this place in the stream of events. */
  join(connection: Connection, userId: string, seq: number): void;
  leave(connection: Connection): void;
  connectionsOf(userId: string): readonly Connection[];
  /** Pushes the list of channels to a connection, now or when its last push is a second old. */
  pushChannels(connection: Connection): void;
  /** Pushes the list of who is online, which makes up for presence events that were left out. */
  pushPresence(connection: Connection): void;
  /** May a client of this user, which has handled everything up to `seq`, lack presence events before that? */
  lacksPresence(userId: string, seq: number): boolean;
  /** May this user view what he could view at `seq`? Else to replay what came later would be half the truth. */
  viewsUnchanged(userId: string, seq: number): boolean;
  /** Had this user logged in when this was the newest number? They can't have an earlier one. */
  wasHere(userId: string, seq: number): boolean;
  /** Channels that the connection's user views, but whose history they may not read. */
  withoutHistory(connection: Connection): ReadonlySet<number>;
  /** Does a connection get an event for this audience that came a while ago, given what it had opened then? */
  receives(connection: Connection, to: Audience, opened: Opened): boolean;
  readonly metrics: { events: number; deliveries: number };
}

/** The history that a connection asked for last. */
export type Opened = Pick<Connection, "openedRoom" | "openedEmpty">;

export interface DeliveryParts {
  readonly state: MutableState;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly eventLog: Pick<EventLog, "seq" | "since">;
  /** Who is online, as a packet for this user. */
  presenceOf(userId: string): string;
  /** Channels of these whose history the user may not read. */
  withoutHistory(userId: string, channels: Iterable<number>): ReadonlySet<number>;
}

/** At most one pushed `channels_get` a second (compatibility.md#pushed-lists). */
const pushInterval = 1000;

export function createDelivery(parts: DeliveryParts): Delivery {
  const { state, outbox, clock, eventLog, presenceOf } = parts;
  const cohorts = createCohorts(state);
  const byUser = new Map<string, Connection[]>();
  const metrics = { events: 0, deliveries: 0 };
  /** Waiting for a pushed `channels_get`, until the last one is old enough. */
  const waiting = new Set<Connection>();
  /** When the first of them is due, in the clock's time; null while none waits. */
  let firstDue: { readonly at: number } | null = null;
  /** The number of the newest event when what people may view last changed: for all, and per user. */
  let viewsChangedAt = 0;
  const userViewsChangedAt = new Map<string, number>();
  /** Per member the number of the newest event when they first logged in. */
  const firstLoginAt = new Map<string, number>();
  /** Per user the newest event that one of his clients may have although it lacks presence events before it. */
  const presenceLackedUpTo = new Map<string, number>();

  /** @returns the connections that see other channels than before */
  function apply(changes: readonly Change[]): ReadonlySet<Connection> {
    const changed = new Set<Connection>();
    let everybody = false;
    const users = new Set<string>();
    for (const change of changes) {
      if (change.type === "users") {
        for (const user of change.users) {
          const before = state.users.get(user.id);
          if (before && before.roles.join(" ") !== user.roles.join(" ")) users.add(user.id);
        }
      } else if (change.type === "roles" || change.type === "channels") everybody = true;
      else if (change.type === "user_left") {
        users.add(change.id);
        firstLoginAt.delete(change.id);
      }
      state.apply(change);
    }
    if (everybody) {
      const differing = cohorts.refresh();
      // Also for users who are not here: their cohort may not exist, so nobody compared their lists.
      viewsChangedAt = eventLog.seq;
      userViewsChangedAt.clear();
      for (const cohort of differing) for (const connection of cohort.connections) changed.add(connection);
    }
    for (const id of users) {
      userViewsChangedAt.set(id, eventLog.seq);
      const user = state.users.get(id);
      for (const connection of byUser.get(id) ?? []) {
        if (user && cohorts.place(connection, user)) changed.add(connection);
      }
    }
    return changed;
  }

  /** Pushes the list to those whose last one is old enough; the others wait. */
  function pushChannels(connections: Iterable<Connection>): void {
    const now = clock.elapsed();
    let wait = Number.POSITIVE_INFINITY;
    const texts = new Map<object, string>();
    for (const connection of connections) {
      const due = connection.channelsPushedAt + pushInterval - now;
      if (due > 0) {
        waiting.add(connection);
        wait = Math.min(wait, due);
        continue;
      }
      waiting.delete(connection);
      const { cohort } = connection;
      if (!cohort) continue;
      let text = texts.get(cohort);
      if (text === undefined) {
        const val = cohort.order.flatMap((id) => {
          const channel = state.channelById(id);
          return channel ? [wireChannel(channel, state)] : [];
        });
        text = JSON.stringify({ cmd: "channels_get", val });
        texts.set(cohort, text);
      }
      connection.channelsPushedAt = now;
      outbox.add(connection, text);
    }
    if (Number.isFinite(wait)) pushWaitingIn(wait, now);
  }

  function pushWaitingIn(wait: number, now: number): void {
    const due = { at: now + wait };
    if (firstDue && firstDue.at <= due.at) return;
    firstDue = due;
    clock.later(() => {
      // Another came in front of it.
      if (firstDue !== due) return;
      firstDue = null;
      pushChannels(waiting);
    }, wait);
  }

  function deliver(frame: Frame): void {
    metrics.events++;
    const { to } = frame;
    if (to.kind === "user" || to.kind === "users") {
      for (const user of to.kind === "user" ? [to.user] : to.users) {
        for (const connection of byUser.get(user) ?? []) give(connection, frame);
      }
      return;
    }
    for (const cohort of cohorts.all()) {
      if (!reaches(to, cohort)) continue;
      const than = to.kind === "others" ? to.than : null;
      for (const connection of cohort.connections) {
        if (connection.user !== than && isTold(to, connection)) give(connection, frame);
      }
    }
  }

  function give(connection: Connection, frame: Frame): void {
    // Whoever gets it as a reply has a request under way; asking that first spares most receivers the comparison.
    if (connection.slots !== null) {
      if (connection.id === frame.except) return;
      if (connection.replay !== null && frame.seq !== null) {
        if (eventLog.since(connection.replay.at, 0) === null) outbox.closeAsTooSlow(connection);
        return;
      }
    }
    metrics.deliveries++;
    // What may be left out and has a number is presence; the rest of it is typing.
    const importance = !frame.droppable ? "kept" : frame.seq === null ? "passing" : "presence";
    outbox.add(connection, textFor(frame, connection), importance, frame.deferrable);
  }

  function reaches(audience: Audience, { views, viewedBefore }: Cohort): boolean {
    switch (audience.kind) {
      case "viewers":
      case "opened_empty":
      case "showing":
        return views.has(audience.channel);
      case "kept_viewers":
        return views.has(audience.channel) && viewedBefore.has(audience.channel);
      case "lost_viewers":
        return viewedBefore.has(audience.channel) && !views.has(audience.channel);
      default:
        return true;
    }
  }

  /** Of those whom an event reaches, some are told only of the history that they opened. */
  function isTold(to: Audience, opened: Opened): boolean {
    switch (to.kind) {
      case "opened_empty":
        return opened.openedEmpty && opened.openedRoom === to.room;
      case "showing":
        return opened.openedRoom === to.room;
      default:
        return true;
    }
  }

  return {
    metrics,
    receive({ changes, frames }) {
      const changed = apply(changes);
      for (const frame of frames) deliver(frame);
      if (changed.size > 0) pushChannels(changed);
    },
    join(connection, userId, seq) {
      const user = state.users.get(userId);
      if (!user) return;
      if (!firstLoginAt.has(userId)) firstLoginAt.set(userId, seq);
      connection.user = userId;
      cohorts.place(connection, user);
      const own = byUser.get(userId);
      if (own) own.push(connection);
      else byUser.set(userId, [connection]);
    },
    leave(connection) {
      if (connection.user === null) return;
      if (connection.missedPresence) presenceLackedUpTo.set(connection.user, eventLog.seq);
      const rest = (byUser.get(connection.user) ?? []).filter((other) => other !== connection);
      if (rest.length > 0) byUser.set(connection.user, rest);
      else byUser.delete(connection.user);
      cohorts.remove(connection);
      waiting.delete(connection);
      connection.user = null;
    },
    connectionsOf: (userId) => byUser.get(userId) ?? [],
    pushChannels: (connection) => pushChannels([connection]),
    pushPresence(connection) {
      if (connection.user === null) return;
      // The line may break before the list arrives, but not between the list and a later event.
      presenceLackedUpTo.set(connection.user, eventLog.seq);
      outbox.add(connection, presenceOf(connection.user));
    },
    lacksPresence(userId, seq) {
      if (seq <= (presenceLackedUpTo.get(userId) ?? -1)) return true;
      // Its end may not have been noticed yet.
      return byUser.get(userId)?.some(({ missedPresence }) => missedPresence) ?? false;
    },
    viewsUnchanged: (userId, after) =>
      after >= viewsChangedAt && after >= (userViewsChangedAt.get(userId) ?? 0),
    wasHere: (userId, seq) => seq >= (firstLoginAt.get(userId) ?? Number.POSITIVE_INFINITY),
    withoutHistory: ({ user, cohort }) =>
      user === null || !cohort ? new Set() : parts.withoutHistory(user, cohort.views),
    receives({ user, cohort }, to, opened) {
      if (!cohort || user === null) return false;
      switch (to.kind) {
        case "everyone":
          return true;
        case "others":
          return to.than !== user;
        case "user":
          return to.user === user;
        case "users":
          return to.users.includes(user);
        case "lost_viewers":
          // Nothing was lost: what the user may view did not change.
          return false;
        default:
          return cohort.views.has(to.channel) && isTold(to, opened);
      }
    },
  };
}
