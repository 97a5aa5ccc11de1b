/** How the answers to uploads look over HTTP. */
import { type ErrorCode, type Failure, isFailure } from "../../protocol/errors.ts";
import { json, refusal } from "../route.ts";
import type { Uploaded } from "./finish.ts";

const statuses: Partial<Record<ErrorCode, number>> = {
  attachments_disabled: 503,
  attachment_not_found: 404,
  attachment_picture_refused: 422,
  attachment_damaged: 400,
  attachment_quota: 403,
  attachment_space: 507,
  attachment_type_refused: 415,
  attach_denied: 403,
  banned: 403,
  channel_not_found: 404,
  send_denied: 403,
  storage_full: 507,
  storage_unavailable: 503,
  storage_unreadable: 503,
  timed_out: 403,
  user_not_found: 401,
  invalid_validator: 401,
  account_blocked: 403,
  parental_block: 403,
  files_unavailable: 503,
  identity_unavailable: 502,
  too_many_attempts: 429,
  too_many: 429,
  internal_error: 500,
};

/** A refusal with the status of its code. */
export function failed({ code, val, retryAfter }: Failure): Response {
  const headers = retryAfter === undefined ? {} : { "Retry-After": String(Math.ceil(retryAfter / 1000)) };
  return json({ error: val, code }, { status: statuses[code] ?? 400, headers });
}

/** The official client reads the limit out of the text (compatibility.md#upload-too-large). */
export function tooLarge(most: number): Response {
  return json({ error: `The file is too large (max ${most} bytes)` }, { status: 413 });
}

export function unknownKey(): Response {
  return refusal(401, "validator_key is not the key of a connection of this user");
}

/** Too many others wait already. */
export function busy(): Response {
  return refusal(503, "Too many uploads wait", { "Retry-After": "5" });
}

/** The answer to an upload that was read to its end. */
export function answerTo(outcome: Uploaded | Failure | "busy"): Response {
  if (outcome === "busy") return busy();
  return isFailure(outcome) ? failed(outcome) : json(outcome, { status: 201 });
}
