/** The objects of the wire: users, roles, channels, messages. Names, not ids, except where a field says so. */
import { type Static, type TSchema, Type } from "@sinclair/typebox";

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const seconds = (description: string) =>
  Type.Number({ description: `${description}; Unix seconds with fraction` });

export const StatusObject = Type.Object({
  status: Type.String({ description: "online, idle, dnd, offline or invisible" }),
  text: Type.String({ description: "At most 100 characters" }),
});

const Gradient = nullable(
  Type.Array(Type.String(), { description: "2-6 colours that newer clients draw the name in" }),
);

/** Every user object has every field. */
export const UserObject = Type.Object({
  id: Type.String(),
  username: Type.String({
    description: "Unique without regard to case; `USR:local_<name>` for local accounts",
  }),
  nickname: nullable(Type.String()),
  roles: Type.Array(Type.String(), { description: "Role names; the first gives the colour" }),
  color: nullable(Type.String()),
  gradient: Gradient,
  status: StatusObject,
  cracked: Type.Boolean({ description: "A local account" }),
  bot: Type.Optional(Type.Literal(true, { description: "Only of bots" })),
  pfp: nullable(Type.String({ description: "URL of the picture" })),
});
export type WireUser = Static<typeof UserObject>;

export const RoleObject = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  color: nullable(Type.String()),
  gradient: Gradient,
  hoisted: Type.Boolean({ description: "Own section in the member list" }),
  permissions: Type.Array(Type.String()),
  self_assignable: Type.Boolean(),
  category: nullable(Type.String()),
  position: Type.Integer({ description: "0 is the highest" }),
});
export type WireRole = Static<typeof RoleObject>;
export const RoleMap = Type.Record(Type.String(), RoleObject, {
  description: "Role name to role, highest first",
});

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

/** Names; `roles` holds each role's name and its id (compatibility.md#role-pings). */
export const PingsObject = Type.Object({
  users: Type.Array(Type.String()),
  roles: Type.Array(Type.String()),
  replies: Type.Array(Type.String()),
});

const embedText = (limit: number) => Type.String({ description: `At most ${limit} characters` });
const embedUrl = Type.String({ description: "http or https, at most 2048 characters" });
const EmbedImage = Type.Object({
  url: embedUrl,
  width: Type.Optional(Type.Integer({ description: "Pixels" })),
  height: Type.Optional(Type.Integer({ description: "Pixels" })),
});

const PollOptionObject = Type.Object({
  id: Type.String({ description: "1 to 50 characters, unique in the poll" }),
  text: Type.String({ description: "At most 100 characters" }),
  emoji: Type.Optional(Type.String({ description: "At most 64 characters" })),
});

const pollStanding = {
  ended: Type.Boolean(),
  ended_at: nullable(seconds("When it ended")),
  total_votes: Type.Integer({ description: "Votes, not voters" }),
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      text: Type.String(),
      emoji: nullable(Type.String()),
      votes: Type.Integer(),
      voted: Type.Optional(
        Type.Boolean({ description: "Whether the reader chose it; only in direct replies" }),
      ),
      voters: Type.Array(Type.String(), { description: "Usernames; empty while it runs" }),
    }),
    { description: "In the order of the options" },
  ),
};
const allowMultiselect = Type.Boolean({ description: "A vote may choose several options" });

export const PollResultsObject = Type.Object({
  poll_id: Type.String(),
  question: Type.String(),
  allow_multiselect: allowMultiselect,
  ...pollStanding,
});
export type WirePollResults = Static<typeof PollResultsObject>;

/** The poll in an embed of type `poll` (compatibility.md#poll-embed). */
export const PollObject = Type.Object({
  id: Type.String(),
  question: Type.String({ description: "At most 300 characters" }),
  options: Type.Array(PollOptionObject, { description: "2 to 10" }),
  allow_multiselect: allowMultiselect,
  expires_at: nullable(seconds("When it ends automatically")),
  ...pollStanding,
  user_votes: Type.Optional(
    Type.Array(Type.String(), {
      description: "Ids of the options that the reader chose; only in direct replies",
    }),
  ),
});
export type WirePoll = Static<typeof PollObject>;
export interface WirePollEmbed {
  readonly type: "poll";
  readonly title: string;
  readonly poll: WirePoll;
}

