/**
 * Budgets of incoming bytes: the server's work for a frame grows with its size. Each connection has a budget, each user
 * one for all connections together, and each address one for connections without a login.
 */
import { createBudgets, spendFrom } from "../chat/rate-limit.ts";
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

type Sender = Pick<Connection, "bytesFullAt" | "user" | "address" | "uncharged">;

/** A user's budget is so many times that of one connection. */
export const userShare = 2;
/**
 * A connection's first bytes are not charged to its address. A login needs fewer, so other clients at the same address
 * can't prevent it.
 */
export const loginBytes = 4096;

export function createByteBudgets(): ByteBudgets {
  const users = createBudgets();
  const networks = createBudgets();

  return {
    spend(connection, bytes, { bytesPerSecond, bytesBurst }, now) {
      const limit = { perMinute: bytesPerSecond * 60, burst: bytesBurst };
      const { wait, fullAt } = spendFrom(connection.bytesFullAt, bytes, now, limit);
      if (wait > 0) return false;
      connection.bytesFullAt = fullAt;
      if (connection.user !== null) {
        const all = { perMinute: limit.perMinute * userShare, burst: limit.burst * userShare };
        return users.spend(connection.user, bytes, now, all) === 0;
      }
      const free = Math.min(bytes, connection.uncharged);
      connection.uncharged -= free;
      return networks.spend(networkOf(connection.address), bytes - free, now, limit) === 0;
    },
    prune(now) {
      users.prune(now);
      networks.prune(now);
    },
  };
}
