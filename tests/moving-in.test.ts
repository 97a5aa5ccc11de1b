/** A folder of the reference server, of each version, becomes a server that shows the same. */
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Client, connect } from "../client/index.ts";
import type { ArchiveRecord } from "../src/archive/records.ts";
import { openReference } from "../src/archive/reference/source.ts";
import { createReport } from "../src/archive/report.ts";
import { writeStore } from "../src/archive/write-store.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import { fileFaults } from "./support/file-checker.ts";
import { writeReference } from "./support/reference/folder.ts";
import { eras, keeps, type Model, makeModel } from "./support/reference/model.ts";
import { type Seen, seenInModel } from "./support/reference/seen.ts";
import { seenByClient } from "./support/reference/seen-by-client.ts";
import { newFolder, startTestServer, type TestServer } from "./support/server.ts";
import { faultsIn, settle } from "./support/store-checker.ts";

setDefaultTimeout(60_000);

const rotur = startFakeRotur();
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Imports the model's folder and starts a server on it. */
async function movedIn(model: Model): Promise<TestServer> {
  const folder = newFolder();
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const [old, data] = [join(folder, "old"), join(folder, "new")];
  writeReference(model, old);
  return startedOn(old, data, keeps.ids(model.era) ? [] : ["zed"]);
}

async function startedOn(old: string, data: string, owners: readonly string[] = []): Promise<TestServer> {
  await importInto(old, data);
  // Running it again adds nothing.
  expect(await importInto(old, data)).toBeNull();
  const config = { auth_mode: "cracked", rotur: { base_url: rotur.url }, owners };
  const server = await startTestServer({ folder: data, config });
  ends.push(() => server.stop());
  await settle(server.store, Date.now());
  expect(faultsIn(join(data, "db", "server.db"))).toEqual([]);
  return server;
}

/** @param breaksAt the kind of record at whose second one the import breaks off */
async function importInto(old: string, dataFolder: string, breaksAt?: string) {
  const report = createReport();
  const whole = openReference(old);
  const source = {
    ...whole,
    *records() {
      let seen = 0;
      for (const record of whole.records() as Iterable<ArchiveRecord>) {
        if (record.kind === breaksAt && seen++ > 0) throw new Error("broken off");
        yield record;
      }
    },
  };
  try {
    const contents = await writeStore({ source, dataFolder, now: Date.now(), report });
    expect(report.result().problems).toEqual([]);
    return contents;
  } finally {
    whole.close();
  }
}

async function enter(server: TestServer, { id, name }: { id: string; name: string }): Promise<Client> {
  const account = rotur.account(name, id);
  const client = await connect(server.ws, {
    login: { validator: async (key) => account.validatorFor(key) },
    reconnect: [],
  });
  ends.push(() => client.close());
  return client;
}

/** Reading a page moves the reader's marker, so markers are asked for first. */
async function unreadsOf(client: Client) {
  const { unreads } = await client.request("unreads_get");
  return Object.fromEntries(
    Object.entries(unreads).map(([room, { last_read, unread_count }]) => [room, { last_read, unread_count }]),
  );
}

function unreadsInModel({ channels, markers, users }: Model, id: string) {
  const name = users.find((user) => user.id === id)?.name;
  return Object.fromEntries(
    channels
      .filter(({ messages }) => messages.length > 0)
      .map((channel) => {
        const last_read = markers[id]?.[channel.name] ?? null;
        const after = channel.messages.slice(channel.messages.findIndex((one) => one.id === last_read) + 1);
        return [
          channel.name,
          { last_read, unread_count: after.filter(({ author }) => author.name !== name).length },
        ];
      }),
  );
}

