/** Slow mode for posts of members; see chat/slow-mode.ts. */
import { hasPermission } from "../../chat/permissions.ts";
import { fail } from "../../protocol/errors.ts";
import type { Posting } from "../world.ts";

/** Counts a message in this place and returns 0, or returns the milliseconds that its author must still wait. */
export function pauseBefore({ channel, room, user, state, elapsed, slowMode }: Posting): number {
  if (channel.slowMode === 0) return 0;
  const roles = state.roles.byId;
  const exempt =
    hasPermission(user, roles, "manage_messages", channel) ||
    hasPermission(user, roles, "manage_channels", channel);
  return exempt ? 0 : slowMode.attempt(user.id, room, elapsed, channel.slowMode);
}

export function tooSoon(wait: number) {
  return { ...fail("slow_mode", { seconds: Math.ceil(wait / 1000) }), retryAfter: wait };
}
