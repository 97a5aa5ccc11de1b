/** Starts the process for pictures when there are some, gives it one after the other, and ends it when it hangs. */
import { createConcurrencyLimiter, type Lane } from "../../limiting/concurrency-limiter.ts";
import { programCommand } from "../../programs/programs.ts";
import type { FromImageProcess } from "./image-process.ts";
import type { ImageJob } from "./image-work.ts";

export interface Images {
  /**
   * @param lane whose turn it is, for example the account and the upload
   * @returns null: too many wait, or the server stops
   */
  work(lane: Lane, job: ImageJob): Promise<FromImageProcess | null>;
  /** Refuses what waits, and ends the process. */
  stop(): void;
}

interface ImagesOptions {
  /** Milliseconds for one picture. */
  readonly timeout?: number;
  /** Milliseconds without a picture after which the process ends. */
  readonly idle?: number;
  /** Pictures that wait for their turn. */
  readonly waiting?: number;
}

interface Running {
  readonly child: Bun.Subprocess;
  answered: ((answer: FromImageProcess) => void) | null;
}

export function createImages({ timeout = 30_000, idle = 60_000, waiting = 200 }: ImagesOptions = {}): Images {
  // One at a time: a picture takes up to some hundred megabytes while it is decoded.
  const limiter = createConcurrencyLimiter({ atOnce: 1, waiting });
  let running: Running | null = null;
  let idling: ReturnType<typeof setTimeout> | undefined;

  function start(): Running {
    const started: Running = {
      answered: null,
      child: Bun.spawn(programCommand("images"), {
        env: {},
        stdio: ["ignore", "ignore", "ignore"],
        ipc: (answer: FromImageProcess) => started.answered?.(answer),
        onExit() {
          if (running === started) running = null;
          started.answered?.({ kind: "failed", problem: "the process for pictures ended" });
        },
      }),
    };
    return started;
  }

  function end(): void {
    clearTimeout(idling);
    const ending = running;
    running = null;
    ending?.child.kill("SIGKILL");
  }

  async function workNow(job: ImageJob): Promise<FromImageProcess> {
    clearTimeout(idling);
    running ??= start();
    const { child } = running;
    const current = running;
    const answer = await new Promise<FromImageProcess>((resolve) => {
      const timer = setTimeout(() => {
        resolve({ kind: "failed", problem: `it takes longer than ${timeout} ms` });
        if (running === current) end();
      }, timeout);
      current.answered = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      child.send(job);
    });
    current.answered = null;
    idling = setTimeout(end, idle);
    idling.unref?.();
    return answer;
  }

  return {
    work: (lane, job) => limiter.run(lane, () => workNow(job)),
    stop() {
      limiter.stop();
      end();
    },
  };
}
