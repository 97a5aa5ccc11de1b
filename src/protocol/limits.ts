/**
 * Bytes of a frame of most commands. Only those whose definition says `largeFrames` take larger ones, up to
 * `limits.frame_size` of the configuration.
 */
export const usualFrameBytes = 64 * 1024;

/**
 * Limits that several places must agree on: requests, hand edits, rules. What only one command knows stands with it,
 * what the operator chooses in the configuration (`limits`).
 *
 * Lengths are code points, as clients count them, where it doesn't say UTF-16 units. Schemas count those, so they let
 * a multiple pass, and the exact check stands behind them.
 */
export const limits = {
  /** Ids of messages, threads and polls, in UTF-16 units: imported ones are of any kind. */
  id: 128,

  /** Usernames and user ids, in UTF-16 units (02 §2). */
  username: 100,
  /** 02 §4.3. */
  nickname: 20,
  /** Text of a status (02 §4.1). */
  statusText: 100,
  /** URL of a member's picture, in UTF-16 units (02 §4.4). */
  pictureUrl: 500,
  /** Seconds of a timeout, from now: 28 days (02 §3.7). */
  timeout: 28 * 24 * 60 * 60,
  /** Roles of one member. */
  ownRoles: 100,

  /** Roles of the server. */
  roles: 250,
  /** 02 §5.1. */
  roleDescription: 200,
  /** 02 §5.1. */
  roleCategory: 32,
  /** Permissions in one list of a request. */
  permissions: 100,
  /** A permission or action in a list, in UTF-16 units. */
  permissionId: 64,

  /** Channels of the server. */
  channels: 500,
  /** A text that names a channel, in UTF-16 units: imported names may be longer than the 64 characters of new ones. */
  channelName: 200,
  /** 03 §3.2. */
  channelDescription: 1024,
  /** 03 §3.2. */
  channelDisplayName: 100,
  /** URL, in UTF-16 units (03 §3.2). */
  channelIcon: 2048,
  /** Seconds between a member's messages (00, "Additions"). */
  slowMode: 21_600,

  threadName: 100,
  /** Threads of one forum. */
  threads: 5000,
  /** More of them, which only holders of `manage_threads` may start. */
  threadsForManagers: 500,
  /** Threads that a member without `manage_threads` has in one forum. */
  ownThreads: 200,
  /** Members who take part in a thread: all of them are in its object. */
  participants: 1000,
  /** Messages on one page of history (03 §11.1, 04 §2.3). */
  page: 200,
  /** Messages in one answer to a search, however many the operator allows (03 §11.5). */
  searchResults: 50,
  /** Milliseconds that a client shows that somebody types (08 §13). */
  typing: 15_000,
  /** Embeds of one message (03 §14). */
  embeds: 10,
  /** Question of a poll (04 §4.3). */
  pollQuestion: 300,
  /** Messages of one member that wait to be posted, failed ones included. */
  scheduled: 50,
  /** Reminders of one member. */
  reminders: 100,
  reminderText: 500,
  /** Seconds by which a time may lie ahead: a year. */
  ahead: 366 * 24 * 60 * 60,
} as const;
