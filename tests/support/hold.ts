/**
 * The database, held until a test has let something else happen first.
 *
 * @example
 * const reads = holdReads(town.server);
 * const vote = mira.request("poll_vote", { poll_id, option_ids: ["0"] });
 * await reads.asked(1);
 * await olga.request("user_ban", { user: "mira" });
 * reads.release();
 */
import type { Store } from "../../src/db/store.ts";

export interface Hold {
  /** Resolves when so many wait. */
  asked(count: number): Promise<void>;
  /** Those that wait go on in the order in which they came; later ones don't wait. */
  release(): void;
}

interface Held {
  readonly store: Store;
}

export function holdReads({ store }: Held): Hold {
  const { read } = store;
  return hold(
    (wait) => {
      store.read = (asked) => wait().then(() => read(asked));
    },
    () => {
      store.read = read;
    },
  );
}

export function holdWrites({ store }: Held): Hold {
  const { commit } = store;
  return hold(
    (wait) => {
      store.commit = (write, done) => void wait().then(() => commit(write, done));
    },
    () => {
      store.commit = commit;
    },
  );
}

function hold(begin: (wait: () => Promise<void>) => void, end: () => void): Hold {
  const gate = Promise.withResolvers<void>();
  let waiting = 0;
  let noticed = Promise.withResolvers<void>();
  begin(() => {
    waiting++;
    noticed.resolve();
    noticed = Promise.withResolvers();
    return gate.promise;
  });
  return {
    async asked(count) {
      while (waiting < count) await noticed.promise;
    },
    release() {
      end();
      gate.resolve();
    },
  };
}
