/**
 * A fair concurrency limiter: so much work runs at once, the rest waits. Each piece of work belongs to a group and,
 * in it, to a member. Groups are served in turn, and in a group its members, so that a group with a thousand waiting
 * pieces delays another group's first piece by no more than one turn. Two pieces of one member never run at once.
 */

interface ConcurrencyLimits {
  readonly atOnce: number;
  /** More than so many waiting pieces, and the group with most of them loses its newest. */
  readonly waiting: number;
}

/** For example a network and an account. */
export type Lane = readonly [group: string, member: string];

export interface ConcurrencyLimiter {
  /** Runs the work when its turn comes. Null: it was refused, because too much waits or because of `stop`. */
  run<Result>(lane: Lane, work: () => Promise<Result>): Promise<Result | null>;
  /** Refuses what waits and what comes. What runs goes on. */
  stop(): void;
  readonly waiting: number;
  readonly stopped: boolean;
}

interface Job {
  readonly start: () => void;
  readonly refuse: () => void;
}

interface Group {
  waiting: number;
  /** By member; the one to be served next stands first. */
  readonly members: Map<string, Job[]>;
}

/**
 * @example
 * const limiter = createConcurrencyLimiter({ atOnce: 2, waiting: 1000 });
 * const hash = await limiter.run([network, account], () => Bun.password.hash("secret"));
 * if (hash === null) console.log("too busy");
 */
export function createConcurrencyLimiter(limits: ConcurrencyLimits): ConcurrencyLimiter {
  /** The group to be served next stands first. */
  const groups = new Map<string, Group>();
  const busy = new Set<string>();
  let running = 0;
  let waiting = 0;
  let stopped = false;
  const keyOf = ([group, member]: Lane) => JSON.stringify([group, member]);

  async function perform<Result>(lane: Lane, work: () => Promise<Result>): Promise<Result> {
    const key = keyOf(lane);
    running++;
    busy.add(key);
    try {
      return await work();
    } finally {
      running--;
      busy.delete(key);
      startWaiting();
    }
  }

  function startWaiting(): void {
    while (running < limits.atOnce) {
      const job = next();
      if (!job) return;
      job.start();
    }
  }

  /** Takes the next job out; its group and its member go to the end of their lines. */
  function next(): Job | undefined {
    for (const [name, group] of groups) {
      for (const [member, jobs] of group.members) {
        if (busy.has(keyOf([name, member]))) continue;
        const job = jobs.shift();
        group.members.delete(member);
        if (jobs.length > 0) group.members.set(member, jobs);
        group.waiting--;
        waiting--;
        groups.delete(name);
        if (group.waiting > 0) groups.set(name, group);
        return job;
      }
    }
    return undefined;
  }

  function enqueue([name, member]: Lane, job: Job): void {
    const group = groups.get(name) ?? { waiting: 0, members: new Map<string, Job[]>() };
    groups.set(name, group);
    const jobs = group.members.get(member);
    if (jobs) jobs.push(job);
    else group.members.set(member, [job]);
    group.waiting++;
    waiting++;
  }

  /** The newest job of the longest line in the group with most jobs; of equal lines, the last one. */
  function pushOut(): void {
    let [fullest, longest] = ["", ""];
    let most = 0;
    for (const [name, group] of groups) if (group.waiting > most) [fullest, most] = [name, group.waiting];
    const group = groups.get(fullest);
    if (!group) return;
    most = 0;
    for (const [member, jobs] of group.members)
      if (jobs.length >= most) [longest, most] = [member, jobs.length];
    const jobs = group.members.get(longest) ?? [];
    const job = jobs.pop();
    if (jobs.length === 0) group.members.delete(longest);
    group.waiting--;
    waiting--;
    if (group.waiting === 0) groups.delete(fullest);
    job?.refuse();
  }

  return {
    run(lane, work) {
      if (stopped) return Promise.resolve(null);
      return new Promise((resolve, reject) => {
        enqueue(lane, {
          start: () => void perform(lane, work).then(resolve, reject),
          refuse: () => resolve(null),
        });
        startWaiting();
        if (waiting > limits.waiting) pushOut();
      });
    },
    stop() {
      stopped = true;
      for (const { members } of groups.values()) {
        for (const jobs of members.values()) for (const job of jobs) job.refuse();
      }
      groups.clear();
      waiting = 0;
    },
    get waiting() {
      return waiting;
    },
    get stopped() {
      return stopped;
    },
  };
}
