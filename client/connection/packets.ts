/** What a frame of the server is: a reply, a refusal, an event. */
import { CommandError } from "../errors.ts";
import type { ErrorCode } from "../types.ts";

export type Packet = { readonly cmd: string; readonly [field: string]: unknown };

/** The own user. */
export interface Own {
  readonly id: string;
  readonly username: string;
}

export function parsePacket(text: string): Packet | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "cmd" in value && typeof value.cmd === "string"
      ? (value as Packet)
      : null;
  } catch {
    return null;
  }
}

export function refusalIn(command: string, packet: Packet): CommandError | null {
  if (packet.cmd === "error") {
    const wait = typeof packet.retry_after === "number" ? packet.retry_after : null;
    return new CommandError(command, packet.code as ErrorCode, String(packet.val), {
      retryAfter: wait,
      packet,
    });
  }
  if (packet.cmd !== "rate_limit") return null;
  const given = { retryAfter: Number(packet.length), packet };
  return new CommandError(command, packet.code as ErrorCode, String(packet.reason), given);
}

/**
 * The event that a packet is, or null for a mere reply. A reply with a number is this connection's copy of an
 * event. The replies to `status_set` and `voice_join` have none, though they are all that this connection receives about
 * its own change. Messages for this user alone have none either.
 */
export function eventIn(packet: Packet, own: Own): Packet | null {
  if (typeof packet.listener !== "string" || typeof packet.seq === "number") return packet;
  if (packet.cmd === "status_get") return packet;
  if (packet.cmd === "message_new" && Object(packet.message).ephemeral === true) return packet;
  const { id, username } = own;
  if (packet.cmd === "status_set") return { cmd: "status_get", username, status: packet.status };
  if (packet.cmd === "voice_join") {
    return { cmd: "voice_user_joined", channel: packet.channel, user: { id, username, muted: false } };
  }
  return null;
}

/** Numbered events by number and once, without those that were handed out before; then those without a number. */
export function inOrder(events: readonly Packet[], handedOut: number): Packet[] {
  const numbered = new Map<number, Packet>();
  const others: Packet[] = [];
  for (const event of events) {
    const { seq } = event;
    if (typeof seq !== "number") others.push(event);
    else if (seq > handedOut) numbered.set(seq, event);
  }
  return [...[...numbered].sort(([a], [b]) => a - b).map(([, event]) => event), ...others];
}
