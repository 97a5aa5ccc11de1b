/** So much work of each key at once: nobody fills what all share. */
export interface Shares {
  /** Does the work. Null: too much of this key is under way. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result | null>;
}

/** @param most pieces of work of one key at once */
export function createShares(most: number): Shares {
  const busy = new Map<string, number>();
  return {
    async run(key, work) {
      const before = busy.get(key) ?? 0;
      if (before >= most) return null;
      busy.set(key, before + 1);
      try {
        return await work();
      } finally {
        const left = (busy.get(key) ?? 1) - 1;
        if (left > 0) busy.set(key, left);
        else busy.delete(key);
      }
    },
  };
}
