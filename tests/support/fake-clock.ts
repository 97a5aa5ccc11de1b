/** Time that passes only when a test says so. */
export interface FakeClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that passed, however the clock was set; never 0. */
  elapsed(): number;
  /** As `setTimeout` does: in whole milliseconds, at least one. Gives what cancels it. */
  later(task: () => void, milliseconds: number): () => void;
  /** So many milliseconds pass; what becomes due is done at its time. */
  pass(milliseconds: number): void;
  /** The clock is set, and what waits goes on waiting as long as it had to. */
  set(to: number): void;
  /** In how many milliseconds what waits is due, soonest first. */
  due(): readonly number[];
}

export function createFakeClock(start = 1_000_000_000_000): FakeClock {
  let now = start;
  let elapsed = 1;
  let timers: { at: number; readonly task: () => void }[] = [];
  const sorted = () => timers.toSorted((a, b) => a.at - b.at);
  const drop = (timer: (typeof timers)[number]) => {
    timers = timers.filter((other) => other !== timer);
  };
  return {
    now: () => now,
    elapsed: () => elapsed,
    later(task, milliseconds) {
      // Fractions get lost beside the time since 1970. A task that waits for the rest of one would wait for ever.
      const timer = { at: now + Math.max(1, Math.trunc(milliseconds)), task };
      timers.push(timer);
      return () => drop(timer);
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (let [timer] = sorted(); timer && timer.at <= end; [timer] = sorted()) {
        elapsed += Math.max(0, timer.at - now);
        now = Math.max(now, timer.at);
        drop(timer);
        timer.task();
      }
      elapsed += Math.max(0, end - now);
      now = end;
    },
    set(to) {
      for (const timer of timers) timer.at += to - now;
      now = to;
    },
    due: () => sorted().map(({ at }) => at - now),
  };
}
