/**
 * What a client missed goes to it as fast as it reads: the events stay with the bus, and here is only how far the
 * client has come. New ones join behind the missed ones, so that it gets all in order; its queue (outbox.ts) never
 * holds more than a share of them. Who falls behind what the bus keeps is closed, as any client that reads too slowly.
 */
import type { Bus } from "../bus/bus.ts";
import type { Connection } from "./connection.ts";
import { type AskedFor, type Delivery, textFor } from "./delivery.ts";
import type { Outbox } from "./outbox.ts";

export interface Replays {
  /**
   * Begins with the events after `seq`; `done` is called with how many were sent, once everything up to then was.
   *
   * @returns false when the events are not known any more, or would be half the truth
   */
  start(connection: Connection, seq: number, done: (events: number) => void): boolean;
  /** Goes on, now that the client has read some. */
  advance(connection: Connection): void;
}

/** So many events are asked from the bus at once. */
const portion = 200;
/** Of the time before a connection was there, nothing that it has asked for decides what it is told. */
const nothing: AskedFor = { openedRoom: null, openedEmpty: false, listsThreads: null, newerReactions: false };

export function createReplays(
  bus: Pick<Bus, "seq" | "since">,
  delivery: Pick<Delivery, "hears" | "viewsUnchanged" | "wasHere" | "withoutHistory">,
  outbox: Pick<Outbox, "add" | "giveUp" | "hasRoom">,
): Replays {
  function missed(user: string, after: number) {
    return delivery.viewsUnchanged(user, after) ? bus.since(after, portion) : null;
  }

  /** Did something happen in channels that the user views, but whose history they may not read? */
  function missedHiddenHistory(connection: Connection, after: number): boolean {
    const hidden = delivery.withoutHistory(connection);
    if (hidden.size === 0) return false;
    return (bus.since(after) ?? []).some(
      ({ to }) => "channel" in to && hidden.has(to.channel) && delivery.hears(connection, to, nothing),
    );
  }

  function advance(connection: Connection): void {
    const { replay, user } = connection;
    if (!replay) return;
    if (connection.closed || connection.closing || user === null) {
      connection.replay = null;
      return;
    }
    while (replay.at < bus.seq) {
      const frames = missed(user, replay.at);
      if (!frames) return outbox.giveUp(connection);
      for (const frame of frames) {
        const seq = frame.seq ?? replay.at;
        if (delivery.hears(connection, frame.to, seq > replay.liveAfter ? connection : nothing)) {
          if (!outbox.hasRoom(connection)) return;
          outbox.add(connection, textFor(connection, frame));
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
      connection.replay = { liveAfter: bus.seq, at: seq, sent: 0, done };
      advance(connection);
      return true;
    },
    advance,
  };
}