describe.each([...eras])("a folder of era %s", (era) => {
  test("shows its channels, history, pins, reactions, polls, members and files over the typed client", async () => {
    const model = makeModel(era, 11);
    const server = await movedIn(model);
    const zed = { id: "USR:71fa", name: "zed" };
    const client = await enter(server, zed);
    if (keeps.markers(era)) expect(await unreadsOf(client)).toMatchObject(unreadsInModel(model, zed.id));
    const seen = await seenByClient(client);
    const wanted = seenInModel(model);
    const members = keeps.ids(era)
      ? wanted.members
      : [{ name: "zed", nickname: null, roles: ["owner", "user"] }];
    expect(withoutOrder(seen)).toEqual(withoutOrder({ ...wanted, members }));
    for (const [room, messages] of Object.entries(wanted.rooms)) {
      const place = room.startsWith("thread:")
        ? { thread_id: room.slice("thread:".length) }
        : { channel: room };
      const pinned = (await client.request("messages_pinned", place)).messages.map(({ id }) => id);
      expect(pinned).toEqual(
        messages
          .filter((message) => message.pinned)
          .map(({ id }) => id)
          .reverse(),
      );
    }
    expect(fileFaults(server.folder)).toEqual([]);
  });
});

test("an import that is broken off goes on, and shows the same", async () => {
  const model = makeModel("E", 16);
  const folder = newFolder();
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const [old, data] = [join(folder, "old"), join(folder, "new")];
  writeReference(model, old);
  for (const kind of ["member", "thread", "message", "marker", "emoji"]) {
    await expect(importInto(old, data, kind)).rejects.toThrow("broken off");
  }
  const server = await startedOn(old, data);
  const zed = await enter(server, { id: "USR:71fa", name: "zed" });
  expect(await unreadsOf(zed)).toMatchObject(unreadsInModel(model, "USR:71fa"));
  expect(withoutOrder(await seenByClient(zed))).toEqual(withoutOrder(seenInModel(model)));
});

/** Banned members are in no list. The order of roles in which a new owner got them doesn't matter. */
const withoutOrder = (seen: Seen): Seen => ({
  ...seen,
  members: seen.members
    .filter(({ roles }) => !roles.includes("banned"))
    .map((member) => ({ ...member, roles: member.roles.toSorted() })),
});

describe("members of an imported server", () => {
  test("see the channels of their roles, and no others", async () => {
    const server = await movedIn(makeModel("E", 12));
    const ana = await enter(server, { id: makeModel("E", 12).users[2]?.id ?? "", name: "ana" });
    const names = (await ana.request("channels_get")).val.map(({ name }) => name);
    expect(names).toContain("lobby");
    expect(names).not.toContain("staff");
    const post = ana.request("message_new", { channel: "staff", content: "hello" });
    await expect(post).rejects.toMatchObject({ code: "channel_not_found" });
  });

  test("log in to local accounts with their old password", async () => {
    const model = makeModel("E", 13);
    const server = await movedIn(model);
    const login = { login: { username: "mia", password: "tea for two" } };
    const mia = await connect(server.ws, { login, reconnect: [] });
    ends.push(() => mia.close());
    expect(mia.user).toMatchObject({ id: "USR:local_mia", nickname: "mia" });
    expect(await unreadsOf(mia)).toMatchObject({
      lobby: unreadsInModel(model, "USR:local_mia")["lobby"] ?? {},
    });
  });

  test("stay banned, with the reason", async () => {
    const server = await movedIn(makeModel("E", 14));
    await expect(enter(server, { id: "USR:bad0", name: "noise" })).rejects.toMatchObject({ code: "banned" });
    const zed = await enter(server, { id: "USR:71fa", name: "zed" });
    expect((await zed.request("users_banned_list")).users).toEqual(["noise"]);
  });

  test("who left are the same person when they come back", async () => {
    const server = await movedIn(makeModel("E", 15));
    await enter(server, { id: "USR:dead", name: "lazarus" });
    const zed = await enter(server, { id: "USR:71fa", name: "zed" });
    const { rooms } = await seenByClient(zed);
    const authors = new Set(Object.values(rooms).flatMap((messages) => messages.map(({ author }) => author)));
    expect(authors).toContain("lazarus");
    expect(authors).not.toContain("USR:dead");
  });
});
