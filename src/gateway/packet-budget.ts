/** How many packets a connection may send: a token bucket, `limits.packets_per_second` with a burst. */
import type { Connection } from "./connection.ts";

export interface PacketLimits {
  readonly packetsPerSecond: number;
  readonly packetsBurst: number;
}

/**
 * Takes a packet's token, and returns whether there was one.
 *
 * @param now monotonic milliseconds
 */
export function withinPacketBudget(
  connection: Pick<Connection, "tokens" | "tokensAt">,
  limits: PacketLimits,
  now: number,
): boolean {
  const refill = ((now - connection.tokensAt) / 1000) * limits.packetsPerSecond;
  connection.tokens = Math.min(limits.packetsBurst, connection.tokens + refill);
  connection.tokensAt = now;
  if (connection.tokens < 1) return false;
  connection.tokens--;
  return true;
}
