/** Errors of messages, polls, scheduled messages and reminders. */
import type { ErrorEntry } from "./error-entry.ts";

export const messageErrors = {
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
  scheduled_not_found: {
    text: "You have no scheduled message with this id",
    when: "It was posted, or it was deleted.",
  },
  reminder_not_found: {
    text: "You have no reminder with this id",
    when: "It was deleted.",
  },
} as const satisfies Record<string, ErrorEntry>;
