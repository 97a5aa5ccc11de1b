/** How late timers are: what blocks the event loop shows here. */
export interface LoopDelay {
  /** Longest delay in the last ten seconds, in seconds. */
  readonly longest: number;
  /** All delays together, in seconds. */
  readonly total: number;
  stop(): void;
}

const period = 20;
const window = 10_000 / period;

export function watchLoopDelay(): LoopDelay {
  const recent = new Float64Array(window);
  let at = 0;
  let total = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const late = Math.max(0, now - last - period) / 1000;
    last = now;
    recent[at++ % window] = late;
    total += late;
  }, period);
  timer.unref();
  return {
    get longest() {
      return Math.max(...recent);
    },
    get total() {
      return total;
    },
    stop: () => clearInterval(timer),
  };
}
