/**
 * The store on SQLite: group commit on the event loop's side. Changes that arrive while the writer is busy wait
 * and go together as the next batch; an idle writer gets what one turn of the event loop brought.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../text/error-text.ts";
import type { Call, Read, Write } from "../procedure.ts";
import { commitBounds, type Store, StoreError, type StoreFailure } from "../store.ts";
import { takeLock } from "./lock.ts";
import { leaveThread, takeThread } from "./threads.ts";
import type { Answer, FromWorker, ToWorker } from "./worker.ts";

export interface SqliteOptions {
  /** Folder of the database; must exist. */
  readonly folder: string;
  readonly synchronous: "FULL" | "NORMAL" | "OFF";
  /**
   * Called once when the files of the database are gone from the folder or were replaced by others, so that what is
   * stored from now on would not be found at the next start. Gets one line for people.
   */
  readonly onLost?: (reason: string) => void;
}

/** A batch larger than this would make its first message wait for its last. */
const largestBatch = 512;

interface Waiting {
  readonly call: Call<unknown>;
  readonly done: (answer: Answer) => void;
}

/**
 * Opens (creating and migrating it if needed) the database in a folder.
 * @throws StoreError when it is locked by another server, damaged, newer than this program or not writable
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const lock = takeLock(options.folder);
  const file = join(options.folder, "server.db");
  const metrics = {
    commits: 0,
    writes: 0,
    messages: 0,
    failures: 0,
    commitMilliseconds: 0,
    stepMilliseconds: { statements: 0, durable: 0 },
    commitBuckets: new Array<number>(commitBounds.length + 1).fill(0),
  };
  let problem: string | null = null;
  const readProblems = createReadProblems();
  let writer: Lane | undefined;
  let reader: Lane;
  try {
    writer = await openLane({ kind: "open", file, mode: "write", synchronous: options.synchronous });
    reader = await openLane({ kind: "open", file, mode: "read", synchronous: options.synchronous });
  } catch (error) {
    await writer?.close();
    lock.release();
    throw error;
  }
  writer.gathers = true;
  const watch = await watchFiles(file, async (reason, isDatabase) => {
    clearInterval(timer);
    // Without its log the database still takes what the log held, from the connection that has it open.
    if (!isDatabase) await writer.checkpoint(true);
    options.onLost?.(reason);
  });
  const timer = setInterval(() => {
    void writer.checkpoint(false);
    void watch();
  }, upkeepMilliseconds);
  timer.unref();
  writer.onBatch = (milliseconds, { answers, changed, messages, steps }) => {
    metrics.commits++;
    metrics.writes += answers.length;
    metrics.messages += messages;
    metrics.commitMilliseconds += milliseconds;
    metrics.stepMilliseconds.statements += steps.statements;
    metrics.stepMilliseconds.durable += steps.durable;
    if (changed) problem = null;
    for (const answer of answers) {
      if (!("failure" in answer)) continue;
      metrics.failures++;
      problem = answer.failure;
    }
    const bucket = commitBounds.findIndex((bound) => milliseconds <= bound);
    const index = bucket < 0 ? commitBounds.length : bucket;
    metrics.commitBuckets[index] = (metrics.commitBuckets[index] ?? 0) + 1;
  };

  let closing = false;
  let renewing: Promise<void> | null = null;
  /** A reader holds nothing that goes with its thread. @throws StoreError when none can be opened either */
  function renewReader(): Promise<void> {
    renewing ??= openLane({ kind: "open", file, mode: "read", synchronous: options.synchronous })
      .then((lane) => {
        reader = lane;
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  }

  return {
    metrics,
    get problem() {
      return writer.broken ?? reader.broken ?? problem ?? writer.checkpointFailure ?? readProblems.current();
    },
    commit<Result>(
      write: Write<Result>,
      done: (result: Result | undefined, failure?: StoreFailure) => void,
    ): void {
      writer.submit(write, (answer) => {
        if ("failure" in answer) done(undefined, { reason: answer.failure });
        else done(write.unpack ? write.unpack(answer.value) : (answer.value as Result));
      });
    },
    async read<Result>(read: Read<Result>): Promise<Result> {
      if (reader.broken !== null && !closing) await renewReader();
      return new Promise((resolve, reject) => {
        reader.submit(read, (answer) => {
          readProblems.note(read.name, "failure" in answer ? answer.failure : null);
          if ("failure" in answer) reject(new StoreError(answer.failure));
          else resolve(read.unpack(answer.value));
        });
      });
    },
    async close(): Promise<void> {
      closing = true;
      clearInterval(timer);
      await renewing?.catch(() => {});
      await reader.close();
      await writer.close();
      lock.release();
    },
  };
}

const upkeepMilliseconds = 1000;

/** Why reads fail, for health checks. */
function createReadProblems() {
  /** By the name of the procedure, since a damaged page concerns some reads and not others. */
  const failures = new Map<string, string>();
  let damage: string | null = null;
  return {
    note(name: string, failure: string | null): void {
      if (failure === null) {
        if (failures.size > 0) failures.delete(name);
        return;
      }
      // A read of another part that succeeds doesn't mend a damaged file.
      if (/malformed|not a database/.test(failure)) damage = failure;
      failures.set(name, failure);
    },
    current(): string | null {
      const [failure] = failures.values();
      const reason = damage ?? failure;
      return reason === undefined ? null : `reading fails: ${reason}`;
    },
  };
}

/** Gives a function that looks whether the files that the connections have open still have their names. */
async function watchFiles(
  file: string,
  onLost: (reason: string, isDatabase: boolean) => unknown,
): Promise<() => Promise<void>> {
  const names = [file, `${file}-wal`, `${file}-shm`];
  const opened = await Promise.all(names.map(identity));
  let over = false;
  return async () => {
    if (over) return;
    const now = await Promise.all(names.map(identity));
    const index = now.findIndex((found, at) => {
      const before = opened[at];
      return found !== before && found !== unknown && before !== unknown && before !== missing;
    });
    const name = names[index];
    if (over || name === undefined) return;
    over = true;
    const what = now[index] === missing ? "was removed or moved away" : "was replaced by another file";
    const advice = "Put the earlier file back, or restore a backup";
    onLost(`${name} ${what} while the server ran, so the server stops. ${advice}`, index === 0);
  };
}

const missing = "missing";
const unknown = "unknown";

async function identity(name: string): Promise<string> {
  try {
    const { dev, ino } = await stat(name, { bigint: true });
    return `${dev} ${ino}`;
  } catch (error) {
    const code = errorCode(error);
    return code === "ENOENT" || code === "ENOTDIR" ? missing : unknown;
  }
}

interface Lane {
  /**
   * Lets the writer copy its log into the database, unless it still does. Resolves when that is over.
   *
   * @param now also while it is busy
   */
  checkpoint(now: boolean): Promise<void>;
  /** Why the last of these failed, or null. */
  readonly checkpointFailure: string | null;
  submit(call: Call<unknown>, done: (answer: Answer) => void): void;
  close(): Promise<void>;
  /** Why the thread can't be used any more, or null. */
  readonly broken: string | null;
  onBatch: (milliseconds: number, results: Extract<FromWorker, { kind: "results" }>) => void;
  /** An idle worker gets what a whole turn of the event loop brings, instead of the first call at once. */
  gathers: boolean;
}

/** A worker with at most one batch under way. */
async function openLane(options: Extract<ToWorker, { kind: "open" }>): Promise<Lane> {
  const worker = takeThread(options.mode);
  const send = (message: ToWorker) => worker.postMessage(JSON.stringify(message));
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let waiting: Waiting[] = [];
  let running: Waiting[] = [];
  let scheduled = false;
  let closing = false;
  let broken: string | null = null;
  let sentAt = 0;
  let checkpointing: PromiseWithResolvers<void> | null = null;
  let checkpointFailure: string | null = null;

  function startBatch(): void {
    scheduled = false;
    if (running.length > 0 || waiting.length === 0) return;
    running = waiting.splice(0, largestBatch);
    sentAt = performance.now();
    // Nothing else of a call crosses.
    send({ kind: "run", calls: running.map(({ call: { name, args } }) => ({ name, args })) });
  }

  worker.onmessage = (event: MessageEvent<string>) => {
    const message: FromWorker = JSON.parse(event.data);
    switch (message.kind) {
      case "opened":
        return opened.resolve();
      case "failed":
        broken = message.message;
        worker.terminate();
        return opened.reject(new StoreError(message.message));
      case "closed":
        return closed.resolve();
      case "checkpointed":
        checkpointing?.resolve();
        checkpointing = null;
        checkpointFailure = message.failure;
        return;
      case "results": {
        const took = performance.now() - sentAt;
        // What got no answer at the end of its batch gets none any more.
        const finished = running.splice(0, message.isLast ? running.length : message.answers.length);
        startBatch();
        lane.onBatch(took, message);
        for (const [index, entry] of finished.entries()) {
          entry.done(message.answers[index] ?? { failure: "the database gave no answer" });
        }
        if (closing && running.length === 0 && waiting.length === 0) send({ kind: "close" });
      }
    }
  };
  function fail(reason: string): void {
    if (broken !== null) return;
    broken = reason;
    opened.reject(new StoreError(reason));
    closed.resolve();
    checkpointing?.resolve();
    const lost = [...running, ...waiting];
    running = [];
    waiting = [];
    for (const entry of lost) entry.done({ failure: reason });
  }
  const ended = () => fail("the database thread ended");
  worker.onerror = (event) => fail(`the database thread failed: ${event.message}`);
  worker.addEventListener("close", ended);

  const lane: Lane = {
    onBatch: () => {},
    gathers: false,
    get broken() {
      return broken;
    },
    get checkpointFailure() {
      return checkpointFailure;
    },
    async checkpoint(now) {
      if (now) await checkpointing?.promise;
      if (closing || broken !== null || checkpointing) return;
      checkpointing = Promise.withResolvers();
      send({ kind: "checkpoint", now });
      await checkpointing.promise;
    },
    submit(call, done) {
      if (closing) return done({ failure: "the server is stopping" });
      if (broken !== null) return done({ failure: broken });
      waiting.push({ call, done });
      if (scheduled || running.length > 0) return;
      if (!lane.gathers) return startBatch();
      scheduled = true;
      // After the sockets of this turn were read, so that what they brought shares one commit.
      setImmediate(startBatch);
    },
    async close() {
      closing = true;
      if (running.length === 0 && waiting.length === 0) send({ kind: "close" });
      await closed.promise;
      worker.removeEventListener("close", ended);
      if (broken === null) leaveThread(worker, options.mode);
      else worker.terminate();
    },
  };
  send(options);
  await opened.promise;
  return lane;
}
