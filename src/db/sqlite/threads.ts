/**
 * The threads of worker.ts. A new one loads its modules and builds its statements, which takes longer than all the rest
 * of a start. So a store that closes leaves its threads to the next one that opens in this process, as tests do.
 */
import { newThread, type Thread } from "../../programs/programs.ts";
import type { ToWorker } from "./worker.ts";

/** Writers and readers apart: a reader's thread stays at its lower priority. */
type Mode = Extract<ToWorker, { kind: "open" }>["mode"];

const left: Record<Mode, Set<Thread>> = { write: new Set(), read: new Set() };
/** Of each mode. More stores at once are rare. */
const most = 2;

/** A thread without a database. It keeps the process running until it is left or terminated. */
export function takeThread(mode: Mode): Thread {
  const [worker] = left[mode];
  if (!worker) return startThread(mode);
  left[mode].delete(worker);
  worker.ref();
  return worker;
}

function startThread(mode: Mode): Thread {
  const worker = newThread("database");
  worker.addEventListener("close", () => left[mode].delete(worker));
  return worker;
}

/** Gives up a thread that has closed its database. Nobody else may listen to it. */
export function leaveThread(worker: Thread, mode: Mode): void {
  worker.onmessage = null;
  worker.onerror = null;
  if (left[mode].size >= most) return worker.terminate();
  worker.unref();
  left[mode].add(worker);
}

/** Ends the threads that were left. The next ones are new. */
export function endThreads(): void {
  for (const threads of Object.values(left)) {
    for (const worker of threads) worker.terminate();
    threads.clear();
  }
}
