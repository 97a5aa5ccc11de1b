/**
 * Which part of a loaded history is shown. A document with all of a long history is slow, so a window of some rows
 * moves over it.
 */
import type { WireMessage } from "../types.ts";

/** The id of the last message in the window; null: the newest, also when newer ones come. */
export type WindowEnd = string | null;

/** The messages in the window, oldest first. @param size how many at most */
export function windowOf(
  messages: readonly WireMessage[],
  end: WindowEnd,
  size: number,
): readonly WireMessage[] {
  const behind = endIndex(messages, end);
  return messages.slice(Math.max(0, behind - size), behind);
}

/** The end of the window after a move towards older messages. @param step by how many; default: half of the size */
export function olderEnd(
  messages: readonly WireMessage[],
  end: WindowEnd,
  size: number,
  step = Math.floor(size / 2),
): WindowEnd {
  const behind = endIndex(messages, end);
  if (behind <= size) return end;
  return messages[Math.max(size, behind - step) - 1]?.id ?? null;
}

/** The end of the window after a move towards newer messages. */
export function newerEnd(
  messages: readonly WireMessage[],
  end: WindowEnd,
  size: number,
  step = Math.floor(size / 2),
): WindowEnd {
  const behind = endIndex(messages, end) + step;
  return behind >= messages.length ? null : (messages[behind - 1]?.id ?? null);
}

/** The end of a window that has this message in its middle. Null also when the message isn't loaded. */
export function endAround(messages: readonly WireMessage[], id: string, size: number): WindowEnd {
  const index = messages.findIndex((message) => message.id === id);
  const behind = index + 1 + Math.floor(size / 2);
  return index < 0 || behind >= messages.length ? null : (messages[behind - 1]?.id ?? null);
}

/** Exclusive. A message that was deleted meanwhile leaves the newest as the end. */
function endIndex(messages: readonly WireMessage[], end: WindowEnd): number {
  const index = end === null ? -1 : messages.findIndex(({ id }) => id === end);
  return index < 0 ? messages.length : index + 1;
}
