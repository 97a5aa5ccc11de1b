import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Change, createState } from "../chat/state.ts";
import type { Store } from "../db/store.ts";
import { createLog } from "../log.ts";
import { firstRoles } from "../seed.ts";
import { createDataFiles } from "./data-files.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** The files of a state whose reading is counted, with a store that keeps nothing. */
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
  let read = 0;
  let whenRead = () => {};
  const watched = new Proxy(state, {
    get(target, key) {
      if (key === "channels") {
        read++;
        whenRead();
      }
      return Reflect.get(target, key);
    },
  });
  const store: Pick<Store, "commit" | "read"> = {
    commit: (_write, done) => done(undefined),
    read: async () => null as never,
  };
  const dataFiles = createDataFiles({
    folder,
    state: watched,
    store: store as Store,
    log: createLog({ level: "error" }, { write: () => {} }),
    dispatch: { exclusively: (task) => task(() => {}), publish: () => {} },
    newId: Bun.randomUUIDv7,
    now: Date.now,
  });
  await dataFiles.open();
  dataFiles.watch();
  endings.push(dataFiles.stop);
  // What was just written is looked at once more.
  await new Promise<void>((resolve) => {
    whenRead = resolve;
  });
  await Bun.sleep(100);
  return {
    folder,
    /** How often the files are made anew because of these changes, in the time that it takes at most. */
    async passes(...changes: readonly Change[]) {
      read = 0;
      for (const change of changes) state.apply(change);
      dataFiles.changed(changes);
      await Bun.sleep(1000);
      return read;
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

test("a message and who comes and goes cost nothing here", async () => {
  const { passes } = await files();
  const presence: Change = { type: "presence", id: "u", delta: 1 };
  expect(await passes(presence, { type: "tail", room: 1, tail: null })).toBe(0);
});

test("a member who changes does, and a status alone can wait", async () => {
  const { folder, passes } = await files();
  expect(await passes({ type: "users", users: [user] })).toBeGreaterThan(0);
  const path = join(folder, "users.json");
  expect(readFileSync(path, "utf8")).toContain("mira");
  expect(await passes({ type: "users", users: [{ ...user, status: { status: "idle", text: "" } }] })).toBe(0);
});
