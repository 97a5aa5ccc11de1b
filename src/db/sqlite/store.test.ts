import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textChannel } from "../../../tests/support/plain.ts";
import { until } from "../../../tests/support/until.ts";
import { blankRole } from "../../chat/blank-role.ts";
import { changeChannelList } from "../channels.ts";
import { pageByOffset } from "../history.ts";
import { messageById } from "../messages.ts";
import { loadEverything, metaValue, setMetaValue } from "../meta.ts";
import { migrations } from "../migrations.ts";
import { insertMessage } from "../post-message.ts";
import type { Write } from "../procedure.ts";
import { changeRoles } from "../roles.ts";
import { type Store, StoreError } from "../store.ts";
import { takeLock } from "./lock.ts";
import { openSqliteStore } from "./store.ts";
import { endThreads } from "./threads.ts";
import { walBelongs } from "./wal.ts";

let folder: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

async function open(name = ""): Promise<Store> {
  const store = await openSqliteStore({ folder: join(folder, name), synchronous: "NORMAL" });
  opened.push(store);
  return store;
}

async function close(store: Store): Promise<void> {
  opened.splice(opened.indexOf(store), 1);
  await store.close();
}

/** The result, or the reason of the failure as `{ reason }`. */
function stored<Result>(store: Store, write: Write<Result>): Promise<unknown> {
  return new Promise((resolve) => store.commit(write, (result, failure) => resolve(failure ?? result)));
}

/** What was thrown, or null. (`rejects` of bun:test runs the event loop inside itself, which workers don't survive.) */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

const message = (id: string, channel = 1, content = "text") =>
  insertMessage({
    id,
    room: channel,
    author: "mira",
    content,
    now: 1,
    replyTo: null,
    ping: null,
    mentions: { users: [], roles: [] },
    embeds: null,
    nonce: null,
  });

const oneChannel = changeChannelList({
  changed: [],
  removed: [],
  added: [textChannel("general")],
  order: [{ added: 0 }],
  now: 1,
});

async function idsIn(store: Store): Promise<string[]> {
  const page = await store.read(pageByOffset({ room: 1, skip: 0, limit: 10_000 }));
  return page.messages.map(({ id }) => id);
}

const role = (id: string, name: string) => blankRole(id, name, 0);
/** Two roles of one name: the second is refused, after the first was written. */
const clash = changeRoles({
  roles: [role("a", "same"), role("b", "same")],
  removed: [],
  users: [],
  channels: [],
});
const nonsense: Write<unknown> = { kind: "write", name: "no such procedure", args: {} };

test("reads together get each its own answer, though big ones come in pieces, and one that fails fails alone", async () => {
  const store = await open();
  await stored(store, oneChannel);
  const big = (id: string) => message(id, 1, id.repeat(200_000));
  for (const id of ["a", "b", "c"]) await stored(store, big(id));
  const short = (text = "") => `${text[0]} ${text.length}`;
  const content = async (id: string) => short((await store.read(messageById({ room: 1, id })))?.content);
  const nowhere = { ...messageById({ room: 1, id: "a" }), name: "no such procedure" };
  const ids = [..."abcabcxabc"];
  const failing = store.read(nowhere).then(() => "", String);
  const answers = await Promise.all([...ids.map(content), failing, content("b")]);
  const expected = ids.map((id) => (id === "x" ? short() : `${id} 200000`));
  expect(answers).toEqual([...expected, "Error: no procedure named no such procedure", "b 200000"]);
});

