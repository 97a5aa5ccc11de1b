/** Hashes of files, computed off the event loop. */
import { newThread } from "../programs/programs.ts";
import type { FromDigest, ToDigest } from "./digest-worker.ts";

export interface Digest {
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

export interface Digester {
  /** @throws Error when the file can't be read */
  digest(path: string): Promise<Digest>;
  /** Ends the thread; what is under way fails. */
  stop(): void;
}

/** One thread for all files, started by the first. */
export function createDigester(): Digester {
  let worker: Worker | null = null;
  let last = 0;
  const waiting = new Map<number, PromiseWithResolvers<Digest>>();

  function failAll(reason: string): void {
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  }

  function started(): Worker {
    if (worker) return worker;
    const thread = newThread("digests");
    thread.onmessage = ({ data }: MessageEvent<string>) => {
      const answer: FromDigest = JSON.parse(data);
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ("failure" in answer) asked?.reject(new Error(answer.failure));
      else asked?.resolve(answer);
    };
    thread.onerror = ({ message }) => {
      worker = null;
      failAll(message);
    };
    worker = thread;
    return thread;
  }

  return {
    digest(path) {
      const asked = Promise.withResolvers<Digest>();
      const id = ++last;
      waiting.set(id, asked);
      started().postMessage(JSON.stringify({ id, path } satisfies ToDigest));
      return asked.promise;
    },
    stop() {
      worker?.terminate();
      worker = null;
      failAll("the server stops");
    },
  };
}
