/**
 * Which part of a loaded history is shown. A document with all of a long history is slow, so a window of some rows
 * moves over it.
 */
import type { WireMessage } from "../types.ts";

/** The id of the last message in the window; null: the newest, also when newer ones come. */
export type WindowEnd = string | null;

export interface MessageWindow {
  readonly end: WindowEnd;
  /** How many messages at most. */
  readonly size: number;
}

/** The messages in the window, oldest first. @param size how many at most */
export function windowOf(
  messages: readonly WireMessage[],
  end: WindowEnd,
  size: number,
): readonly WireMessage[] {
  const behind = endIndex(messages, end);
  return messages.slice(Math.max(0, behind - size), behind);
}

/** A move of a window. */
export interface WindowMove {
  /** By how many messages. */
  readonly step: number;
  /** How many the window should have. It gains them at the side of the move, and loses as many more at the other. */
  readonly fitting: number;
}

/** The window after a move towards older messages. It grows before its end moves. */
export function olderWindow(
  messages: readonly WireMessage[],
  { end, size }: MessageWindow,
  { step, fitting }: WindowMove,
): MessageWindow {
  const behind = endIndex(messages, end);
  const before = Math.max(0, behind - size);
  if (before === 0) return { end, size };
  const first = Math.max(0, before - step);
  const next = sizeAfter(behind - first, step, fitting);
  return first + next >= behind ? { end, size: next } : { end: idBefore(messages, first + next), size: next };
}

/** The same towards newer messages. */
export function newerWindow(
  messages: readonly WireMessage[],
  { end, size }: MessageWindow,
  { step, fitting }: WindowMove,
): MessageWindow {
  const behind = endIndex(messages, end);
  const next = Math.min(messages.length, behind + step);
  const grown = next - Math.max(0, behind - size);
  return {
    end: next === messages.length ? null : idBefore(messages, next),
    size: sizeAfter(grown, step, fitting),
  };
}

/** @param grown with what comes at one side, and before anything goes at the other */
function sizeAfter(grown: number, step: number, fitting: number): number {
  return Math.min(grown, Math.max(fitting, grown - 2 * step));
}

const idBefore = (messages: readonly WireMessage[], index: number) => messages[index - 1]?.id ?? null;

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
