/**
 * Sends missed events as fast as the client reads. The events stay in the event log; the connection holds only its
 * place there. New events follow the missed ones, so the client gets all in order, and its queue (outbox.ts) holds
 * only a share of them. A client that falls behind the oldest kept event is closed as too slow.
 */
import type { EventLog } from "../bus/event-log.ts";
import { textFor } from "../bus/frame.ts";
import type { Profile } from "../protocol/profiles.ts";
import type { Opened } from "./audiences.ts";
import type { Connection } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";

export interface Replays {
  /**
   * Begins with the events after `seq`. Calls `done` with the number of events sent, once all up to the present were.
   *
   * @returns false when the events are no longer kept, or can't be sent in full
   */
  start(connection: Connection, seq: number, done: (events: number) => void): boolean;
  /** Goes on, now that the client has read some. */
  advance(connection: Connection): void;
}

/** So many events are asked from the log at once. */
const portion = 200;
/** A connection that did not exist yet had nothing open. */
const nothing: Opened = { openedRoom: null, openedEmpty: false };

/** The client's profile holds for missed events too. But a list that it displays now was fetched after them. */
function withoutLists({ extended, newerReactions }: Profile): Profile {
  return { extended, newerReactions, listsThreads: null };
}

export function createReplays(
  eventLog: Pick<EventLog, "seq" | "since">,
  delivery: Pick<Delivery, "receives" | "viewsUnchanged" | "wasHere" | "withoutHistory">,
  outbox: Pick<Outbox, "add" | "closeAsTooSlow" | "hasRoom">,
): Replays {
  function missed(user: string, after: number) {
    return delivery.viewsUnchanged(user, after) ? eventLog.since(after, portion) : null;
  }

  /** Did something happen in channels that the user views, but whose history they may not read? */
  function missedHiddenHistory(connection: Connection, after: number): boolean {
    const hidden = delivery.withoutHistory(connection);
    if (hidden.size === 0) return false;
    return (eventLog.since(after) ?? []).some(
      ({ to }) => "channel" in to && hidden.has(to.channel) && delivery.receives(connection, to, nothing),
    );
  }

  function advance(connection: Connection): void {
    const { replay, user } = connection;
    if (!replay) return;
    if (connection.closed || connection.closing || user === null) {
      connection.replay = null;
      return;
    }
    const earlier = withoutLists(connection);
    while (replay.at < eventLog.seq) {
      const frames = missed(user, replay.at);
      if (!frames) return outbox.closeAsTooSlow(connection);
      for (const frame of frames) {
        const seq = frame.seq ?? replay.at;
        const isNew = seq > replay.liveAfter;
        if (delivery.receives(connection, frame.to, isNew ? connection : nothing)) {
          if (!outbox.hasRoom(connection)) return;
          outbox.add(connection, textFor(frame, isNew ? connection : earlier));
          replay.sent++;
        }
        replay.at = seq;
      }
    }
    connection.replay = null;
    replay.done(replay.sent);
  }

  return {
    start(connection, seq, done) {
      const { user } = connection;
      if (user === null || !delivery.wasHere(user, seq) || !missed(user, seq)) return false;
      if (missedHiddenHistory(connection, seq)) return false;
      connection.replay = { liveAfter: eventLog.seq, at: seq, sent: 0, done };
      advance(connection);
      return true;
    },
    advance,
  };
}