describe("group commit", () => {
  test("what one turn of the event loop brings is one commit", async () => {
    const store = await open();
    await stored(store, oneChannel);
    const before = store.metrics.commits;
    const logged = () => statSync(join(folder, "server.db-wal")).size;
    const size = logged();
    await Promise.all(Array.from({ length: 100 }, (_, index) => stored(store, message(`m${index}`))));
    expect(store.metrics.commits - before).toBe(1);
    // A commit logs each page that it changed once; a hundred would have logged the channel's row a hundred times.
    expect(logged() - size).toBeLessThan(100 * 4096);
    expect(await idsIn(store)).toHaveLength(100);
  });

  test("a refused change does not take its neighbours along, and leaves nothing of itself", async () => {
    const store = await open();
    await stored(store, oneChannel);
    const answers = await Promise.all([
      stored(store, message("first")),
      stored(store, clash),
      stored(store, message("second")),
      stored(store, nonsense),
      stored(store, message("third")),
    ]);
    expect(answers).toMatchObject([
      { kind: "stored" },
      { reason: "UNIQUE constraint failed: roles.name_key" },
      { kind: "stored" },
      { reason: "no procedure named no such procedure" },
      { kind: "stored" },
    ]);
    expect(await idsIn(store)).toEqual(["first", "second", "third"]);
    expect((await store.read(loadEverything({}))).roles).toEqual([]);
    expect(store.metrics.failures).toBe(2);
    // Nor is what was rolled back, and stored at the second try, counted twice.
    expect(store.metrics.messages).toBe(3);
  });

  test("one of several messages that fails doesn't take the others along, and leaves no gap", async () => {
    const store = await open();
    await stored(store, oneChannel);
    const ids = ["first", "first", "second", "third"];
    const answers = await Promise.all(ids.map((id) => stored(store, message(id))));
    expect(answers).toMatchObject([
      { kind: "stored", message: { at: 1 } },
      { reason: "UNIQUE constraint failed: messages.id" },
      { kind: "stored", message: { at: 2 } },
      { kind: "stored", message: { at: 3 } },
    ]);
    expect(await idsIn(store)).toEqual(["first", "second", "third"]);
    expect(store.metrics.messages).toBe(3);
  });

  test("answers come in the order of the changes, over many batches", async () => {
    const store = await open();
    await stored(store, oneChannel);
    const order: number[] = [];
    const expected: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const total = 1100;
    for (let index = 0; index < total; index++) {
      expected.push(index);
      const write = index % 100 === 7 ? nonsense : message(`m${index}`);
      store.commit<unknown>(write, () => {
        order.push(index);
        // What is submitted while answers are handed out comes after everything else.
        if (index > 0) return;
        store.commit(message("late"), () => {
          order.push(-1);
          resolve();
        });
      });
    }
    await promise;
    expect(order).toEqual([...expected, -1]);
    const ids = await idsIn(store);
    expect(ids).toEqual([
      ...expected.filter((index) => index % 100 !== 7).map((index) => `m${index}`),
      "late",
    ]);
  });

  test("a read sees everything that was answered before", async () => {
    const store = await open();
    await stored(store, oneChannel);
    for (let index = 0; index < 50; index++) {
      await stored(store, message(`m${index}`));
      expect((await idsIn(store)).length).toBe(index + 1);
    }
  });

  test("a failed read says why", async () => {
    const store = await open();
    const failing = store.read({
      kind: "read",
      name: "no such procedure",
      args: {},
      unpack: (value) => value,
    });
    expect(await failureOf(failing)).toEqual(new StoreError("no procedure named no such procedure"));
    expect(await store.read(metaValue({ key: "views" }))).toBeNull();
  });
});

