/** Errors of files. */
import type { ErrorEntry } from "./error-entry.ts";

export const attachmentErrors = {
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
