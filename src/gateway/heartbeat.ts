/**
 * The heartbeat, with one timer for all connections: the JSON `ping` every 30 s counted from each connection's start,
 * protocol pings that find dead peers, and the time to log in.
 */
import type { Connection } from "./connection.ts";
import type { Outbox } from "./outbox.ts";

/** Seconds between two pings of a connection. */
export const heartbeatSeconds = 30;
/** A peer that leaves so many protocol pings unanswered is dead. */
const patience = 2;

/** Pings to thousands of connections of the same second are sent in slices of so many milliseconds. */
const turnMilliseconds = 5;

const jsonPing = JSON.stringify({ cmd: "ping" });

export interface Heartbeat {
  add(connection: Connection): void;
  remove(connection: Connection): void;
  /** About one second passed. @param now in the time of `Connection.openedAt` */
  tick(now: number): void;
  connections(): Iterable<Connection>;
}

/**
 * @param loginSeconds how long a connection may stay without a login, asked at each tick
 * @param elapsed monotonic milliseconds, by which slices are measured
 */
export function createHeartbeat(
  outbox: Outbox,
  loginSeconds: () => number,
  elapsed: () => number = () => performance.now(),
): Heartbeat {
  let lastSecond: number | null = null;
  const slots = Array.from({ length: heartbeatSeconds }, () => new Set<Connection>());
  let due: Connection[] = [];
  let beaten = 0;
  const slotOf = (connection: Connection) => slots[Math.floor(connection.openedAt / 1000) % heartbeatSeconds];

  function beat(connection: Connection, now: number): void {
    if (connection.unansweredPings >= patience) return outbox.close(connection, "dead");
    if (connection.user === null && now - connection.openedAt > loginSeconds() * 1000) {
      return outbox.close(connection, "policy");
    }
    connection.unansweredPings++;
    connection.socket.ping();
    outbox.add(connection, jsonPing, "passing");
  }

  function beatDue(now: number): void {
    const deadline = elapsed() + turnMilliseconds;
    while (beaten < due.length) {
      const connection = due[beaten++];
      if (connection && !connection.closed && !connection.closing) beat(connection, now);
      if (elapsed() >= deadline) return void setImmediate(beatDue, now);
    }
    due = [];
    beaten = 0;
  }

  return {
    add(connection) {
      slotOf(connection)?.add(connection);
    },
    remove(connection) {
      slotOf(connection)?.delete(connection);
    },
    tick(now) {
      // Timers come late and early: no second is left out or counted twice.
      const second = Math.floor(now / 1000);
      const last = lastSecond ?? second - 1;
      lastSecond = second;
      const underWay = due.length > 0;
      for (let slot = Math.max(last, second - heartbeatSeconds) + 1; slot <= second; slot++) {
        for (const connection of slots[slot % heartbeatSeconds] ?? []) {
          // The second in which it was opened is this slot's own; its first ping is due one interval later.
          if (now - connection.openedAt >= 1000) due.push(connection);
        }
      }
      if (!underWay) beatDue(now);
    },
    *connections() {
      for (const slot of slots) yield* slot;
    },
  };
}
