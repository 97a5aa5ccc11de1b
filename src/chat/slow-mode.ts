/**
 * Slow mode: how long a member waits between two messages in one place. In memory only: a restart ends all waits, and
 * nothing is kept longer than the longest pause. The time comes with each call, so that tests have their own clock.
 */
import { limits } from "../protocol/limits.ts";

export interface SlowMode {
  /**
   * Counts a message and gives 0; or gives the milliseconds that are still to wait, and counts nothing.
   *
   * @param now milliseconds of the monotonic clock
   * @param pause seconds, as the channel has it now; 0 = none
   */
  attempt(user: string, room: number, now: number, pause: number): number;
  /** Takes back a message that was counted and then not stored. */
  undo(user: string, room: number): void;
  /** Forgets what no longer matters. */
  prune(now: number): void;
  /** Pairs of user and room remembered. */
  readonly size: number;
}

/** Beyond that the oldest are forgotten: their pauses are the likeliest to be over. */
const mostRemembered = 100_000;

interface Sent {
  readonly at: number;
  /** What was remembered before it, for `undo`. */
  readonly before: number | null;
}

export function createSlowMode(most = mostRemembered): SlowMode {
  /** The last message, by user and room; the longest ago first. */
  const sent = new Map<string, Sent>();
  const keyOf = (user: string, room: number) => `${room} ${user}`;

  return {
    attempt(user, room, now, pause) {
      if (pause <= 0) return 0;
      const key = keyOf(user, room);
      const last = sent.get(key)?.at ?? null;
      const wait = last === null ? 0 : last + pause * 1000 - now;
      if (wait > 0) return Math.ceil(wait);
      sent.delete(key);
      sent.set(key, { at: now, before: last });
      if (sent.size > most) sent.delete(sent.keys().next().value ?? "");
      return 0;
    },

    undo(user, room) {
      const key = keyOf(user, room);
      const before = sent.get(key)?.before ?? null;
      sent.delete(key);
      if (before !== null) sent.set(key, { at: before, before: null });
    },

    prune(now) {
      for (const [key, { at }] of sent) if (at + limits.slowMode * 1000 <= now) sent.delete(key);
    },

    get size() {
      return sent.size;
    },
  };
}
