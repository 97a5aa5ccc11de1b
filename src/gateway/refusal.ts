/** Answers to requests: the packets of refusals, and the `listener` that names the request. */
import type { CommandDefinition } from "../protocol/command.ts";
import { type ErrorCode, errorTable, type Failure, fail } from "../protocol/errors.ts";
import { authError, error, rateLimit } from "../protocol/events.ts";
import type { Profile } from "../protocol/profiles.ts";
import { isScalar, type Packet } from "./packet.ts";

/** The answer to a frame that is no packet. */
export const invalidMessage = unread(fail("invalid_message"));
/** The answer to one that nobody parses. */
export const tooComplex = unread(fail("message_too_complex"));

function unread({ val, code }: Failure): string {
  return JSON.stringify({ cmd: error.name, val, code });
}

/** Codes that are also sent as `reason` of `auth_error` (compatibility.md#auth-error-reason). */
const authReasons: ReadonlySet<string> = new Set([
  "banned",
  "invalid_validator",
  "account_blocked",
  "parental_block",
  "identity_unavailable",
  "too_many_attempts",
]);

/** The packets that refuse a login. */
export function refusalTextsBeforeLogin(failure: Failure): readonly string[] {
  if (failure.quiet) return [];
  const { val, code } = failure;
  const reason = authReasons.has(code) ? { reason: code } : {};
  const texts = [JSON.stringify({ cmd: authError.name, val, code, ...reason })];
  // Two packets for logins that are refused for good (compatibility.md#banned-at-login).
  if (errorTable[code].turnsAway) texts.push(JSON.stringify({ cmd: error.name, src: "auth", val, code }));
  return texts;
}

/** Codes that message commands answer with a `rate_limit` packet. */
const rateLimitCodes: ReadonlySet<ErrorCode> = new Set(["too_many_requests", "timed_out"]);

/**
 * The packets that refuse a request after login: an `error`, and for message commands `rate_limit` where clients wait
 * for that. None for a command that is refused quietly (`refusedQuietly`), if the request has no `listener`.
 */
export function refusalTexts(
  failure: Failure,
  packet: Packet,
  definition: CommandDefinition | undefined,
  { extended }: Profile,
): readonly string[] {
  const listener = listenerOf(packet);
  if (listener === null) {
    if (definition?.refusedQuietly && failure.code !== "invalid_field") return [];
    if (failure.instead && !extended) return [JSON.stringify(failure.instead)];
  }
  const { val, code, retryAfter } = failure;
  const explained = JSON.stringify({
    cmd: error.name,
    ...(packet["cmd"] !== undefined && isScalar(packet["cmd"]) && { src: packet["cmd"] }),
    val,
    code,
    ...(retryAfter !== undefined && { retry_after: Math.ceil(retryAfter) }),
    ...(isText(packet["channel"]) && { channel: packet["channel"] }),
    ...(isText(packet["thread_id"]) && { thread_id: packet["thread_id"] }),
  });
  if (retryAfter === undefined || definition?.cost !== "message" || !rateLimitCodes.has(code)) {
    return [withListener(explained, listener)];
  }
  const limited = JSON.stringify({ cmd: rateLimit.name, reason: val, length: Math.ceil(retryAfter), code });
  // The web client shows only the `error` (compatibility.md#timed-out-sender).
  return [withListener(limited, listener), explained];
}

/** Only a non-empty string of at most 256 characters counts. */
export function listenerOf(packet: Packet): string | null {
  const listener = packet["listener"];
  return typeof listener === "string" && listener.length > 0 && listener.length <= 256 ? listener : null;
}

export function withListener(text: string, listener: string | null): string {
  return listener === null ? text : `${text.slice(0, -1)},"listener":${JSON.stringify(listener)}}`;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= 200;
}
