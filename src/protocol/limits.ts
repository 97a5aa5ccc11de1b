/**
 * Bytes of a frame of most commands. Only those whose definition says `largeFrames` take larger ones, up to
 * `limits.frame_size` of the configuration.
 */
export const usualFrameBytes = 64 * 1024;

/**
 * Limits that requests, hand edits and rules share. A limit of one command is in its file; limits that the operator
 * chooses are in the configuration (`limits`).
 *
 * Lengths are code points, as clients count them, unless it says UTF-16 units. Schemas count UTF-16 units, so they
 * allow a multiple, and the exact check comes later.
 */
export const limits = {
  /** Ids of messages, threads and polls, in UTF-16 units: imported ones may have any form. */
  id: 128,

  serverName: 100,
  serverDescription: 1000,

  /** Usernames and user ids, in UTF-16 units. */
  username: 100,
  nickname: 20,
  /** Text of a status. */
  statusText: 100,
  /** URL of a member's picture, in UTF-16 units. */
  pictureUrl: 500,
  /** Seconds of a timeout, from now: 28 days. */
  timeout: 28 * 24 * 60 * 60,
  /** Roles of one member. */
  ownRoles: 100,

  /** Roles of the server. */
  roles: 250,
  roleDescription: 200,
  roleCategory: 32,
  /** Permissions in one list of a request. */
  permissions: 100,
  /** A permission or action in a list, in UTF-16 units. */
  permissionId: 64,

  /** Channels of the server. */
  channels: 500,
  /** A text that names a channel, in UTF-16 units: imported names may be longer than the 64 characters of new ones. */
  channelName: 200,
  channelDescription: 1024,
  channelDisplayName: 100,
  /** URL, in UTF-16 units. */
  channelIcon: 2048,
  /** Seconds between a member's messages. */
  slowMode: 21_600,
  /** Days of a channel's `retention_days`. */
  retentionDays: 36_500,

  threadName: 100,
  /** Threads of one forum. */
  threads: 5000,
  /** Further threads that only holders of `manage_threads` may start. */
  threadsForManagers: 500,
  /** Threads of one member without `manage_threads` in one forum. */
  ownThreads: 200,
  /** Participants of a thread: its object lists all of them. */
  participants: 1000,
  /** Messages on one page of history. */
  page: 200,
  /** Messages in one answer to a search, whatever the configuration allows. */
  searchResults: 50,
  /** Milliseconds for which clients show that a member is typing. */
  typing: 15_000,
  /** Messages that one `/purge` deletes. */
  purge: 200,
  /** Embeds of one message. */
  embeds: 10,
  /** Question of a poll. */
  pollQuestion: 300,
  /** Attachments of one message. */
  attachments: 10,
  /** Name of an uploaded file. */
  fileName: 255,
  /** Custom emojis of the server. */
  emojis: 500,
  /** Stickers of the server. */
  stickers: 200,
  stickerDescription: 200,
  /** Bytes of an emoji or sticker, and pixels of each side. */
  namedPictureBytes: 512 * 1024,
  namedPictureSide: 1024,
  /** Bots of the server. */
  bots: 50,
  /** Invites of one member. */
  invites: 50,
  /** Characters of an invite code that is looked up. */
  inviteCode: 64,
  /** Sessions of a local account. */
  loginSessions: 20,
  /** Characters of a device's name. */
  deviceName: 64,
  /** Webhooks of one channel. */
  webhooks: 15,
  webhookName: 80,
  /** What deliveries to a webhook are signed with, in UTF-16 units. */
  webhookSecret: 200,
  /** Members of one call: every client sends its voice to all others. */
  callMembers: 100,
  /** Slash commands of one connection. */
  slashCommands: 100,
  slashOptions: 25,
  slashChoices: 50,
  slashName: 32,
  slashDescription: 200,
  slashChoice: 100,
  /** Choices that a bot offers while an argument is typed. */
  slashOffered: 25,
  /** Seconds after a call in which a bot must give an answer that it deferred. */
  slashDeferral: 15 * 60,
  /** Text of an argument of a slash command. */
  slashText: 2000,
  /** Characters of the list of all slash commands, which must fit into one packet (compatibility.md#bot-packets). */
  slashList: 512 * 1024,
  /** Text of an answer to a slash command, if messages may not be longer. */
  slashAnswer: 4000,
  /** Scheduled messages of one member, failed ones included. */
  scheduled: 50,
  /** Reminders of one member. */
  reminders: 100,
  reminderText: 500,
  /** Browsers of one member for web push. */
  pushSubscriptions: 10,
  /** Address of a browser at its push service, in UTF-16 units. */
  pushEndpoint: 1024,
  /** Seconds that a time may be in the future: a year. */
  ahead: 366 * 24 * 60 * 60,
} as const;
