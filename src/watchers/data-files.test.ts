import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "../../tests/support/fake-clock.ts";
import { type Change, createState } from "../chat/state.ts";
import type { Store } from "../db/store.ts";
import { createLog } from "../log.ts";
import { firstRoles } from "../seed.ts";
import { createDataFiles } from "./data-files.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** The files of a server on which time stands still, with a store that keeps nothing. */
async function files() {
  const folder = mkdtempSync(join(tmpdir(), "data-files-"));
  endings.push(() => rmSync(folder, { recursive: true }));
  const state = createState({
    users: [],
    former: [],
    roles: firstRoles(Bun.randomUUIDv7),
    channels: [],
    threads: [],
  });
  /** Called when all files are written, of which some are new. */
  let written = () => {};
  const store: Pick<Store, "commit" | "read"> = {
    commit(_write, done) {
      done(undefined);
      written();
    },
    read: async () => null as never,
  };
  const clock = createFakeClock(Date.now());
  const parts = {
    ...{ folder, state, store: store as Store, newId: Bun.randomUUIDv7, now: clock.now },
    log: createLog({ level: "error" }, { write: () => {} }),
    dispatch: { exclusively: (task: (done: () => void) => void) => task(() => {}), publish: () => {} },
  };
  const dataFiles = createDataFiles(parts, clock);
  await dataFiles.open();
  dataFiles.watch();
  endings.push(dataFiles.stop);
  return {
    users: () => readFileSync(join(folder, "users.json"), "utf8"),
    change(...changes: readonly Change[]) {
      for (const change of changes) state.apply(change);
      dataFiles.changed(changes);
    },
    due: clock.due,
    /** Lets a minute pass, in which the files are written. */
    async written() {
      const done = new Promise<void>((resolve) => {
        written = resolve;
      });
      clock.pass(60_000);
      await done;
    },
  };
}

const user = {
  id: "u",
  username: "mira",
  nickname: null,
  roles: [],
  status: { status: "online", text: "" },
  pfp: null,
  createdAt: 1,
  bannedAt: null,
  timeoutUntil: null,
  extra: {},
} as const;

/** When the files are looked at next. */
const look = 500;

test("a message and who comes and goes cost nothing here", async () => {
  const { change, due } = await files();
  change({ type: "presence", id: "u", delta: 1 }, { type: "tail", room: 1, tail: null });
  expect(due()).toEqual([look]);
});

test("a member who changes is written soon, and a status alone can wait", async () => {
  const { change, due, users, written } = await files();
  change({ type: "users", users: [user] });
  expect(due()).toEqual([look, 500]);
  await written();
  expect(users()).toContain("mira");
  change({ type: "users", users: [{ ...user, status: { status: "idle", text: "" } }] });
  expect(due()).toEqual([look, 10_000]);
  await written();
  expect(users()).toContain("idle");
});