/** `chat/embeds.ts` checks what users send. */
export const EmbedObject = Type.Object(
  {
    type: Type.String({
      description:
        "rich (if absent in a request), link, image, video or article; poll only from `poll_create`",
    }),
    title: Type.Optional(embedText(256)),
    description: Type.Optional(embedText(4096)),
    url: Type.Optional(
      Type.String({ description: "http or https, at most 2048 characters; a `link` needs it" }),
    ),
    color: Type.Optional(Type.Integer({ description: "0 to 16777215: 0xRRGGBB" })),
    timestamp: Type.Optional(Type.String({ description: "ISO 8601; shown beside the footer" })),
    author: Type.Optional(
      Type.Object({ name: embedText(256), url: Type.Optional(embedUrl), icon_url: Type.Optional(embedUrl) }),
    ),
    footer: Type.Optional(Type.Object({ text: embedText(2048), icon_url: Type.Optional(embedUrl) })),
    image: Type.Optional(EmbedImage),
    thumbnail: Type.Optional(EmbedImage),
    poll: Type.Optional(PollObject),
    fields: Type.Optional(
      Type.Array(Type.Object({ name: embedText(256), value: embedText(1024), inline: Type.Boolean() }), {
        description: "At most 25",
      }),
    ),
  },
  { description: "At most 10 in a message, each with at most 6000 characters of text in all" },
);

const ThumbnailObject = Type.Object({
  url: Type.String(),
  width: Type.Integer({ description: "Pixels" }),
  height: Type.Integer({ description: "Pixels" }),
});

export const AttachmentObject = Type.Object({
  id: Type.String({ description: "Random: it gives access to the file" }),
  name: Type.String({ description: "Name of the file, at most 255 characters" }),
  mime_type: Type.String({ description: "By the bytes, whatever the upload said" }),
  size: Type.Integer({ description: "Bytes" }),
  url: Type.String({ description: "Where the file is served" }),
  expires_at: nullable(seconds("When the file is removed, or was removed; null: never")),
  permanent: Type.Boolean({ description: "The uploader's subscription keeps it for long" }),
  width: Type.Optional(Type.Integer({ description: "Pixels of a picture or film" })),
  height: Type.Optional(Type.Integer({ description: "Pixels of a picture or film" })),
  duration: Type.Optional(Type.Number({ description: "Seconds of a film or sound" })),
  blurhash: Type.Optional(
    Type.String({ description: "BlurHash of a picture, to show until the picture is there" }),
  ),
  thumbnails: Type.Optional(
    Type.Partial(Type.Object({ small: ThumbnailObject, large: ThumbnailObject }), {
      description: "Smaller versions of a picture in WebP, where there are any",
    }),
  ),
});
export type WireAttachment = Static<typeof AttachmentObject>;

export const MessageObject = Type.Object({
  id: Type.String(),
  user: Type.String({ description: "Username of the author, or a plain name if the author is no user" }),
  content: Type.String(),
  timestamp: seconds("Strictly increasing in a channel"),
  type: Type.Literal("message"),
  pinned: Type.Boolean(),
  interaction: nullable(
    Type.Object(
      {
        command: Type.String(),
        username: Type.String({ description: "The caller's name, as it was then" }),
      },
      { description: "The slash command that the message answers, or null" },
    ),
  ),
  edited: Type.Optional(Type.Literal(true)),
  edited_at: Type.Optional(seconds("Time of the last edit")),
  reply_to: Type.Optional(
    Type.Object({
      id: Type.String(),
      user: Type.String(),
      content: Type.Optional(
        Type.String({ description: "In `pings_get`: how the original begins, at most 100 characters" }),
      ),
    }),
  ),
  ping: Type.Optional(Type.Boolean({ description: "As the sender of a reply set it" })),
  pings: PingsObject,
  reactions: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.String()), {
      description: "Emoji to usernames, both in the order of arrival; absent when there are none",
    }),
  ),
  webhook: Type.Optional(
    Type.Object(
      {
        id: Type.String(),
        name: Type.String({ description: "The author's name" }),
        avatar: nullable(Type.String({ description: "URL of a picture" })),
      },
      { description: "Only of messages that a webhook posted; `user` is `originChats` then" },
    ),
  ),
  avatar: Type.Optional(Type.String({ description: "URL of the webhook's picture" })),
  attachments: Type.Optional(
    Type.Array(AttachmentObject, { description: "At most 10; absent when there are none" }),
  ),
  ephemeral: Type.Optional(
    Type.Literal(true, { description: "It is for the receiver alone, and is not stored" }),
  ),
  // The store keeps them as they came out of the check.
  embeds: Type.Optional(Type.Array(Type.Unsafe<unknown>(EmbedObject))),
});
export type WireMessage = Static<typeof MessageObject>;

