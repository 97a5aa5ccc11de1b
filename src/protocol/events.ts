/** Every event that this server sends, those of some subjects from files of their own. Replies are in the commands' definitions. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { global, threadId } from "./event-fields.ts";
import {
  ChannelObject,
  MessageObject,
  Newest,
  PageRange,
  PollResultsObject,
  PushSettingsObject,
  ReminderObject,
  RoleMap,
  ScheduledObject,
  StatusObject,
  ThreadObject,
  UserObject,
  WebhookObject,
} from "./objects.ts";

export * from "./call-events.ts";
export * from "./named-picture-events.ts";
export * from "./slash-events.ts";

export const handshake = event({
  name: "handshake",
  summary: "The first packet of every connection: the server's name, limits and capabilities.",
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
    "A login was refused, or a command needs one. Never used for anything else, since clients open a dialog.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    val: Type.String(),
    code: Type.String(),
    reason: Type.Optional(
      Type.String({ description: "The code again, where clients can show more than the text" }),
    ),
  }),
});

export const ready = event({
  name: "ready",
  summary: "The login is complete: your user object, and where your stream of events starts.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    user: Type.Intersect([UserObject, Type.Object({ pfp_url: Type.Union([Type.String(), Type.Null()]) })]),
    validator: Type.String({ description: "A random token without a use yet" }),
    session: Type.Object({
      id: Type.String(),
      epoch: Type.String({ description: "Changes with each start of the server" }),
      seq: Type.Integer({ description: "Every later event has a larger `seq`" }),
    }),
    login_session: Type.Optional(
      Type.Object(
        {
          id: Type.String(),
          token: Type.String(),
          expires_at: Type.Number({ description: "Unix seconds; each login with the token puts it off" }),
        },
        {
          description:
            "After a login with `remember`: `login` with this `token` as `session` needs no password",
        },
      ),
    ),
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
  summary: "The rate limiter refused a message command, or the user was timed out.",
  audience: "user",
  replayed: false,
  fields: Type.Object({
    reason: Type.String(),
    length: Type.Integer({ description: "Milliseconds to wait" }),
    code: Type.Optional(Type.String({ description: "In a reply: the code in the errors table" })),
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
  summary: "The server is about to close this connection for good.",
  audience: "user",
  replayed: false,
  fields: Type.Object({ reason: Type.String() }),
});

export const userJoin = event({
  name: "user_join",
  summary: "A user became a member.",
  audience: "everyone",
  deferrable: true,
  fields: Type.Object({ user: UserObject }),
});

export const userConnect = event({
  name: "user_connect",
  summary: "A member came online, or is no longer hidden.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ user: UserObject }),
});

export const userDisconnect = event({
  name: "user_disconnect",
  summary: "A member went offline, or is hidden now.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ username: Type.String() }),
});

export const userLeave = event({
  name: "user_leave",
  summary: "A user is no longer a member.",
  audience: "everyone",
  fields: Type.Object({ username: Type.String() }),
});

export const bannedList = event({
  name: "users_banned_list",
  summary: "All banned users, sent to a member who banned somebody or lifted a ban.",
  audience: "user",
  fields: Type.Object({ users: Type.Array(Type.String(), { description: "Usernames" }) }),
});

export const userUpdated = event({
  name: "user_updated",
  summary: "A member's name, nickname or picture changed.",
  audience: "everyone",
  fields: Type.Object({
    user_id: Type.String(),
    username: Type.String(),
    nickname: Type.Union([Type.String(), Type.Null()]),
    pfp: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: "URL of the picture, if it changed" }),
    ),
  }),
});

export const userUpdate = event({
  name: "user_update",
  summary: "A member was renamed: `user` is the old name.",
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
    "A visible member changed status or text. The member's own connections get the real status even while it is hidden.",
  audience: "everyone",
  droppable: true,
  deferrable: true,
  fields: Type.Object({ username: Type.String(), status: StatusObject, global }),
});

export const usersList = event({
  name: "users_list",
  summary:
    "All members. It comes instead of `user_roles_get` when the roles of many members changed at once, for example when a role that they hold was renamed. It comes after `user_roles_get` when a member lost their colour, since some clients keep a colour otherwise. Hidden members are offline in it; each of them gets their own status after it.",
  audience: "everyone",
  fields: Type.Object({ users: Type.Array(UserObject) }),
});

export const usersOnline = event({
  name: "users_online",
  summary:
    "The members who are online, pushed to a connection that missed presence events because it did not read fast enough.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ users: Type.Array(UserObject) }),
});

export const rolesList = event({
  name: "roles_list",
  summary: "The roles changed. Lists all of them, under two keys for different clients.",
  audience: "everyone",
  fields: Type.Object({ roles: RoleMap, val: RoleMap }),
});

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

const aboutThread = {
  thread: ThreadObject,
  channel: Type.String({ description: "Name of the forum" }),
  global,
};
const ofThread = { ...aboutThread, thread_id: Type.String() };

export const threadCreate = event({
  name: "thread_create",
  summary: "A member started a thread. Sent once per connection, since clients don't recognise duplicates.",
  audience: "viewers",
  fields: Type.Object(aboutThread),
});

export const threadNew = event({
  name: "thread_new",
  summary:
    "`thread_create` under another name, for a connection whose latest `threads_get` named this forum.",
  audience: "viewers",
  fields: Type.Object(aboutThread),
});

export const threadUpdate = event({
  name: "thread_update",
  summary: "A thread was renamed, locked, archived or pinned, or one of these was undone.",
  audience: "viewers",
  fields: Type.Object(ofThread),
});

export const threadDelete = event({
  name: "thread_delete",
  summary: "A thread was deleted with its messages.",
  audience: "viewers",
  outdates: "thread",
  fields: Type.Object({ thread_id: Type.String(), channel: Type.String(), global }),
});

export const threadJoin = event({
  name: "thread_join",
  summary: "A member joined a thread.",
  audience: "viewers",
  fields: Type.Object({ ...ofThread, user: Type.String({ description: "Username" }) }),
});

export const threadLeave = event({
  name: "thread_leave",
  summary: "A member left a thread.",
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
  summary: "A message was unpinned.",
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
    "A member voted. The voter's own connections get a second packet that names the voter and the options. That second packet also comes after the newest page of a channel that was renamed.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object({
    ...ofPoll,
    user: Type.Optional(Type.String({ description: "Username of the voter" })),
    option_ids: Type.Optional(Type.Array(Type.String(), { description: "The voter's whole selection" })),
  }),
});

export const pollEnd = event({
  name: "poll_end",
  summary: "A poll has ended. From now on its results name the voters.",
  audience: "viewers",
  carriesText: true,
  fields: Type.Object(ofPoll),
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

export const scheduledAdd = event({
  name: "scheduled_add",
  summary: "The user has scheduled a message, on this connection or another one.",
  audience: "user",
  fields: Type.Object({ scheduled: ScheduledObject }),
});

export const scheduledRemove = event({
  name: "scheduled_remove",
  summary: "A scheduled message was posted or deleted, and is off the user's list.",
  audience: "user",
  fields: Type.Object({
    id: Type.String(),
    message_id: Type.Union([Type.String(), Type.Null()], {
      description: "Id of the posted message; null if it was deleted",
    }),
  }),
});

export const scheduledFail = event({
  name: "scheduled_fail",
  summary: "A scheduled message could not be posted at its time. It stays on the list until it is deleted.",
  audience: "user",
  fields: Type.Object({ scheduled: ScheduledObject }),
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

export const webhookCreate = event({
  name: "webhook_create",
  summary: "A webhook was made. For members who manage webhooks and view its channel; without the token.",
  audience: "user",
  fields: Type.Object({ webhook: WebhookObject }),
});
export const webhookUpdate = event({
  name: "webhook_update",
  summary: "A webhook was changed, or has a new token. For members who manage webhooks and view its channel.",
  audience: "user",
  fields: Type.Object({ webhook: WebhookObject }),
});
export const webhookDelete = event({
  name: "webhook_delete",
  summary: "A webhook was deleted. For members who manage webhooks and viewed its channel.",
  audience: "user",
  fields: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
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

export const pushSubscribed = event({
  name: "push_subscribed",
  summary:
    "The server can't reach a browser of the user any more, because it lost its keys: subscribe again. Sent after a login.",
  audience: "user",
  replayed: false,
  fields: Type.Object({ success: Type.Literal(false) }),
});

export const pushSettings = event({
  name: "push_settings",
  summary: "The user has changed on another connection what is not pushed. All of it as it is now.",
  audience: "user",
  fields: PushSettingsObject,
});
