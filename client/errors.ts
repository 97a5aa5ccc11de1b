import type { ErrorCode } from "./types.ts";

/** The server refused: a command, or the login. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly command: string;
  /** Stable name of the error, see docs/protocol/errors.md; the message is the server's text for people. */
  readonly code: ErrorCode;
  /** For the rate limit of messages: how long to wait, in milliseconds. */
  readonly retryAfter: number | null;

  constructor(command: string, code: ErrorCode, text: string, retryAfter: number | null = null) {
    super(text);
    this.command = command;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** There is no connection, or it ended before the answer came: whether the server did what was asked is open. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /** Close code, see docs/protocol/close-codes.md; 1006 when the connection broke or never was. */
  readonly code: number;

  constructor(text: string, code: number) {
    super(text);
    this.code = code;
  }
}

/** No answer within the time; it may still come, and what was asked may have been done. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}
