/**
 * Every failure that a client can get, in one table: the stable `code` for programs, the text for people.
 *
 * The texts are part of the contract: the web client picks its banner by matching them (banners.ts), so a text must
 * contain its own phrase and no earlier one (`rate limit`, `access denied`, …). `fail` fills in placeholders such as
 * `{name}`. docs/protocol/errors.md is generated from this table.
 */
import { bannerOf } from "./banners.ts";

interface ErrorEntry {
  readonly text: string;
  /** When it is sent; goes into the reference. */
  readonly when: string;
  /** A login that ends with this gets it in an `error` too, and is closed (compatibility.md#banned-at-login). */
  readonly turnsAway?: true;
}

const table = {
  // The envelope
  invalid_message: {
    text: "Invalid message format: send one JSON object per text frame",
    when: "The frame is not JSON, or not an object. Many of them close the connection.",
  },
  message_too_complex: {
    text: "Message too complex: at most 10000 values and 32 levels of lists and objects",
    when: "The frame would take too long to parse: too many values or levels, or more than 64 KiB outside of strings. Many of them close the connection.",
  },
  frame_too_large: {
    text: "Frame too large for {cmd}: at most {limit} bytes",
    when: "Only commands that take long texts, embeds or pictures accept a frame of more than 64 KiB.",
  },
  unknown_command: { text: "Unknown command: {cmd}", when: "No command of that name exists on this server." },
  invalid_field: {
    text: "Field '{field}' is not valid: {problem}",
    when: "A field is missing, has the wrong type, or breaks a limit.",
  },
  authentication_required: {
    text: "Authentication required",
    when: "A command that needs a login was sent before one. Sent as `auth_error`.",
  },
  internal_error: {
    text: "Something went wrong on the server; nothing was changed. Try again, and tell the operator if it stays",
    when: "An unexpected exception. The cause is in the server's log.",
  },
  storage_unavailable: {
    text: "The server cannot store this at the moment; nothing was changed. Try again later",
    when: "The database refused the write (disk full, for example).",
  },
  storage_full: {
    text: "The server's disk is almost full, so nothing new is stored until its operator frees some space",
    when: "Less than the reserve (`DB.reserve`) is free. Owners get it without a command too: at that moment, and at each login.",
  },
  storage_unreadable: {
    text: "The server cannot read this at the moment. Try again later, and tell the operator if it stays",
    when: "The database could not be read (damaged file or failing disk, for example).",
  },
  too_many_requests: {
    text: "Rate limited: wait {seconds} seconds",
    when: "A budget of this user is used up, or too many searches wait. For message commands a `rate_limit` packet goes before it.",
  },

  // Login. Sent as `auth_error`, except where another packet is named.
  invalid_validator: {
    text: "Invalid authentication",
    when: "The identity service does not confirm the validator.",
  },
  identity_unavailable: {
    text: "Login failed: the identity service is unavailable. Try again in a minute",
    when: "The identity service did not answer in time, or its answer can't be read.",
  },
  account_blocked: {
    text: "The identity service has blocked this account",
    when: "The identity service says so.",
  },
  parental_block: {
    text: "The identity service does not allow this account on this server",
    when: "The identity service says so.",
  },
  banned: {
    text: "Access denied: You are banned from this server",
    when: "A banned user logs in, or is banned while connected.",
    turnsAway: true,
  },
  kicked: {
    text: "You were kicked from this server{reason}",
    when: "A member is kicked while connected. The reason follows a colon.",
  },
  kicked_recently: {
    text: "You were kicked from this server. You can come back in {seconds} seconds",
    when: "`login`, `auth` or `register` of an account that was kicked, for as long as `limits.kick_seconds` says.",
    turnsAway: true,
  },
  account_deleted: {
    text: "Your account on this server was deleted",
    when: "An owner deletes the account of a connected member.",
  },
  password_changed: {
    text: "The password of your account was changed: log in again with the new one",
    when: "The operator sets the password of a connected member, or the member changes it on another connection.",
  },
  rotur_disabled: {
    text: "Rotur authentication is disabled on this server",
    when: "`auth` on a server with local accounts only.",
  },
  local_accounts_disabled: {
    text: "Authentication required",
    when: "`login` or `register` on a server without local accounts.",
  },
  registration_disabled: {
    text: "Registration is disabled",
    when: "`register` while `cracked.allow_registration` is false.",
  },
  credentials_required: {
    text: "Username and password required",
    when: "`login` or `register` without them.",
  },
  username_length: { text: "Username must be 2-32 characters", when: "`register`." },
  username_characters: {
    text: "Username may contain only letters, numbers, hyphens, underscores, and at least one letter or number",
    when: "`register`.",
  },
  password_length: { text: "Password must be 4-72 characters", when: "`register`; counted in UTF-8 bytes." },
  username_reserved: {
    text: "This username is reserved; choose another one",
    when: "`register` of a name like `admin` or `everyone`, or one that looks like it; `user_update` to such a name by a member who is no owner.",
  },
  username_taken: {
    text: "Username already taken",
    when: "`register`: a local account has the name, or it looks like that of a member with management permissions.",
  },
  account_not_found: { text: "User not found", when: "`login` with a name that no local account has." },
  invalid_password: { text: "Invalid password", when: "`login`." },
  invalid_token: { text: "Invalid token", when: "`login` with a token that no bot has." },
  invite_invalid: {
    text: "This invite is not valid any more",
    when: "`register` with the code of no invite, or of one that is used up, on a server that people join by invite.",
  },
  invite_expired: {
    text: "This invite has expired",
    when: "The same, with an invite whose time is over.",
  },
  invite_not_found: {
    text: "Invite not found",
    when: "`invite_delete` with a code of no invite, or of one that the caller may not end.",
  },
  invalid_session: {
    text: "This session has ended: log in again",
    when: "`login` with the token of no session, or of one that was revoked or not used for too long. The connections of a session that is revoked are told so too.",
  },
  session_not_found: { text: "Session not found", when: "`session_revoke`." },
  not_a_local_account: {
    text: "This account has no password on this server",
    when: "`password_change` by an account of Rotur, or by a bot.",
  },
  too_many_attempts: {
    text: "Too many attempts; wait {seconds} seconds",
    when: "Too many failed logins, refused validators or registrations of this account or address, too many good logins of this account, or too many passwords that wait to be hashed.",
  },
  login_in_progress: {
    text: "A login is already in progress on this connection",
    when: "A second login before the first is answered.",
  },

  // Permissions
  permission_required: {
    text: "Access denied: '{permission}' permission required",
    when: "A role permission is missing.",
  },
  role_required: {
    text: "Access denied: '{role}' role required",
    when: "A command for holders of one role.",
  },
  hierarchy: {
    text: "You do not have permission to act on {target}: it is not below your highest role",
    when: "The target role or member is not below the actor.",
  },
  cannot_grant: {
    text: "You do not have permission to grant '{permission}', because you do not hold it",
    when: "A role would get a permission that the actor lacks; or a role with such a permission would be changed, or given to a member.",
  },
  owner_protected: {
    text: "You do not have permission to do this to an owner: take the role 'owner' away first",
    when: "An owner would be banned or kicked.",
  },
  cannot_act_on_self: { text: "You cannot do this to yourself", when: "Bans, timeouts and the like." },
  timed_out: { text: "You are timed out for {seconds} seconds", when: "The user is timed out." },
  claim_invalid: {
    text: "This claim code is not valid",
    when: "`owner_claim` with a wrong or used code, or when an owner exists.",
  },
  last_owner: {
    text: "You are the last owner: give the role 'owner' to somebody else first",
    when: "The last owner would leave or lose the role.",
  },
  channel_cannot_be_left: {
    text: "A single conversation can't be left. `user_leave` without `channel` leaves the server",
    when: "`user_leave` names a channel. Nothing was left.",
  },

  // Users and roles
  user_not_found: { text: "User not found", when: "No member has that name or id." },
  member_banned: {
    text: "This member is banned, and would be free to come back: lift the ban first",
    when: "`user_kick`, `user_delete`.",
  },
  username_fixed: {
    text: "The username of this member comes from the identity service and cannot be changed here",
    when: "`user_update` with a `username` for a member without a local account.",
  },
  username_in_use: {
    text: "Another member has this username",
    when: "`user_update`: another member has it, or it looks like that of a member with management permissions.",
  },
  nickname_taken: {
    text: "This nickname could be taken for another member: choose one that is not their name",
    when: "It is another member's username, or looks like a name of a member with management permissions.",
  },
  pfp_managed: {
    text: "Profile pictures are managed by Rotur: change yours there",
    when: "`pfp_set` without a local account.",
  },
  picture_invalid: {
    text: "This is not a PNG, JPEG, GIF or WebP picture of at most 1 MiB and 1024 x 1024 pixels",
    when: "`pfp_set` with a `data:` URL.",
  },
  limits_off: {
    text: "Messages are not limited on this server",
    when: "`rate_limit_status` while `rate_limiting.enabled` is false.",
  },
  role_not_found: { text: "Role not found", when: "No role has that name or id." },
  role_unknown: { text: "Role '{role}' does not exist", when: "A list names a role that does not exist." },
  role_exists: { text: "Role already exists", when: "The name is in use, or looks like one that is." },
  role_name_invalid: {
    text: "Role name is not valid: {problem}",
    when: "`role_create`, `role_update`: it is empty, too long, reserved, or has characters that names may not have.",
  },
  role_protected: {
    text: "Cannot {action} the role '{role}': it is a system role",
    when: "`owner`, `admin` and `user` can be neither renamed nor deleted.",
  },
  role_in_use: { text: "Role is used in channel '{channel}' permissions", when: "`role_delete`." },
  role_in_use_out_of_sight: {
    text: "Role is used in the permissions of a channel that you do not see",
    when: "`role_delete`, where only such channels use it.",
  },
  role_not_self_assignable: {
    text: "This role cannot be self-assignable: it is a system role or carries management permissions",
    when: "`role_create`, `role_update`.",
  },
  role_not_yours_to_take: {
    text: "This role is not self-assignable",
    when: "`self_role_add`, `self_role_remove`: only members who manage roles can give or take it.",
  },
  role_held: { text: "You already have this role", when: "`self_role_add`." },
  role_not_held: { text: "You don't have this role", when: "`self_role_remove`." },
  too_many: { text: "There are too many {things} already (limit {limit})", when: "A list is full." },

  // Channels
  channel_not_found: {
    text: "Channel not found",
    when: "It does not exist, or the user may not view it. The two look the same.",
  },
  channel_exists: {
    text: "A channel of that name exists already",
    when: "The name is in use; case and invisible characters make no difference.",
  },
  channel_name_invalid: {
    text: "Channel name is not valid: {problem}",
    when: "`channel_create`, `channel_update`: it is empty, too long, reserved, or has characters that names may not have.",
  },
  channel_type_fixed: {
    text: "The type of this channel cannot be changed to '{type}'",
    when: "`channel_update`: only an empty text or forum channel can change its type.",
  },
  channel_wrong_type: {
    text: "This is a {type} channel; messages go to text channels",
    when: "`message_new` and `typing`.",
  },
  send_denied: {
    text: "You do not have permission to send messages in this channel",
    when: "The channel's `send`, or the member permission `send_messages`, is missing.",
  },
  reply_target_not_found: {
    text: "Message not found: the message to reply to is not in this channel",
    when: "`message_new` with `reply_to`.",
  },

  thread_not_found: { text: "Thread not found", when: "It does not exist, or the user may not view it." },
  thread_locked: {
    text: "This thread is locked",
    when: "A command that writes in a locked thread, by a member without `manage_threads`.",
  },
  thread_name_invalid: {
    text: "Thread name is not valid: {problem}",
    when: "`thread_create`, `thread_update`: it is empty or longer than 100 characters.",
  },
  thread_denied: {
    text: "You do not have permission to {action} this thread",
    when: "Another member started it, and `manage_threads` is missing.",
  },
  thread_create_denied: {
    text: "You do not have permission to create threads in this channel",
    when: "The channel's `create_thread` does not allow it.",
  },
  not_a_forum: {
    text: "Threads exist only in forum channels; '{channel}' is a {type} channel",
    when: "`thread_create` and `threads_get` for another type of channel.",
  },

  // Calls
  not_a_voice_channel: {
    text: "Calls exist only in voice channels",
    when: "`voice_join` and `voice_state` for another type of channel.",
  },
  connect_denied: {
    text: "You do not have permission to join calls in this channel",
    when: "The member permission `connect` is missing.",
  },
  not_in_call: {
    text: "You are not in a voice channel",
    when: "`voice_leave`, `voice_mute`, `voice_unmute`: this connection is in no call, or not in the named one.",
  },

  // Emojis and stickers
  emoji_not_found: { text: "Emoji not found", when: "There is none with this name or id." },
  emoji_name_taken: {
    text: "There is an emoji named {name} already",
    when: "`emoji_add`, `emoji_update`: names differ in more than case.",
  },
  sticker_not_found: { text: "Sticker not found", when: "There is none with this name or id." },
  sticker_name_taken: {
    text: "There is a sticker named {name} already",
    when: "`sticker_add`, `sticker_update`: names differ in more than case.",
  },
  sticker_image_invalid: {
    text: "This is not a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels",
    when: "`sticker_add`, `sticker_update`. The kind is read from the bytes.",
  },
  sticker_svg: {
    text: "A sticker can't be SVG, since that can hold scripts: send it as PNG, GIF or JPEG",
    when: "`sticker_add`, `sticker_update`.",
  },
  emoji_image_invalid: {
    text: "This is not a PNG, JPEG, GIF or WebP picture of at most 512 KiB and 1024 x 1024 pixels",
    when: "`emoji_add`, `emoji_update`. The kind is read from the bytes.",
  },
  emoji_svg: {
    text: "An emoji can't be SVG, since that can hold scripts: send it as PNG, GIF or JPEG",
    when: "`emoji_add`, `emoji_update`.",
  },
  emoji_type_refused: {
    text: "Emojis on this server may be {types}, and this is {type}",
    when: "`emoji_add`, `emoji_update`: the type is not in `uploads.emoji_allowed_file_types`.",
  },

  // Messages
  not_a_bot: { text: "This member is not a bot", when: "`bot_token_reset`, `bot_delete`." },
  token_replaced: {
    text: "The bot's token was replaced: log in with the new one",
    when: "`bot_token_reset` ends the bot's connections with it.",
  },
  webhook_not_found: {
    text: "Webhook not found",
    when: "It does not exist, or the user may not view its channel.",
  },
  message_not_found: { text: "Message not found", when: "It does not exist in that channel." },
  message_empty: {
    text: "Message is empty",
    when: "It shows nothing: no attachment, and no content but spaces and invisible characters.",
  },
  message_too_long: {
    text: "Message too long: at most {limit} characters",
    when: "More code points than `limits.post_content`.",
  },
  not_author: {
    text: "You do not have permission to edit this message",
    when: "Another user wrote it, or the channel does not allow it.",
  },
  delete_denied: {
    text: "You do not have permission to delete this message",
    when: "`delete_own` or `delete` is missing.",
  },
  mention_denied: {
    text: "You do not have permission to mention the '@&{role}' role",
    when: "The role limits which members may mention it.",
  },
  embed_invalid: {
    text: "Embed {index}: {problem}",
    when: "An embed has a field of the wrong kind or too long, a URL that is not http or https, or too much text.",
  },
  embeds_denied: {
    text: "You do not have permission to send embeds",
    when: "The member permission `embed_links` is missing.",
  },
  react_denied: {
    text: "You do not have permission to react in this channel",
    when: "The channel's `react`, or the member permission `add_reactions`, is missing.",
  },
  already_reacted: {
    text: "You have already reacted with this emoji",
    when: "`message_react_add` a second time with the same emoji. Nothing changed.",
  },
  not_reacted: {
    text: "You have not reacted with this emoji",
    when: "`message_react_remove` without such a reaction. Nothing changed.",
  },
  external_emoji_denied: {
    text: "You do not have permission to react with emojis of other servers",
    when: "The member permission `external_emojis` is missing.",
  },
  emoji_invalid: {
    text: "This is not an emoji: send one Unicode emoji, or originChats://HOST/emojis/ID",
    when: "`message_react_add`, `message_react_remove`: `emoji` is other text.",
  },
  pin_denied: {
    text: "You do not have permission to pin messages in this channel",
    when: "Neither the channel's `pin` nor `manage_messages` allows it.",
  },
  slow_mode: {
    text: "Slow mode: wait {seconds} seconds before you write here again",
    when: "The channel's `slow_mode` requires a longer pause. `retry_after` says how long, in milliseconds.",
  },

  // Polls
  poll_not_found: {
    text: "Poll not found",
    when: "It does not exist, it was deleted with its message, or the user may not view its channel.",
  },
  poll_invalid: {
    text: "Poll is not valid: {problem}",
    when: "`poll_create`: a question, an option or the end breaks a limit.",
  },
  poll_option_invalid: {
    text: "Invalid option: {option}",
    when: "`poll_vote` names an option that the poll doesn't have. No part of the vote counts.",
  },
  poll_single_choice: {
    text: "This poll takes exactly one option",
    when: "`poll_vote` names several.",
  },
  poll_ended: { text: "Poll has ended", when: "`poll_vote` after the end." },
  poll_expired: { text: "Poll has expired", when: "`poll_vote` after `expires_at`." },
  poll_already_ended: { text: "Poll has already ended", when: "`poll_end` a second time." },

  // Scheduled messages, reminders
  scheduled_not_found: {
    text: "You have no scheduled message with this id",
    when: "It was posted, or it was deleted.",
  },
  reminder_not_found: {
    text: "You have no reminder with this id",
    when: "It was deleted.",
  },

  // Web push
  push_unavailable: {
    text: "This server has no push notifications: its operator has not set them up",
    when: "`push.enabled` is false, or neither `push.contact` nor an https address in `server.url` is known.",
  },
  push_endpoint_refused: {
    text: "This endpoint can't be used: {problem}",
    when: "`push_subscribe`: the endpoint is no https address of a public host.",
  },
  push_keys_invalid: {
    text: "p256dh or auth is not a key of a push subscription",
    when: "`push_subscribe`: a key has a wrong length, isn't base64url, or isn't a point of P-256.",
  },

  // Slash commands
  slash_not_found: {
    text: "There is no slash command '{command}' here: slash_list has all of them",
    when: "`slash_call`: nobody has registered it, or its bot may not view the channel.",
  },
  slash_denied: {
    text: "You do not have permission to use the slash command '{command}'",
    when: "`slash_call`: the caller has a blocked role, or lacks the member permission `use_slash_commands`.",
  },
  slash_call_not_found: {
    text: "No member has called a command of yours with this id within 24 hours",
    when: "`slash_defer`.",
  },
  slash_call_late: {
    text: "Too late: the time for this answer is over",
    when: "`slash_defer` and `slash_response` after the time limit of a deferred answer.",
  },
  slash_option_not_completed: {
    text: "The bot offers no choices for an option '{option}'",
    when: "`slash_autocomplete`: the command has no such option, or it was registered without `autocomplete`.",
  },
  slash_query_not_found: {
    text: "Nobody waits for these choices any more",
    when: "`slash_choices` after 10 seconds, a second time, or after the member has typed on.",
  },
  slash_argument_invalid: {
    text: "Option '{option}' is not valid: {problem}",
    when: "`slash_call`: an argument doesn't fit the options of the command.",
  },
  slash_command_invalid: {
    text: "Slash command '{command}' is not valid: {problem}",
    when: "`slash_register`: a name is not allowed or in use, or a limit is exceeded. Nothing was registered.",
  },

  plugin_not_found: { text: "This server has no such plugin", when: "`plugins_reload`." },

  // Attachments
  attachments_disabled: {
    text: "Attachments are disabled on this server",
    when: "A message carries attachments.",
  },
  attachment_not_found: {
    text: "Attachment '{id}' not found or expired",
    when: "There is no such upload, its time is over, or it is in a channel that the user may not view.",
  },
  attachment_not_yours: {
    text: "Attachment '{id}' is an upload of another user; upload the file yourself",
    when: "`message_new`: another user uploaded it.",
  },
  attachment_used: {
    text: "Attachment '{id}' belongs to another message or channel; upload the file again",
    when: "`message_new`: an upload is for one message, in the channel that it was uploaded for.",
  },
  attachment_denied: {
    text: "You may only delete your own uploads",
    when: "`attachment_delete`: it needs `manage_messages` for those of others.",
  },
  attach_denied: {
    text: "You do not have permission to attach files",
    when: "The member permission `attach_files` is enforced, and the user lacks it.",
  },
  attachment_type_refused: {
    text: "Files of the type {type} are not allowed here. Allowed: {types}",
    when: "An upload is of a type that `attachments.allowed_types` lacks. The bytes decide.",
  },
  attachment_picture_refused: {
    text: "This picture can not be taken: it has too many pixels, or it is damaged",
    when: "An upload is a picture of more than 50 million pixels, or one that can't be decoded.",
  },
  attachment_damaged: {
    text: "The bytes that came are not those of the digest; upload the file again",
    when: "An upload has other bytes than its `Repr-Digest` says.",
  },
  attachment_empty: { text: "The file is empty", when: "An upload has no bytes." },
  attachment_quota: {
    text: "This server does not take files from you",
    when: "`attachments.max_attachments_per_user` is 0.",
  },
  files_unavailable: {
    text: "The place for files is out of order. Try again later",
    when: "An upload: the folder can't be written, or the object store gives no sensible answer.",
  },
  attachment_space: {
    text: "The space for uploaded files is full",
    when: "`attachments.max_total_size` is reached.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof table;
export const errorTable: Readonly<Record<ErrorCode, ErrorEntry>> = table;

/** What every command can answer. */
export const commonErrors = [
  "frame_too_large",
  "invalid_field",
  "storage_unavailable",
  "storage_unreadable",
  "internal_error",
] as const satisfies readonly ErrorCode[];
export type CommonError = (typeof commonErrors)[number];

/** A failure on its way to a client: a value, never thrown. */
export interface Failure<Code extends ErrorCode = ErrorCode> {
  readonly code: Code;
  readonly val: string;
  /** For rate limits: how long to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** The packet that connections without `capabilities` get instead, if their request has no `listener`. */
  readonly instead?: { readonly cmd: string };
  /** A refused login that gets no answer, because the server stops. */
  readonly quiet?: boolean;
  /** Id of the account whose login is refused, where the request does not name it; for the log. */
  readonly account?: string;
}

type Values = Readonly<Record<string, string | number>>;

/**
 * Builds a failure: the table's text with its placeholders filled. A name that would bring up another banner, such as
 * a role called `rate limit`, is left out (compatibility.md#error-texts).
 */
export function fail<const Code extends ErrorCode>(code: Code, values: Values = {}): Failure<Code> {
  const { text } = errorTable[code];
  const val = filled(text, values);
  const nameless = filled(text, values, "…");
  return { code, val: bannerOf(val) === bannerOf(nameless) ? val : nameless };
}

/** Whether a result is a failure: everything that can fail returns `Value | Failure`. */
export function isFailure<Result>(result: Result): result is Extract<Result, Failure> {
  return typeof result === "object" && result !== null && "code" in result && "val" in result;
}

/** @param word instead of every text among the values */
function filled(text: string, values: Values, word?: string): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key] ?? "";
    return typeof value === "number" ? String(value) : (word ?? value);
  });
}
