/** The times at which the data files are written after changes in memory. */
import { isDeepStrictEqual } from "node:util";
import type { User } from "../chat/model.ts";
import type { Change } from "../chat/state.ts";
import type { Later } from "../config/follow.ts";

/** The clocks. Times of files come from the file system. */
export interface Clock {
  /** Milliseconds since the epoch, for names of files. */
  now(): number;
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
  readonly later: Later;
}

export interface Schedule {
  /** Members, roles or channels changed. The files are written when changes pause. */
  changed(changes: readonly Change[]): void;
  /** A file could not be read or written. It is tried again later. */
  retry(): void;
  /** The time that the last writing took. The next one waits accordingly. */
  wrote(milliseconds: number): void;
  stop(): void;
}

/** A file that could not be read or written is tried again after this time. */
const retryMilliseconds = 5000;
/** Changes come in bursts. The files are written when there was a pause, or at the latest after the longer time. */
const quietMilliseconds = 500;
const longestMilliseconds = 2000;
/** Statuses change often and rarely matter in the file, which an editor may have open. */
const statusMilliseconds = 10_000;
/** The share of time that writing may take, since it takes a while with very many members. */
const dutyCycle = 1 / 20;

/**
 * @param members as they are now
 * @param run writes the files
 */
export function createSchedule(
  { elapsed, later }: Clock,
  members: ReadonlyMap<string, User>,
  run: () => void,
): Schedule {
  /** Members as they were at their last change. */
  const known = new Map(members);
  let stopped = false;
  /** Functions that cancel the next writing, and the one for a status. */
  let cancelRun: (() => void) | null = null;
  let cancelStatus: (() => void) | null = null;
  /** The time of the first change that is not written yet; 0 when there is none. */
  let firstChange = 0;
  let lastChange = 0;
  let restUntil = 0;

  function runLater(milliseconds: number): void {
    if (cancelRun || stopped) return;
    cancelRun = later(() => {
      cancelRun = null;
      const now = elapsed();
      const quiet = Math.min(lastChange + quietMilliseconds, firstChange + longestMilliseconds);
      const due = Math.max(quiet, restUntil);
      if (firstChange > 0 && due > now) return runLater(due - now);
      firstChange = 0;
      run();
    }, milliseconds);
  }

  function kindOf(change: Change): "lasting" | "status" | "none" {
    if (change.type === "presence" || change.type === "tail" || change.type === "status_held") return "none";
    if (change.type === "user_left") known.delete(change.id);
    if (change.type !== "users") return "lasting";
    const kinds = change.users.map((user) => {
      const before = known.get(user.id);
      known.set(user.id, user);
      return before && isDeepStrictEqual({ ...before, status: null }, { ...user, status: null });
    });
    return kinds.every((onlyStatus) => onlyStatus) ? "status" : "lasting";
  }

  return {
    changed(changes) {
      if (stopped) return;
      const kinds = changes.map(kindOf);
      if (kinds.includes("status")) {
        cancelStatus ??= later(() => {
          cancelStatus = null;
          run();
        }, statusMilliseconds);
      }
      if (!kinds.includes("lasting")) return;
      lastChange = elapsed();
      if (firstChange > 0) return;
      firstChange = lastChange;
      runLater(quietMilliseconds);
    },
    retry: () => runLater(retryMilliseconds),
    wrote(milliseconds) {
      restUntil = elapsed() + milliseconds / dutyCycle;
    },
    stop() {
      stopped = true;
      cancelRun?.();
      cancelStatus?.();
    },
  };
}