describe("closing", () => {
  test("waits for every change that was submitted; later ones are refused", async () => {
    const store = await open();
    await stored(store, oneChannel);
    const answers = Array.from({ length: 1000 }, (_, index) => stored(store, message(`m${index}`)));
    const closing = close(store);
    // The readers go first, so changes are taken for a moment longer; none is lost or left without an answer.
    await closing;
    const late = await stored(store, message("late"));
    expect(late).toEqual({ reason: "the server is stopping" });
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ kind: "stored" });
    expect(await idsIn(await open())).toHaveLength(1000);
  });

  const ended = "the database thread ended";

  beforeEach(endThreads);

  /** A store, and the threads that were made for it: the writer, then the reader. */
  async function openWithThreads(name = ""): Promise<{ store: Store; threads: Worker[] }> {
    const usual = globalThis.Worker;
    const threads: Worker[] = [];
    globalThis.Worker = class extends usual {
      constructor(...given: ConstructorParameters<typeof usual>) {
        super(...given);
        threads.push(this);
      }
    };
    const store = await open(name).finally(() => {
      globalThis.Worker = usual;
    });
    return { store, threads };
  }

  test("leaves the threads to the next store, which knows nothing of the first", async () => {
    const { store, threads } = await openWithThreads();
    await stored(store, setMetaValue({ key: "views", value: "first" }));
    await close(store);
    mkdirSync(join(folder, "next"));
    const next = await openWithThreads("next");
    expect(threads).toHaveLength(2);
    expect(next.threads).toHaveLength(0);
    expect(await next.store.read(metaValue({ key: "views" }))).toBeNull();
    await stored(next.store, setMetaValue({ key: "views", value: "second" }));
    expect(await next.store.read(metaValue({ key: "views" }))).toBe("second");
  });

  test("a thread that ended while nobody had it is not used again", async () => {
    const { store, threads } = await openWithThreads();
    await close(store);
    const ends = threads.map((thread) => new Promise((resolve) => thread.addEventListener("close", resolve)));
    for (const thread of threads) thread.terminate();
    await Promise.all(ends);
    const next = await openWithThreads();
    expect(next.threads).toHaveLength(2);
    expect(await next.store.read(metaValue({ key: "views" }))).toBeNull();
  });

  test("when the thread that writes is gone, everything is answered, what is stored can be read, and closing ends", async () => {
    const { store, threads } = await openWithThreads();
    await stored(store, setMetaValue({ key: "views", value: "kept" }));
    const underWay = stored(store, setMetaValue({ key: "views", value: "x" }));
    threads[0]?.terminate();
    expect(await underWay).toEqual({ reason: ended });
    expect(await stored(store, setMetaValue({ key: "views", value: "x" }))).toEqual({ reason: ended });
    expect(store.problem).toBe(ended);
    expect(await store.read(metaValue({ key: "views" }))).toBe("kept");
    await close(store);
  });

  test("when the thread that reads is gone, what waits fails, the problem shows, and the next read gets a new thread", async () => {
    const { store, threads } = await openWithThreads();
    await stored(store, setMetaValue({ key: "views", value: "kept" }));
    const underWay = failureOf(store.read(metaValue({ key: "views" })));
    threads[1]?.terminate();
    expect(await underWay).toEqual(new StoreError(ended));
    expect(store.problem).toBe(ended);
    const views = () => store.read(metaValue({ key: "views" }));
    expect(await Promise.all([views(), views()])).toEqual(["kept", "kept"]);
    expect(store.problem).toBeNull();
    await close(store);
  });
});

describe("the write-ahead log", () => {
  const walBytes = () => statSync(join(folder, "server.db-wal")).size;
  const write = (store: Store, count: number) =>
    stored(store, setMetaValue({ key: "views", value: `${count} `.repeat(300_000) }));

  test("is short again once a program that read the old state is gone", async () => {
    const store = await open();
    const outside = new Database(join(folder, "server.db"), { readonly: true });
    outside.run("BEGIN");
    outside.query("SELECT * FROM meta").all();
    for (let count = 0; count < 40; count++) await write(store, count);
    expect(walBytes()).toBeGreaterThan(30_000_000);
    outside.run("COMMIT");
    outside.close();
    await until("a short log", () => walBytes() <= 1_048_576 || undefined);
    expect(await store.read(metaValue({ key: "views" }))).toStartWith("39 ");
  });

  test("of the running server always belongs to its file, however often it begins anew", async () => {
    const store = await open();
    for (let count = 0; count < 60; count++) {
      await write(store, count);
      // As after kill -9 at this moment.
      const copy = join(folder, "copy.db");
      for (const end of ["", "-wal"])
        writeFileSync(`${copy}${end}`, readFileSync(`${join(folder, "server.db")}${end}`));
      expect(walBelongs(copy)).toBe(true);
    }
  }, 60_000);
});

