/** Errors of the envelope of a request, and of the server itself. */
import type { ErrorEntry } from "./error-entry.ts";

export const requestErrors = {
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
} as const satisfies Record<string, ErrorEntry>;
