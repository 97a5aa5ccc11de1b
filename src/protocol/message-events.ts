/** Events of messages: new, changed and deleted ones, reactions, pins, files, and members who type. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { global, threadId } from "./event-fields.ts";
import { MessageObject, Newest, PageRange } from "./objects.ts";

export const messageNew = event({
  name: "message_new",
  summary:
    "A message was posted. The message of a poll has some of its fields outside of `message` too, for older clients. `resume` sends it without text and embeds if the message was edited or deleted since.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object({
    message: MessageObject,
    channel: Type.String(),
    thread_id: threadId,
    global,
    call: Type.Optional(Type.String({ description: "Id of the call of a slash command that it answers" })),
    ...Type.Partial(
      Type.Object({
        id: Type.String(),
        user: Type.String(),
        content: Type.String(),
        timestamp: Type.Number(),
        embeds: Type.Array(Type.Unknown()),
        poll_id: Type.String(),
      }),
    ).properties,
  }),
});

export const pushedHistory = event({
  name: "messages_get",
  summary:
    "The newest page of a channel that this connection has open. It comes with the channel's first message, since the web client shows no new message before it has history. It also comes when the channel is renamed, since the client has no messages under the new name.",
  audience: "viewers",
  replayed: false,
  fields: Type.Object({
    channel: Type.String(),
    thread_id: threadId,
    messages: Type.Array(MessageObject),
    range: PageRange,
    at_start: Type.Boolean({ description: "No older message exists" }),
    at_end: Type.Literal(true),
  }),
});

export const messageMissing = event({
  name: "message_get",
  summary:
    "The answer to `message_get` without a `listener` when the message is gone and a reply in this channel names it. The web client asks for the original of each reply that it shows, and shows a banner for each error.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ channel: Type.String(), thread_id: threadId, message: Type.Null() }),
});

export const messageEdit = event({
  name: "message_edit",
  summary:
    "A message was edited. `resume` sends it without text and embeds if the message was edited again or deleted since.",
  audience: "viewers",
  carriesText: true,
  outdates: "message",
  fields: Type.Object({
    id: Type.String(),
    content: Type.String(),
    message: MessageObject,
    channel: Type.String(),
    thread_id: threadId,
    global,
  }),
});

export const messageDelete = event({
  name: "message_delete",
  summary:
    "A message was deleted. `last_message` and `last_message_id` tell of the channel's newest message now.",
  audience: "viewers",
  outdates: "message",
  fields: Type.Object({
    id: Type.String(),
    channel: Type.String(),
    thread_id: threadId,
    ...Newest.properties,
    global,
  }),
});

const reactionFields = Type.Object({
  id: Type.String({ description: "Id of the message" }),
  emoji: Type.String({ description: "A Unicode emoji, or `originChats://HOST/emojis/ID`" }),
  from: Type.String({ description: "Username of the member who added or removed it" }),
  user: Type.String({ description: "The same as `from`, for clients that read this field" }),
  channel: Type.String(),
  thread_id: threadId,
  global,
});

export const messageReactAdd = event({
  name: "message_react_add",
  summary:
    "A member reacted to a message. Sent once per connection, since some clients don't recognise duplicates.",
  audience: "viewers",
  fields: reactionFields,
});

export const messageReactRemove = event({
  name: "message_react_remove",
  summary: "A member removed a reaction.",
  audience: "viewers",
  fields: reactionFields,
});

export const reactionAdd = event({
  name: "reaction_add",
  summary:
    "`message_react_add` under another name, for a connection that has used `reaction_add` or `reaction_remove`.",
  audience: "viewers",
  fields: reactionFields,
});

export const reactionRemove = event({
  name: "reaction_remove",
  summary:
    "`message_react_remove` under another name, for a connection that has used `reaction_add` or `reaction_remove`.",
  audience: "viewers",
  fields: reactionFields,
});

const pinFields = <const Pinned extends boolean>(pinned: Pinned) =>
  Type.Object({
    id: Type.String({ description: "Id of the message" }),
    channel: Type.String(),
    thread_id: threadId,
    pinned: Type.Literal(pinned),
    global,
  });

export const messagePin = event({
  name: "message_pin",
  summary: "A message was pinned.",
  audience: "viewers",
  fields: pinFields(true),
});

export const messageUnpin = event({
  name: "message_unpin",
  summary: "A message was unpinned.",
  audience: "viewers",
  fields: pinFields(false),
});

export const attachmentGone = event({
  name: "attachment_gone",
  summary:
    "The file of an attachment was removed before its time. Its message keeps the name; `expires_at` is in the past.",
  audience: "viewers",
  fields: Type.Object({
    attachment_id: Type.String(),
    message_id: Type.String(),
    channel: Type.String(),
    thread_id: threadId,
    expires_at: Type.Number({ description: "When it was removed; Unix seconds with fraction" }),
  }),
});

export const typing = event({
  name: "typing",
  summary: "A member is typing.",
  audience: "viewers",
  replayed: false,
  droppable: true,
  fields: Type.Object({
    channel: Type.String(),
    user: Type.String(),
    nickname: Type.Optional(Type.String()),
    thread_id: threadId,
    duration: Type.Integer({ description: "Milliseconds to show it; 0 = stopped" }),
    global,
  }),
});
