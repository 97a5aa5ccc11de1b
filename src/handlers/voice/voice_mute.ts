import { Type } from "@sinclair/typebox";
import { muteEvents, muteSelf } from "../../actions/voice/mute-self.ts";
import { command } from "../command.ts";
import { muteReply, OwnCallChannel } from "./voice-fields.ts";

export const voiceMute = command({
  name: "voice_mute",
  summary: "Tells the others in the call that the user's microphone is off, or on again.",
  login: "required",
  timedOut: "refused",
  cost: "voice_mute",
  request: Type.Object({
    channel: OwnCallChannel,
    muted: Type.Optional(
      Type.Unknown({ description: "false: it is on, as `voice_unmute` says; anything else: it is off" }),
    ),
  }),
  reply: muteReply,
  events: muteEvents,
  errors: ["not_in_call"],
  handler: (context, { channel, muted }) => muteSelf(context, context.caller.id, channel, muted !== false),
});
