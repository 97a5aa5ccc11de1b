// Made by `npm run generate` from the definitions of the server. Do not edit.

/** Where a request about a channel or thread acts: one of both. A thread's id goes before the name of its forum. */
export type Place = { channel: string; thread_id?: string | null } | { channel?: string; thread_id: string };

export interface WireAttachment {
  /** Random: it gives access to the file */
  id: string;
  /** Name of the file, at most 255 characters */
  name: string;
  /** By the bytes, whatever the upload said */
  mime_type: string;
  /** Bytes */
  size: number;
  /** Where the file is served */
  url: string;
  /** When the file is removed, or was removed; null: never; Unix seconds with fraction */
  expires_at: number | null;
  /** The uploader's subscription keeps it for long */
  permanent: boolean;
  /** Pixels of a picture or film */
  width?: number;
  /** Pixels of a picture or film */
  height?: number;
  /** Seconds of a film or sound */
  duration?: number;
  /** BlurHash of a picture, to show until the picture is there */
  blurhash?: string;
  /** Smaller versions of a picture in WebP, where there are any */
  thumbnails?: {
    small?: {
      url: string;
      /** Pixels */
      width: number;
      /** Pixels */
      height: number;
    };
    large?: {
      url: string;
      /** Pixels */
      width: number;
      /** Pixels */
      height: number;
    };
  };
}

export interface WireAudit {
  /** Begins with the time in milliseconds */
  id: string;
  action: string;
  category: string;
  /** Id of a user, or `operator` for the command line */
  actor_id: string;
  /** Their name at that time */
  actor_name: string;
  /** Id of a user, role or message; name of a channel */
  target_id: string | null;
  /** Its name at that time */
  target_name: string | null;
  details: Record<string, unknown>;
  /** When it was done; Unix seconds with fraction */
  timestamp: number;
}

export interface WireBot {
  /** User id */
  id: string;
  username: string;
  nickname: string | null;
  /** User id */
  created_by: string;
  /** When it was made; Unix seconds with fraction */
  created_at: number;
}

export interface WireCallMember {
  username: string;
  /** By which clients reach the member's client */
  peer_id: string;
  muted: boolean;
}

export interface WireCallUser {
  /** User id */
  id: string;
  username: string;
  muted: boolean;
  /** By which clients reach the member's client; only for connections in the call */
  peer_id?: string;
}

export interface WireChannel {
  name: string;
  /** text, voice, separator or forum */
  type: string;
  /** Action to role names, with all eight actions; `!name` blocks a role; `["owner"]` = only owners */
  permissions: Record<string, string[]>;
  description?: string;
  display_name?: string;
  icon?: string;
  /** Height of a separator in pixels */
  size?: number;
  /** Seconds that a member waits between messages; absent = no wait */
  slow_mode?: number;
  /** Days after which messages are deleted, unless they are pinned; 0 = never; absent = as the server's configuration says */
  retention_days?: number;
  /** Time of the channel's newest message; null in an empty one; Unix seconds with fraction */
  last_message?: number | null;
  last_message_id?: string | null;
  /** Voice channels */
  voice_state?: {
    username: string;
    muted: boolean;
  }[];
  /** Forum channels; oldest first. If there are too many for one packet: the pinned ones, and those with the newest activity. `threads_get` gives all */
  threads?: WireThread[];
}

export interface WireConfigKey {
  /** Such as `limits.post_content` */
  key: string;
  /** `list`: of texts */
  type: "boolean" | "integer" | "text" | "list" | "choice";
  nullable: boolean;
  minimum?: number;
  maximum?: number;
  /** Of a choice */
  options?: string[];
  /** Its value while config.json lacks the key; null if it inherits that of another one */
  default: unknown;
  /** The key whose value it has while config.json lacks it */
  inherits?: string;
  /** In English */
  description: string;
  /** Only owners may change it */
  owner_only: boolean;
}

/** At most 10 in a message, each with at most 6000 characters of text in all */
export interface WireEmbed {
  /** rich (if absent in a request), link, image, video or article; poll only from `poll_create` */
  type: string;
  /** At most 256 characters */
  title?: string;
  /** At most 4096 characters */
  description?: string;
  /** http or https, at most 2048 characters; a `link` needs it */
  url?: string;
  /** 0 to 16777215: 0xRRGGBB */
  color?: number;
  /** ISO 8601; shown beside the footer */
  timestamp?: string;
  author?: {
    /** At most 256 characters */
    name: string;
    /** http or https, at most 2048 characters */
    url?: string;
    /** http or https, at most 2048 characters */
    icon_url?: string;
  };
  footer?: {
    /** At most 2048 characters */
    text: string;
    /** http or https, at most 2048 characters */
    icon_url?: string;
  };
  image?: {
    /** http or https, at most 2048 characters */
    url: string;
    /** Pixels */
    width?: number;
    /** Pixels */
    height?: number;
  };
  thumbnail?: {
    /** http or https, at most 2048 characters */
    url: string;
    /** Pixels */
    width?: number;
    /** Pixels */
    height?: number;
  };
  poll?: WirePoll;
  /** At most 25 */
  fields?: {
    /** At most 256 characters */
    name: string;
    /** At most 1024 characters */
    value: string;
    inline: boolean;
  }[];
}

export interface WireEmoji {
  name: string;
  /** It is served at `/emojis/{fileName}`. A new picture has a new one */
  fileName: string;
}

/** By id */
export type WireEmojiMap = Record<string, WireEmoji>;

export interface WireInvite {
  /** 12 hexadecimal characters; accepted in any case */
  code: string;
  /** A page for people */
  url: string;
  /** Username */
  created_by: string;
  /** When it was made; Unix seconds with fraction */
  created_at: number;
  /** When it ends; null: never; Unix seconds with fraction */
  expires_at: number | null;
  /** How many people may join with it; 0: any number */
  max_uses: number;
  /** How many have */
  uses: number;
  /** Names of roles that they get besides the usual ones */
  roles: string[];
}

export interface WireLoginSession {
  id: string;
  /** As the client named it at the login; may be empty */
  device: string;
  /** When it began; Unix seconds with fraction */
  created_at: number;
  /** Of the newest login with it, at most an hour late; Unix seconds with fraction */
  used_at: number;
  /** When it ends; each login with it puts it off; Unix seconds with fraction */
  expires_at: number;
  /** This connection logged in with it */
  current: boolean;
}

export interface WireMessage {
  id: string;
  /** Username of the author, or a plain name if the author is no user */
  user: string;
  content: string;
  /** Strictly increasing in a channel; Unix seconds with fraction */
  timestamp: number;
  type: "message";
  pinned: boolean;
  /** The slash command that the message answers, or null */
  interaction: {
    command: string;
    /** The caller's name, as it was then */
    username: string;
  } | null;
  edited?: true;
  /** Time of the last edit; Unix seconds with fraction */
  edited_at?: number;
  reply_to?: {
    id: string;
    user: string;
    /** In `pings_get`: how the original begins, at most 100 characters */
    content?: string;
  };
  /** As the sender of a reply set it */
  ping?: boolean;
  pings: WirePings;
  /** Emoji to usernames, both in the order of arrival; absent when there are none */
  reactions?: Record<string, string[]>;
  /** Only of messages that a webhook posted; `user` is `originChats` then */
  webhook?: {
    id: string;
    /** The author's name */
    name: string;
    /** URL of a picture */
    avatar: string | null;
  };
  /** URL of the webhook's picture */
  avatar?: string;
  /** At most 10; absent when there are none */
  attachments?: WireAttachment[];
  /** It is for the receiver alone, and is not stored */
  ephemeral?: true;
  /** At most 10 in a message, each with at most 6000 characters of text in all */
  embeds?: WireEmbed[];
}

export interface WireNewest {
  /** Time of the channel's newest message; null in an empty one; Unix seconds with fraction */
  last_message: number | null;
  last_message_id: string | null;
}

export interface WirePageRange {
  start: number;
  end: number;
  limit?: number;
}

export interface WirePings {
  users: string[];
  roles: string[];
  replies: string[];
}

export interface WirePlacedMessage {
  id: string;
  /** Username of the author, or a plain name if the author is no user */
  user: string;
  content: string;
  /** Strictly increasing in a channel; Unix seconds with fraction */
  timestamp: number;
  type: "message";
  pinned: boolean;
  /** The slash command that the message answers, or null */
  interaction: {
    command: string;
    /** The caller's name, as it was then */
    username: string;
  } | null;
  edited?: true;
  /** Time of the last edit; Unix seconds with fraction */
  edited_at?: number;
  reply_to?: {
    id: string;
    user: string;
    /** In `pings_get`: how the original begins, at most 100 characters */
    content?: string;
  };
  /** As the sender of a reply set it */
  ping?: boolean;
  pings: WirePings;
  /** Emoji to usernames, both in the order of arrival; absent when there are none */
  reactions?: Record<string, string[]>;
  /** Only of messages that a webhook posted; `user` is `originChats` then */
  webhook?: {
    id: string;
    /** The author's name */
    name: string;
    /** URL of a picture */
    avatar: string | null;
  };
  /** URL of the webhook's picture */
  avatar?: string;
  /** At most 10; absent when there are none */
  attachments?: WireAttachment[];
  /** It is for the receiver alone, and is not stored */
  ephemeral?: true;
  /** At most 10 in a message, each with at most 6000 characters of text in all */
  embeds?: WireEmbed[];
  /** Channel name; a thread's forum */
  channel: string;
  /** Only in threads */
  thread_id?: string;
}

export interface WirePoll {
  id: string;
  /** At most 300 characters */
  question: string;
  /** 2 to 10 */
  options: {
    /** 1 to 50 characters, unique in the poll */
    id: string;
    /** At most 100 characters */
    text: string;
    /** At most 64 characters */
    emoji?: string;
  }[];
  /** A vote may choose several options */
  allow_multiselect: boolean;
  /** When it ends automatically; Unix seconds with fraction */
  expires_at: number | null;
  ended: boolean;
  /** When it ended; Unix seconds with fraction */
  ended_at: number | null;
  /** Votes, not voters */
  total_votes: number;
  /** In the order of the options */
  results: {
    id: string;
    text: string;
    emoji: string | null;
    votes: number;
    /** Whether the reader chose it; only in direct replies */
    voted?: boolean;
    /** Usernames; empty while it runs */
    voters: string[];
  }[];
  /** Ids of the options that the reader chose; only in direct replies */
  user_votes?: string[];
}

export interface WirePollResults {
  poll_id: string;
  question: string;
  /** A vote may choose several options */
  allow_multiselect: boolean;
  ended: boolean;
  /** When it ended; Unix seconds with fraction */
  ended_at: number | null;
  /** Votes, not voters */
  total_votes: number;
  /** In the order of the options */
  results: {
    id: string;
    text: string;
    emoji: string | null;
    votes: number;
    /** Whether the reader chose it; only in direct replies */
    voted?: boolean;
    /** Usernames; empty while it runs */
    voters: string[];
  }[];
}

export interface WirePushSettings {
  quiet_hours: WireQuietHours | null;
  /** Channels and threads of which nothing is pushed */
  muted: {
    channel: string;
    /** Null: the channel */
    thread_id: string | null;
  }[];
}

export interface WireQuietHours {
  /** `HH:MM`, the first minute of them */
  from: string;
  /** `HH:MM`, the first minute behind them; the same as `from`: the whole day */
  to: string;
  /** IANA name, such as `Europe/Vienna` */
  time_zone: string;
}

export interface WireReminder {
  id: string;
  text: string;
  /** Channel of the message. Null: no message, or it is gone or may no longer be viewed */
  channel: string | null;
  thread_id: string | null;
  /** The message that it is about */
  message_id: string | null;
  /** When the user is reminded; Unix seconds with fraction */
  remind_at: number;
  /** When it was made; Unix seconds with fraction */
  created_at: number;
}

export interface WireRole {
  id: string;
  name: string;
  description: string | null;
  color: string | null;
  /** 2-6 colours that newer clients draw the name in */
  gradient: string[] | null;
  /** Own section in the member list */
  hoisted: boolean;
  permissions: string[];
  self_assignable: boolean;
  category: string | null;
  /** 0 is the highest */
  position: number;
}

/** Role name to role, highest first */
export type WireRoleMap = Record<string, WireRole>;

export interface WireScheduled {
  id: string;
  /** Channel name; a thread's forum. Null: deleted, or the user may no longer view it */
  channel: string | null;
  /** Null in a channel */
  thread_id: string | null;
  content: string;
  /** Id of a message in the same channel or thread */
  reply_to: string | null;
  /** When it is posted; Unix seconds with fraction */
  send_at: number;
  /** When it was scheduled; Unix seconds with fraction */
  created_at: number;
  /** Why it could not be posted at its time; it stays until it is deleted */
  error: {
    code: string;
    val: string;
  } | null;
}

export interface WireServerStats {
  /** Seconds */
  uptime: number;
  /** When the server started; Unix seconds with fraction */
  started_at: number;
  version: string;
  /** Connections that are logged in */
  connected_users: number;
  online_users: number;
  /** Members who are not banned */
  total_users: number;
  total_channels: number;
  total_threads: number;
  total_roles: number;
  total_messages: number;
  messages_last_24h: number;
  attachments: {
    count: number;
    bytes: number;
  };
  /** Bytes of the process */
  memory: number;
  /** Bytes of the database */
  database: number;
  /** Bytes; null: not known */
  disk_free: number | null;
  /** Longest delay of the event loop in the last ten seconds, in seconds */
  event_loop_delay: number;
}

export interface WireSlashCommand {
  /** Without the slash */
  name: string;
  description: string;
  options: WireSlashOption[];
  /** Role names, of which the caller needs one; null: none needed */
  whitelistRoles: string[] | null;
  /** Role names whose holders may not call it */
  blacklistRoles: string[] | null;
  /** Only of the server's own; absent: everybody may call it */
  needs?: {
    /** The caller needs one of these */
    permissions: string[];
    /** Role names whose holders need none of them */
    roles: string[];
  };
  /** Answers that don't say otherwise go to the caller alone */
  ephemeral: boolean;
  /** Username of the bot; `originChats` for the server's own */
  registeredBy: string;
}

export interface WireSlashOption {
  name: string;
  description: string;
  type: "str" | "int" | "float" | "bool" | "enum";
  required: boolean;
  /** The values that an `enum` can have */
  choices?: string[] | null;
  /** `slash_autocomplete` asks the bot for choices while it is typed */
  autocomplete?: true;
}

