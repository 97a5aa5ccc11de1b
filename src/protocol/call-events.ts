/** Events of calls in voice channels. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { CallUserObject } from "./objects.ts";

const ofCall = Type.Object({
  channel: Type.String({ description: "Name of the voice channel" }),
  user: CallUserObject,
});

export const voiceUserJoined = event({
  name: "voice_user_joined",
  summary:
    "A member joined a call. Connections in the call get it with the peer id, other viewers of the channel without. The connection that joined gets the reply to `voice_join` instead.",
  audience: "viewers",
  fields: ofCall,
});

export const voiceUserUpdated = event({
  name: "voice_user_updated",
  summary:
    "A member of a call is muted, or not any more. Connections in the call get it with the peer id, other viewers of the channel without.",
  audience: "viewers",
  fields: ofCall,
});

export const voiceUserLeft = event({
  name: "voice_user_left",
  summary:
    "A member left a call: they hung up, lost their connection, joined another call, were removed, banned or timed out, or may no longer view the channel. When a voice channel is deleted, renamed or changes its type, all members leave it.",
  audience: "viewers",
  fields: Type.Object({
    channel: Type.String({ description: "Name of the voice channel" }),
    username: Type.String(),
  }),
});

export const voiceMuteEvent = event({
  name: "voice_mute",
  summary:
    "What `voice_user_updated` says, for the other connections in the call: newer clients know only this event.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    channel: Type.String({ description: "Name of the voice channel" }),
    peer_id: Type.String(),
    username: Type.String(),
    muted: Type.Boolean(),
  }),
});
