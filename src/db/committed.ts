import type { Write } from "./procedure.ts";
import type { Store } from "./store.ts";

/** Stores a change durably. @throws Error when the database refuses it: its message is the reason */
export function committed<Result>(store: Pick<Store, "commit">, write: Write<Result>): Promise<Result> {
  return new Promise((resolve, reject) =>
    store.commit(write, (result, failure) =>
      failure ? reject(new Error(failure.reason)) : resolve(result as Result),
    ),
  );
}
