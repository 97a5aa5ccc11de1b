/** A member joins the call of a voice channel, by one of their connections. */
import type { CallMember } from "../../chat/calls.ts";
import { fail } from "../../protocol/errors.ts";
import { voiceUserJoined, voiceUserLeft } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { mayAsMember } from "../messages/content.ts";
import type { InPlace } from "../world.ts";
import { joinedEvents } from "./call-events.ts";
import { leavesCall } from "./leave-call.ts";

export const joinEvents = [voiceUserJoined, voiceUserLeft] as const;

/**
 * A member who is in a call already leaves that first, also if it is the same one.
 *
 * @param connection id
 * @param peer by which the other clients reach this one
 */
export function joinCall(context: InPlace, connection: string, peer: string) {
  const { state, user, channel } = context;
  if (channel.type !== "voice") return fail("not_a_voice_channel");
  if (!mayAsMember(context, "connect")) return fail("connect_denied");
  const before = state.calls.get(user.id);
  const others = state.callIn(channel.id).filter((member) => member.user !== user.id);
  // Clients know the others by their peer ids: with one of theirs, a member would be taken for another.
  if (others.some((other) => other.peer === peer)) {
    return fail("invalid_field", { field: "peer_id", problem: "another member of this call has it" });
  }
  if (others.length + 1 > limits.callMembers) {
    return fail("too_many", { things: "members in this call", limit: limits.callMembers });
  }
  const joined: CallMember = { user: user.id, connection, channel: channel.id, peer, muted: false };
  const left = before ? leavesCall(before, state) : { changes: [], events: [] };
  return {
    changes: [...left.changes, { type: "call", member: joined }] as const,
    events: [...left.events, ...joinedEvents(channel, joined, others, state)],
    reply: {
      channel: channel.name,
      participants: others.map(({ user: id, peer: peer_id, muted }) => ({
        username: state.authorName(id),
        peer_id,
        muted,
      })),
    },
  };
}
