/**
 * Connections without a login, of which there are only so many. Each can hold a frame that it never finishes, up to
 * the limit after login, as Bun has one limit for all sockets (transport.ts). Nobody is refused, or members who all
 * come back at once behind one address could not; but who stays and does not log in goes when there are too many
 * (docs/decisions/0009).
 */
import { networkOf } from "../limiting/network.ts";
import type { Connection } from "./connection.ts";
import type { Outbox } from "./outbox.ts";

export interface StrangerLimits {
  /** How many may stay, all together and per network. */
  readonly strangers: number;
  readonly strangersPerNetwork: number;
}

export interface Strangers {
  add(connection: Connection): void;
  remove(connection: Connection): void;
  /** About one second passed. */
  tick(now: number): void;
}

/** So many milliseconds nobody counts: clients log in within one or two seconds, with a slow identity service in ten. */
const grace = 20_000;

/** @param limits is asked at each tick */
export function createStrangers(outbox: Pick<Outbox, "close">, limits: () => StrangerLimits): Strangers {
  /** Oldest first. */
  const strangers = new Set<Connection>();

  /** A login under way may wait long for its turn. */
  const stays = ({ openedAt, slots, closing }: Connection, now: number) =>
    now - openedAt > grace && slots === null && !closing;

  return {
    add: (connection) => void strangers.add(connection),
    remove: (connection) => void strangers.delete(connection),
    tick(now) {
      for (const connection of strangers) if (connection.user !== null) strangers.delete(connection);
      const most = limits();
      const counts = new Map<string, number>();
      const staying: { readonly connection: Connection; readonly newer: number }[] = [];
      for (const connection of [...strangers].reverse()) {
        if (!stays(connection, now)) continue;
        const network = networkOf(connection.address);
        const newer = counts.get(network) ?? 0;
        counts.set(network, newer + 1);
        if (newer >= most.strangersPerNetwork) outbox.close(connection, "policy");
        else staying.push({ connection, newer });
      }
      // The newest of each network stays first, then the second newest: many of one go before one of many.
      staying.sort((a, b) => a.newer - b.newer);
      for (const { connection } of staying.slice(most.strangers)) outbox.close(connection, "policy");
    },
  };
}