/** A message in a list that spans several places. */
export const PlacedMessage = Type.Object({
  ...MessageObject.properties,
  channel: Type.String({ description: "Channel name; a thread's forum" }),
  thread_id: Type.Optional(Type.String({ description: "Only in threads" })),
});

export const PageRange = Type.Object({
  start: Type.Integer(),
  end: Type.Integer(),
  limit: Type.Optional(Type.Integer()),
});

export const AuditObject = Type.Object({
  id: Type.String({ description: "Begins with the time in milliseconds" }),
  action: Type.String(),
  category: Type.String(),
  actor_id: Type.String({ description: "Id of a user, or `operator` for the command line" }),
  actor_name: Type.String({ description: "Their name at that time" }),
  target_id: nullable(Type.String({ description: "Id of a user, role or message; name of a channel" })),
  target_name: nullable(Type.String({ description: "Its name at that time" })),
  details: Type.Record(Type.String(), Type.Unknown()),
  timestamp: seconds("When it was done"),
});

export const EmojiObject = Type.Object({
  name: Type.String(),
  fileName: Type.String({ description: "It is served at `/emojis/{fileName}`. A new picture has a new one" }),
});
export type WireEmoji = Static<typeof EmojiObject>;
export const EmojiMap = Type.Record(Type.String(), EmojiObject, { description: "By id" });

export const InviteObject = Type.Object({
  code: Type.String({ description: "12 hexadecimal characters; accepted in any case" }),
  url: Type.String({ description: "A page for people" }),
  created_by: Type.String({ description: "Username" }),
  created_at: seconds("When it was made"),
  expires_at: nullable(seconds("When it ends; null: never")),
  max_uses: Type.Integer({ description: "How many people may join with it; 0: any number" }),
  uses: Type.Integer({ description: "How many have" }),
  roles: Type.Array(Type.String(), { description: "Names of roles that they get besides the usual ones" }),
});
export type WireInvite = Static<typeof InviteObject>;

/** Only its own member gets it. */
export const LoginSessionObject = Type.Object({
  id: Type.String(),
  device: Type.String({ description: "As the client named it at the login; may be empty" }),
  created_at: seconds("When it began"),
  used_at: seconds("Of the newest login with it, at most an hour late"),
  expires_at: seconds("When it ends; each login with it puts it off"),
  current: Type.Boolean({ description: "This connection logged in with it" }),
});
export type WireLoginSession = Static<typeof LoginSessionObject>;

export const StickerObject = Type.Object({
  name: Type.String(),
  fileName: Type.String({
    description: "It is served at `/stickers/{fileName}`. A new picture has a new one",
  }),
  description: nullable(Type.String()),
});
export type WireSticker = Static<typeof StickerObject>;
export const StickerMap = Type.Record(Type.String(), StickerObject, { description: "By id" });

/** Only members with `manage_server` get it. */
export const BotObject = Type.Object({
  id: Type.String({ description: "User id" }),
  username: Type.String(),
  nickname: nullable(Type.String()),
  created_by: Type.String({ description: "User id" }),
  created_at: seconds("When it was made"),
});
export type WireBot = Static<typeof BotObject>;

/** Only members with `manage_server` get it, and of those only the caller gets the token. */
export const WebhookObject = Type.Object({
  id: Type.String(),
  channel: Type.String({ description: "Name of the channel that it posts in" }),
  name: Type.String(),
  avatar: nullable(Type.String({ description: "URL of a picture" })),
  token: Type.Optional(
    nullable(
      Type.String({
        description:
          "In replies. Null: the server has lost the key that it was sealed with; the token works on, and `webhook_regenerate` makes one that can be shown",
      }),
    ),
  ),
  created_by: Type.String({ description: "User id" }),
  created_at: seconds("When it was made"),
  signed: Type.Boolean({ description: "Deliveries need the signature that its secret makes" }),
});
export type WireWebhook = Static<typeof WebhookObject>;

