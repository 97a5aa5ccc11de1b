/**
 * Where a page of results ended, as text for the next request. A message's id would do until it is deleted; a cursor
 * holds the place itself. It is not secret and not signed: it opens nothing, since a search shows only what its asker
 * may view, from whatever place it goes on.
 */

/** A place among the messages of a search. */
export interface SearchCursor {
  /** Time of the message that stood there, in microseconds since the epoch. */
  readonly at: number;
  /** Its key: of the same instant, those of lower keys are older. */
  readonly key: number;
  /** Its channel; a thread's forum, which stays when the thread goes. */
  readonly channel: number;
}

/** No message id begins so. */
const sign = "~";

export function isCursor(text: string): boolean {
  return text.startsWith(sign);
}

export function cursorText({ at, key, channel }: SearchCursor): string {
  return sign + [at, key, channel].map((number) => number.toString(36)).join(".");
}

/** Null: `cursorText` never wrote this. */
export function parseCursor(text: string): SearchCursor | null {
  const numbers = text
    .slice(sign.length)
    .split(".")
    .map((part) => Number.parseInt(part, 36));
  const [at = -1, key = -1, channel = -1] = numbers;
  const cursor = { at, key, channel };
  const isSound = Object.values(cursor).every((number) => Number.isSafeInteger(number) && number >= 0);
  return isSound && cursorText(cursor) === text ? cursor : null;
}
