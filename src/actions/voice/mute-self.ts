/** A member in a call switches their own microphone off or on. */
import { isFailure } from "../../protocol/errors.ts";
import { voiceMuteEvent, voiceUserUpdated } from "../../protocol/events.ts";
import type { ByMember } from "../world.ts";
import { mutedEvents } from "./call-events.ts";
import { ownCall } from "./leave-call.ts";

export const muteEvents = [voiceUserUpdated, voiceMuteEvent] as const;

/**
 * @param connection id
 * @param named the channel that the request names, if it does
 */
export function muteSelf(
  { state, user }: ByMember,
  connection: string,
  named: string | null | undefined,
  muted: boolean,
) {
  const own = ownCall({ user: user.id, connection }, named, state);
  if (isFailure(own)) return own;
  const { call, channel } = own;
  const reply = { channel: channel.name, muted };
  if (call.muted === muted) return { reply };
  const member = { ...call, muted };
  return {
    changes: [{ type: "call", member }] as const,
    events: mutedEvents(channel, member, state.callIn(channel.id), state),
    reply,
  };
}
