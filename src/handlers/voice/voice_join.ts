import { Type } from "@sinclair/typebox";
import { joinCall, joinEvents } from "../../actions/voice/join-call.ts";
import { limits } from "../../protocol/limits.ts";
import { CallMemberObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { VoiceChannelName } from "./voice-fields.ts";

export const voiceJoin = channelCommand({
  name: "voice_join",
  summary: `Joins the call of a voice channel, unmuted. A member is in one call at most: another one ends, also on another connection. At most ${limits.callMembers} members are in a call.`,
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  cost: "voice_join",
  request: Type.Object({
    channel: VoiceChannelName,
    peer_id: Type.String({
      pattern: "^[A-Za-z0-9_-]{1,128}$",
      description:
        "By which other clients reach this one: 1 to 128 of the characters A-Z, a-z, 0-9, _ and -. No other member of the call may have it",
    }),
  }),
  reply: Type.Object({
    channel: Type.String(),
    participants: Type.Array(CallMemberObject, { description: "The others, in the order of joining" }),
  }),
  events: joinEvents,
  errors: ["not_a_voice_channel", "connect_denied", "too_many"],
  handler: (context, { peer_id }) => joinCall(context, context.caller.id, peer_id),
});
