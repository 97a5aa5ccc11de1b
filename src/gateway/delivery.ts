/** Delivery: applies entries of the event log to memory, and sends each event to its audience. */
import type { Appended, EventLog } from "../bus/event-log.ts";
import { type Frame, textFor } from "../bus/frame.ts";
import type { Audience } from "../chat/emission.ts";
import type { MutableState } from "../chat/state.ts";
import { applyChanges } from "./apply-changes.ts";
import { listens, type Opened, reaches, receives } from "./audiences.ts";
import { createChannelPushes } from "./channel-pushes.ts";
import type { Clock } from "./clock.ts";
import { createCohorts } from "./cohorts.ts";
import type { Connection } from "./connection.ts";
import type { Outbox } from "./outbox.ts";
import { createResumeFacts } from "./resume-facts.ts";

export interface Delivery {
  /** The first subscriber of the event log. */
  receive(appended: Appended): void;
  /** A connection became a user's, at this place in the stream of events. */
  join(connection: Connection, userId: string, seq: number): void;
  leave(connection: Connection): void;
  connectionsOf(userId: string): readonly Connection[];
  /** Pushes the list of channels to a connection, now or when its last push is a second old. */
  pushChannels(connection: Connection): void;
  /** Pushes the list of online members, which makes up for presence events that were left out. */
  pushPresence(connection: Connection): void;
  /** May a client of this user that has every event up to `seq` lack presence events before that? */
  lacksPresence(userId: string, seq: number): boolean;
  /** May this user view the same channels as at `seq`? Else the events since then would not be the whole truth. */
  viewsUnchanged(userId: string, seq: number): boolean;
  /** Had this user logged in when this was the newest number? Else they can't have it. */
  wasHere(userId: string, seq: number): boolean;
  /** Channels that the connection's user views, but whose history they may not read. */
  withoutHistory(connection: Connection): ReadonlySet<number>;
  /** Does a connection get an earlier event for this audience, given the history that it had open then? */
  receives(connection: Connection, to: Audience, opened: Opened): boolean;
  readonly metrics: { events: number; deliveries: number };
}

export interface DeliveryParts {
  readonly state: MutableState;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly eventLog: Pick<EventLog, "seq" | "since">;
  /** The list of online members, as a packet for this user. */
  presenceOf(userId: string): string;
  /** Those of these channels whose history the user may not read. */
  withoutHistory(userId: string, channels: Iterable<number>): ReadonlySet<number>;
}

export function createDelivery(parts: DeliveryParts): Delivery {
  const { state, outbox, eventLog, presenceOf } = parts;
  const cohorts = createCohorts(state);
  const byUser = new Map<string, Connection[]>();
  const connectionsOf = (user: string): readonly Connection[] => byUser.get(user) ?? [];
  const channelPushes = createChannelPushes(parts);
  const resumeFacts = createResumeFacts(() => eventLog.seq);
  const memory = { state, cohorts, resumeFacts, connectionsOf };
  const metrics = { events: 0, deliveries: 0 };

  function deliver(frame: Frame): void {
    metrics.events++;
    const { to } = frame;
    if (to.kind === "connection" || to.kind === "connections") {
      for (const { user, connection: id } of to.kind === "connection" ? [to] : to.connections) {
        for (const connection of connectionsOf(user)) if (connection.id === id) give(connection, frame);
      }
      return;
    }
    if (to.kind === "user" || to.kind === "users") {
      for (const user of to.kind === "user" ? [to.user] : to.users) {
        for (const connection of connectionsOf(user)) give(connection, frame);
      }
      return;
    }
    const than = to.kind === "others" ? to.than : null;
    for (const cohort of cohorts.all()) {
      if (!reaches(to, cohort)) continue;
      for (const connection of cohort.connections) {
        if (connection.user !== than && listens(to, connection)) give(connection, frame);
      }
    }
  }

  function give(connection: Connection, frame: Frame): void {
    // A connection that gets it as a reply has a request under way; asking that first spares others the comparison.
    if (connection.slots !== null) {
      if (connection.id === frame.except) return;
      if (connection.replay !== null && frame.seq !== null) {
        if (eventLog.since(connection.replay.at, 0) === null) outbox.closeAsTooSlow(connection);
        return;
      }
    }
    metrics.deliveries++;
    // Droppable events with a number are presence; those without are typing.
    const importance = !frame.droppable ? "kept" : frame.seq === null ? "passing" : "presence";
    outbox.add(connection, textFor(frame, connection), importance, frame.deferrable);
  }

  return {
    metrics,
    connectionsOf,
    receives,
    receive({ changes, frames }) {
      const changed = applyChanges(changes, memory);
      for (const frame of frames) deliver(frame);
      if (changed.size > 0) channelPushes.push(changed);
    },
    join(connection, userId, seq) {
      const user = state.users.get(userId);
      if (!user) return;
      resumeFacts.loggedIn(userId, seq);
      connection.user = userId;
      cohorts.place(connection, user);
      const own = byUser.get(userId);
      if (own) own.push(connection);
      else byUser.set(userId, [connection]);
    },
    leave(connection) {
      const { user } = connection;
      if (user === null) return;
      if (connection.missedPresence) resumeFacts.presenceLacked(user);
      const rest = connectionsOf(user).filter((other) => other !== connection);
      if (rest.length > 0) byUser.set(user, rest);
      else byUser.delete(user);
      cohorts.remove(connection);
      channelPushes.forget(connection);
      connection.user = null;
    },
    pushChannels: (connection) => channelPushes.push([connection]),
    pushPresence(connection) {
      if (connection.user === null) return;
      // The connection may break before the list arrives, but not between the list and a later event.
      resumeFacts.presenceLacked(connection.user);
      outbox.add(connection, presenceOf(connection.user));
    },
    lacksPresence: (userId, seq) =>
      resumeFacts.lacksPresence(userId, seq) ||
      // The end of such a connection may not have been noticed yet.
      connectionsOf(userId).some(({ missedPresence }) => missedPresence),
    viewsUnchanged: resumeFacts.viewsUnchanged,
    wasHere: resumeFacts.wasHere,
    withoutHistory: ({ user, cohort }) =>
      user === null || !cohort ? new Set() : parts.withoutHistory(user, cohort.views),
  };
}
