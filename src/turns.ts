/** Work that must not run all at once: so many at a time, the next ones wait in order, too many are refused. */

interface TurnLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Starts the work when its turn comes; null at once when too many wait already. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result> | null;

/**
 * @example
 * const turns = createTurns({ atOnce: 2, waiting: 1000 });
 * const hash = turns(() => Bun.password.hash("secret"));
 * if (hash === null) console.log("too busy");
 */
export function createTurns({ atOnce, waiting }: TurnLimits): Turns {
  let running = 0;
  const line: (() => void)[] = [];

  async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    running++;
    try {
      return await work();
    } finally {
      running--;
      line.shift()?.();
    }
  }

  return (work) => {
    if (running < atOnce) return run(work);
    if (line.length >= waiting) return null;
    return new Promise((resolve, reject) => {
      line.push(() => run(work).then(resolve, reject));
    });
  };
}
