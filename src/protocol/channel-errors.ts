/** Errors of channels, threads and calls. */
import type { ErrorEntry } from "./error-entry.ts";

export const channelErrors = {
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
} as const satisfies Record<string, ErrorEntry>;
