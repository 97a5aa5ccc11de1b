/** Every event that this server sends by itself. Replies are in the commands' definitions. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import {
  ChannelObject,
  MessageObject,
  Newest,
  PageRange,
  PollResultsObject,
  ReminderObject,
  RoleMap,
  ScheduledObject,
  StatusObject,
  ThreadObject,
  UserObject,
} from "./objects.ts";

const global = Type.Optional(
  Type.Literal(true, { description: "In every copy of a packet that is also a reply (01 §2)" }),
);
const threadId = Type.Union([Type.String(), Type.Null()], {
  description: "Id of the thread, null in a channel",
});

export const handshake = event({
  name: "handshake",
  summary: "The first packet of every connection: what the server is and can do (01 §4, 08 §3.1).",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    val: Type.Object({
      server: Type.Record(Type.String(), Type.Unknown()),
      limits: Type.Record(Type.String(), Type.Number()),
      attachments: Type.Record(Type.String(), Type.Unknown()),
      version: Type.String(),
      validator_key: Type.String({
        description: "The key to make a Rotur validator for; this connection's own",
      }),
      capabilities: Type.Array(Type.String()),
      permissions: Type.Array(Type.String()),
      auth_mode: Type.String(),
      server_time: Type.Number({ description: "Unix seconds with fraction" }),
      signing_url: Type.Union([Type.String(), Type.Null()]),
    }),
  }),
});

export const authSuccess = event({
  name: "auth_success",
  summary: "The login was accepted; `ready` follows.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ val: Type.String() }),
});

export const authError = event({
  name: "auth_error",
  summary:
    "A login was refused, or something needs one. Never used for anything else: clients open a dialog (01 §7.7).",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    val: Type.String(),
    code: Type.String(),
    reason: Type.Optional(
      Type.String({ description: "The code again, where a client can tell the user more than the text" }),
    ),
  }),
});

export const ready = event({
  name: "ready",
  summary: "Logged in: who you are, and where your stream of events starts (01 §7.6).",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    user: Type.Intersect([UserObject, Type.Object({ pfp_url: Type.Union([Type.String(), Type.Null()]) })]),
    validator: Type.String({ description: "A random token, used for nothing yet" }),
    session: Type.Object({
      id: Type.String(),
      epoch: Type.String({ description: "Changes when the server starts anew" }),
      seq: Type.Integer({ description: "Every later event has a larger `seq`" }),
    }),
  }),
});

export const error = event({
  name: "error",
  summary: "A command failed; nothing was changed.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    src: Type.Optional(Type.Unknown({ description: "The command that failed, as it was sent" })),
    val: Type.String(),
    code: Type.String({ description: "Stable name of the error, see the errors table" }),
    retry_after: Type.Optional(Type.Integer({ description: "Milliseconds after which it may succeed" })),
    channel: Type.Optional(Type.Unknown({ description: "As in the request" })),
    thread_id: Type.Optional(Type.Unknown({ description: "As in the request" })),
  }),
});

export const rateLimit = event({
  name: "rate_limit",
  summary: "A message command was refused by the rate limiter, or the user was timed out (02 §7).",
  audience: "user",
  replayed: false,
  fields: Type.Object({
    reason: Type.String(),
    length: Type.Integer({ description: "Milliseconds to wait" }),
    code: Type.Optional(Type.String({ description: "In a reply: which limit, as in the errors table" })),
  }),
});

export const ping = event({
  name: "ping",
  summary: "Every 30 s; needs no answer.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({}),
});

export const disconnect = event({
  name: "disconnect",
  summary: "The server is about to close this connection for good (01 §8).",
  audience: "user",
  replayed: false,
  fields: Type.Object({ reason: Type.String() }),
});

export const userJoin = event({
  name: "user_join",
  summary: "Somebody became a member.",
  audience: "everyone",
  deferrable: true,
  fields: Type.Object({ user: UserObject }),
});

export const userConnect = event({
  name: "user_connect",
  summary: "A member came online, or stopped hiding.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ user: UserObject }),
});

export const userDisconnect = event({
  name: "user_disconnect",
  summary: "A member went offline, or began to hide.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ username: Type.String() }),
});

export const userLeave = event({
  name: "user_leave",
  summary: "Somebody is no longer a member.",
  audience: "everyone",
  fields: Type.Object({ username: Type.String() }),
});

export const bannedList = event({
  name: "users_banned_list",
  summary: "Who is banned now, for who banned somebody or lifted a ban (02 §3.5).",
  audience: "user",
  fields: Type.Object({ users: Type.Array(Type.String(), { description: "Usernames" }) }),
});

export const userUpdated = event({
  name: "user_updated",
  summary: "A member's name, nickname or picture changed (02 §3.4, §4.4).",
  audience: "everyone",
  fields: Type.Object({
    user_id: Type.String(),
    username: Type.String(),
    nickname: Type.Union([Type.String(), Type.Null()]),
    pfp: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: "URL of the picture, if that changed" }),
    ),
  }),
});

export const userUpdate = event({
  name: "user_update",
  summary: "A member was renamed: `user` is the old name (02 §3.4).",
  audience: "everyone",
  fields: Type.Object({
    user: Type.String(),
    username: Type.String(),
    nickname: Type.Union([Type.String(), Type.Null()]),
  }),
});

export const nicknameUpdate = event({
  name: "nickname_update",
  summary: "A member has a new nickname.",
  audience: "everyone",
  fields: Type.Object({
    user: Type.String({ description: "User id" }),
    username: Type.String(),
    nickname: Type.String(),
  }),
});

export const nicknameRemove = event({
  name: "nickname_remove",
  summary: "A member has no nickname any more.",
  audience: "everyone",
  fields: Type.Object({ user: Type.String({ description: "User id" }), username: Type.String() }),
});

export const userRoles = event({
  name: "user_roles_get",
  summary: "A member's roles changed.",
  audience: "everyone",
  fields: Type.Object({
    user: Type.String({ description: "Username" }),
    roles: Type.Array(Type.String()),
    color: Type.Union([Type.String(), Type.Null()]),
    global,
  }),
});

export const statusChanged = event({
  name: "status_get",
  summary:
    "A visible member changed status or text. The member's own connections get the real status even when it hides.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ username: Type.String(), status: StatusObject, global }),
});

export const usersList = event({
  name: "users_list",
  summary:
    "All members. It comes instead of `user_roles_get` when the roles of many members changed at once, for example by a new name of a role that they hold, and behind `user_roles_get` when a member lost their colour, since some clients keep a colour otherwise. Members who hide are offline in it; each of them gets their own status behind it.",
  audience: "everyone",
  fields: Type.Object({ users: Type.Array(UserObject) }),
});

export const usersOnline = event({
  name: "users_online",
  summary:
    "Who is online, pushed to a connection that had presence events left out because it did not read fast enough.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ users: Type.Array(UserObject) }),
});

export const rolesList = event({
  name: "roles_list",
  summary: "The roles changed: all of them, under both keys (08 §2.1).",
  audience: "everyone",
  fields: Type.Object({ roles: RoleMap, val: RoleMap }),
});

export const channelsGet = event({
  name: "channels_get",
  summary: "The list of channels that this user may view changed, or its order did (03 §3).",
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
    "The user has read a place up to a message, here or elsewhere. With `last_read` null the channel or thread is gone for him, or out of his sight, and its unread count too: viewers of its forum hear so of a deleted thread, and who loses a forum of its newest threads, at most 200, without `seq` (03 §3.5, 04 §5).",
  audience: "user",
  fields: Type.Object({
    channel: Type.Optional(
      Type.String({
        description:
          "Name of the channel. After the packet with `thread_id` a second one carries the bare thread id here: under that key the official client counts what comes live (04 §6)",
      }),
    ),
    thread_id: Type.Optional(Type.String({ description: "Instead of `channel`" })),
    last_read: Type.Union([Type.String({ description: "Message id" }), Type.Null()]),
    unread_count: Type.Optional(Type.Integer({ description: "What is left; absent with null" })),
    ping_count: Type.Optional(Type.Integer()),
  }),
});

export const messageNew = event({
  name: "message_new",
  summary:
    "A message was posted. A poll's comes also with the fields that clients knew before `message`. `resume` sends it without text and embeds if the message was edited or deleted since.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object({
    message: MessageObject,
    channel: Type.String(),
    thread_id: threadId,
    global,
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
    "The newest page of a channel that this connection has open: when its first message comes, since the official client shows no new message there before it got history; and when the channel gets another name, since the client finds no messages under that.",
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
    "The answer to `message_get` without a `listener` when a reply in this channel names the message and it is gone. The official client asks for the original of each reply that it shows, and shows a banner for each error.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ channel: Type.String(), thread_id: threadId, message: Type.Null() }),
});

const aboutThread = {
  thread: ThreadObject,
  channel: Type.String({ description: "Name of the forum" }),
  global,
};
const ofThread = { ...aboutThread, thread_id: Type.String() };

export const threadCreate = event({
  name: "thread_create",
  summary: "Somebody started a thread. Sent once per connection: clients don't tell doubles.",
  audience: "viewers",
  fields: Type.Object(aboutThread),
});

export const threadNew = event({
  name: "thread_new",
  summary: "The same for a connection whose latest `threads_get` named this forum, instead (08 §12.2).",
  audience: "viewers",
  fields: Type.Object(aboutThread),
});

export const threadUpdate = event({
  name: "thread_update",
  summary: "A thread was renamed, locked, archived or pinned, or the opposite.",
  audience: "viewers",
  fields: Type.Object(ofThread),
});

export const threadDelete = event({
  name: "thread_delete",
  summary: "A thread is gone with its messages.",
  audience: "viewers",
  outdates: "thread",
  fields: Type.Object({ thread_id: Type.String(), channel: Type.String(), global }),
});

export const threadJoin = event({
  name: "thread_join",
  summary: "Somebody takes part in a thread.",
  audience: "viewers",
  fields: Type.Object({ ...ofThread, user: Type.String({ description: "Username" }) }),
});

export const threadLeave = event({
  name: "thread_leave",
  summary: "Somebody takes no part in a thread any more.",
  audience: "viewers",
  fields: Type.Object({ ...ofThread, user: Type.String({ description: "Username" }) }),
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
  summary: "A message was deleted; another one may be the channel's newest now.",
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
  from: Type.String({ description: "Username of who gave it, or took it back" }),
  user: Type.String({ description: "The same, under the name that some clients read" }),
  channel: Type.String(),
  thread_id: threadId,
  global,
});

export const messageReactAdd = event({
  name: "message_react_add",
  summary: "Somebody reacted to a message. Sent once per connection: some clients don't tell doubles.",
  audience: "viewers",
  fields: reactionFields,
});

export const messageReactRemove = event({
  name: "message_react_remove",
  summary: "Somebody took a reaction back.",
  audience: "viewers",
  fields: reactionFields,
});

export const reactionAdd = event({
  name: "reaction_add",
  summary:
    "`message_react_add` for a connection that has used `reaction_add` or `reaction_remove`, instead (08 §10).",
  audience: "viewers",
  fields: reactionFields,
});

export const reactionRemove = event({
  name: "reaction_remove",
  summary:
    "`message_react_remove` for a connection that has used `reaction_add` or `reaction_remove`, instead.",
  audience: "viewers",
  fields: reactionFields,
});

const pinFields = (pinned: boolean) =>
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
  summary: "A message is pinned no more.",
  audience: "viewers",
  fields: pinFields(false),
});

const ofPoll = {
  poll_id: Type.String(),
  message_id: Type.String(),
  channel: Type.String(),
  thread_id: threadId,
  results: PollResultsObject,
};

export const pollVoteUpdate = event({
  name: "poll_vote_update",
  summary:
    "Somebody voted. A second packet, to the voter's own connections only, says who it was and for what. That packet also comes when a channel got another name, behind its newest page.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object({
    ...ofPoll,
    user: Type.Optional(Type.String({ description: "Username of the voter" })),
    option_ids: Type.Optional(Type.Array(Type.String(), { description: "His whole selection" })),
  }),
});

export const pollEnd = event({
  name: "poll_end",
  summary: "A poll was ended, or reached its end; `voters` are named from now on.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object(ofPoll),
});

export const typing = event({
  name: "typing",
  summary: "Somebody is typing.",
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

export const scheduledAdd = event({
  name: "scheduled_add",
  summary: "The user has scheduled a message, on this connection or another one.",
  audience: "user",
  fields: Type.Object({ scheduled: ScheduledObject }),
});

export const scheduledRemove = event({
  name: "scheduled_remove",
  summary: "A scheduled message is off the user's list: it was posted, or deleted.",
  audience: "user",
  fields: Type.Object({
    id: Type.String(),
    message_id: Type.Union([Type.String(), Type.Null()], {
      description: "The message that it became; null: deleted",
    }),
  }),
});

export const scheduledFail = event({
  name: "scheduled_fail",
  summary: "A scheduled message could not be posted at its time. It stays on the list until it is deleted.",
  audience: "user",
  fields: Type.Object({ scheduled: ScheduledObject }),
});

export const reminderAdd = event({
  name: "reminder_add",
  summary: "The user has made a reminder, on this connection or another one.",
  audience: "user",
  fields: Type.Object({ reminder: ReminderObject }),
});

export const reminderRemove = event({
  name: "reminder_remove",
  summary: "The user has deleted a reminder, on this connection or another one.",
  audience: "user",
  fields: Type.Object({ id: Type.String() }),
});

export const reminderDue = event({
  name: "reminder_due",
  summary:
    "The time of a reminder has come. If the user is offline then, it comes after the next login. The reminder stays on the list until it is deleted.",
  audience: "user",
  fields: Type.Object({ reminder: ReminderObject }),
});
