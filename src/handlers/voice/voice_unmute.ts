import { Type } from "@sinclair/typebox";
import { muteEvents, muteSelf } from "../../actions/voice/mute-self.ts";
import { command } from "../command.ts";
import { muteReply, OwnCallChannel } from "./voice-fields.ts";

export const voiceUnmute = command({
  name: "voice_unmute",
  summary: "Tells the others in the call that the user's microphone is on again.",
  login: "required",
  timedOut: "refused",
  cost: "voice_mute",
  request: Type.Object({ channel: OwnCallChannel }),
  reply: muteReply,
  events: muteEvents,
  errors: ["not_in_call"],
  handler: (context, { channel }) => muteSelf(context, context.caller.id, channel, false),
});
