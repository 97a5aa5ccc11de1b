/**
 * Watches the space that is left for the database. Below the reserve (`DB.reserve`) the server takes nothing new from
 * members, so that moderation, deletion and a restart still have room to write.
 */
import { statfsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import type { Log } from "../log/log.ts";

export interface DiskSpace {
  /** Less than the reserve is free. */
  readonly isLow: boolean;
  /** Bytes; null when the file system does not tell. */
  readonly free: number | null;
  /** Judges the last measurement again, for a new configuration. */
  review(): void;
  /** Measures, as is done again and again. */
  look(): Promise<void>;
  stop(): void;
}

interface DiskSpaceParts {
  /** Any path on the file system. */
  readonly folder: string;
  /** Bytes; 0 = no reserve. */
  reserve(): number;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  /** Called when the space falls below the reserve, but not for the first measurement. */
  onLow?(): void;
}

/** Between two measurements: much is written in a second, so they come faster once space is scarce. */
const lookMilliseconds = { enough: 1000, scarce: 100, low: 100 } as const;
/** A warning comes when less than so many times the reserve is free. */
const warnTimes = 4;
/** Low space is good again only with this part of the reserve more, so that the state doesn't change back and forth. */
const recovery = 1 / 8;

type Level = "enough" | "scarce" | "low";

/** Begins with a measurement. @param measure for tests: the free bytes */
export function watchDiskSpace(
  parts: DiskSpaceParts,
  measure: { now(): number | null; later(): Promise<number | null> } = measurerOf(parts.folder),
): DiskSpace {
  const { log } = parts;
  let free = measure.now();
  let level: Level = "enough";
  let stopped = false;
  let isFirst = true;
  review();
  isFirst = false;
  let timer: Timer | undefined;
  lookLater();

  function lookLater(): void {
    if (stopped) return;
    timer = setTimeout(() => void look().then(lookLater), lookMilliseconds[level]);
    timer.unref();
  }

  async function look(): Promise<void> {
    free = await measure.later();
    if (!stopped) review();
  }

  function review(): void {
    const before = level;
    level = levelOf(free, parts.reserve(), before);
    if (level === before) return;
    const fields = { folder: parts.folder, free_bytes: free, reserve_bytes: parts.reserve() };
    if (level === "low") {
      log.error(
        "The disk is almost full: new messages and pictures are refused until there is more space than the reserve. Free some space, or lower DB.reserve",
        fields,
      );
      if (!isFirst) parts.onLow?.();
    } else if (level === "scarce") {
      log.warn(
        before === "low"
          ? "There is space for new messages again, though not much"
          : "The disk is filling up: below the reserve, new messages and pictures will be refused",
        fields,
      );
    } else log.info("There is enough space on the disk again", fields);
  }

  return {
    get isLow() {
      return level === "low";
    },
    get free() {
      return free;
    },
    review,
    look,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function levelOf(free: number | null, reserve: number, before: Level): Level {
  if (free === null || reserve === 0) return "enough";
  if (free < reserve * (before === "low" ? 1 + recovery : 1)) return "low";
  return free < reserve * (before === "enough" ? warnTimes : warnTimes + recovery) ? "scarce" : "enough";
}

function measurerOf(folder: string) {
  const bytes = ({ bavail, bsize }: { readonly bavail: number; readonly bsize: number }) => bavail * bsize;
  return {
    now() {
      try {
        return bytes(statfsSync(folder));
      } catch {
        return null;
      }
    },
    later: () => statfs(folder).then(bytes, () => null),
  };
}
