/**
 * How long members are still timed out. The database keeps the end as a time of day; in a running server the rest is
 * measured by the monotonic clock, so that a system clock that is set makes no timeout longer or shorter. The
 * times come with each call, so that tests have their own clocks.
 */
import { limits } from "../protocol/limits.ts";
import type { User } from "./model.ts";

type TimedOut = Pick<User, "id" | "timeoutUntil">;

export interface Timeouts {
  /**
   * Takes over how these members stand now.
   *
   * @param now milliseconds since the epoch
   * @param elapsed milliseconds of the monotonic clock
   */
  note(users: Iterable<TimedOut>, now: number, elapsed: number): void;
  /** Milliseconds that are left of the member's timeout; 0 = none. */
  left(user: TimedOut, now: number, elapsed: number): number;
}

/** No timeout is longer. One that a wrong clock stored with a later end is cut to this. */
const longest = limits.timeout * 1000;

export function createTimeouts(): Timeouts {
  /** By user: the end as it is stored, and the same in the time of `elapsed`. */
  const ends = new Map<string, { readonly until: number; readonly at: number }>();
  const rest = (until: number, now: number) => Math.min(longest, Math.max(0, until * 1000 - now));

  return {
    note(users, now, elapsed) {
      for (const { id, timeoutUntil: until } of users) {
        if (until === null) ends.delete(id);
        else if (ends.get(id)?.until !== until) ends.set(id, { until, at: elapsed + rest(until, now) });
      }
    },
    left({ id, timeoutUntil: until }, now, elapsed) {
      if (until === null) return 0;
      const end = ends.get(id);
      return end?.until === until ? Math.max(0, end.at - elapsed) : rest(until, now);
    },
  };
}
