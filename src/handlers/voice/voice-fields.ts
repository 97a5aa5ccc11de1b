/** Fields of the commands about calls. */
import { Type } from "@sinclair/typebox";
import { limits } from "../../protocol/limits.ts";

export const VoiceChannelName = Type.String({
  maxLength: limits.channelName,
  description: "Name of a voice channel",
});
/** Newer clients name the channel that they take for their call. */
export const OwnCallChannel = Type.Optional(
  Type.Union([Type.String({ maxLength: limits.channelName }), Type.Null()], {
    description:
      "Name of the channel of the call. If the connection is in another call, the command is refused",
  }),
);
export const muteReply = Type.Object({ channel: Type.String(), muted: Type.Boolean() });
