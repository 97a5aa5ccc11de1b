/** Senders that are too slow: each body holds a place that others wait for. */

/** Milliseconds in which nothing is asked of a sender. */
const grace = 30_000;
/** Bytes per second that must come on average after that. */
const slowest = 1024;

/** Returns a function to be called with the bytes so far. It says whether the sender is too slow. */
export function createPace(elapsed: () => number): (bytes: number) => boolean {
  const startedAt = elapsed();
  return (bytes) => {
    const milliseconds = elapsed() - startedAt;
    return milliseconds > grace && bytes < ((milliseconds - grace) / 1000) * slowest;
  };
}
