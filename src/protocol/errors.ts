/**
 * Every failure that a client can get, in the tables of their subjects: the stable `code` for programs, the text for people.
 *
 * The texts are part of the contract: the web client picks its banner by matching them (banners.ts), so a text must
 * contain its own phrase and no earlier one (`rate limit`, `access denied`, …). `fail` fills in placeholders such as
 * `{name}`. docs/protocol/errors.md is generated from these tables.
 */
import { attachmentErrors } from "./attachment-errors.ts";
import { bannerOf } from "./banners.ts";
import { botErrors } from "./bot-errors.ts";
import { channelErrors } from "./channel-errors.ts";
import type { ErrorEntry } from "./error-entry.ts";
import { loginErrors } from "./login-errors.ts";
import { memberErrors } from "./member-errors.ts";
import { messageErrors } from "./message-errors.ts";
import { namedPictureErrors } from "./named-picture-errors.ts";
import { pushErrors } from "./push-errors.ts";
import { requestErrors } from "./request-errors.ts";
import { serverErrors } from "./server-errors.ts";

const table = {
  ...requestErrors,
  ...loginErrors,
  ...memberErrors,
  ...channelErrors,
  ...namedPictureErrors,
  ...messageErrors,
  ...pushErrors,
  ...botErrors,
  ...attachmentErrors,
  ...serverErrors,
};

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
