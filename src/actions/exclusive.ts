/** The queue of tasks that decide on members, roles and channels. Each runs alone, until its change is applied. */

/** `done` ends the task's turn. It may be called later. Only the first call counts. */
export type ExclusiveTask = (done: () => void) => void;

/**
 * Runs tasks one after another, the first at once.
 *
 * @example
 * const exclusively = createExclusive();
 * exclusively((done) => setTimeout(done, 100));
 * exclusively((done) => {
 *   console.log("100 ms later");
 *   done();
 * });
 */
export function createExclusive(): (task: ExclusiveTask) => void {
  const tasks: ExclusiveTask[] = [];
  let busy = false;
  let starting = false;

  function startNext(): void {
    // A task that ends at once calls this again; the loop below goes on without a deeper stack.
    if (starting) return;
    starting = true;
    try {
      while (!busy) {
        const task = tasks.shift();
        if (!task) return;
        busy = true;
        let ended = false;
        task(() => {
          if (ended) return;
          ended = true;
          busy = false;
          startNext();
        });
      }
    } finally {
      starting = false;
    }
  }

  return (task) => {
    tasks.push(task);
    startNext();
  };
}
