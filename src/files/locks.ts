/** Work on the same thing runs one after another; on different things at once. */
export interface Locks {
  /** Runs the work when nothing else runs for any of these keys. */
  run<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result>;
}

export function createLocks(): Locks {
  /** The end of the last work for each key. */
  const tails = new Map<string, Promise<void>>();

  return {
    async run(keys, work) {
      const own = [...new Set(keys)];
      const before = own.map((key) => tails.get(key));
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      // All places in the queues are taken in one step, so two pieces of work never wait for each other.
      for (const key of own) tails.set(key, ended);
      await Promise.all(before);
      try {
        return await work();
      } finally {
        for (const key of own) if (tails.get(key) === ended) tails.delete(key);
        end();
      }
    },
  };
}
