/** The thread that computes hashes of files. Messages are JSON texts, as with the threads of the database. */
import { getPriority, setPriority } from "node:os";
import { errorText } from "../text/error-text.ts";
import { digestFile } from "./digest-file.ts";

export interface ToDigest {
  readonly id: number;
  readonly path: string;
}

export type FromDigest =
  | { readonly id: number; readonly hash: string; readonly size: number }
  | { readonly id: number; readonly failure: string };

declare const self: {
  onmessage: ((event: MessageEvent<string>) => void) | null;
};
declare function postMessage(message: string): void;

yieldToOthers();

self.onmessage = (event) => {
  const { id, path }: ToDigest = JSON.parse(event.data);
  try {
    postMessage(JSON.stringify({ id, ...digestFile(path) } satisfies FromDigest));
  } catch (error) {
    postMessage(JSON.stringify({ id, failure: errorText(error) } satisfies FromDigest));
  }
};

/** Messages should not wait for hashes where cores are few. On Linux the calls mean the calling thread. */
function yieldToOthers(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(Math.min(19, getPriority() + 15));
  } catch {
    // A sandbox may forbid it; hashes are computed all the same.
  }
}
