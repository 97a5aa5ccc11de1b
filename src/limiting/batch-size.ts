/** How much one batch of slow work does, found out by the time that batches take. */
export interface BatchSize {
  readonly size: number;
  /** A batch of the present size took this many milliseconds. */
  took(milliseconds: number): void;
}

/**
 * A batch that takes longer than `target` halves the next one; one that takes less than half of it doubles the next.
 *
 * @param bounds the first size is `least`
 *
 * @example
 * const batch = createBatchSize({ least: 10, most: 1000, target: 20 });
 * batch.took(3);
 * batch.size; // 20
 */
export function createBatchSize(bounds: {
  readonly least: number;
  readonly most: number;
  /** Milliseconds. */
  readonly target: number;
}): BatchSize {
  const { least, most, target } = bounds;
  let size = least;
  return {
    get size() {
      return size;
    },
    took(milliseconds) {
      if (milliseconds > target) size = Math.max(least, Math.floor(size / 2));
      else if (milliseconds < target / 2) size = Math.min(most, size * 2);
    },
  };
}
