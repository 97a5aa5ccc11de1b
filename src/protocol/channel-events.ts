/** Events of the list of channels, and of unread markers. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { ChannelObject } from "./objects.ts";

export const channelsGet = event({
  name: "channels_get",
  summary: "The list of channels that this user may view changed, or its order did.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ val: Type.Array(ChannelObject) }),
});

export const channelUpdate = event({
  name: "channel_update",
  summary: "A channel changed.",
  audience: "viewers",
  fields: Type.Object({
    channel: ChannelObject,
    current_name: Type.String({ description: "The name before the change" }),
    updated: Type.Literal(true),
  }),
});

export const unreadsUpdate = event({
  name: "unreads_update",
  summary:
    "The user has read a channel or thread up to a message, on this connection or another one. With `last_read` null the channel or thread was deleted, or the user may no longer view it, and clients drop its unread count. A deleted thread is told to the viewers of its forum. A member who loses a forum gets this for its newest threads, at most 200, without `seq`.",
  audience: "user",
  fields: Type.Object({
    channel: Type.Optional(
      Type.String({
        description:
          "Name of the channel. After the packet with `thread_id` a second one carries the bare thread id here: the web client counts new messages under that key",
      }),
    ),
    thread_id: Type.Optional(Type.String({ description: "Instead of `channel`" })),
    last_read: Type.Union([Type.String({ description: "Message id" }), Type.Null()]),
    unread_count: Type.Optional(
      Type.Integer({ description: "Messages that are still unread; absent if `last_read` is null" }),
    ),
    ping_count: Type.Optional(Type.Integer()),
  }),
});
