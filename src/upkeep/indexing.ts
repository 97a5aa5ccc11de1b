/**
 * Keeps the search index up with the messages, behind the writes: a look each second while all is quiet, and step
 * after step while there is more to do, with pauses that leave the writer to the messages. Searches are right at any
 * time, only slower while much is left to do.
 */
import { indexSome } from "../db/search-index.ts";
import type { Store } from "../db/store.ts";
import type { Log } from "../log/log.ts";

/** Messages of a step, about 2 ms, which is what a message that comes meanwhile waits. */
const work = 128;
const quietPause = 1000;
const pauseAfterFailure = 60_000;
const shortestPause = 5;
/** A pause is so many times as long as the step before it: longer while others write. */
const idleShare = 1;
const busyShare = 20;

/** The first look comes after a pause: the start has enough to do. Call what it returns to stop. */
export function startIndexing(store: Store, log: Log): () => void {
  const stored = () => store.metrics.writes - store.metrics.failures;
  let timer: Timer | undefined;
  let stopped = false;
  let isBehind = true;
  let seen = stored();
  next(quietPause);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };

  function step(): void {
    if (!isBehind && stored() === seen) return next(quietPause);
    const begun = performance.now();
    store.commit(indexSome({ work }), (more, failure) => {
      if (stopped) return;
      // Messages go on without it; searches read what is not indexed.
      if (failure) log.error("The search index cannot be brought up to date", { ...failure });
      const isBusy = stored() > seen + 1;
      seen = stored();
      isBehind = failure !== undefined || more === true;
      const took = performance.now() - begun;
      if (failure) next(pauseAfterFailure);
      else next(more ? Math.max(shortestPause, took * (isBusy ? busyShare : idleShare)) : quietPause);
    });
  }

  function next(pause: number): void {
    timer = setTimeout(step, pause);
  }
}
