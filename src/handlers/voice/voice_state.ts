import { Type } from "@sinclair/typebox";
import { callUser } from "../../actions/voice/call-events.ts";
import { callOf } from "../../chat/calls.ts";
import { fail } from "../../protocol/errors.ts";
import { CallUserObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { VoiceChannelName } from "./voice-fields.ts";

export const voiceState = channelCommand({
  name: "voice_state",
  summary: "Lists the members in the call of a voice channel. Only connections in the call get peer ids.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  cost: "read",
  request: Type.Object({ channel: VoiceChannelName }),
  reply: Type.Object({
    channel: Type.String(),
    participants: Type.Array(CallUserObject, { description: "In the order of joining" }),
  }),
  events: [],
  errors: ["not_a_voice_channel"],
  handler({ state, user, caller, channel }) {
    if (channel.type !== "voice") return fail("not_a_voice_channel");
    const isInside = callOf({ user: user.id, connection: caller.id }, state)?.channel === channel.id;
    const participants = state.callIn(channel.id).map((member) => ({
      ...callUser(member, state),
      ...(isInside && { peer_id: member.peer }),
    }));
    return { reply: { channel: channel.name, participants } };
  },
});
