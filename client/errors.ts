import type { ErrorCode } from "./types.ts";

/** The server refused: a command, or the login. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly command: string;
  /** Stable name of the error, see docs/protocol/errors.md; the message is the server's text for people. */
  readonly code: ErrorCode;
  /** For the rate limit of messages: how long to wait, in milliseconds. */
  readonly retryAfter: number | null;
  /** The whole packet that refused, such as its `channel`. Empty when the client itself could not go on. */
  readonly packet: Readonly<Record<string, unknown>>;

  constructor(
    command: string,
    code: ErrorCode,
    text: string,
    { retryAfter = null, packet = {} }: Partial<Pick<CommandError, "retryAfter" | "packet">> = {},
  ) {
    super(text);
    this.command = command;
    this.code = code;
    this.retryAfter = retryAfter;
    this.packet = packet;
  }
}

/**
 * There is no connection, or it ended before the answer came: whether the server did what was asked is open. `cause` is
 * what the runtime says of an attempt that failed; browsers say nothing.
 */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /** Close code, see docs/protocol/close-codes.md; 1006 when the connection broke or never was. */
  readonly code: number;
  /** The address of the server. */
  readonly url: string;

  constructor(text: string, { code, url, cause }: Pick<ConnectionError, "code" | "url"> & ErrorOptions) {
    super(text, cause === undefined ? undefined : { cause });
    this.code = code;
    this.url = url;
  }
}

/** No answer within the time; it may still come, and what was asked may have been done. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** Why no connection came about, in words, from what the runtime says of it. */
export function dialProblem(event: unknown): { readonly text: string; readonly cause: unknown } {
  const { error, message } = Object(event) as { error?: unknown; message?: unknown };
  const said = typeof message === "string" ? message : "";
  const { code } = Object(error) as { code?: unknown };
  const text =
    knownProblems.find(([pattern]) => pattern.test(`${code} ${said}`))?.[1](said) ?? "could not connect";
  return { text, cause: error ?? (said === "" ? undefined : said) };
}

const knownProblems: readonly (readonly [RegExp, (said: string) => string])[] = [
  [/ECONNREFUSED/, () => "nobody listens there"],
  [/ENOTFOUND|EAI_AGAIN/, () => "there is no host of that name, or no way to look it up"],
  [/WRONG_VERSION_NUMBER/, () => "it does not speak TLS there, so wss:// and https:// can't be used"],
  [/CERT|SELF_SIGNED|certificate/i, (said) => `its certificate is not accepted (${said.split(": ").at(-1)})`],
  [/status code/i, (said) => `it refused the WebSocket (${said.split("failed: ").at(-1)})`],
];

/** Where a call was made, to be shown by an error that comes later. Not every runtime can tell: then nothing. */
export function callSite(made: (...given: never[]) => unknown): { readonly stack?: string } {
  const site: { stack?: string } = {};
  Error.captureStackTrace?.(site, made);
  return site;
}

/** Gives an error the lines of the call instead of those of the packet's arrival. */
export function withCallSite<Failed extends Error>(
  error: Failed,
  { stack }: { readonly stack?: string },
): Failed {
  const lines = stack?.split("\n").filter((line) => /^\s*at |@/.test(line)) ?? [];
  if (lines.length > 0) error.stack = [`${error.name}: ${error.message}`, ...lines].join("\n");
  return error;
}