export interface WireStatus {
  /** online, idle, dnd, offline or invisible */
  status: string;
  /** At most 100 characters */
  text: string;
}

export interface WireSticker {
  name: string;
  /** It is served at `/stickers/{fileName}`. A new picture has a new one */
  fileName: string;
  description: string | null;
}

/** By id */
export type WireStickerMap = Record<string, WireSticker>;

export interface WireThread {
  id: string;
  /** 1 to 100 characters */
  name: string;
  /** Name of the forum */
  parent_channel: string;
  /** Username */
  created_by: string;
  /** Time of creation; Unix seconds with fraction */
  created_at: number;
  /** Only holders of `manage_threads` write here */
  locked: boolean;
  /** The next message ends this */
  archived: boolean;
  pinned: boolean;
  /** Usernames in the order of joining */
  participants: string[];
  /** Time of the channel's newest message; null in an empty one; Unix seconds with fraction */
  last_message: number | null;
  last_message_id: string | null;
}

export interface WireUser {
  id: string;
  /** Unique without regard to case; `USR:local_<name>` for local accounts */
  username: string;
  nickname: string | null;
  /** Role names; the first gives the colour */
  roles: string[];
  color: string | null;
  /** 2-6 colours that newer clients draw the name in */
  gradient: string[] | null;
  status: WireStatus;
  /** A local account */
  cracked: boolean;
  /** Only of bots */
  bot?: true;
  /** URL of the picture */
  pfp: string | null;
}

export interface WireWebhook {
  id: string;
  /** Name of the channel that it posts in */
  channel: string;
  name: string;
  /** URL of a picture */
  avatar: string | null;
  /** In replies. Null: the server has lost the key that it was sealed with; the token works on, and `webhook_regenerate` makes one that can be shown */
  token?: string | null;
  /** User id */
  created_by: string;
  /** When it was made; Unix seconds with fraction */
  created_at: number;
  /** Deliveries need the signature that its secret makes */
  signed: boolean;
}