describe("opening", () => {
  const file = () => join(folder, "server.db");

  /** A database with messages on many pages, closed and in one file. */
  async function written(): Promise<void> {
    const store = await open();
    await stored(store, oneChannel);
    await Promise.all(Array.from({ length: 500 }, (_, index) => stored(store, message(`m${index}`))));
    await stored(store, setMetaValue({ key: "views", value: "kept" }));
    await close(store);
    const whole = new Database(file());
    whole.run("PRAGMA wal_checkpoint(TRUNCATE)");
    whole.close();
  }

  /** Why the database can't be opened. */
  async function problem(): Promise<string> {
    const failure = await failureOf(open());
    expect(failure).toBeInstanceOf(StoreError);
    const text = failure instanceof StoreError ? failure.message : "";
    expect(text).not.toContain("\n");
    return text;
  }

  test("a new database has the newest schema", async () => {
    const store = await open();
    expect(await store.read(metaValue({ key: "schema_version" }))).toBe(String(migrations.length));
    expect(await store.read(loadEverything({}))).toEqual({
      users: [],
      former: [],
      roles: [],
      channels: [],
      threads: [],
      emojis: [],
      stickers: [],
    });
  });

  test("an existing one keeps what it holds, and gets only the steps that it lacks", async () => {
    await written();
    const raw = new Database(file());
    const before = raw.query("SELECT sql FROM sqlite_master ORDER BY name").all();
    raw.close();
    const store = await open();
    expect(await store.read(metaValue({ key: "views" }))).toBe("kept");
    expect(await idsIn(store)).toHaveLength(500);
    await close(store);
    const after = new Database(file());
    expect(after.query("SELECT sql FROM sqlite_master ORDER BY name").all()).toEqual(before);
    after.close();
  });

  test("a database of a newer server is refused and left alone", async () => {
    await written();
    const raw = new Database(file());
    raw.run("UPDATE meta SET value = ? WHERE key = 'schema_version'", [String(migrations.length + 1)]);
    raw.close();
    expect(await problem()).toContain(
      `was written by a newer server (schema ${migrations.length + 1}, this one knows ${migrations.length})`,
    );
  });

  test("another program's database is refused and left alone", async () => {
    const foreign = new Database(file(), { create: true });
    foreign.run("CREATE TABLE recipes (name TEXT)");
    foreign.close();
    const before = readFileSync(file());
    expect(await problem()).toMatch(/^\S+server\.db is not a database of this server; move it away/);
    expect(readFileSync(file()).equals(before)).toBe(true);
  });

  test("a file that is no database is called damaged", async () => {
    writeFileSync(file(), "This is a shopping list, and not a short one. ".repeat(100));
    expect(await problem()).toMatch(/server\.db is damaged .* restore a backup/);
  });

  test("a file that was cut off is called damaged", async () => {
    await written();
    truncateSync(file(), 8192);
    expect(await problem()).toMatch(/server\.db is damaged .* restore a backup/);
  });

  test.each(["meta", "users", "roles", "channels"])("a damaged page of %s is noticed", async (table) => {
    await written();
    const raw = new Database(file(), { readonly: true });
    const { page, size } = raw
      .query(
        "SELECT rootpage AS page, (SELECT page_size FROM pragma_page_size) AS size FROM sqlite_master WHERE name = ?",
      )
      .get(table) as { page: number; size: number };
    raw.close();
    const bytes = readFileSync(file());
    bytes.fill(0xaa, (page - 1) * size, page * size);
    writeFileSync(file(), bytes);
    expect(await problem()).toMatch(/server\.db is damaged/);
  });

  test("a damaged page of messages fails what needs it, and nothing else", async () => {
    await written();
    const bytes = readFileSync(file());
    const place = bytes.indexOf("m250miratext");
    bytes.fill(0xaa, Math.floor(place / 4096) * 4096, Math.ceil(place / 4096) * 4096);
    writeFileSync(file(), bytes);
    const store = await open();
    expect(await failureOf(idsIn(store))).toEqual(new StoreError("database disk image is malformed"));
    expect(await store.read(metaValue({ key: "views" }))).toBe("kept");
    expect(await stored(store, message("new"))).toMatchObject({ kind: "stored" });
  });

  test("a folder that another server uses is refused, until that one is gone", async () => {
    const lock = takeLock(folder);
    const refusal = `the data folder is in use by another server (pid ${process.pid}): ${folder}; stop that one, or`;
    expect(await problem()).toStartWith(refusal);
    // Removing the files beside the database doesn't help either.
    rmSync(join(folder, "server.lock"));
    expect(await problem()).toStartWith(refusal);
    lock.release();
    await open();
  });

  test("a folder that can't be written is refused", async () => {
    folder = join(folder, "missing");
    const text = await problem();
    folder = join(folder, "..");
    expect(text).toContain("the data folder cannot be written");
  });

  test("a refused database is let go, so that a mended one can be opened", async () => {
    await written();
    copyFileSync(file(), join(folder, "good"));
    writeFileSync(file(), "garbage".repeat(1000));
    await problem();
    copyFileSync(join(folder, "good"), file());
    expect(await idsIn(await open())).toHaveLength(500);
  });
});
