/** No client is told of a change before it is stored, that is before the writer's COMMIT has succeeded. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endThreads } from "../src/db/sqlite/threads.ts";
import type { ToWorker } from "../src/db/sqlite/worker.ts";
import { newFolder, startTestServer } from "./support/server.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

const usual = globalThis.Worker;
// Threads that an earlier server left are of another class, and so are those of these tests for a later one.
beforeEach(endThreads);
afterEach(() => {
  globalThis.Worker = usual;
});

/** What a server with this configuration opens its database with. */
async function asked(config: Readonly<Record<string, unknown>>): Promise<ToWorker[]> {
  const messages: ToWorker[] = [];
  globalThis.Worker = class extends usual {
    override postMessage(message: string): void {
      messages.push(JSON.parse(message));
      super.postMessage(message);
    }
  };
  const server = await startTestServer({ config });
  await server.dispose();
  endThreads();
  return messages;
}

test("a server writes with synchronous FULL, unless its configuration says otherwise", async () => {
  const writer = { kind: "open", mode: "write" };
  expect(await asked({})).toContainEqual(expect.objectContaining({ ...writer, synchronous: "FULL" }));
  expect(await asked({ DB: { synchronous: "NORMAL" } })).toContainEqual(
    expect.objectContaining({ ...writer, synchronous: "NORMAL" }),
  );
});

let folder: string;
let town: Town | undefined;
beforeEach(() => {
  folder = newFolder();
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await town?.close();
  town = undefined;
  endThreads();
});
const put = (name: string) => writeFileSync(join(folder, name), "");

/** A town whose commits can be held (support/held-commit.ts). */
async function townWithHeldCommits() {
  let first = true;
  globalThis.Worker = class extends usual {
    constructor(url: string | URL) {
      const preload = [join(import.meta.dir, "support/held-commit.ts")];
      // The first is the writer.
      super(url, first ? { preload, env: { ...process.env, HELD_COMMITS: folder } } : {});
      first = false;
    }
  };
  town = await openTown();
  return town.people("olga", "mira");
}

/** Posts a message, and comes back when its COMMIT has begun and whatever was told before had its time. */
async function postUntilCommit() {
  const [olga, mira] = await townWithHeldCommits();
  put("hold");
  let answered = false;
  const post = olga.request("message_new", { channel: "general", content: "not yet" });
  const settle = () => {
    answered = true;
  };
  post.then(settle, settle);
  while (!existsSync(join(folder, "reached"))) await new Promise((resolve) => setImmediate(resolve));
  for (let round = 0; round < 20; round++) await mira.request("ping");
  return { mira, post, answered: () => answered };
}

test("no answer and no event comes before COMMIT has returned", async () => {
  const { mira, post, answered } = await postUntilCommit();
  expect(answered()).toBe(false);
  expect(await mira.news()).toEqual([]);
  expect((await mira.request("messages_get", { channel: "general" })).messages).toEqual([]);
  put("go");
  const { message } = await post;
  const [first] = await mira.news();
  expect(first).toMatchObject({ cmd: "message_new", message: { id: message.id } });
  expect((await mira.request("messages_get", { channel: "general" })).messages).toMatchObject([message]);
});

test("when COMMIT fails, the author gets an error, and nobody else gets anything", async () => {
  const { mira, post, answered } = await postUntilCommit();
  expect(answered()).toBe(false);
  put("fail");
  expect(await refusal(post)).toBe("storage_unavailable");
  expect(await mira.news()).toEqual([]);
  expect((await mira.request("messages_get", { channel: "general" })).messages).toEqual([]);
});