/** The fields of each request, without `cmd` and `listener`. */
export interface Requests {
  /** Removes an uploaded file. Its message stays and shows the name of the file. Members with `manage_messages` may remove anybody's. */
  attachment_delete: {
    attachment_id: string;
  };
  /** Gets an upload: an own one, or one in a message that the user may view. */
  attachment_get: {
    attachment_id: string;
  };
  /** Lists the uploads of a member whose files are there, newest first. Those of others need `manage_messages`; only those in channels that the user may view are listed. */
  attachment_list: {
    /** Username or id. Default: oneself */
    user?: string;
    /** Default 50 */
    limit?: number;
    /** Default 0 */
    offset?: number;
  };
  /** Makes a key for uploads over HTTP (`Authorization: Bearer KEY`), for accounts without a Rotur validator too. It stands for the user for ten minutes. */
  attachment_upload_key: {};
  /** Makes the caller an owner, with the code that the first start printed. It works until there is an owner. */
  owner_claim: {
    code: string;
  };
  /** Sends every event that this user missed since `seq`, in order and once, as fast as the client reads, then the events that came meanwhile; then replies. With `recovered: false` nothing was sent and the client must fetch everything again. The reasons: the events are no longer kept, the channels that the user may view have changed, `seq` is older than the user's first login since the server started, or a message was posted in a channel whose history the user may not read. Messages that were edited or deleted since come without their earlier text. Send it right after the login; events with a larger `seq` than that of `ready` may arrive before the missed ones. */
  resume: {
    /** From `ready.session` */
    epoch: string;
    /** The largest `seq` that the client has handled */
    seq: number;
  };
  /** Makes a bot: a member that logs in by a token (`login`). The token is shown in this answer only. At most 50 for a server. */
  bot_create: {
    /** 2-32 of a-z 0-9 _ -; trimmed, lower-cased */
    name: string;
  };
  /** Deletes a bot, and ends its connections. What it wrote stays. */
  bot_delete: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
  };
  /** Lists the bots, without their tokens, the oldest first. */
  bot_list: {};
  /** Gives a bot a new token, and ends its connections. The token is shown in this answer only. */
  bot_token_reset: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
  };
  /** Adds a channel at the end of the list. Without `permissions` only owners can view it. */
  channel_create: {
    /** 1-64 characters, unique whatever the case and invisible characters; spaces become - */
    name: string;
    type: "text" | "voice" | "separator" | "forum";
    /** At most 1024 characters */
    description?: string | null;
    /** At most 100 characters; shown instead of the name */
    display_name?: string | null;
    /** http or https URL */
    icon?: string | null;
    /** Height of a separator in pixels */
    size?: number | "" | null;
    /** Seconds that a member waits between messages, 0-21600; 0 = no wait */
    slow_mode?: number | null;
    /** Days after which messages are deleted, unless they are pinned, 1-36500; 0 = never, null = as the server's configuration says. A forum's threads follow it */
    retention_days?: number | null;
    /** Action to list of role names, `!name` blocks; an absent key means its default */
    permissions?: Record<string, unknown> | null;
  };
  /** Deletes a channel with its messages. */
  channel_delete: {
    /** Exact, else in any case */
    name: string;
  };
  /** Moves a channel to a position in the list that the actor sees. */
  channel_move: {
    name: string;
    /** 0 is the top; a number beyond the end means the end */
    position: number;
  };
  /** Changes a channel. A rename keeps its messages. Unknown keys of `updates` are ignored. */
  channel_update: {
    current_name: string;
    updates: {
      name?: string;
      type?: "text" | "voice" | "separator" | "forum";
      /** At most 1024 characters */
      description?: string | null;
      /** At most 100 characters; shown instead of the name */
      display_name?: string | null;
      /** http or https URL */
      icon?: string | null;
      /** Height of a separator in pixels */
      size?: number | "" | null;
      /** Seconds that a member waits between messages, 0-21600; 0 = no wait */
      slow_mode?: number | null;
      /** Days after which messages are deleted, unless they are pinned, 1-36500; 0 = never, null = as the server's configuration says. A forum's threads follow it */
      retention_days?: number | null;
      /** Action to list of role names, `!name` blocks; an absent key means its default */
      permissions?: Record<string, unknown> | null;
    };
  };
  /** Lists all channels that the user may view, in order, each with its newest message. */
  channels_get: {};
  /** Adds a custom emoji, and tells everybody. At most 500. Its id is never given to another one. */
  emoji_add: {
    /** 1 to 64 of the characters A-Z, a-z, 0-9 and _; no two have the same in any case */
    name: string;
    /** `data:` URL in base64 of a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels. Metadata is removed; the picture itself is kept as it is, so animations stay */
    image: string;
  };
  /** Deletes a custom emoji, and tells everybody. */
  emoji_delete: {
    /** Id, also as text */
    emoji_id: number | string;
  };
  /** Gets one custom emoji, by its id or its name. */
  emoji_get: {
    /** Id, also as text */
    id?: number | string;
    /** Name in any case */
    name?: string;
  };
  /** Lists the custom emojis of the server. */
  emoji_get_all: {};
  /** Gets the file name of the custom emoji with a name. */
  emoji_get_filename: {
    /** Name in any case */
    name: string;
  };
  /** Gets the id of the custom emoji with a name. */
  emoji_get_id: {
    /** Name in any case */
    name: string;
  };
  /** Lists the custom emojis of the server. `emoji_get_all` under the name that newer clients use. */
  emoji_list: {};
  /** Changes the name or the picture of a custom emoji, and tells everybody. */
  emoji_update: {
    /** Id, also as text */
    emoji_id: number | string;
    /** 1 to 64 of the characters A-Z, a-z, 0-9 and _; no two have the same in any case */
    name?: string;
    /** `data:` URL in base64 of a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels. Metadata is removed; the picture itself is kept as it is, so animations stay */
    image?: string;
  };
  /** Makes an invite, with which people join. At most 50 of one member. */
  invite_create: {
    /** How many may join; default 0: any number */
    max_uses?: number;
    /** Seconds; default a week; 0: for ever */
    expires_in?: number;
    /** Names of roles that newcomers get besides the usual ones. Needs `manage_users` */
    roles?: string[];
  };
  /** Ends an invite of yours, or with `manage_invites` or `manage_server` that of another member. */
  invite_delete: {
    code: string;
  };
  /** Lists your invites, the newest first. Members with `manage_invites` or `manage_server` get those of all. */
  invite_list: {};
  /** Lists the embeds of a message. */
  embeds_list: {
    id: string;
  } & Place;
  /** Deletes a message for good: one's own, or with `delete` or `manage_messages` anybody's. While timed out, only one's own. */
  message_delete: {
    id: string;
  } & Place;
  /** Changes the content or the embeds of a message of the user's. */
  message_edit: {
    id: string;
    /** At most `limits.post_content` characters */
    content?: string;
    /** At most 10, each an object like `embed`; links only http and https */
    embeds?: unknown[] | null;
  } & Place;
  /** Gets one message by its id. */
  message_get: {
    id: string;
  } & Place;
  /** Lists what a message was before each of its edits, oldest first, without its present form: of the newest 50 edits, or fewer when they are long. Members who may read the message may read these. */
  message_history: {
    id: string;
  } & Place;
  /** Posts a message. The reply is the packet that everybody gets, after the message has been stored. */
  message_new: {
    /** The same as `thread_id` if it is a thread of this forum; else ignored */
    thread?: unknown;
    /** At most `limits.post_content` characters */
    content?: string;
    /** Id of a message in the same channel */
    reply_to?: string | null;
    /** false: the reply mentions nobody */
    ping?: boolean | null;
    /** At most 10, each an object like `embed`; links only http and https */
    embeds?: unknown[] | null;
    /** Uploads of the sender, in the order to show. Of each only `id` counts */
    attachments?: {
      id: string;
    }[] | null;
    /** Refused: members can't post under another name */
    alias?: null;
    /** Chosen by the sender. A repeat within 10 minutes returns the first message and posts nothing; if that message was deleted, it fails with `message_not_found` */
    nonce?: string;
  } & Place;
  /** Pins a message. With `pinned: false` it unpins, and the reply is named `message_unpin`. */
  message_pin: {
    id: string;
    /** false unpins, as the official client does */
    pinned?: boolean | null;
  } & Place;
  /** Adds a reaction to a message. */
  message_react_add: {
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID`. Forms of the same emoji, with and without U+FE0F, are the same reaction; the answer has the form that is on the message */
    emoji: string;
  } & Place;
  /** Removes a reaction of the user's. */
  message_react_remove: {
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID`. Forms of the same emoji, with and without U+FE0F, are the same reaction; the answer has the form that is on the message */
    emoji: string;
  } & Place;
  /** Lists the replies to a message, oldest first, fewer than asked for when they are long. The message itself may have been deleted. */
  message_replies: {
    id: string;
    /** Default 50 */
    limit?: number;
    /** Id of the last reply of the page before */
    after?: string;
  } & Place;
  /** Unpins a message. */
  message_unpin: {
    id: string;
  } & Place;
  /** Gets a message with its neighbours, oldest first. `above` is newer, `below` is older. Of long messages there are fewer, but at least 20 on a side while there are more. */
  messages_around: {
    around: string;
    bounds?: {
      /** Default 50, at most 200 */
      above?: number | null;
      /** Default 50, at most 200 */
      below?: number | null;
    } | null;
  } & Place;
  /** Gets one page of history, oldest first: before the `start` newest messages, or before the message with that id. A page of long messages has fewer, but at least 20 while there are more. */
  messages_get: {
    /** How many of the newest to skip; or a message id: strictly older than that one */
    start?: number | string | null;
    /** Default 100, at most 200 */
    limit?: number | null;
  } & Place;
  /** Lists the newest 250 pinned messages, newest first, fewer when they are long; of a forum, those of all its threads. */
  messages_pinned: Place;
  /** Finds messages of a channel, a thread, or all threads of a forum that match a query, newest first. */
  messages_search: {
    /** Words, which must all occur, in any order; case and accents don't matter (`lodz` finds Łódź, `strasse` Straße); the last word, and `word*`, may be the beginning of a word; `"words in quotes"`, which must occur next to each other; `from:name`, `mentions:name` (a user by username or nickname, or a role), `in:channel` (instead of the channel of the request); `has:link`, `has:image`, `has:embed`, `has:poll`, `has:file`, `has:video`, `has:sound`, `pinned:true`; `before:` and `after:` a day (`2026-03-01`, UTC) or Unix seconds; `-` before any of these, at the beginning of a word, for its opposite; all other text is plain words, also `--word` */
    query: string;
    /** Default and maximum: `limits.search_results`, never more than 50 */
    limit?: number | null;
    /** Only older messages than this: `next` of the page before, or the id of a message in the searched channels */
    before?: string | null;
  } & Place;
  /** Lists messages of other users that mention this user, newest first: by name, by a role that the user has now, or by a reply. */
  pings_get: {
    /** Default 50 */
    limit?: number;
    /** How many to skip, default 0 */
    offset?: number;
  };
  /** `message_react_add` under another name. From then on this connection gets events of reactions under these names. */
  reaction_add: {
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID`. Forms of the same emoji, with and without U+FE0F, are the same reaction; the answer has the form that is on the message */
    emoji: string;
  } & Place;
  /** `message_react_remove` under another name. From then on this connection gets events of reactions under these names. */
  reaction_remove: {
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID`. Forms of the same emoji, with and without U+FE0F, are the same reaction; the answer has the form that is on the message */
    emoji: string;
  } & Place;
  /** Shows the viewers of a channel that the user is typing, at most once in 2 s, and once that they stopped. Answered only if it carries a `listener`. */
  typing: {
    /** Milliseconds, 0-15000, default 6000; 0 = stopped */
    duration?: number | null;
  } & Place;
  /** Lists entries of the audit log, newest first; all given conditions must match. With `manage_users` alone only the category `user_moderation`. Entries about a channel are for members who may view it, entries about deleted channels for owners. */
  modlog_get: {
    /** Default 100 */
    limit?: number;
    /** Default 0 */
    offset?: number;
    /** Only entries later than this; Unix seconds */
    after?: number | string;
    /** Exact */
    category?: string;
    /** Exact */
    action?: string;
    /** User id or username; of an account of this server also its plain name */
    actor?: string;
    /** User id, username or plain name, id of a role or message, or name of a channel */
    target?: string;
  };
  /** Counts each action among the newest 10 000 entries of the audit log that the reader may see. */
  modlog_summary: {};
  /** Gives a member below the actor their full message allowance back, and lifts a timeout. */
  rate_limit_reset: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
  };
  /** Gets how much of the message allowance is used. That of another member needs `manage_server`. */
  rate_limit_status: {
    /** Default: the caller */
    user?: string | null;
  };
  /** Lists the plugins, for owners. There are none yet. */
  plugins_list: {};
  /** Reloads plugins, for owners. It fails while there are none. */
  plugins_reload: {
    /** Default: all */
    plugin?: string | null;
  };
  /** Posts a message with a poll. Everybody gets it as `message_new`, the author too, before the reply. */
  poll_create: {
    /** 1 to 300 characters */
    question: string;
    /** Each a text of 1 to 100 characters, or an object with `text`, and optionally `id` (1 to 50 characters, unique; default: its index) and `emoji` (at most 64) */
    options: unknown[];
    allow_multiselect?: boolean | null;
    /** Unix seconds, in the future, at most a year away; wins over `duration_hours` */
    expires_at?: number | null;
    /** 0 or null: no end */
    duration_hours?: number | null;
  } & Place;
  /** Ends a poll before its time: one's own, or with `manage_messages` anybody's. From then on results name the voters. */
  poll_end: {
    poll_id?: string | null;
    /** Instead of `poll_id` */
    message_id?: string | null;
  };
  /** Gets a poll without its counts: the question, the options, the author and the reader's choice. */
  poll_get: {
    poll_id?: string | null;
    /** Instead of `poll_id` */
    message_id?: string | null;
  };
  /** Gets the results of a poll: counts while it runs, and the voters of each option after it has ended. */
  poll_results: {
    poll_id?: string | null;
    /** Instead of `poll_id` */
    message_id?: string | null;
  };
  /** Votes in a poll. The selection replaces the earlier one; an empty list withdraws it. If one option is wrong, none counts. */
  poll_vote: {
    poll_id?: string | null;
    /** Instead of `poll_id` */
    message_id?: string | null;
    option_ids?: string | string[] | null;
    option_id?: string | string[] | null;
  };
  /** Gets the public key with which a browser subscribes to web push. */
  push_get_vapid: {};
  /** Ends pushes to the user about a channel or thread, or begins them again. */
  push_mute: {
    /** true: nothing of it is pushed */
    muted: boolean;
  } & Place;
  /** Gets what is not pushed to the user: quiet hours, and places that they muted. */
  push_settings_get: {};
  /** Sets the hours of the day in which nothing is pushed to the user. */
  push_settings_set: {
    /** Null: no quiet hours */
    quiet_hours: WireQuietHours | null;
  };
  /** Subscribes with a browser: it is told of mentions and replies while the user is away. At most 10 browsers of one user; then the one that was used longest ago goes. */
  push_subscribe: {
    /** What `PushSubscription.toJSON()` gives in the browser; other fields are ignored */
    subscription: {
      /** An https address */
      endpoint: string;
      keys: {
        /** 65 bytes in base64url */
        p256dh: string;
        /** 16 bytes in base64url */
        auth: string;
      };
    };
  };
  /** Ends the subscription of a browser. It succeeds also if there is none. */
  push_unsubscribe: {
    endpoint: string;
  };
  /** Makes a reminder, of a message or of anything: the user's own connections are told at its time. At most 100 for one user. */
  reminder_create: {
    /** At most 500 characters; needed without `message_id` */
    text?: string;
    /** Unix seconds; in the future, at most a year away */
    remind_at: number;
    /** Channel name */
    channel?: string;
    /** Id of a thread, instead of `channel` */
    thread_id?: string | null;
    /** The message that it is about, in `channel` or `thread_id` */
    message_id?: string | null;
  };
  /** Deletes a reminder of the user's, before or after its time. */
  reminder_delete: {
    id: string;
  };
  /** Lists the user's reminders, the next one first. Those whose time has come stay until they are deleted. */
  reminder_list: {};
  /** Adds a role. An owner's role is right above the roles of newcomers. A role of another member is at the bottom of the list, where its holders act on nobody, until an owner moves it up (`role_reorder`). The role can have only permissions that the actor holds. */
  role_create: {
    /** 1-32 characters; no other role has a name that looks like it */
    name: string;
    description?: string | null;
    /** #RGB or #RRGGBB */
    color?: string | null;
    /** 2-6 colours that newer clients draw the names of members in; null clears it */
    gradient?: string[] | null;
    /** Own section in the member list */
    hoisted?: boolean;
    self_assignable?: boolean;
    /** Permission ids; unknown ones are left out */
    permissions?: string[] | null;
    category?: string | null;
  };
  /** Deletes a role below the actor's own and removes it from its members. Refused while a channel's list names it. */
  role_delete: {
    /** Role name or role id */
    id?: string;
    /** Role name or role id */
    name?: string;
  };
  /** Gets the permissions of a role. */
  role_permissions_get: {
    /** Role name or role id */
    id?: string;
    /** Role name or role id */
    name?: string;
  };
  /** Replaces the permissions of a role below the actor's own. Only permissions that the actor holds can be added. */
  role_permissions_set: {
    /** Role name or role id */
    id?: string;
    /** Role name or role id */
    name?: string;
    /** Permission ids; unknown ones are left out */
    permissions: string[];
  };
  /** Puts roles in the given order, highest first. Roles that are not named follow in their earlier order. `owner` is always first, and members who are no owners move only roles below their own. */
  role_reorder: {
    /** Role name or role id */
    roles: string[];
  };
  /** Changes a role below the actor's own, like `role_update` with the changes in `data`. A `position` there is ignored; `role_reorder` moves roles. */
  role_set: {
    /** Role name or role id */
    id?: string;
    /** Role name or role id */
    name?: string;
    data: {
      /** The new name */
      name?: string;
      description?: string | null;
      /** #RGB or #RRGGBB */
      color?: string | null;
      /** 2-6 colours that newer clients draw the names of members in; null clears it */
      gradient?: string[] | null;
      /** Own section in the member list */
      hoisted?: boolean;
      self_assignable?: boolean;
      /** Permission ids; unknown ones are left out */
      permissions?: string[] | null;
      category?: string | null;
    };
  };
  /** Changes a role below the actor's own. With `id` and `name`, `name` is the new name. */
  role_update: {
    /** Role name or role id */
    id?: string;
    name?: string;
    description?: string | null;
    /** #RGB or #RRGGBB */
    color?: string | null;
    /** 2-6 colours that newer clients draw the names of members in; null clears it */
    gradient?: string[] | null;
    /** Own section in the member list */
    hoisted?: boolean;
    self_assignable?: boolean;
    /** Permission ids; unknown ones are left out */
    permissions?: string[] | null;
    category?: string | null;
  };
  /** Lists all roles by name, under two keys for different clients. */
  roles_list: {};
  /** Takes a self-assignable role. It follows the roles that the user has. */
  self_role_add: {
    /** Role name or role id */
    role: string;
  };
  /** Gives up a self-assignable role. */
  self_role_remove: {
    /** Role name or role id */
    role: string;
  };
  /** Lists the self-assignable roles, highest first, and which of them the caller has. */
  self_roles_list: {};
  /** Puts the user's roles in another order. The first one gives the colour. */
  self_roles_reorder: {
    /** All of the user's roles, each once */
    roles: string[];
  };
  /** Schedules a message: the server posts it at its time, as the user. If the user may not post it then, they get a `scheduled_fail`. At most 50 wait for one user. */
  message_schedule: {
    /** At most `limits.post_content` characters */
    content: string;
    /** Id of a message in the same channel or thread */
    reply_to?: string | null;
    /** Unix seconds; in the future, at most a year away */
    send_at: number;
  } & Place;
  /** Deletes a scheduled message of the user's. It is not posted. */
  scheduled_delete: {
    id: string;
  };
  /** Lists the user's scheduled messages, the next one first, and those that could not be posted. */
  scheduled_list: {};
  /** Tells the server which packets the client understands. From then on this connection has the extended profile: pages of `messages_get` carry `val` beside `messages`. */
  capabilities: {
    /** Names of commands and feature marks; other elements are ignored */
    val: unknown[];
  };
  /** Tells the part of the configuration that members may change, with a description of each key. Secrets, addresses and paths are not in it. */
  config_get: {};
  /** Changes keys of the configuration, all of them or none. They take effect at once and are written into config.json. */
  config_update: {
    /** Sections as in config.json, with the keys to change. Null removes a key that can't be null, so that its default holds. The server's name, description and pictures as in `server_update` */
    updates: Record<string, unknown>;
  };
  /** Answers with `pong` and the server's clock. */
  ping: {
    /** Echoed if it is a finite number */
    sent_at?: unknown;
  };
  /** Tells the name and the pictures of the server, as they are now. */
  server_info: {};
  /** Tells how much there is on the server, and how it does. Messages and files are counted once a minute. */
  server_stats: {};
  /** Changes what the server shows of itself, and tells everybody. It is written into config.json. */
  server_update: {
    /** 1-100 characters; null or "": that of a server without a name of its own */
    name?: string | null;
    /** http or https URL, a picture as a `data:` URL, or the name of a file in `db/serverAssets`; null or "": none */
    icon?: string | null;
    /** http or https URL, a picture as a `data:` URL, or the name of a file in `db/serverAssets`; null or "": none */
    banner?: string | null;
    /** At most 1000 characters */
    description?: string | null;
    /** Colour of buttons and links on the built-in page, `#rrggbb`; null or "": the usual one */
    accent?: string | null;
  };
  /** Changes the password of your account of this server, and ends its other sessions and connections. */
  password_change: {
    /** The present one */
    password: string;
    /** 4-72 bytes of UTF-8 */
    new_password: string;
  };
  /** Ends a remembered session of your account, the connections that logged in with it, and web push to the browsers that subscribed in it. */
  session_revoke: {
    id: string;
  };
  /** Lists the remembered sessions of your account, the last used first. */
  sessions_list: {};
  /** Asks the bot of a slash command for choices while the user types an argument. They come as `slash_choices` with the same `query`, or not at all. A connection waits for its newest query only. */
  slash_autocomplete: {
    /** Without the slash */
    command: string;
    /** The option that is typed */
    option: string;
    /** What has been typed of it */
    value: string;
    /** The other arguments, as in `slash_call`. Those that don't fit are left out */
    args?: Record<string, unknown>;
  } & Place;
  /** Calls a slash command in a channel or thread. A bot's answer comes as a message; the server's own commands are answered with theirs. */
  slash_call: {
    /** Without the slash */
    command: string;
    /** By option. Text is read as the option's type; null and "" count as left out */
    args?: Record<string, unknown>;
  } & Place;
  /** For bots: answers a `slash_autocomplete`, once and within 10 seconds. */
  slash_choices: {
    /** Id of the query */
    query: string;
    /** At most 25 values of the option, each of at most 100 characters */
    choices: string[];
  };
  /** For bots: tells the caller that the answer to a call takes some time. An answer that doesn't come in that time is refused. */
  slash_defer: {
    /** Id of the call */
    call: string;
    /** From now, and at most 900 seconds after the call; default 900. Sent again, it replaces the earlier time */
    seconds?: number;
  };
  /** Lists all slash commands, also those that the user may not call. */
  slash_list: {};
  /** Replaces the slash commands that this connection answers. They are gone when it ends. Of two connections of one user, the newer one gets the calls. */
  slash_register: {
    /** At most 100; none withdraws all */
    commands: {
      name: string;
      description: string;
      options?: {
        name: string;
        description?: string;
        type: "str" | "int" | "float" | "bool" | "enum";
        /** Default true */
        required?: boolean | number | string;
        /** Needed for an `enum`, and ignored for others */
        choices?: string[] | null;
        /** While a member types this argument, the bot is asked for choices; default false. Not for `bool` and `enum` */
        autocomplete?: boolean | number | string;
      }[];
      /** Role names; null or empty: no restriction */
      whitelistRoles?: string[] | null;
      /** Role names; null or empty: no restriction */
      blacklistRoles?: string[] | null;
      /** Answers that don't say otherwise go to the caller alone; default false */
      ephemeral?: boolean | number | string;
    }[];
  };
  /** Answers the call of a slash command of this user, as often as needed within 24 hours. Without a call that fits it posts an ordinary message, like `message_new`. */
  slash_response: {
    /** The text */
    response?: string | null;
    /** At most 10, each an object like `embed`; links only http and https */
    embeds?: unknown[] | null;
    /** Id of the call; without it the newest call that fits is answered */
    call?: string | null;
    /** The command that was called; without it any */
    command?: string | null;
    /** User id of the caller; default: the user */
    invoker?: string | null;
    /** true: for the caller alone, and not stored; absent: as the command says */
    ephemeral?: boolean | null;
  } & Place;
  /** Adds a sticker, and tells everybody. At most 200. Its id is never given to another one. */
  sticker_add: {
    /** 1 to 64 of the characters A-Z, a-z, 0-9 and _; no two have the same in any case */
    name: string;
    /** `data:` URL in base64 of a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels. Metadata is removed; the picture itself is kept as it is, so animations stay */
    image: string;
    /** At most 200 characters; null or empty: none */
    description?: string | null;
  };
  /** Deletes a sticker, and tells everybody. */
  sticker_delete: {
    /** Id, also as text */
    id: number | string;
  };
  /** Gets one sticker, by its id or its name. */
  sticker_get: {
    /** Id, also as text */
    id?: number | string;
    /** Name in any case */
    name?: string;
  };
  /** Lists the stickers of the server. In a text a sticker is `originChats:<sticker>//HOST/ID`. */
  sticker_list: {};
  /** Changes the name, the picture or the description of a sticker, and tells everybody. */
  sticker_update: {
    /** Id, also as text */
    id: number | string;
    /** 1 to 64 of the characters A-Z, a-z, 0-9 and _; no two have the same in any case */
    name?: string;
    /** `data:` URL in base64 of a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels. Metadata is removed; the picture itself is kept as it is, so animations stay */
    image?: string;
    /** At most 200 characters; null or empty: none */
    description?: string | null;
  };
  /** Starts a thread in a forum, with its first message if `content` is given. */
  thread_create: {
    /** 1 to 100 characters */
    name: string;
    /** The first message. Thread and message are created both, or neither */
    content?: string | null;
  } & Place;
  /** Deletes a thread with its messages: one's own, or with `manage_threads` anybody's. */
  thread_delete: {
    /** Id of the thread */
    thread_id: string;
  };
  /** Gets one thread by its id. */
  thread_get: {
    /** Id of the thread */
    thread_id: string;
  };
  /** Joins a thread. Clients then list it under its forum. */
  thread_join: {
    /** Id of the thread */
    thread_id: string;
  };
  /** Leaves a thread; its creator may leave too. Members who can no longer view the forum may also leave, and get a reply without `thread` and `channel`. */
  thread_leave: {
    /** Id of the thread */
    thread_id: string;
  };
  /** Gets one page of a thread, oldest first; of long messages fewer, but at least 20 while there are more. `messages_get` with `thread_id` also says whether the page is the last. */
  thread_messages: {
    /** Id of the thread */
    thread_id: string;
    /** How many of the newest to skip; or a message id: strictly older than that one */
    start?: number | string | null;
    /** Default 100, at most 200 */
    limit?: number | null;
  };
  /** `thread_create` under another name. */
  thread_new: {
    /** 1 to 100 characters */
    name: string;
    /** The first message. Thread and message are created both, or neither */
    content?: string | null;
  } & Place;
  /** Pins a thread: it is listed before others in its forum. A forum has at most 10 pinned threads. */
  thread_pin: {
    /** Id of the thread */
    thread_id: string;
  };
  /** Unpins a thread. */
  thread_unpin: {
    /** Id of the thread */
    thread_id: string;
  };
  /** Renames or archives a thread: one's own, or with `manage_threads` anybody's. Locking always needs that permission. */
  thread_update: {
    /** Id of the thread */
    thread_id: string;
    /** 1 to 100 characters */
    name?: string | null;
    locked?: boolean | null;
    archived?: boolean | null;
  };
  /** Gets a page of a forum's threads, which may be more than `channels_get` lists: pinned ones first, then those with the newest activity. From then on new threads of this forum come as `thread_new`. */
  threads_get: {
    /** Default 20 */
    limit?: number;
    /** How many to skip */
    offset?: number;
    /** Id of a thread: only threads after it in this order */
    before?: string;
  } & Place;
  /** Marks a channel or thread as read up to a message, or up to the newest one. The marker moves back only with `force`; the reply says where it is. */
  unreads_ack: {
    /** Default: the newest */
    message_id?: string | null;
    /** Moves the marker back too: messages after it are unread again */
    force?: boolean;
  } & Place;
  /** Counts unread messages in a text channel or a thread, whether the user has joined it or not. */
  unreads_count: Place;
  /** Counts unread messages in every text channel that the user may view, and in every thread that the user has joined. */
  unreads_get: {};
  /** Removes the user's nickname. Where member permissions are enforced it needs `change_nickname`. */
  nickname_remove: {};
  /** Sets the user's nickname. Where member permissions are enforced it needs `change_nickname`. */
  nickname_update: {
    /** 1-20 characters */
    nickname: string;
  };
  /** Gets the URL of a member's picture; null where clients choose the picture. */
  pfp_get: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    username: string;
  };
  /** Sets the picture of a local account: an http(s) URL, or a `data:` URL of a PNG, JPEG, GIF or WebP picture, which the server stores and serves. */
  pfp_set: {
    /** At most 500 characters, or a picture of at most 1 MiB and 1024 x 1024 pixels; null or "" removes it */
    url: string | null;
  };
  /** Gets the status of a member as others see it. One's own is the real one. */
  status_get: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
  };
  /** Sets the user's status and its text. `offline` and `invisible` hide the user: others see them as disconnected. The reply is named `status_get` for a visible status, `status_set` for a hidden one. More than about 10 changes in 30 s are stored, and only the last one is sent to others, later. While the user is timed out, the text can only stay or be removed. */
  status_set: {
    status: "online" | "idle" | "dnd" | "offline" | "invisible";
    text?: string | null;
  };
  /** Bans a member below the actor, and closes their connections. Others see the member leave; the actor gets a new `users_banned_list`. */
  user_ban: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
    /** At most 500 characters */
    reason?: string | null;
  };
  /** For owners: deletes the account of a member and closes its connections. Messages stay, with the name. */
  user_delete: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
  };
  /** Removes a member below the actor, as `user_leave` does, and closes their connections. Messages stay. The person may come back as a new member, after `limits.kick_seconds` (a minute). */
  user_kick: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
    /** At most 500 characters */
    reason?: string | null;
  };
  /** Leaves the server: deletes the user's account here and closes its connections. Messages stay. */
  user_leave: {
    /** Refused, since a client that leaves a single conversation does not mean the server */
    channel?: unknown;
  };
  /** Gives a member further roles, after those that they have. The roles and the member must be below the actor. */
  user_roles_add: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
    /** Role name or role id */
    roles: string[];
  };
  /** Gets a member's roles and colour. */
  user_roles_get: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
  };
  /** Removes roles from a member. The roles and the member must be below the actor. */
  user_roles_remove: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
    /** Role name or role id */
    roles: string[];
  };
  /** Replaces a member's roles. Every added or removed role, and the member, must be below the actor. */
  user_roles_set: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
    /** Role name or role id */
    roles: string[];
  };
  /** Times a member out for some seconds. Meanwhile they can read, leave and delete their own messages, but do nothing else that others see. 0 lifts it. */
  user_timeout: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
    /** Seconds */
    timeout: number;
  };
  /** Lifts a ban. Others see the member come back, offline; the actor gets a new `users_banned_list`. */
  user_unban: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
  };
  /** Changes the nickname of a member below the actor, and of a local account also the username. */
  user_update: {
    /** Username in any case, or user id; for an account of this server also its plain name (`bob` for `USR:local_bob`), unless that is another member's username */
    user: string;
    updates: {
      /** At most 20 characters; null or "" removes it */
      nickname?: string | null;
      /** 2-32 of a-z 0-9 _ -, with or without `USR:local_` */
      username?: string;
    };
  };
  /** Lists banned members, with the time, the reason and the name of the member who banned them. */
  users_banned: {};
  /** Lists the names of banned members, in the order in which they joined. */
  users_banned_list: {};
  /** Lists all members but banned ones, in the order of joining. */
  users_list: {};
  /** Lists the members who are online and not hidden, each once. */
  users_online: {};
  /** Joins the call of a voice channel, unmuted. A member is in one call at most: another one ends, also on another connection. At most 100 members are in a call. */
  voice_join: {
    /** By which other clients reach this one: 1 to 128 of the characters A-Z, a-z, 0-9, _ and -. No other member of the call may have it */
    peer_id: string;
  } & Place;
  /** Leaves the call that this connection is in. */
  voice_leave: {
    /** Name of the channel of the call. If the connection is in another call, the command is refused */
    channel?: string | null;
  };
  /** Tells the others in the call that the user's microphone is off, or on again. */
  voice_mute: {
    /** Name of the channel of the call. If the connection is in another call, the command is refused */
    channel?: string | null;
    /** false: it is on, as `voice_unmute` says; anything else: it is off */
    muted?: unknown;
  };
  /** Lists the members in the call of a voice channel. Only connections in the call get peer ids. */
  voice_state: Place;
  /** Tells the others in the call that the user's microphone is on again. */
  voice_unmute: {
    /** Name of the channel of the call. If the connection is in another call, the command is refused */
    channel?: string | null;
  };
  /** Makes a webhook: an address under which a program posts into a text channel. At most 15 for one channel. */
  webhook_create: {
    /** Name of a text channel */
    channel: string;
    /** 1 to 80 characters */
    name: string;
    /** An http(s) URL of a picture; null or "" removes it */
    avatar?: string | null;
    /** Deliveries must carry the signature that GitHub makes with it (`X-Hub-Signature-256`); null or "": they need none */
    secret?: string | null;
  };
  /** Deletes a webhook. What it posted stays. */
  webhook_delete: {
    id: string;
  };
  /** Gets one webhook, without its token. */
  webhook_get: {
    id: string;
  };
  /** Lists the webhooks of the channels that the caller may view, with their tokens, the oldest first. */
  webhook_list: {
    /** Name of a channel: only its webhooks */
    channel?: string | null;
  };
  /** Gives a webhook a new token. The old one leads nowhere from then on. */
  webhook_regenerate: {
    id: string;
  };
  /** Changes the name, picture or secret of a webhook. */
  webhook_update: {
    id: string;
    /** 1 to 80 characters */
    name?: string;
    /** An http(s) URL of a picture; null or "" removes it */
    avatar?: string | null;
    /** Deliveries must carry the signature that GitHub makes with it (`X-Hub-Signature-256`); null or "": they need none */
    secret?: string | null;
  };
}

