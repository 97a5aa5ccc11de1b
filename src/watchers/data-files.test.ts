import { afterEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "../../tests/support/fake-clock.ts";
import { createPerform } from "../actions/perform.ts";
import { createLocalEventLog } from "../bus/local.ts";
import { firstRoles } from "../chat/first-content.ts";
import { type Change, createState } from "../chat/state.ts";
import type { Store } from "../db/store.ts";
import { createLog } from "../log/log.ts";
import { createDataFiles } from "./data-files.ts";
import type { FileName } from "./plan.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** The files of a server with a stopped clock and a store that keeps nothing. */
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
      done({ ids: [], shown: [] } as never);
      written();
    },
    read: async () => null as never,
  };
  const clock = createFakeClock(Date.now());
  // biome-ignore lint/suspicious/noExplicitAny: lines of any shape
  const lines: any[] = [];
  const log = createLog({ level: "info" }, { write: (line) => void lines.push(JSON.parse(line)) });
  const eventLog = createLocalEventLog({ retention: () => ({ events: 0, characters: 0 }), failed() {} });
  eventLog.subscribe(({ changes }) => changes.forEach(state.apply));
  const parts = {
    folder,
    state,
    store: store as Store,
    newId: Bun.randomUUIDv7,
    now: clock.now,
    log,
    perform: createPerform({ store: store as Store, eventLog, log }),
  };
  const dataFiles = createDataFiles(parts, clock);
  await dataFiles.open();
  dataFiles.watch();
  endings.push(dataFiles.stop);
  return {
    state,
    /** Saves a file as an editor does, and gives the lines of the log until the one with this message. */
    async edited(name: FileName, content: string | Uint8Array, last: string) {
      const path = join(folder, `${name}.json`);
      writeFileSync(path, content);
      utimesSync(path, 1, 1); // long at rest
      while (!lines.at(-1)?.message.startsWith(last)) {
        clock.pass(look);
        await new Promise(setImmediate);
      }
      return lines.splice(0);
    },
    bytes: (name: FileName) => readFileSync(join(folder, `${name}.json`)),
    users: () => readFileSync(join(folder, "users.json"), "utf8"),
    change(...changes: readonly Change[]) {
      for (const change of changes) state.apply(change);
      dataFiles.changed(changes);
    },
    due: clock.due,
    lines,
    path: (name: FileName) => join(folder, `${name}.json`),
    /** Lets time pass until this is so. */
    async passRetry(isSo: () => boolean) {
      while (!isSo()) {
        clock.pass(look);
        for (let turn = 0; turn < 20 && !isSo(); turn++) await new Promise(setImmediate);
      }
    },
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

/** The time of the next look at the files. */
const look = 500;

test("messages and presence write no file", async () => {
  const { change, due } = await files();
  change({ type: "presence", id: "u", delta: 1 }, { type: "tail", room: 1, tail: null });
  expect(due()).toEqual([look]);
});

test("a changed member is written soon, a status alone later", async () => {
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

test("a file that could not be written is written later, without another change", async () => {
  const { change, due, lines, passRetry, path, users } = await files();
  const before = users();
  // The temporary file of the new text can't be made.
  const obstacle = `${path("users")}.${process.pid}.tmp`;
  mkdirSync(join(obstacle, "inside"), { recursive: true });
  change({ type: "users", users: [user] });
  await passRetry(() => due().includes(5000));
  expect(lines.at(-1)?.message).toStartWith("The data file can't be written");
  expect(users()).toBe(before);
  rmSync(obstacle, { recursive: true });
  await passRetry(() => users() !== before);
  expect(users()).toContain("mira");
  await passRetry(() => lines.at(-1)?.message === "The data file is written again");
});

const refused = "A hand edit can't be taken over";
const taken = "A hand edit was taken over";

test("a file in another encoding is refused with its line, and not overwritten", async () => {
  const { bytes, edited, state } = await files();
  const text = `${bytes("roles")}`.replace("Owns the server", "Tient le thé").replaceAll("\n", "\r\n");
  const latin = Buffer.from(text, "latin1");
  const [line] = await edited("roles", latin, refused);
  expect(line).toMatchObject({ line: 4, reason: "not UTF-8: save it as UTF-8" });
  expect(bytes("roles")).toEqual(latin);
  expect([...state.roles.byId.values()][0]?.description).toBe("Owns the server");
  await edited("roles", `\ufeff${text}`, taken);
  expect([...state.roles.byId.values()][0]?.description).toBe("Tient le thé");
});

test("a file that is nested too deeply is refused, and the others are taken over", async () => {
  const { bytes, edited, state } = await files();
  await edited("users", `{"u":\n${'{"a":'.repeat(200_000)}1${"}".repeat(200_001)}`, refused);
  const lines = await edited("roles", `${bytes("roles")}`.replace("Owns the server", "Owns it"), taken);
  expect(lines.map(({ file }) => file.split("/").at(-1))).toEqual(["roles.json"]);
  expect([...state.roles.byId.values()][0]?.description).toBe("Owns it");
});

test("of very many notes, problems and changes the first are logged, with the number of the others", async () => {
  const { change, edited, users, written } = await files();
  const many = Array.from({ length: 100 }, (_, index) => ({
    ...user,
    id: `u${index}`,
    username: `u${index}`,
  }));
  change({ type: "users", users: many });
  await written();
  const all = JSON.parse(users());
  const more = "More ";
  const problems = await edited("users", JSON.stringify(all).replaceAll('"online"', "1"), more);
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toMatchObject({ level: "error", more: 80 });
  const nicknames = Object.entries<object>(all).map(([id, one]) => [id, { ...one, nickname: "mimi" }]);
  const [line] = await edited("users", JSON.stringify(Object.fromEntries(nicknames)), taken);
  expect([line.changes.length, line.more]).toEqual([20, 80]);
  const notes = await edited("users", "{}", more);
  expect(notes).toHaveLength(21);
  expect(notes.at(-1)).toMatchObject({ level: "warn", more: 80 });
});
