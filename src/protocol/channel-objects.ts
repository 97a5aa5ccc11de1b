/** Channels and threads on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";

/** The newest message of a text channel. */
export const Newest = Type.Object({
  last_message: nullable(seconds("Time of the channel's newest message; null in an empty one")),
  last_message_id: nullable(Type.String()),
});

export const ThreadObject = Type.Object({
  id: Type.String(),
  name: Type.String({ description: "1 to 100 characters" }),
  parent_channel: Type.String({ description: "Name of the forum" }),
  created_by: Type.String({ description: "Username" }),
  created_at: seconds("Time of creation"),
  locked: Type.Boolean({ description: "Only holders of `manage_threads` write here" }),
  archived: Type.Boolean({ description: "The next message ends this" }),
  pinned: Type.Boolean(),
  participants: Type.Array(Type.String(), { description: "Usernames in the order of joining" }),
  ...Newest.properties,
});
export type WireThread = Static<typeof ThreadObject>;

export const ChannelObject = Type.Object({
  name: Type.String(),
  type: Type.String({ description: "text, voice, separator or forum" }),
  permissions: Type.Record(Type.String(), Type.Array(Type.String()), {
    description:
      'Action to role names, with all eight actions; `!name` blocks a role; `["owner"]` = only owners',
  }),
  description: Type.Optional(Type.String()),
  display_name: Type.Optional(Type.String()),
  icon: Type.Optional(Type.String()),
  size: Type.Optional(Type.Number({ description: "Height of a separator in pixels" })),
  slow_mode: Type.Optional(
    Type.Integer({ description: "Seconds that a member waits between messages; absent = no wait" }),
  ),
  retention_days: Type.Optional(
    Type.Integer({
      description:
        "Days after which messages are deleted, unless they are pinned; 0 = never; absent = as the server's configuration says",
    }),
  ),
  ...Type.Partial(Newest, { description: "Text channels" }).properties,
  voice_state: Type.Optional(
    Type.Array(Type.Object({ username: Type.String(), muted: Type.Boolean() }), {
      description: "Voice channels",
    }),
  ),
  threads: Type.Optional(
    Type.Array(ThreadObject, {
      description:
        "Forum channels; oldest first. If there are too many for one packet: the pinned ones, and those with the newest activity. `threads_get` gives all",
    }),
  ),
});
export type WireChannel = Static<typeof ChannelObject>;
