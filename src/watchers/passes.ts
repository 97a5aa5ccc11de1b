/** Runs one pass over the data files at a time. */
import type { Later } from "../config/follow.ts";
import type { Log } from "../log/log.ts";
import { settleMilliseconds } from "./data-file.ts";

export interface Passes {
  /** Runs a pass at once, or after the one that runs. */
  run(): Promise<void>;
  /** Runs another pass after the present one. */
  again(): void;
  isRunning(): boolean;
  /** Waits for the pass that runs. */
  stop(): Promise<void>;
}

/** @param pass returns false when a file is just being written and nothing was done */
export function createPasses(pass: () => Promise<boolean>, later: Later, log: Log): Passes {
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;

  async function runAll(): Promise<void> {
    try {
      while (wanted) {
        wanted = false;
        if (await pass()) continue;
        await new Promise<void>((resolve) => later(resolve, settleMilliseconds));
        wanted = !stopped;
      }
    } catch (error) {
      log.error("The data files could not be brought up to date", { error });
    } finally {
      running = null;
    }
  }

  return {
    run() {
      wanted = true;
      running ??= runAll();
      return running;
    },
    again() {
      wanted = true;
    },
    isRunning: () => running !== null,
    async stop() {
      stopped = true;
      wanted = false;
      await running;
    },
  };
}
