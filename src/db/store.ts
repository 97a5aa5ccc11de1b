/** The interface of the durable store. The rest of the server knows only this, whatever the database. */
import type { Read, Write } from "./procedure.ts";

/** The database refused: nothing of this write was stored. */
export interface StoreFailure {
  readonly reason: string;
}

export interface Store {
  /**
   * Stores a change durably, in one commit with whatever else arrived while the last commit ran. `done` is
   * called once, after the commit, in the order in which the changes were submitted, with nothing in between. So its
   * effects (on memory, events) happen in the order of the store.
   */
  commit<Result>(
    write: Write<Result>,
    done: (result: Result | undefined, failure?: StoreFailure) => void,
  ): void;
  /** Reads what has been committed. @throws StoreError when the database fails */
  read<Result>(read: Read<Result>): Promise<Result>;
  /** Waits for every submitted change, then closes the database. */
  close(): Promise<void>;
  readonly metrics: StoreMetrics;
  /** Why the last batch of writes was refused, until one succeeds, or why nothing can be read; null while all is well. */
  readonly problem: string | null;
}

export interface StoreMetrics {
  commits: number;
  writes: number;
  /** Messages stored, in whatever way they were posted. */
  messages: number;
  failures: number;
  /** Time from sending a batch to the writer until it is durable, in milliseconds; the sum, for averages. */
  commitMilliseconds: number;
  /** The parts of that time which the writer spent in these steps. The rest is the way there and back. */
  readonly stepMilliseconds: Record<CommitStep, number>;
  /** Counts of commits that took at most the bound (`commitBounds`); the last is for longer ones. */
  readonly commitBuckets: number[];
}

/** `statements`: the changes of a batch. `durable`: bringing them to the disk. */
export type CommitStep = "statements" | "durable";

export const commitBounds = [0.5, 1, 2, 5, 10, 25, 50, 100, 250, 1000] as const;

/** The database is missing, damaged, locked, newer than the program, or failed. The message is one line for people. */
export class StoreError extends Error {}
