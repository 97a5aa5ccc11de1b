/**
 * Compares the system's time of day with a monotonic clock, for actions that can't be undone: entries are deleted by
 * age, polls end. A clock that is wrong at the start, or is set wrongly for a moment, must not cause them.
 */
import type { Log } from "../log/log.ts";

interface ClockWatchParts {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
  /** When the newest event that was stored before this start happened, in the time of `now`; null = there is none. */
  readonly newestEvent: number | null;
  readonly log: Pick<Log, "warn">;
}

export interface ClockWatch {
  /** Call it about once a second. */
  look(): void;
  /** A clock that was set forward may be corrected in a moment. */
  wasJustSetForward(): boolean;
  /** False for a day when the clock stood more than a day ahead of what was stored, or was set so. */
  mayDeleteByAge(): boolean;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Below that it is how clocks are corrected while they run. */
const smallestStep = 2000;

export function createClockWatch({ now, elapsed, newestEvent, log }: ClockWatchParts): ClockWatch {
  let last = { now: now(), elapsed: elapsed() };
  /** A moment whose time of day is believed. */
  let believed = { now: newestEvent ?? last.now, elapsed: last.elapsed };
  let setForwardAt = Number.NEGATIVE_INFINITY;
  const ahead = () => now() - believed.now - (elapsed() - believed.elapsed);
  const mayDeleteByAge = () => ahead() <= day || elapsed() - believed.elapsed >= day;

  function warn(): void {
    if (mayDeleteByAge()) return;
    log.warn(
      "The clock stands more than a day ahead of the newest stored event. Until it is set back, or for a day, nothing is deleted by age",
      { clock: new Date(now()).toISOString(), newest_event: new Date(believed.now).toISOString() },
    );
  }

  warn();
  return {
    look() {
      const at = { now: now(), elapsed: elapsed() };
      const step = at.now - last.now - (at.elapsed - last.elapsed);
      if (Math.abs(step) >= smallestStep) {
        log.warn("The system clock was set, or the machine slept", { seconds: Math.round(step / 1000) });
        if (step > 0) setForwardAt = at.elapsed;
        if (step > day) {
          believed = last;
          warn();
        }
      }
      last = at;
    },
    wasJustSetForward: () => elapsed() - setForwardAt < minute,
    mayDeleteByAge,
  };
}