/** Only its author gets it. */
export const ScheduledObject = Type.Object({
  id: Type.String(),
  channel: nullable(
    Type.String({
      description: "Channel name; a thread's forum. Null: deleted, or the user may no longer view it",
    }),
  ),
  thread_id: nullable(Type.String({ description: "Null in a channel" })),
  content: Type.String(),
  reply_to: nullable(Type.String({ description: "Id of a message in the same channel or thread" })),
  send_at: seconds("When it is posted"),
  created_at: seconds("When it was scheduled"),
  error: nullable(
    Type.Object(
      { code: Type.String(), val: Type.String() },
      { description: "Why it could not be posted at its time; it stays until it is deleted" },
    ),
  ),
});
export type WireScheduled = Static<typeof ScheduledObject>;

export const ReminderObject = Type.Object({
  id: Type.String(),
  text: Type.String(),
  channel: nullable(
    Type.String({
      description: "Channel of the message. Null: no message, or it is gone or may no longer be viewed",
    }),
  ),
  thread_id: nullable(Type.String()),
  message_id: nullable(Type.String({ description: "The message that it is about" })),
  remind_at: seconds("When the user is reminded"),
  created_at: seconds("When it was made"),
});
export type WireReminder = Static<typeof ReminderObject>;

const timeOfDay = "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$";

/** Hours of the day without web push. */
export const QuietHoursObject = Type.Object({
  from: Type.String({ pattern: timeOfDay, description: "`HH:MM`, the first minute of them" }),
  to: Type.String({
    pattern: timeOfDay,
    description: "`HH:MM`, the first minute behind them; the same as `from`: the whole day",
  }),
  time_zone: Type.String({ minLength: 1, maxLength: 64, description: "IANA name, such as `Europe/Vienna`" }),
});
export type WireQuietHours = Static<typeof QuietHoursObject>;

/** What a member is not told by web push. */
export const PushSettingsObject = Type.Object({
  quiet_hours: nullable(QuietHoursObject),
  muted: Type.Array(
    Type.Object({
      channel: Type.String(),
      thread_id: nullable(Type.String({ description: "Null: the channel" })),
    }),
    { description: "Channels and threads of which nothing is pushed" },
  ),
});
export type WirePushSettings = Static<typeof PushSettingsObject>;

/** A member of a call, for the others in it. */
export const CallMemberObject = Type.Object({
  username: Type.String(),
  peer_id: Type.String({ description: "By which clients reach the member's client" }),
  muted: Type.Boolean(),
});
/** A member of a call. */
export const CallUserObject = Type.Object({
  id: Type.String({ description: "User id" }),
  username: Type.String(),
  muted: Type.Boolean(),
  peer_id: Type.Optional(
    Type.String({
      description: "By which clients reach the member's client; only for connections in the call",
    }),
  ),
});

export const slashTypes = ["str", "int", "float", "bool", "enum"] as const;

export const SlashOptionObject = Type.Object({
  name: Type.String(),
  description: Type.String(),
  type: Type.Union(slashTypes.map((type) => Type.Literal(type))),
  required: Type.Boolean(),
  choices: Type.Optional(
    nullable(Type.Array(Type.String(), { description: "The values that an `enum` can have" })),
  ),
  autocomplete: Type.Optional(
    Type.Literal(true, { description: "`slash_autocomplete` asks the bot for choices while it is typed" }),
  ),
});
export type WireSlashOption = Static<typeof SlashOptionObject>;

export const SlashCommandObject = Type.Object({
  name: Type.String({ description: "Without the slash" }),
  description: Type.String(),
  options: Type.Array(SlashOptionObject),
  whitelistRoles: nullable(
    Type.Array(Type.String(), {
      description: "Role names, of which the caller needs one; null: none needed",
    }),
  ),
  blacklistRoles: nullable(
    Type.Array(Type.String(), { description: "Role names whose holders may not call it" }),
  ),
  ephemeral: Type.Boolean({ description: "Answers that don't say otherwise go to the caller alone" }),
  registeredBy: Type.String({ description: "Username of the bot; `originChats` for the server's own" }),
});
export type WireSlashCommand = Static<typeof SlashCommandObject>;
