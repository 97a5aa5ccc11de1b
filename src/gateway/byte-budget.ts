/**
 * How many bytes may be sent: what the server does for a frame takes time in proportion to its bytes. Each connection
 * has a budget, each user one for all connections together, and each address one for connections without a login.
 */
import { createBudgets } from "../chat/rate-limit.ts";
import { networkOf } from "../limiting/network.ts";
import type { Connection } from "./connection.ts";

export interface ByteLimits {
  readonly bytesPerSecond: number;
  readonly bytesBurst: number;
}

export interface ByteBudgets {
  /** Takes so many bytes from the budgets of a connection, and returns whether all of them had enough. */
  spend(connection: Sender, bytes: number, limits: ByteLimits, now: number): boolean;
  /** Forgets users and addresses whose budgets are full again. */
  prune(now: number): void;
}

type Sender = Pick<Connection, "id" | "user" | "address" | "uncharged">;

/** A user may send so many times as much as one of their connections. */
export const userShare = 2;
/**
 * A connection's first bytes are not taken from its address: a login needs fewer, so nobody else at the same address
 * can prevent one.
 */
export const bytesOfALogin = 4096;

export function createByteBudgets(): ByteBudgets {
  const connections = createBudgets();
  const users = createBudgets();
  const networks = createBudgets();

  return {
    spend(connection, bytes, { bytesPerSecond, bytesBurst }, now) {
      const own = { perMinute: bytesPerSecond * 60, burst: bytesBurst };
      const all = { perMinute: own.perMinute * userShare, burst: own.burst * userShare };
      if (connections.spend(connection.id, bytes, now, own) > 0) return false;
      if (connection.user !== null) return users.spend(connection.user, bytes, now, all) === 0;
      const free = Math.min(bytes, connection.uncharged);
      connection.uncharged -= free;
      return networks.spend(networkOf(connection.address), bytes - free, now, own) === 0;
    },
    prune(now) {
      for (const budgets of [connections, users, networks]) budgets.prune(now);
    },
  };
}
