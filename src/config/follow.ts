/** Following files that people or tools change. */
import { stat } from "node:fs/promises";
import { signature } from "./text-file.ts";

/** Does a task once; gives what cancels it. */
export type Later = (task: () => void, milliseconds: number) => () => void;

export const later: Later = (task, milliseconds) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};

export interface Followed {
  /** Links are followed: the file that is looked at may lie elsewhere. */
  readonly paths: readonly string[];
  /** Between two looks. */
  readonly milliseconds: number;
  /** Called once at the start, in case they changed before, then after each change. Doesn't fail. */
  changed(): Promise<void>;
}

/**
 * Looks at the files again and again instead of watching their folder: what a link or a mount leads to changes
 * elsewhere. A change is told when the files are the same at two looks, since many are written in several steps.
 * Gives what ends it.
 */
export function follow({ paths, milliseconds, changed }: Followed, wait = later): () => void {
  let told = "";
  let seen = "";
  let looking = false;
  let stopped = false;
  let cancel = () => {};

  async function look(): Promise<void> {
    const before = seen;
    seen = (await Promise.all(paths.map(signatureOf))).join(" ");
    if (stopped || seen !== before || seen === told) return;
    told = seen;
    await changed();
  }

  function lookAgain(): void {
    cancel = wait(lookAgain, milliseconds);
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }

  lookAgain();
  return () => {
    stopped = true;
    cancel();
  };
}

/** One that is gone or unreadable has none: reading it will say why. */
async function signatureOf(path: string): Promise<string> {
  try {
    return signature(await stat(path, { bigint: true }));
  } catch {
    return "missing";
  }
}
