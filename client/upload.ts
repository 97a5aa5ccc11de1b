/** Uploads of files, which go over HTTP beside the connection and survive a loss of either. */
import type { Client } from "./client.ts";
import { CommandError } from "./errors.ts";
import { httpAddress } from "./http-address.ts";
import type { WireAttachment } from "./types.ts";

/** A `Blob` or `File`, or the like: what `slice` gives can be the body of a request. */
export interface FileLike {
  readonly size: number;
  readonly name?: string;
  slice(start: number, end: number): Piece;
}
type Piece = { readonly size: number };

/** What is needed of an `AbortSignal`. */
export interface AbortLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface UploadOptions {
  /** Name of the file. Default: that of a `File`. */
  readonly name?: string;
  /** The channel that it is for; for a thread, its forum. Without it, it may be sent in any channel. */
  readonly channel?: string;
  /** Days that the file shall live at most. */
  readonly expiresInDays?: number;
  /** Called with the bytes that have come, after each piece. */
  readonly progress?: (sent: number, size: number) => void;
  /** Bytes of one request. Default: as many as come through in about a second, from 256 KiB to 8 MiB. */
  readonly pieceBytes?: number;
  /** Ends the upload; the server then forgets what it has. */
  readonly signal?: AbortLike;
  /** Waits before the attempts after a failure of the network or of a proxy, in milliseconds. Default 1, 2, 4, 8, 16 s. */
  readonly retries?: readonly number[];
}

/** Longer than a server holds on to a request whose client has vanished: half a minute. */
const usualRetries = [1000, 2000, 4000, 8000, 16_000];

/** The server refused an upload. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  /** HTTP status. */
  readonly status: number;
  /** As in docs/protocol/errors.md; null where there is none. */
  readonly code: string | null;
  /** How long to wait, in milliseconds, where waiting helps. */
  readonly retryAfter: number | null;

  constructor(status: number, text: string, code: string | null, retryAfter: number | null = null) {
    super(text);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Statuses of a server or proxy that may answer in a moment; 408: the network was too slow. */
const passing: ReadonlySet<number> = new Set([408, 502, 503, 504]);

interface Answer {
  readonly status: number;
  readonly retryAfter: number | null;
  readonly body: {
    readonly attachment?: WireAttachment;
    readonly upload?: string;
    readonly offset?: number;
    readonly error?: string;
    readonly code?: string;
  };
}

/**
 * Uploads a file in pieces, and goes on where it stopped when the network fails. Send the attachment with `message_new`.
 *
 * @throws UploadError the server refused
 * @throws CommandError, ConnectionError, TimeoutError there is no key for the upload
 * @throws Error of the runtime: the network failed at every attempt
 * @throws the reason of `signal`
 * @example
 * const attachment = await upload(client, file, { channel: "general" });
 * await client.request("message_new", { channel: "general", content: "Look", attachments: [attachment] });
 */
export async function upload(
  client: Pick<Client, "request" | "url">,
  file: FileLike,
  options: UploadOptions = {},
): Promise<WireAttachment> {
  const { channel, expiresInDays, progress, signal, retries = usualRetries } = options;
  let pieceBytes = options.pieceBytes ?? smallest;
  const base = httpAddress(client.url);
  let key = (await client.request("attachment_upload_key")).key;

  /** A key is valid for minutes, and an upload may take longer. */
  async function ask(
    method: string,
    path: string,
    body?: BodyOf,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const first = await send(method, path, body, headers);
    if (first.status !== 401) return first;
    key = (await client.request("attachment_upload_key")).key;
    return send(method, path, body, headers);
  }

  async function send(
    method: string,
    path: string,
    body: BodyOf | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const response = await globalThis.fetch(`${base}/attachments/${path}`, {
      method,
      headers: { ...headers, Authorization: `Bearer ${key}` },
      ...(body !== undefined && { body: body as string }),
      ...(signal && method !== "DELETE" && { signal: signal as AbortSignal }),
    });
    const text = await response.text();
    const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
    const retryAfter = Number.isFinite(wait) ? wait * 1000 : null;
    return { status: response.status, retryAfter, body: parsed(text) };
  }

  const begun = await ask(
    "POST",
    "resumable",
    JSON.stringify({
      name: options.name ?? file.name ?? "file",
      size: file.size,
      ...(channel !== undefined && { channel }),
      ...(expiresInDays !== undefined && { expires_in_days: expiresInDays }),
    }),
  );
  const path = `resumable/${accepted(begun).upload}`;
  let offset = 0;
  let failures = 0;
  for (;;) {
    try {
      signal?.throwIfAborted();
      const piece = file.slice(offset, offset + pieceBytes);
      const begunAt = performance.now();
      const answer = await ask("PUT", path, piece, { "Upload-Offset": String(offset) });
      // Another place than this: an earlier request that seemed to fail had come through.
      const known = answer.status === 409 ? await ask("GET", path) : answer;
      const { attachment, offset: reached } = accepted(known);
      if (attachment) {
        progress?.(file.size, file.size);
        return attachment;
      }
      if (reached === undefined)
        throw new UploadError(known.status, "The server does not know uploads in pieces", null);
      progress?.(reached, file.size);
      offset = reached;
      failures = 0;
      if (options.pieceBytes === undefined) pieceBytes = nextPiece(pieceBytes, performance.now() - begunAt);
    } catch (error) {
      if (signal?.aborted) {
        // Nothing waits for this: the server removes incomplete uploads after a day.
        ask("DELETE", path).catch(() => {});
        throw signal.reason;
      }
      const isRefusal =
        error instanceof CommandError || (error instanceof UploadError && !passing.has(error.status));
      const wait = isRefusal ? undefined : retries[failures++];
      if (wait === undefined) throw error;
      await waited(wait, signal);
    }
  }
}

const smallest = 256 * 1024;
const largest = 8 * 1024 * 1024;

/** Large pieces cost fewer round trips, and small ones show the progress on a slow line. */
function nextPiece(bytes: number, milliseconds: number): number {
  if (milliseconds < 500) return Math.min(largest, bytes * 2);
  return milliseconds > 2000 ? Math.max(smallest, bytes / 2) : bytes;
}

/** Ends early when the signal aborts. */
function waited(milliseconds: number, signal: AbortLike | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
  });
}

type BodyOf = string | Piece;

/** A proxy may answer with a page. */
function parsed(text: string): Answer["body"] {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** @throws UploadError */
function accepted({ status, body, retryAfter }: Answer): Answer["body"] {
  if (status < 300) return body;
  throw new UploadError(
    status,
    body.error ?? `The upload was refused with status ${status}`,
    body.code ?? null,
    retryAfter,
  );
}