/** The reply packet of each command, without `listener`. */
export interface Replies {
  /** Answers `attachment_delete`. */
  attachment_delete: {
    cmd: "attachment_deleted";
    attachment_id: string;
    deleted: true;
  };
  /** Answers `attachment_get`. */
  attachment_get: {
    cmd: "attachment_info";
    attachment: WireAttachment;
  };
  /** Answers `attachment_list`. */
  attachment_list: {
    cmd: "attachment_list";
    attachments: {
      /** Random: it gives access to the file */
      id: string;
      /** Name of the file, at most 255 characters */
      name: string;
      /** By the bytes, whatever the upload said */
      mime_type: string;
      /** Bytes */
      size: number;
      /** Where the file is served */
      url: string;
      /** When the file is removed, or was removed; null: never; Unix seconds with fraction */
      expires_at: number | null;
      /** The uploader's subscription keeps it for long */
      permanent: boolean;
      /** Pixels of a picture or film */
      width?: number;
      /** Pixels of a picture or film */
      height?: number;
      /** Seconds of a film or sound */
      duration?: number;
      /** BlurHash of a picture, to show until the picture is there */
      blurhash?: string;
      /** Smaller versions of a picture in WebP, where there are any */
      thumbnails?: {
        small?: {
          url: string;
          /** Pixels */
          width: number;
          /** Pixels */
          height: number;
        };
        large?: {
          url: string;
          /** Pixels */
          width: number;
          /** Pixels */
          height: number;
        };
      };
      /** Where its message is; null: it is in no message, or in one that the user may not view */
      channel: string | null;
      message_id: string | null;
      /** When it was uploaded; Unix seconds with fraction */
      created_at: number;
    }[];
    /** All that could be listed */
    total: number;
  };
  /** Answers `attachment_upload_key`. */
  attachment_upload_key: {
    cmd: "attachment_upload_key";
    key: string;
    /** Unix seconds with fraction */
    expires_at: number;
  };
  /** Answers `owner_claim`. */
  owner_claim: {
    cmd: "owner_claim";
    user: string;
    owner: true;
  };
  /** Answers `resume`. */
  resume: {
    cmd: "resume";
    recovered: boolean;
    /** Everything up to here has been sent */
    seq: number;
    /** How many were sent */
    events: number;
  };
  /** Answers `bot_create`. */
  bot_create: {
    cmd: "bot_create";
    bot: WireBot;
    token: string;
  };
  /** Answers `bot_delete`. */
  bot_delete: {
    cmd: "bot_delete";
    /** Username */
    user: string;
    deleted: true;
  };
  /** Answers `bot_list`. */
  bot_list: {
    cmd: "bot_list";
    bots: WireBot[];
  };
  /** Answers `bot_token_reset`. */
  bot_token_reset: {
    cmd: "bot_token_reset";
    /** Username */
    user: string;
    token: string;
  };
  /** Answers `channel_create`. */
  channel_create: {
    cmd: "channel_create";
    channel: WireChannel;
    created: true;
  };
  /** Answers `channel_delete`. */
  channel_delete: {
    cmd: "channel_delete";
    name: string;
    channel: string;
    deleted: true;
  };
  /** Answers `channel_move`. */
  channel_move: {
    cmd: "channel_move";
    name: string;
    position: number;
    moved: boolean;
  };
  /** Answers `channel_update`. */
  channel_update: {
    cmd: "channel_update";
    channel: WireChannel;
    current_name: string;
    updated: true;
  };
  /** Answers `channels_get`. */
  channels_get: {
    cmd: "channels_get";
    val: WireChannel[];
  };
  /** Answers `emoji_add`. */
  emoji_add: {
    cmd: "emoji_add";
    id: string;
    added: true;
    name: string;
    /** It is served at `/emojis/{fileName}`. A new picture has a new one */
    fileName: string;
  };
  /** Answers `emoji_delete`. */
  emoji_delete: {
    cmd: "emoji_delete";
    id: number;
    /** False: there is no emoji with this id */
    deleted: boolean;
  };
  /** Answers `emoji_get`. */
  emoji_get: {
    cmd: "emoji_get";
    emoji: {
      id: string;
      name: string;
      /** It is served at `/emojis/{fileName}`. A new picture has a new one */
      fileName: string;
    };
  };
  /** Answers `emoji_get_all`. */
  emoji_get_all: {
    cmd: "emoji_get_all";
    /** By id */
    emojis: WireEmojiMap;
  };
  /** Answers `emoji_get_filename`. */
  emoji_get_filename: {
    cmd: "emoji_get_filename";
    /** As it was sent */
    name: string;
    /** The file name: there is no path in it */
    filepath: string;
  };
  /** Answers `emoji_get_id`. */
  emoji_get_id: {
    cmd: "emoji_get_id";
    /** As it was sent */
    name: string;
    id: string;
  };
  /** Answers `emoji_list`. */
  emoji_list: {
    cmd: "emoji_list";
    /** By id */
    emojis: WireEmojiMap;
  };
  /** Answers `emoji_update`. */
  emoji_update: {
    cmd: "emoji_update";
    id: number;
    /** False: there is no emoji with this id */
    updated: boolean;
    name?: string;
    fileName?: string;
  };
  /** Answers `invite_create`. */
  invite_create: {
    cmd: "invite_create";
    invite: WireInvite;
  };
  /** Answers `invite_delete`. */
  invite_delete: {
    cmd: "invite_delete";
    code: string;
    deleted: true;
  };
  /** Answers `invite_list`. */
  invite_list: {
    cmd: "invite_list";
    invites: WireInvite[];
  };
  /** Answers `embeds_list`. */
  embeds_list: {
    cmd: "embeds_list";
    id: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    /** Empty if there are none */
    embeds: WireEmbed[];
  };
  /** Answers `message_delete`. */
  message_delete: {
    cmd: "message_delete";
    id: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    /** Time of the channel's newest message; null in an empty one; Unix seconds with fraction */
    last_message: number | null;
    last_message_id: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `message_edit`. */
  message_edit: {
    cmd: "message_edit";
    id: string;
    content: string;
    message: WireMessage;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `message_get`. */
  message_get: {
    cmd: "message_get";
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    message: WireMessage;
  };
  /** Answers `message_history`. */
  message_history: {
    cmd: "message_history";
    id: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    versions: {
      content: string;
      /** At most 10 in a message, each with at most 6000 characters of text in all */
      embeds?: WireEmbed[];
      /** Since when the message was that; Unix seconds with fraction */
      timestamp: number;
    }[];
  };
  /** Answers `message_new`. */
  message_new: {
    cmd: "message_new";
    message: WireMessage;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `message_pin`. */
  message_pin: {
    cmd: "message_pin";
    id: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    pinned: boolean;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `message_react_add`. */
  message_react_add: {
    cmd: "message_react_add";
    id: string;
    emoji: string;
    /** The user's name */
    from: string;
    /** The same as `from` */
    user: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `message_react_remove`. */
  message_react_remove: {
    cmd: "message_react_remove";
    id: string;
    emoji: string;
    /** The user's name */
    from: string;
    /** The same as `from` */
    user: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `message_replies`. */
  message_replies: {
    cmd: "message_replies";
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    message_id: string;
    replies: WireMessage[];
    /** There are more replies after these */
    more: boolean;
  };
  /** Answers `message_unpin`. */
  message_unpin: {
    cmd: "message_unpin";
    id: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    pinned: boolean;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `messages_around`. */
  messages_around: {
    cmd: "messages_around";
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    messages: WireMessage[];
    range: WirePageRange;
  };
  /** Answers `messages_get`. */
  messages_get: {
    cmd: "messages_get";
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    messages: WireMessage[];
    range: {
      start: number;
      end: number;
      limit: number;
    };
    /** No older message exists */
    at_start: boolean;
    /** The page holds the newest message */
    at_end: boolean;
  };
  /** Answers `messages_pinned`. */
  messages_pinned: {
    cmd: "messages_pinned";
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    messages: WirePlacedMessage[];
  };
  /** Answers `messages_search`. */
  messages_search: {
    cmd: "messages_search";
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    /** As sent */
    query: string;
    results: {
      id: string;
      /** Username of the author, or a plain name if the author is no user */
      user: string;
      content: string;
      /** Strictly increasing in a channel; Unix seconds with fraction */
      timestamp: number;
      type: "message";
      pinned: boolean;
      /** The slash command that the message answers, or null */
      interaction: {
        command: string;
        /** The caller's name, as it was then */
        username: string;
      } | null;
      edited?: true;
      /** Time of the last edit; Unix seconds with fraction */
      edited_at?: number;
      reply_to?: {
        id: string;
        user: string;
        /** In `pings_get`: how the original begins, at most 100 characters */
        content?: string;
      };
      /** As the sender of a reply set it */
      ping?: boolean;
      pings: WirePings;
      /** Emoji to usernames, both in the order of arrival; absent when there are none */
      reactions?: Record<string, string[]>;
      /** Only of messages that a webhook posted; `user` is `originChats` then */
      webhook?: {
        id: string;
        /** The author's name */
        name: string;
        /** URL of a picture */
        avatar: string | null;
      };
      /** URL of the webhook's picture */
      avatar?: string;
      /** At most 10; absent when there are none */
      attachments?: WireAttachment[];
      /** It is for the receiver alone, and is not stored */
      ephemeral?: true;
      /** At most 10 in a message, each with at most 6000 characters of text in all */
      embeds?: WireEmbed[];
      /** Channel name; a thread's forum */
      channel: string;
      /** Null in a channel */
      thread_id: string | null;
    }[];
    /** Names in the query that belong to no member, role or channel that the user may view, and nicknames that more than 20 members share; absent if there are none */
    unknown?: string[];
    /** Older messages match, or the search gave up before its end */
    more: boolean;
    /** For `before` of the next page: the place where this one ends, even if its messages are deleted. Null when nothing older matches, or when a search of several channels or threads gave up without a result */
    next: string | null;
  };
  /** Answers `pings_get`. */
  pings_get: {
    cmd: "pings_get";
    messages: WirePlacedMessage[];
    offset: number;
    /** Places that this page covers: fewer than requested if messages are long */
    limit: number;
    /** All that the user may view, on all pages */
    total: number;
  };
  /** Answers `reaction_add`. */
  reaction_add: {
    cmd: "reaction_add";
    id: string;
    emoji: string;
    /** The user's name */
    from: string;
    /** The same as `from` */
    user: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `reaction_remove`. */
  reaction_remove: {
    cmd: "reaction_remove";
    id: string;
    emoji: string;
    /** The user's name */
    from: string;
    /** The same as `from` */
    user: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `typing`. */
  typing: {
    cmd: "typing";
    channel: string;
    user: string;
    nickname?: string;
    thread_id: string | null;
    duration: number;
    global: true;
  };
  /** Answers `modlog_get`. */
  modlog_get: {
    cmd: "modlog_get";
    entries: WireAudit[];
    /** Number of matches on all pages */
    total: number;
    offset: number;
    limit: number;
  };
  /** Answers `modlog_summary`. */
  modlog_summary: {
    cmd: "modlog_summary";
    action_counts: Record<string, number>;
    category_totals: Record<string, number>;
    /** Number of all entries, also of older ones */
    total: number;
  };
  /** Answers `rate_limit_reset`. */
  rate_limit_reset: {
    cmd: "rate_limit_reset";
    user: string;
    val: string;
  };
  /** Answers `rate_limit_status`. */
  rate_limit_status: {
    cmd: "rate_limit_status";
    user: string;
    status: {
      messages_this_minute: number;
      messages_per_minute_limit: number;
      /** In the last 10 s */
      recent_messages: number;
      burst_limit: number;
      /** Seconds */
      cooldown_remaining: number;
      /** Seconds; 0 = not timed out */
      timeout_remaining: number;
    };
  };
  /** Answers `plugins_list`. */
  plugins_list: {
    cmd: "plugins_list";
    /** By name */
    plugins: {};
  };
  /** Answers `plugins_reload`. */
  plugins_reload: {
    cmd: "plugins_reload";
    val: string;
  };
  /** Answers `poll_create`. */
  poll_create: {
    cmd: "poll_create";
    poll_id: string;
    message_id: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    /** At most 300 characters */
    question: string;
    /** 2 to 10 */
    options: {
      /** 1 to 50 characters, unique in the poll */
      id: string;
      /** At most 100 characters */
      text: string;
      /** At most 64 characters */
      emoji?: string;
    }[];
    allow_multiselect: boolean;
    /** When it ends automatically; Unix seconds with fraction */
    expires_at: number | null;
  };
  /** Answers `poll_end`. */
  poll_end: {
    cmd: "poll_end";
    poll_id: string;
    message_id: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Null in a channel */
    thread_id: string | null;
    results: WirePollResults;
  };
  /** Answers `poll_get`. */
  poll_get: {
    cmd: "poll_get";
    poll: {
      id: string;
      /** At most 300 characters */
      question: string;
      /** 2 to 10 */
      options: {
        /** 1 to 50 characters, unique in the poll */
        id: string;
        /** At most 100 characters */
        text: string;
        /** At most 64 characters */
        emoji?: string;
      }[];
      /** A vote may choose several options */
      allow_multiselect: boolean;
      /** When it ends automatically; Unix seconds with fraction */
      expires_at: number | null;
      ended: boolean;
      /** When it ended; Unix seconds with fraction */
      ended_at: number | null;
      message_id: string;
      /** Channel name; a thread's forum */
      channel: string;
      /** Null in a channel */
      thread_id: string | null;
      /** Username */
      created_by: string;
      /** Unix seconds */
      created_at: number;
      user_votes: string[];
    };
  };
  /** Answers `poll_results`. */
  poll_results: {
    cmd: "poll_results";
    poll_id: string;
    message_id: string;
    results: WirePollResults;
  };
  /** Answers `poll_vote`. */
  poll_vote: {
    cmd: "poll_vote";
    poll_id: string;
    option_ids: string[];
    results: WirePollResults;
  };
  /** Answers `push_get_vapid`. */
  push_get_vapid: {
    cmd: "push_vapid";
    /** A point of P-256 in base64url */
    key: string;
  };
  /** Answers `push_mute`. */
  push_mute: {
    cmd: "push_mute";
    quiet_hours: WireQuietHours | null;
    /** Channels and threads of which nothing is pushed */
    muted: {
      channel: string;
      /** Null: the channel */
      thread_id: string | null;
    }[];
  };
  /** Answers `push_settings_get`. */
  push_settings_get: {
    cmd: "push_settings_get";
    quiet_hours: WireQuietHours | null;
    /** Channels and threads of which nothing is pushed */
    muted: {
      channel: string;
      /** Null: the channel */
      thread_id: string | null;
    }[];
  };
  /** Answers `push_settings_set`. */
  push_settings_set: {
    cmd: "push_settings_set";
    quiet_hours: WireQuietHours | null;
    /** Channels and threads of which nothing is pushed */
    muted: {
      channel: string;
      /** Null: the channel */
      thread_id: string | null;
    }[];
  };
  /** Answers `push_subscribe`. */
  push_subscribe: {
    cmd: "push_subscribed";
    success: true;
    /** 16 hexadecimal digits, the same for the same endpoint */
    device_fingerprint: string;
  };
  /** Answers `push_unsubscribe`. */
  push_unsubscribe: {
    cmd: "push_unsubscribed";
    success: true;
  };
  /** Answers `reminder_create`. */
  reminder_create: {
    cmd: "reminder_create";
    reminder: WireReminder;
  };
  /** Answers `reminder_delete`. */
  reminder_delete: {
    cmd: "reminder_delete";
    id: string;
    deleted: true;
  };
  /** Answers `reminder_list`. */
  reminder_list: {
    cmd: "reminder_list";
    reminders: WireReminder[];
  };
  /** Answers `role_create`. */
  role_create: {
    cmd: "role_create";
    id: string;
    name: string;
  };
  /** Answers `role_delete`. */
  role_delete: {
    cmd: "role_delete";
    id: string;
    name: string;
    deleted: true;
  };
  /** Answers `role_permissions_get`. */
  role_permissions_get: {
    cmd: "role_permissions_get";
    id: string;
    name: string;
    permissions: string[];
  };
  /** Answers `role_permissions_set`. */
  role_permissions_set: {
    cmd: "role_permissions_set";
    id: string;
    name: string;
    permissions: string[];
    updated: true;
  };
  /** Answers `role_reorder`. */
  role_reorder: {
    cmd: "role_reorder";
    /** Names of all roles in their new order */
    roles: string[];
  };
  /** Answers `role_set`. */
  role_set: {
    cmd: "role_set";
    id: string;
    name: string;
    updated: true;
  };
  /** Answers `role_update`. */
  role_update: {
    cmd: "role_update";
    id: string;
    name: string;
    updated: true;
  };
  /** Answers `roles_list`. */
  roles_list: {
    cmd: "roles_list";
    /** Role name to role, highest first */
    roles: WireRoleMap;
    /** Role name to role, highest first */
    val: WireRoleMap;
  };
  /** Answers `self_role_add`. */
  self_role_add: {
    cmd: "self_role_add";
    /** Its name */
    role: string;
    success: true;
    /** All of the user's roles */
    roles: string[];
  };
  /** Answers `self_role_remove`. */
  self_role_remove: {
    cmd: "self_role_remove";
    /** Its name */
    role: string;
    success: true;
    /** All of the user's roles */
    roles: string[];
  };
  /** Answers `self_roles_list`. */
  self_roles_list: {
    cmd: "self_roles_list";
    roles: {
      id: string;
      name: string;
      description: string | null;
      color: string | null;
      /** 2-6 colours that newer clients draw the name in */
      gradient: string[] | null;
      /** Own section in the member list */
      hoisted: boolean;
      permissions: string[];
      self_assignable: boolean;
      category: string | null;
      /** 0 is the highest */
      position: number;
      assigned: boolean;
    }[];
  };
  /** Answers `self_roles_reorder`. */
  self_roles_reorder: {
    cmd: "self_roles_reorder";
    roles: string[];
  };
  /** Answers `message_schedule`. */
  message_schedule: {
    cmd: "message_schedule";
    scheduled: WireScheduled;
  };
  /** Answers `scheduled_delete`. */
  scheduled_delete: {
    cmd: "scheduled_delete";
    id: string;
    deleted: true;
  };
  /** Answers `scheduled_list`. */
  scheduled_list: {
    cmd: "scheduled_list";
    scheduled: WireScheduled[];
  };
  /** Answers `capabilities`. */
  capabilities: {
    cmd: "capabilities";
    /** Feature marks of the request that this server has too; none yet */
    val: string[];
  };
  /** Answers `config_get`. */
  config_get: {
    cmd: "config_get";
    /** By section and key, as in config.json (docs/configuration.md) */
    config: Record<string, unknown>;
    keys: WireConfigKey[];
  };
  /** Answers `config_update`. */
  config_update: {
    cmd: "config_update";
    /** By section and key, as in config.json (docs/configuration.md) */
    config: Record<string, unknown>;
    /** Keys whose values are others now */
    updated: string[];
  };
  /** Answers `ping`. */
  ping: {
    cmd: "pong";
    val: "pong";
    sent_at?: number;
    /** Unix seconds with fraction */
    server_time: number;
  };
  /** Answers `server_info`. */
  server_info: {
    cmd: "server_info";
    name: string;
    /** URL, or "" */
    icon: string;
    /** URL, or "" */
    banner: string;
    description: string;
    /** Colour of buttons and links as `#rrggbb`, or "" */
    accent: string;
  };
  /** Answers `server_stats`. */
  server_stats: {
    cmd: "server_stats";
    stats: WireServerStats;
  };
  /** Answers `server_update`. */
  server_update: {
    cmd: "server_update";
    name: string;
    /** URL, or "" */
    icon: string;
    /** URL, or "" */
    banner: string;
    description: string;
    /** Colour of buttons and links as `#rrggbb`, or "" */
    accent: string;
  };
  /** Answers `password_change`. */
  password_change: {
    cmd: "password_change";
    changed: true;
  };
  /** Answers `session_revoke`. */
  session_revoke: {
    cmd: "session_revoke";
    id: string;
    revoked: true;
  };
  /** Answers `sessions_list`. */
  sessions_list: {
    cmd: "sessions_list";
    sessions: WireLoginSession[];
  };
  /** Answers `slash_autocomplete`. */
  slash_autocomplete: {
    cmd: "slash_autocomplete";
    query: string;
  };
  /** Answers `slash_call`. */
  slash_call: {
    cmd: "slash_call";
    val?: {
      command: string;
      /** By option, with the types of the options; those that were left out are absent */
      args: Record<string, string | number | boolean>;
      /** Username of the bot */
      commander: string;
    };
    /** Id of the call of a slash command that it answers */
    call?: string;
    /** User id of the caller */
    invoker?: string;
    invokerUsername?: string;
    channel?: string;
    /** Id of the thread, null in a channel */
    thread_id?: string | null;
    message?: WireMessage;
    /** In every copy of a packet that is also a reply */
    global?: true;
    id?: string;
    user?: string;
    content?: string;
    timestamp?: number;
    embeds?: unknown[];
    poll_id?: string;
  };
  /** Answers `slash_choices`. */
  slash_choices: {
    cmd: "slash_choices";
    query: string;
  };
  /** Answers `slash_defer`. */
  slash_defer: {
    cmd: "slash_defer";
    call: string;
    /** Unix seconds. After that the call can't be answered any more */
    until: number;
  };
  /** Answers `slash_list`. */
  slash_list: {
    cmd: "slash_list";
    commands: WireSlashCommand[];
  };
  /** Answers `slash_register`. */
  slash_register: {
    cmd: "slash_register";
    val: string;
  };
  /** Answers `slash_response`. */
  slash_response: {
    cmd: "message_new";
    message: WireMessage;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Id of the call of a slash command that it answers */
    call?: string;
    id?: string;
    user?: string;
    content?: string;
    timestamp?: number;
    embeds?: unknown[];
    poll_id?: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `sticker_add`. */
  sticker_add: {
    cmd: "sticker_add";
    id: string;
    added: true;
    name: string;
    /** It is served at `/stickers/{fileName}`. A new picture has a new one */
    fileName: string;
    description: string | null;
  };
  /** Answers `sticker_delete`. */
  sticker_delete: {
    cmd: "sticker_delete";
    id: string;
    deleted: true;
  };
  /** Answers `sticker_get`. */
  sticker_get: {
    cmd: "sticker_get";
    sticker: {
      id: string;
      name: string;
      /** It is served at `/stickers/{fileName}`. A new picture has a new one */
      fileName: string;
      description: string | null;
    };
  };
  /** Answers `sticker_list`. */
  sticker_list: {
    cmd: "sticker_list";
    /** By id */
    stickers: WireStickerMap;
  };
  /** Answers `sticker_update`. */
  sticker_update: {
    cmd: "sticker_update";
    id: string;
    updated: true;
    name: string;
    /** It is served at `/stickers/{fileName}`. A new picture has a new one */
    fileName: string;
    description: string | null;
  };
  /** Answers `thread_create`. */
  thread_create: {
    cmd: "thread_create";
    thread: WireThread;
    channel: string;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `thread_delete`. */
  thread_delete: {
    cmd: "thread_delete";
    thread_id: string;
    channel: string;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `thread_get`. */
  thread_get: {
    cmd: "thread_get";
    thread: WireThread;
  };
  /** Answers `thread_join`. */
  thread_join: {
    cmd: "thread_join";
    thread: WireThread;
    channel: string;
    thread_id: string;
    user: string;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `thread_leave`. */
  thread_leave: {
    cmd: "thread_leave";
    thread?: WireThread;
    channel?: string;
    thread_id: string;
    user: string;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `thread_messages`. */
  thread_messages: {
    cmd: "thread_messages";
    thread_id: string;
    messages: WireMessage[];
  };
  /** Answers `thread_new`. */
  thread_new: {
    cmd: "thread_new";
    thread: WireThread;
    channel: string;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `thread_pin`. */
  thread_pin: {
    cmd: "thread_pin";
    thread_id: string;
    channel: string;
    pinned: boolean;
    thread: WireThread;
  };
  /** Answers `thread_unpin`. */
  thread_unpin: {
    cmd: "thread_unpin";
    thread_id: string;
    channel: string;
    pinned: boolean;
    thread: WireThread;
  };
  /** Answers `thread_update`. */
  thread_update: {
    cmd: "thread_update";
    thread: WireThread;
    channel: string;
    thread_id: string;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `threads_get`. */
  threads_get: {
    cmd: "threads_get";
    channel: string;
    threads: WireThread[];
    total: number;
  };
  /** Answers `unreads_ack`. */
  unreads_ack: {
    cmd: "unreads_ack";
    /** Of a channel */
    channel?: string;
    /** Of a thread */
    thread_id?: string;
    /** Id of the newest message that was read, even if it is deleted; null = none */
    last_read: string | null;
    /** Messages of others after the marker */
    unread_count: number;
    /** How many of them mention the user, by name, reply or role */
    ping_count: number;
    /** The same as `last_read` */
    message_id: string | null;
  };
  /** Answers `unreads_count`. */
  unreads_count: {
    cmd: "unreads_count";
    /** Of a channel */
    channel?: string;
    /** Of a thread */
    thread_id?: string;
    /** Id of the newest message that was read, even if it is deleted; null = none */
    last_read: string | null;
    /** Messages of others after the marker */
    unread_count: number;
    /** How many of them mention the user, by name, reply or role */
    ping_count: number;
    total_messages: number;
  };
  /** Answers `unreads_get`. */
  unreads_get: {
    cmd: "unreads_get";
    /** By channel name, or `thread:<id>` */
    unreads: Record<string, {
      /** Id of the newest message that was read, even if it is deleted; null = none */
      last_read: string | null;
      /** Messages of others after the marker */
      unread_count: number;
      /** How many of them mention the user, by name, reply or role */
      ping_count: number;
      total_messages: number;
      /** A thread's forum */
      parent_channel?: string;
    }>;
  };
  /** Answers `nickname_remove`. */
  nickname_remove: {
    cmd: "nickname_remove";
    /** User id */
    user: string;
    username: string;
  };
  /** Answers `nickname_update`. */
  nickname_update: {
    cmd: "nickname_update";
    /** User id */
    user: string;
    username: string;
    nickname: string;
  };
  /** Answers `pfp_get`. */
  pfp_get: {
    cmd: "pfp_get";
    /** As in the request */
    username: string;
    val: string | null;
  };
  /** Answers `pfp_set`. */
  pfp_set: {
    cmd: "pfp_set";
    /** URL of the picture */
    val: string | null;
  };
  /** Answers `status_get`. */
  status_get: {
    cmd: "status";
    username: string;
    status: WireStatus;
  };
  /** Answers `status_set`. */
  status_set: {
    cmd: "status_set";
    status: WireStatus;
  };
  /** Answers `user_ban`. */
  user_ban: {
    cmd: "user_ban";
    user: string;
    /** false: already banned, or no member has that name */
    banned: boolean;
  };
  /** Answers `user_delete`. */
  user_delete: {
    cmd: "user_delete";
    user: string;
    deleted: true;
  };
  /** Answers `user_kick`. */
  user_kick: {
    cmd: "user_kick";
    user: string;
    username: string;
    kicked: true;
  };
  /** Answers `user_leave`. */
  user_leave: {
    cmd: "user_leave";
    user: string;
    val: string;
  };
  /** Answers `user_roles_add`. */
  user_roles_add: {
    cmd: "user_roles_get";
    user: string;
    roles: string[];
    color: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `user_roles_get`. */
  user_roles_get: {
    cmd: "user_roles_get";
    user: string;
    roles: string[];
    color: string | null;
  };
  /** Answers `user_roles_remove`. */
  user_roles_remove: {
    cmd: "user_roles_get";
    user: string;
    roles: string[];
    color: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `user_roles_set`. */
  user_roles_set: {
    cmd: "user_roles_get";
    user: string;
    roles: string[];
    color: string | null;
    global: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Answers `user_timeout`. */
  user_timeout: {
    cmd: "user_timeout";
    user: string;
    timeout: number;
  };
  /** Answers `user_unban`. */
  user_unban: {
    cmd: "user_unban";
    user: string;
    /** false: not banned, or no member has that name */
    unbanned: boolean;
  };
  /** Answers `user_update`. */
  user_update: {
    cmd: "user_update";
    /** The username before the change */
    user: string;
    /** The new username, if it changed */
    username?: string;
    nickname: string | null;
  };
  /** Answers `users_banned`. */
  users_banned: {
    cmd: "users_banned";
    users: string[];
    bans: {
      username: string;
      user_id: string;
      /** Username; null after a hand edit, or a ban by the operator */
      banned_by: string | null;
      /** Unix seconds with fraction */
      banned_at: number;
      reason: string | null;
    }[];
  };
  /** Answers `users_banned_list`. */
  users_banned_list: {
    cmd: "users_banned_list";
    users: string[];
  };
  /** Answers `users_list`. */
  users_list: {
    cmd: "users_list";
    users: WireUser[];
  };
  /** Answers `users_online`. */
  users_online: {
    cmd: "users_online";
    users: WireUser[];
  };
  /** Answers `voice_join`. */
  voice_join: {
    cmd: "voice_join";
    channel: string;
    /** The others, in the order of joining */
    participants: WireCallMember[];
  };
  /** Answers `voice_leave`. */
  voice_leave: {
    cmd: "voice_leave";
    channel: string;
  };
  /** Answers `voice_mute`. */
  voice_mute: {
    cmd: "voice_mute";
    channel: string;
    muted: boolean;
  };
  /** Answers `voice_state`. */
  voice_state: {
    cmd: "voice_state";
    channel: string;
    /** In the order of joining */
    participants: WireCallUser[];
  };
  /** Answers `voice_unmute`. */
  voice_unmute: {
    cmd: "voice_unmute";
    channel: string;
    muted: boolean;
  };
  /** Answers `webhook_create`. */
  webhook_create: {
    cmd: "webhook_create";
    webhook: WireWebhook;
  };
  /** Answers `webhook_delete`. */
  webhook_delete: {
    cmd: "webhook_delete";
    id: string;
    deleted: true;
  };
  /** Answers `webhook_get`. */
  webhook_get: {
    cmd: "webhook_get";
    webhook: WireWebhook;
  };
  /** Answers `webhook_list`. */
  webhook_list: {
    cmd: "webhook_list";
    webhooks: WireWebhook[];
  };
  /** Answers `webhook_regenerate`. */
  webhook_regenerate: {
    cmd: "webhook_regenerate";
    webhook: WireWebhook;
  };
  /** Answers `webhook_update`. */
  webhook_update: {
    cmd: "webhook_update";
    webhook: WireWebhook;
  };
}

/** The packet of each event. */
export interface Events {
  /** The file of an attachment was removed before its time. Its message keeps the name; `expires_at` is in the past. */
  attachment_gone: {
    cmd: "attachment_gone";
    attachment_id: string;
    message_id: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** When it was removed; Unix seconds with fraction */
    expires_at: number;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A login was refused, or a command needs one. Never used for anything else, since clients open a dialog. */
  auth_error: {
    cmd: "auth_error";
    val: string;
    code: string;
    /** The code again, where clients can show more than the text */
    reason?: string;
  };
  /** The login was accepted; `ready` follows. */
  auth_success: {
    cmd: "auth_success";
    val: string;
  };
  /** A command failed; nothing was changed. */
  error: {
    cmd: "error";
    /** The command that failed, as it was sent */
    src?: unknown;
    val: string;
    /** Stable name of the error, see the errors table */
    code: string;
    /** Milliseconds after which it may succeed */
    retry_after?: number;
    /** As in the request */
    channel?: unknown;
    /** As in the request */
    thread_id?: unknown;
  };
  /** The login is complete: your user object, and where your stream of events starts. */
  ready: {
    cmd: "ready";
    user: WireUser & {
      pfp_url: string | null;
    };
    /** Authorizes uploads as `Authorization: Bearer` while this connection is open */
    validator: string;
    session: {
      id: string;
      /** Changes with each start of the server */
      epoch: string;
      /** Every later event has a larger `seq` */
      seq: number;
    };
    /** After a login with `remember`: `login` with this `token` as `session` needs no password */
    login_session?: {
      id: string;
      token: string;
      /** Unix seconds; each login with the token puts it off */
      expires_at: number;
    };
  };
  /** A channel changed. */
  channel_update: {
    cmd: "channel_update";
    channel: WireChannel;
    /** The name before the change */
    current_name: string;
    updated: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The list of channels that this user may view changed, or its order did. */
  channels_get: {
    cmd: "channels_get";
    val: WireChannel[];
  };
  /** The server is about to close this connection for good. */
  disconnect: {
    cmd: "disconnect";
    reason: string;
  };
  /** The first packet of every connection: the server's name, limits and capabilities. */
  handshake: {
    cmd: "handshake";
    val: {
      server: Record<string, unknown>;
      limits: Record<string, number>;
      attachments: Record<string, unknown>;
      version: string;
      /** The key to make a Rotur validator for; this connection's own */
      validator_key: string;
      capabilities: string[];
      permissions: string[];
      auth_mode: string;
      /** Unix seconds with fraction */
      server_time: number;
      signing_url: string | null;
    };
  };
  /** There is a new emoji. */
  emoji_add: {
    cmd: "emoji_add";
    id: string;
    added: true;
    name: string;
    /** It is served at `/emojis/{fileName}`. A new picture has a new one */
    fileName: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** An emoji is gone. No other one ever gets its id. */
  emoji_delete: {
    cmd: "emoji_delete";
    id: number;
    deleted: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** An emoji has another name or another picture. */
  emoji_update: {
    cmd: "emoji_update";
    id: number;
    updated: true;
    name: string;
    /** It is served at `/emojis/{fileName}`. A new picture has a new one */
    fileName: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A message was deleted. `last_message` and `last_message_id` tell of the channel's newest message now. */
  message_delete: {
    cmd: "message_delete";
    id: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** Time of the channel's newest message; null in an empty one; Unix seconds with fraction */
    last_message: number | null;
    last_message_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A message was edited. `resume` sends it without text and embeds if the message was edited again or deleted since. */
  message_edit: {
    cmd: "message_edit";
    id: string;
    content: string;
    message: WireMessage;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The answer to `message_get` without a `listener` when the message is gone and a reply in this channel names it. The web client asks for the original of each reply that it shows, and shows a banner for each error. */
  message_get: {
    cmd: "message_get";
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    message: null;
  };
  /** A message was posted. The message of a poll has some of its fields outside of `message` too, for older clients. `resume` sends it without text and embeds if the message was edited or deleted since. */
  message_new: {
    cmd: "message_new";
    message: WireMessage;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Id of the call of a slash command that it answers */
    call?: string;
    id?: string;
    user?: string;
    content?: string;
    timestamp?: number;
    embeds?: unknown[];
    poll_id?: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A message was pinned. */
  message_pin: {
    cmd: "message_pin";
    /** Id of the message */
    id: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    pinned: true;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member reacted to a message. Sent once per connection, since some clients don't recognise duplicates. */
  message_react_add: {
    cmd: "message_react_add";
    /** Id of the message */
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID` */
    emoji: string;
    /** Username of the member who added or removed it */
    from: string;
    /** The same as `from`, for clients that read this field */
    user: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member removed a reaction. */
  message_react_remove: {
    cmd: "message_react_remove";
    /** Id of the message */
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID` */
    emoji: string;
    /** Username of the member who added or removed it */
    from: string;
    /** The same as `from`, for clients that read this field */
    user: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A message was unpinned. */
  message_unpin: {
    cmd: "message_unpin";
    /** Id of the message */
    id: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    pinned: false;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The newest page of a channel that this connection has open. It comes with the channel's first message, since the web client shows no new message before it has history. It also comes when the channel is renamed, since the client has no messages under the new name. */
  messages_get: {
    cmd: "messages_get";
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    messages: WireMessage[];
    range: WirePageRange;
    /** No older message exists */
    at_start: boolean;
    at_end: true;
  };
  /** The rate limiter refused a message command, or the user was timed out. */
  rate_limit: {
    cmd: "rate_limit";
    reason: string;
    /** Milliseconds to wait */
    length: number;
    /** In a reply: the code in the errors table */
    code?: string;
  };
  /** `message_react_add` under another name, for a connection that has used `reaction_add` or `reaction_remove`. */
  reaction_add: {
    cmd: "reaction_add";
    /** Id of the message */
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID` */
    emoji: string;
    /** Username of the member who added or removed it */
    from: string;
    /** The same as `from`, for clients that read this field */
    user: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** `message_react_remove` under another name, for a connection that has used `reaction_add` or `reaction_remove`. */
  reaction_remove: {
    cmd: "reaction_remove";
    /** Id of the message */
    id: string;
    /** A Unicode emoji, or `originChats://HOST/emojis/ID` */
    emoji: string;
    /** Username of the member who added or removed it */
    from: string;
    /** The same as `from`, for clients that read this field */
    user: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member is typing. */
  typing: {
    cmd: "typing";
    channel: string;
    user: string;
    nickname?: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** Milliseconds to show it; 0 = stopped */
    duration: number;
    /** In every copy of a packet that is also a reply */
    global?: true;
  };
  /** A poll has ended. From now on its results name the voters. */
  poll_end: {
    cmd: "poll_end";
    poll_id: string;
    message_id: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    results: WirePollResults;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member voted. The voter's own connections get a second packet that names the voter and the options. That second packet also comes after the newest page of a channel that was renamed. */
  poll_vote_update: {
    cmd: "poll_vote_update";
    poll_id: string;
    message_id: string;
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    results: WirePollResults;
    /** Username of the voter */
    user?: string;
    /** The voter's whole selection */
    option_ids?: string[];
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The user has changed on another connection what is not pushed. All of it as it is now. */
  push_settings: {
    cmd: "push_settings";
    quiet_hours: WireQuietHours | null;
    /** Channels and threads of which nothing is pushed */
    muted: {
      channel: string;
      /** Null: the channel */
      thread_id: string | null;
    }[];
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The server can't reach a browser of the user any more, because it lost its keys: subscribe again. Sent after a login. */
  push_subscribed: {
    cmd: "push_subscribed";
    success: false;
  };
  /** The user has made a reminder, on this connection or another one. */
  reminder_add: {
    cmd: "reminder_add";
    reminder: WireReminder;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The time of a reminder has come. If the user is offline then, it comes after the next login. The reminder stays on the list until it is deleted. */
  reminder_due: {
    cmd: "reminder_due";
    reminder: WireReminder;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The user has deleted a reminder, on this connection or another one. */
  reminder_remove: {
    cmd: "reminder_remove";
    id: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The roles changed. Lists all of them, under two keys for different clients. */
  roles_list: {
    cmd: "roles_list";
    /** Role name to role, highest first */
    roles: WireRoleMap;
    /** Role name to role, highest first */
    val: WireRoleMap;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The user has scheduled a message, on this connection or another one. */
  scheduled_add: {
    cmd: "scheduled_add";
    scheduled: WireScheduled;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A scheduled message could not be posted at its time. It stays on the list until it is deleted. */
  scheduled_fail: {
    cmd: "scheduled_fail";
    scheduled: WireScheduled;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A scheduled message was posted or deleted, and is off the user's list. */
  scheduled_remove: {
    cmd: "scheduled_remove";
    id: string;
    /** Id of the posted message; null if it was deleted */
    message_id: string | null;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Every 30 s; needs no answer. */
  ping: {
    cmd: "ping";
  };
  /** The server has another name, description, icon, banner or colour. */
  server_update: {
    cmd: "server_update";
    name: string;
    /** URL, or "" */
    icon: string;
    /** URL, or "" */
    banner: string;
    description: string;
    /** Colour of buttons and links as `#rrggbb`, or "" */
    accent: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** Slash commands can be called from now on, or are not what they were. They replace others with their names. */
  slash_add: {
    cmd: "slash_add";
    commands: WireSlashCommand[];
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member types an argument of a slash command of this connection. Answer with `slash_choices` within 10 seconds. */
  slash_autocomplete: {
    cmd: "slash_autocomplete";
    /** Id for `slash_choices` */
    query: string;
    command: string;
    /** The option that is typed */
    option: string;
    /** What has been typed of it */
    value: string;
    /** The arguments so far that fit their options */
    args: Record<string, string | number | boolean>;
    /** User id of the member */
    invoker: string;
    invokerUsername: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
  };
  /** A member has called a slash command of this connection. Answer with `slash_response`. */
  slash_call: {
    cmd: "slash_call";
    val: {
      command: string;
      /** By option, with the types of the options; those that were left out are absent */
      args: Record<string, string | number | boolean>;
      /** Username of the bot */
      commander: string;
    };
    /** Id of the call, for `slash_response` */
    call: string;
    /** User id of the caller */
    invoker: string;
    invokerUsername: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
  };
  /** The choices that a bot offers for the argument that the user types on this connection. */
  slash_choices: {
    cmd: "slash_choices";
    /** As `slash_autocomplete` gave it */
    query: string;
    choices: string[];
  };
  /** The bot of a slash command that the user called needs some time. Clients may say so until the answer comes, whose `call` is the same, or until the time is over. */
  slash_deferred: {
    cmd: "slash_deferred";
    /** Id of the call */
    call: string;
    command: string;
    /** Username of the bot */
    commander: string;
    /** Channel name; a thread's forum */
    channel: string;
    /** Id of the thread, null in a channel */
    thread_id: string | null;
    /** Unix seconds. After that the call can't be answered any more */
    until: number;
  };
  /** Slash commands can no longer be called: their bot has withdrawn them, or its connection ended. */
  slash_remove: {
    cmd: "slash_remove";
    commands: string[];
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** There is a new sticker. */
  sticker_add: {
    cmd: "sticker_add";
    id: string;
    added: true;
    name: string;
    /** It is served at `/stickers/{fileName}`. A new picture has a new one */
    fileName: string;
    description: string | null;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A sticker is gone. No other one ever gets its id. */
  sticker_delete: {
    cmd: "sticker_delete";
    id: string;
    deleted: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A sticker has another name, picture or description. */
  sticker_update: {
    cmd: "sticker_update";
    id: string;
    updated: true;
    name: string;
    /** It is served at `/stickers/{fileName}`. A new picture has a new one */
    fileName: string;
    description: string | null;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member started a thread. Sent once per connection, since clients don't recognise duplicates. */
  thread_create: {
    cmd: "thread_create";
    thread: WireThread;
    /** Name of the forum */
    channel: string;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A thread was deleted with its messages. */
  thread_delete: {
    cmd: "thread_delete";
    thread_id: string;
    channel: string;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member joined a thread. */
  thread_join: {
    cmd: "thread_join";
    thread: WireThread;
    /** Name of the forum */
    channel: string;
    /** In every copy of a packet that is also a reply */
    global?: true;
    thread_id: string;
    /** Username */
    user: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member left a thread. */
  thread_leave: {
    cmd: "thread_leave";
    thread: WireThread;
    /** Name of the forum */
    channel: string;
    /** In every copy of a packet that is also a reply */
    global?: true;
    thread_id: string;
    /** Username */
    user: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** `thread_create` under another name, for a connection whose latest `threads_get` named this forum. */
  thread_new: {
    cmd: "thread_new";
    thread: WireThread;
    /** Name of the forum */
    channel: string;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A thread was renamed, locked, archived or pinned, or one of these was undone. */
  thread_update: {
    cmd: "thread_update";
    thread: WireThread;
    /** Name of the forum */
    channel: string;
    /** In every copy of a packet that is also a reply */
    global?: true;
    thread_id: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The user has read a channel or thread up to a message, on this connection or another one. With `last_read` null the channel or thread was deleted, or the user may no longer view it, and clients drop its unread count. A deleted thread is told to the viewers of its forum. A member who loses a forum gets this for its newest threads, at most 200, without `seq`. */
  unreads_update: {
    cmd: "unreads_update";
    /** Name of the channel. After the packet with `thread_id` a second one carries the bare thread id here: the web client counts new messages under that key */
    channel?: string;
    /** Instead of `channel` */
    thread_id?: string;
    /** Message id */
    last_read: string | null;
    /** Messages that are still unread; absent if `last_read` is null */
    unread_count?: number;
    ping_count?: number;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member has no nickname any more. */
  nickname_remove: {
    cmd: "nickname_remove";
    /** User id */
    user: string;
    username: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member has a new nickname. */
  nickname_update: {
    cmd: "nickname_update";
    /** User id */
    user: string;
    username: string;
    nickname: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A visible member changed status or text. The member's own connections get the real status even while it is hidden. */
  status_get: {
    cmd: "status_get";
    username: string;
    status: WireStatus;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member came online, or is no longer hidden. */
  user_connect: {
    cmd: "user_connect";
    user: WireUser;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member went offline, or is hidden now. */
  user_disconnect: {
    cmd: "user_disconnect";
    username: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A user became a member. */
  user_join: {
    cmd: "user_join";
    user: WireUser;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A user is no longer a member. */
  user_leave: {
    cmd: "user_leave";
    username: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member's roles changed. */
  user_roles_get: {
    cmd: "user_roles_get";
    /** Username */
    user: string;
    roles: string[];
    color: string | null;
    /** In every copy of a packet that is also a reply */
    global?: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member was renamed: `user` is the old name. */
  user_update: {
    cmd: "user_update";
    user: string;
    username: string;
    nickname: string | null;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member's name, nickname or picture changed. */
  user_updated: {
    cmd: "user_updated";
    user_id: string;
    username: string;
    nickname: string | null;
    /** URL of the picture, if it changed */
    pfp?: string | null;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** All banned users, sent to a member who banned somebody or lifted a ban. */
  users_banned_list: {
    cmd: "users_banned_list";
    /** Usernames */
    users: string[];
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** All members. It comes instead of `user_roles_get` when the roles of many members changed at once, for example when a role that they hold was renamed. It comes after `user_roles_get` when a member lost their colour, since some clients keep a colour otherwise. Hidden members are offline in it; each of them gets their own status after it. */
  users_list: {
    cmd: "users_list";
    users: WireUser[];
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** The members who are online, pushed to a connection that missed presence events because it did not read fast enough. */
  users_online: {
    cmd: "users_online";
    users: WireUser[];
  };
  /** What `voice_user_updated` says, for the other connections in the call: newer clients know only this event. */
  voice_mute: {
    cmd: "voice_mute";
    /** Name of the voice channel */
    channel: string;
    peer_id: string;
    username: string;
    muted: boolean;
  };
  /** A member joined a call. Connections in the call get it with the peer id, other viewers of the channel without. The connection that joined gets the reply to `voice_join` instead. */
  voice_user_joined: {
    cmd: "voice_user_joined";
    /** Name of the voice channel */
    channel: string;
    user: WireCallUser;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member left a call: they hung up, lost their connection, joined another call, were removed, banned or timed out, or may no longer view the channel. When a voice channel is deleted, renamed or changes its type, all members leave it. */
  voice_user_left: {
    cmd: "voice_user_left";
    /** Name of the voice channel */
    channel: string;
    username: string;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A member of a call is muted, or not any more. Connections in the call get it with the peer id, other viewers of the channel without. */
  voice_user_updated: {
    cmd: "voice_user_updated";
    /** Name of the voice channel */
    channel: string;
    user: WireCallUser;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A webhook was made. For members who manage webhooks and view its channel; without the token. */
  webhook_create: {
    cmd: "webhook_create";
    webhook: WireWebhook;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A webhook was deleted. For members who manage webhooks and viewed its channel. */
  webhook_delete: {
    cmd: "webhook_delete";
    id: string;
    deleted: true;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
  /** A webhook was changed, or has a new token. For members who manage webhooks and view its channel. */
  webhook_update: {
    cmd: "webhook_update";
    webhook: WireWebhook;
    /** Its place in the order of events; only of those that change state. */
    seq?: number;
  };
}

/** The stable code of each error. */
export type ErrorCode =
  /** Invalid message format: send one JSON object per text frame */
  | "invalid_message"
  /** Message too complex: at most 10000 values and 32 levels of lists and objects */
  | "message_too_complex"
  /** Frame too large for {cmd}: at most {limit} bytes */
  | "frame_too_large"
  /** Unknown command: {cmd} */
  | "unknown_command"
  /** Field '{field}' is not valid: {problem} */
  | "invalid_field"
  /** Authentication required */
  | "authentication_required"
  /** Something went wrong on the server; nothing was changed. Try again, and tell the operator if it stays */
  | "internal_error"
  /** The server cannot store this at the moment; nothing was changed. Try again later */
  | "storage_unavailable"
  /** The server's disk is almost full, so nothing new is stored until its operator frees some space */
  | "storage_full"
  /** The server cannot read this at the moment. Try again later, and tell the operator if it stays */
  | "storage_unreadable"
  /** Rate limited: wait {seconds} seconds */
  | "too_many_requests"
  /** Invalid authentication */
  | "invalid_validator"
  /** Login failed: the identity service is unavailable. Try again in a minute */
  | "identity_unavailable"
  /** The identity service has blocked this account */
  | "account_blocked"
  /** The identity service does not allow this account on this server */
  | "parental_block"
  /** Access denied: You are banned from this server{reason} */
  | "banned"
  /** You were kicked from this server{reason} */
  | "kicked"
  /** You were kicked from this server. You can come back in {seconds} seconds */
  | "kicked_recently"
  /** Your account on this server was deleted */
  | "account_deleted"
  /** The password of your account was changed: log in again with the new one */
  | "password_changed"
  /** Rotur authentication is disabled on this server */
  | "rotur_disabled"
  /** Authentication required */
  | "local_accounts_disabled"
  /** Registration is disabled */
  | "registration_disabled"
  /** Username and password required */
  | "credentials_required"
  /** Username must be 2-32 characters */
  | "username_length"
  /** Username may contain only letters, numbers, hyphens, underscores, and at least one letter or number */
  | "username_characters"
  /** Password must be 4-72 characters */
  | "password_length"
  /** This username is reserved; choose another one */
  | "username_reserved"
  /** Username already taken */
  | "username_taken"
  /** User not found */
  | "account_not_found"
  /** Invalid password */
  | "invalid_password"
  /** Invalid token */
  | "invalid_token"
  /** This invite is not valid any more */
  | "invite_invalid"
  /** This invite has expired */
  | "invite_expired"
  /** Invite not found */
  | "invite_not_found"
  /** This session has ended: log in again */
  | "invalid_session"
  /** Session not found */
  | "session_not_found"
  /** This account has no password on this server */
  | "not_a_local_account"
  /** Too many attempts; wait {seconds} seconds */
  | "too_many_attempts"
  /** A login is already in progress on this connection */
  | "login_in_progress"
  /** Access denied: '{permission}' permission required */
  | "permission_required"
  /** Access denied: '{role}' role required */
  | "role_required"
  /** You do not have permission to act on {target}: it is not below your highest role */
  | "hierarchy"
  /** You do not have permission to grant '{permission}', because you do not hold it */
  | "cannot_grant"
  /** You do not have permission to do this to an owner: take the role 'owner' away first */
  | "owner_protected"
  /** You cannot do this to yourself */
  | "cannot_act_on_self"
  /** You are timed out for {seconds} seconds */
  | "timed_out"
  /** This claim code is not valid */
  | "claim_invalid"
  /** You are the last owner: give the role 'owner' to somebody else first */
  | "last_owner"
  /** A single conversation can't be left. `user_leave` without `channel` leaves the server */
  | "channel_cannot_be_left"
  /** User not found */
  | "user_not_found"
  /** This member is banned, and would be free to come back: lift the ban first */
  | "member_banned"
  /** The username of this member comes from the identity service and cannot be changed here */
  | "username_fixed"
  /** Another member has this username */
  | "username_in_use"
  /** This nickname could be taken for another member: choose one that is not their name */
  | "nickname_taken"
  /** Profile pictures are managed by Rotur: change yours there */
  | "pfp_managed"
  /** This is not a PNG, JPEG, GIF or WebP picture of at most 1 MiB and 1024 x 1024 pixels */
  | "picture_invalid"
  /** Messages are not limited on this server */
  | "limits_off"
  /** Role not found */
  | "role_not_found"
  /** Role '{role}' does not exist */
  | "role_unknown"
  /** Role already exists */
  | "role_exists"
  /** Role name is not valid: {problem} */
  | "role_name_invalid"
  /** Cannot {action} the role '{role}': it is a system role */
  | "role_protected"
  /** Role is used in channel '{channel}' permissions */
  | "role_in_use"
  /** Role is used in the permissions of a channel that you do not see */
  | "role_in_use_out_of_sight"
  /** This role cannot be self-assignable: it is a system role or carries management permissions */
  | "role_not_self_assignable"
  /** This role is not self-assignable */
  | "role_not_yours_to_take"
  /** You already have this role */
  | "role_held"
  /** You don't have this role */
  | "role_not_held"
  /** There are too many {things} already (limit {limit}) */
  | "too_many"
  /** Channel not found */
  | "channel_not_found"
  /** A channel of that name exists already */
  | "channel_exists"
  /** Channel name is not valid: {problem} */
  | "channel_name_invalid"
  /** The type of this channel cannot be changed to '{type}' */
  | "channel_type_fixed"
  /** This is a {type} channel; messages go to text channels */
  | "channel_wrong_type"
  /** You do not have permission to send messages in this channel */
  | "send_denied"
  /** Message not found: the message to reply to is not in this channel */
  | "reply_target_not_found"
  /** Thread not found */
  | "thread_not_found"
  /** This thread is locked */
  | "thread_locked"
  /** Thread name is not valid: {problem} */
  | "thread_name_invalid"
  /** You do not have permission to {action} this thread */
  | "thread_denied"
  /** You do not have permission to create threads in this channel */
  | "thread_create_denied"
  /** Threads exist only in forum channels; '{channel}' is a {type} channel */
  | "not_a_forum"
  /** Calls exist only in voice channels */
  | "not_a_voice_channel"
  /** You do not have permission to join calls in this channel */
  | "connect_denied"
  /** You are not in a voice channel */
  | "not_in_call"
  /** Emoji not found */
  | "emoji_not_found"
  /** There is an emoji named {name} already */
  | "emoji_name_taken"
  /** Sticker not found */
  | "sticker_not_found"
  /** There is a sticker named {name} already */
  | "sticker_name_taken"
  /** This is not a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels */
  | "sticker_image_invalid"
  /** A sticker can't be SVG, since that can hold scripts: send it as PNG, GIF or JPEG */
  | "sticker_svg"
  /** This is not a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels */
  | "emoji_image_invalid"
  /** An emoji can't be SVG, since that can hold scripts: send it as PNG, GIF or JPEG */
  | "emoji_svg"
  /** Emojis on this server may be {types}, and this is {type} */
  | "emoji_type_refused"
  /** Message not found */
  | "message_not_found"
  /** Message is empty */
  | "message_empty"
  /** Message too long: at most {limit} characters */
  | "message_too_long"
  /** You do not have permission to edit this message */
  | "not_author"
  /** You do not have permission to delete this message */
  | "delete_denied"
  /** You do not have permission to mention the '@&{role}' role */
  | "mention_denied"
  /** Embed {index}: {problem} */
  | "embed_invalid"
  /** You do not have permission to send embeds */
  | "embeds_denied"
  /** You do not have permission to react in this channel */
  | "react_denied"
  /** You have already reacted with this emoji */
  | "already_reacted"
  /** You have not reacted with this emoji */
  | "not_reacted"
  /** You do not have permission to react with emojis of other servers */
  | "external_emoji_denied"
  /** This is not an emoji: send one Unicode emoji, or originChats://HOST/emojis/ID */
  | "emoji_invalid"
  /** You do not have permission to pin messages in this channel */
  | "pin_denied"
  /** Slow mode: wait {seconds} seconds before you write here again */
  | "slow_mode"
  /** Poll not found */
  | "poll_not_found"
  /** Poll is not valid: {problem} */
  | "poll_invalid"
  /** Invalid option: {option} */
  | "poll_option_invalid"
  /** This poll takes exactly one option */
  | "poll_single_choice"
  /** Poll has ended */
  | "poll_ended"
  /** Poll has expired */
  | "poll_expired"
  /** Poll has already ended */
  | "poll_already_ended"
  /** You have no scheduled message with this id */
  | "scheduled_not_found"
  /** You have no reminder with this id */
  | "reminder_not_found"
  /** This server has no push notifications: its operator has not set them up */
  | "push_unavailable"
  /** This endpoint can't be used: {problem} */
  | "push_endpoint_refused"
  /** p256dh or auth is not a key of a push subscription */
  | "push_keys_invalid"
  /** This member is not a bot */
  | "not_a_bot"
  /** The bot's token was replaced: log in with the new one */
  | "token_replaced"
  /** Webhook not found */
  | "webhook_not_found"
  /** There is no slash command '{command}' here: slash_list has all of them */
  | "slash_not_found"
  /** You do not have permission to use the slash command '{command}' */
  | "slash_denied"
  /** No member has called a command of yours with this id within 24 hours */
  | "slash_call_not_found"
  /** Too late: the time for this answer is over */
  | "slash_call_late"
  /** The bot offers no choices for an option '{option}' */
  | "slash_option_not_completed"
  /** Nobody waits for these choices any more */
  | "slash_query_not_found"
  /** Option '{option}' is not valid: {problem} */
  | "slash_argument_invalid"
  /** Slash command '{command}' is not valid: {problem} */
  | "slash_command_invalid"
  /** This server has no such plugin */
  | "plugin_not_found"
  /** Attachments are disabled on this server */
  | "attachments_disabled"
  /** Attachment '{id}' not found or expired */
  | "attachment_not_found"
  /** Attachment '{id}' is an upload of another user; upload the file yourself */
  | "attachment_not_yours"
  /** Attachment '{id}' belongs to another message or channel; upload the file again */
  | "attachment_used"
  /** You may only delete your own uploads */
  | "attachment_denied"
  /** You do not have permission to attach files */
  | "attach_denied"
  /** Files of the type {type} are not allowed here. Allowed: {types} */
  | "attachment_type_refused"
  /** This picture can not be taken: it has too many pixels, or it is damaged */
  | "attachment_picture_refused"
  /** The bytes that came are not those of the digest; upload the file again */
  | "attachment_damaged"
  /** The file is empty */
  | "attachment_empty"
  /** This server does not take files from you */
  | "attachment_quota"
  /** The place for files is out of order. Try again later */
  | "files_unavailable"
  /** The space for uploaded files is full */
  | "attachment_space"
  /** The configuration was not changed: {problem} */
  | "config_invalid"
  /** The configuration was not changed: its file could not be written ({reason}) */
  | "config_unwritable";

/** The codes with which the server closes a connection. */
export interface CloseCodes {
  /** The user left the server, was kicked or banned, or is banned and tried to log in; or the account was deleted. Do not reconnect automatically after a ban. */
  normal: 1000;
  /** The server stops. Reconnect with a growing delay. */
  goingAway: 1001;
  /** Too many packets or bytes, too many malformed frames, too much asked before the answers were read, no login for a long time, or many others at the same address without one. */
  policy: 1008;
  /** A frame is larger than the limit (`limits.frame_size`, before login `limits.frame_size_before_login`). */
  tooBig: 1009;
  /** The same user logged in with more connections than `limits.connections_per_user`; this was the oldest. */
  tooManyConnections: 1008;
  /** The server could not go on with this connection. */
  internal: 1011;
  /** The client did not read fast enough: its queue overflowed, or events that `resume` had yet to send it were no longer kept. Reconnect and `resume`. */
  slowConsumer: 4008;
  /** Two protocol pings in a row went unanswered. */
  dead: 4009;
}

/** The categories of the audit log. */
export type AuditCategory =
  | "user_moderation"
  | "role_management"
  | "channel_management"
  | "message_moderation"
  | "server_management";

/** The actions of the audit log, each with its category. */
export interface AuditActions {
  user_create: "user_moderation";
  user_passwd: "user_moderation";
  password_change: "user_moderation";
  session_revoke: "user_moderation";
  user_ban: "user_moderation";
  user_unban: "user_moderation";
  user_kick: "user_moderation";
  user_delete: "user_moderation";
  user_erase: "user_moderation";
  user_timeout: "user_moderation";
  user_update: "user_moderation";
  user_roles_set: "user_moderation";
  rate_limit_reset: "user_moderation";
  role_create: "role_management";
  role_update: "role_management";
  role_delete: "role_management";
  role_reorder: "role_management";
  role_permissions_set: "role_management";
  self_role_add: "role_management";
  self_role_remove: "role_management";
  channel_create: "channel_management";
  channel_update: "channel_management";
  channel_move: "channel_management";
  channel_delete: "channel_management";
  thread_delete: "channel_management";
  thread_update: "channel_management";
  thread_lock: "channel_management";
  thread_archive: "channel_management";
  thread_pin: "channel_management";
  thread_unpin: "channel_management";
  message_delete: "message_moderation";
  message_purge: "message_moderation";
  message_pin: "message_moderation";
  message_unpin: "message_moderation";
  poll_end: "message_moderation";
  attachment_delete: "message_moderation";
  server_update: "server_management";
  config_update: "server_management";
  emoji_add: "server_management";
  emoji_update: "server_management";
  emoji_delete: "server_management";
  sticker_add: "server_management";
  sticker_update: "server_management";
  sticker_delete: "server_management";
  invite_create: "server_management";
  invite_delete: "server_management";
  bot_create: "server_management";
  bot_token_reset: "server_management";
  bot_delete: "server_management";
  webhook_create: "server_management";
  webhook_update: "server_management";
  webhook_delete: "server_management";
  webhook_regenerate: "server_management";
}

/** The permissions of roles. */
export type Permission =
  | "administrator"
  | "manage_server"
  | "view_audit_log"
  | "manage_roles"
  | "manage_channels"
  | "manage_threads"
  | "manage_users"
  | "manage_messages"
  | "read_message_history"
  | "send_messages"
  | "embed_links"
  | "attach_files"
  | "add_reactions"
  | "external_emojis"
  | "connect"
  | "speak"
  | "stream"
  | "use_voice_activity"
  | "mention_everyone"
  | "use_slash_commands"
  | "kick_members"
  | "ban_members"
  | "manage_nicknames"
  | "change_nickname"
  | "mute_members"
  | "deafen_members"
  | "move_members"
  | "priority_speaker"
  | "send_tts"
  | "create_invite"
  | "manage_invites";

/** What the permissions of a channel name. */
export type ChannelAction =
  | "view"
  | "send"
  | "delete"
  | "delete_own"
  | "edit_own"
  | "react"
  | "pin"
  | "create_thread";
