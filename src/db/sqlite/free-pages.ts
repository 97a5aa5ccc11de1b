/** Gives pages of the database file that hold nothing back to the file system, few at a time. */
import type { Database as Sqlite } from "bun:sqlite";
import { createBatchSize } from "../../limiting/batch-size.ts";
import { firstRow } from "./wal.ts";

/** Free pages of 4 KiB that stay, for what is written next. */
export const keptPages = 1024;
/** Milliseconds that one step may hold up other writes, without what the disk takes. */
const target = 10;

/** `auto_vacuum`: pages can be taken from the end of the file at any time. */
const incremental = 2;

/** Whether the file can shrink in steps. A file made by an earlier version can't, until it is rewritten. */
export function shrinksInSteps(sqlite: Sqlite): boolean {
  return firstRow<{ auto_vacuum: number }>(sqlite, "PRAGMA auto_vacuum")?.auto_vacuum === incremental;
}

/**
 * Returns a function that takes one step, and says whether anything was given back.
 *
 * @param elapsed milliseconds of a monotonic clock
 */
export function createFreePages(sqlite: Sqlite, elapsed: () => number): () => boolean {
  const batch = createBatchSize({ least: 16, most: 2048, target });
  const canShrink = shrinksInSteps(sqlite);
  return () => {
    if (!canShrink) return false;
    const free = firstRow<{ freelist_count: number }>(sqlite, "PRAGMA freelist_count")?.freelist_count ?? 0;
    const pages = Math.min(batch.size, free - keptPages);
    if (pages <= 0) return false;
    const began = elapsed();
    // Each row that it gives is one page: it must run to its end.
    sqlite.query(`PRAGMA incremental_vacuum(${pages})`).all();
    if (pages === batch.size) batch.took(elapsed() - began);
    return true;
  };
}
