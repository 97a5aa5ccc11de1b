/**
 * Pieces of bodies are worked on one at a time, and after each the event loop rests from them for a while. Otherwise a
 * few senders on a fast network would take a core, and messages would wait behind their bytes. A body that waits for its
 * turn isn't read on, so its sender is slowed down.
 */
export interface Turns {
  /** Does the work when its turn comes. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Bytes to work on in one turn. */
export const turnBytes = 64 * 1024;

/** Rest after a piece of work, as a multiple of its time. */
const rest = 5;

/** Milliseconds; timers are no finer. */
const shortestRest = 1;

/**
 * @param elapsed milliseconds of the machine's own clock: the rest follows what work really took
 * @param sleep waits for so many milliseconds
 */
export function createTurns(
  elapsed: () => number = () => performance.now(),
  sleep: (milliseconds: number) => Promise<void> = Bun.sleep,
): Turns {
  let last: Promise<unknown> = Promise.resolve();
  /** Milliseconds of rest that no piece of work was followed by yet: many small pieces share one. */
  let owed = 0;
  return {
    run(work) {
      const before = last;
      const { promise: rested, resolve: free } = Promise.withResolvers<void>();
      last = rested;
      return before.then(async () => {
        const startedAt = elapsed();
        try {
          return await work();
        } finally {
          owed += (elapsed() - startedAt) * rest;
          if (owed < shortestRest) free();
          else {
            void sleep(owed).then(free);
            owed = 0;
          }
        }
      });
    },
  };
}
