/** Bodies of requests. They are read only up to the limit of their route. */
import { createPace } from "./pace.ts";
import type { HttpClient } from "./route.ts";

/** The body comes too slowly. */
export class SlowBody extends Error {
  override readonly name = "SlowBody";
}

/**
 * The pieces of a body, as they come. The client may be silent while a piece is worked on.
 *
 * @param elapsed monotonic milliseconds
 * @throws SlowBody when it comes too slowly, Error when it breaks off
 */
export async function* piecesOf(
  request: Request,
  client: Pick<HttpClient, "awaited">,
  elapsed: () => number,
): AsyncGenerator<Uint8Array, void> {
  const isTooSlow = createPace(elapsed);
  let bytes = 0;
  client.awaited(true);
  for await (const piece of request.body ?? []) {
    client.awaited(false);
    bytes += piece.byteLength;
    if (isTooSlow(bytes)) throw new SlowBody("The body comes too slowly");
    yield piece;
    client.awaited(true);
  }
  client.awaited(false);
}

/**
 * @param most bytes
 * @param elapsed monotonic milliseconds
 * @returns `too_large`: it is larger; `too_slow`: a sender so slow is given up; `broken_off`: the client did not send all of it
 */
export async function readBody(
  request: Request,
  client: Pick<HttpClient, "awaited">,
  most: number,
  elapsed: () => number,
): Promise<Uint8Array | "too_large" | "too_slow" | "broken_off"> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > most) return "too_large";
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of piecesOf(request, client, elapsed)) {
      size += chunk.byteLength;
      if (size > most) return "too_large";
      chunks.push(chunk);
    }
  } catch (error) {
    return error instanceof SlowBody ? "too_slow" : "broken_off";
  }
  return Buffer.concat(chunks);
}

/** The media type without its parameters, in lower case; "" when none is given. */
export function mediaType({ headers }: Request): string {
  return (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** `Authorization: Bearer TOKEN`; null when it is missing. Addresses end up in the logs of proxies, headers don't. */
export function bearerOf({ headers }: Request): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/**
 * Gives the memory of a piece of a body back, once everything in it was copied or written. Until the garbage collector
 * does it, pieces of 30 MB come together.
 */
export function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
