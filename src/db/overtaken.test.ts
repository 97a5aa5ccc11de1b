/**
 * A write is decided on what memory holds and stored later: a member may have left by then, a room have been closed, a
 * role, a thread or a message deleted. Whatever a write names, it leaves no row that points at nothing. A new write
 * without a row in tests/support/full-store.ts fails the first test.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fill, writes } from "../../tests/support/full-store.ts";
import { bear, general, help, noChannels, noRoles, thread } from "../../tests/support/full-store-rows.ts";
import { type MemoryDatabase, openMemoryDatabase } from "../../tests/support/memory-database.ts";
import { storeFaults } from "../../tests/support/store-checker.ts";
import { isFailure } from "../protocol/errors.ts";
import { changeChannelList } from "./channels.ts";
import { deleteMessage } from "./delete-message.ts";
import { forgetPictures } from "./pictures.ts";
import { type Write, writeNames } from "./procedure.ts";
import { purgeDeletedRoom } from "./purge.ts";
import { changeRoles } from "./roles.ts";
import { indexSome } from "./search-index.ts";
import { deleteThread } from "./threads.ts";
import { removeUser } from "./users.ts";

let database: MemoryDatabase;
beforeAll(() => {
  database = openMemoryDatabase();
  fill(database);
  database.call(changeRoles({ roles: [bear], removed: [], users: [], channels: [] }));
});
afterAll(() => database.close());

const may = { actor: "u:mira", mayOwn: true, mayAny: true, record: null };
const purge = () => {
  while (database.call(purgeDeletedRoom({ limit: 1000 }))) {}
};
const close = (...removed: number[]) => database.call(changeChannelList({ ...noChannels, removed, now: 9 }));
const removals: Readonly<Record<string, () => unknown>> = {
  nothing: () => {},
  "the member": () => database.call(removeUser({ id: "u:nora", now: 9 })),
  "the channel": () => close(general, help),
  "the channel, which is purged": () => {
    close(general, help);
    purge();
  },
  "the thread": () => database.call(deleteThread({ room: thread, now: 9 })),
  "the thread, which is purged": () => {
    database.call(deleteThread({ room: thread, now: 9 }));
    purge();
  },
  "the role": () => database.call(changeRoles({ ...noRoles, removed: ["r:bear"] })),
  "the messages": () => {
    for (const id of ["m1", "m2", "m:p1"]) database.call(deleteMessage({ id, room: general, ...may }));
    database.call(deleteMessage({ id: "m5", room: thread, ...may }));
  },
};

/** In a transaction of its own, as the database thread runs it: a refused write stores nothing. */
function attempt(write: Write<unknown>): void {
  database.sql("SAVEPOINT attempt");
  try {
    database.call(write);
  } catch {
    database.sql("ROLLBACK TO attempt");
  }
  database.sql("RELEASE attempt");
}

function faultsAfter(removal: () => unknown, write: Write<unknown>): string[] {
  database.sql("SAVEPOINT play");
  try {
    removal();
    attempt(write);
    purge();
    while (database.call(indexSome({ work: 64 }))) {}
    database.call(forgetPictures({}));
    return storeFaults((query) => database.sql(query));
  } finally {
    database.sql("ROLLBACK TO play");
    database.sql("RELEASE play");
  }
}

test("every write has a row in `writes`, in tests/support/full-store.ts", () => {
  const row = "a new write needs a row in `writes`, in tests/support/full-store.ts";
  expect(Object.keys(writes).toSorted(), row).toEqual(writeNames().toSorted());
});

describe.each(Object.entries(removals))("%s is gone before it is stored:", (_name, removal) => {
  const all = Object.entries(writes).filter(([, each]) => typeof each !== "string");
  test.each(all)("%s", (_write, each) => {
    const mend = "the write must ask whether what it names is still there (src/db/still-there.ts)";
    for (const write of each as readonly Write<unknown>[]) {
      expect(faultsAfter(removal, write), mend).toEqual([]);
    }
  });
});

/** Writes whose decision doesn't run alone, by what may overtake them: they are refused like the same request later. */
const overtakable = {
  "the member": [
    "push.mute",
    "push.quiet",
    "push.subscribe",
    "reminder.insert",
    "scheduled.insert",
    "upload.begin",
    "attachment.insert",
  ],
  "the channel": ["push.mute", "reminder.insert", "scheduled.insert", "upload.begin", "attachment.insert"],
  "the thread": ["push.mute"],
} as const;

describe.each(Object.entries(overtakable))("%s is gone:", (name, writeNames) => {
  test.each(writeNames)("%s is refused", (writeName) => {
    database.sql("SAVEPOINT play");
    try {
      removals[name]?.();
      const answers = (writes[writeName] as readonly Write<unknown>[]).map((write) => database.call(write));
      expect(answers.some((answer) => isFailure(answer))).toBe(true);
    } finally {
      database.sql("ROLLBACK TO play");
      database.sql("RELEASE play");
    }
  });
});
