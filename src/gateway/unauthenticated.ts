/**
 * Connections without a login, of which only so many may stay. Each can hold an unfinished frame, up to the limit
 * after login, as Bun has one limit for all sockets (transport.ts). No connection is refused, so that members who all
 * come back at once behind one address can log in (decision 9).
 */
import { networkOf } from "../limiting/network.ts";
import type { Connection } from "./connection.ts";
import type { Outbox } from "./outbox.ts";

export interface UnauthenticatedLimits {
  /** How many may stay, all together and per network. */
  readonly unauthenticated: number;
  readonly unauthenticatedPerNetwork: number;
}

/** Watches connections without a login from their opening on. */
export interface Unauthenticated {
  add(connection: Connection): void;
  remove(connection: Connection): void;
  /** Closes those that stayed too long where there are too many. About one second passed. */
  tick(now: number): void;
}

/** Milliseconds before a connection counts: clients log in within one or two seconds, with a slow identity service in ten. */
const grace = 20_000;

/** @param limits is asked at each tick */
export function createUnauthenticated(
  outbox: Pick<Outbox, "close">,
  limits: () => UnauthenticatedLimits,
): Unauthenticated {
  /** Oldest first. */
  const connections = new Set<Connection>();

  /** A login under way may wait long for its turn. */
  const stays = ({ openedAt, slots, closing }: Connection, now: number) =>
    now - openedAt > grace && slots === null && !closing;

  return {
    add: (connection) => void connections.add(connection),
    remove: (connection) => void connections.delete(connection),
    tick(now) {
      for (const connection of connections) if (connection.user !== null) connections.delete(connection);
      const most = limits();
      const counts = new Map<string, number>();
      const staying: { readonly connection: Connection; readonly newer: number }[] = [];
      for (const connection of [...connections].reverse()) {
        if (!stays(connection, now)) continue;
        const network = networkOf(connection.address);
        const newer = counts.get(network) ?? 0;
        counts.set(network, newer + 1);
        if (newer >= most.unauthenticatedPerNetwork) outbox.close(connection, "policy");
        else staying.push({ connection, newer });
      }
      // The newest of each network comes first, then the second newest: so a network with many loses its own first.
      staying.sort((a, b) => a.newer - b.newer);
      for (const { connection } of staying.slice(most.unauthenticated)) outbox.close(connection, "policy");
    },
  };
}
