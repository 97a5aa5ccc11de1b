/** The command line exports a server, and makes another one of the archive: people see the same there. */
import { afterEach, expect, test } from "bun:test";
import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "../client/index.ts";
import { faultsOf, fullDataFolder } from "./support/archives.ts";
import { fileFaults } from "./support/file-checker.ts";
import { say } from "./support/messages.ts";
import { run } from "./support/run.ts";
import { newFolder, startTestServer } from "./support/server.ts";
import { openTown } from "./support/town.ts";
import { pdf, upload } from "./support/uploads.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function place(): string {
  const folder = newFolder();
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
type Asking = Pick<Client, "request">;
const cli = (...args: string[]) => run("cli/main.ts", args);

/** What a member is shown of everything, and what another one has not read, without what differs from server to server. */
async function seenBy(client: Asking, other: Asking, address: string) {
  const { val: channels } = await client.request("channels_get");
  const { threads } = await client.request("threads_get", { channel: "help" });
  const seen = {
    channels,
    threads,
    users: (await client.request("users_list")).users,
    roles: (await client.request("roles_list")).roles,
    unreads: (await other.request("unreads_get")).unreads,
    pins: (await client.request("messages_pinned", { channel: "general" })).messages,
    messages: (await client.request("messages_get", { channel: "general" })).messages,
    inThread: (await client.request("messages_get", { channel: "help", thread_id: threads[0]?.id ?? "" }))
      .messages,
  };
  return JSON.parse(JSON.stringify(seen).replaceAll(address, "ADDRESS"));
}

test("a running server is exported, and members see the same on the server that is made of it", async () => {
  const town = await openTown();
  endings.push(() => town.close());
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("channel_create", {
    name: "help",
    type: "forum",
    permissions: { view: ["user"], send: ["user"], create_thread: ["user"] },
  });
  const { thread } = await mira.request("thread_create", { channel: "help", name: "Why?" });
  await say(olga, "because", { channel: "help", thread_id: thread.id });
  const first = await say(mira, "Hello @olga");
  await olga.request("message_react_add", { channel: "general", id: first.id, emoji: "🦊" });
  await say(olga, "Hello you", { reply_to: first.id });
  await olga.request("message_pin", { channel: "general", id: first.id });
  await olga.request("poll_create", { channel: "general", question: "Tea?", options: ["yes", "no"] });
  const attachment = await upload(mira, town.server.url, { bytes: pdf("tea") });
  await mira.request("message_new", {
    channel: "general",
    content: "",
    attachments: [{ id: attachment.id }],
  });
  const before = await seenBy(olga, nora, town.server.url);
  expect(before.unreads.general).toMatchObject({ unread_count: 4 });

  const work = place();
  const [archive, data] = [join(work, "archive"), join(work, "data")];
  const exported = await cli("export", archive, "--data", town.server.folder, "--json");
  expect([exported.code, JSON.parse(exported.stdout)]).toMatchObject([
    0,
    { archive, counts: { message: { read: 5, imported: 5 } }, problems: [] },
  ]);
  expect(statSync(archive).mode & 0o077).toBe(0);
  const imported = await cli("import", archive, "--data", data, "--json");
  expect([imported.code, JSON.parse(imported.stdout)]).toMatchObject([
    0,
    { imported: { members: 3, messages: 5 }, already: false, problems: [] },
  ]);
  expect([fileFaults(data), faultsOf(data)]).toEqual([[], []]);

  const server = await startTestServer({ folder: data });
  endings.push(() => server.stop());
  const there = (name: string) => town.join(name, { address: server.ws });
  await there("mira");
  expect(await seenBy(await there("olga"), await there("nora"), server.url)).toEqual(before);
  const file = await fetch(`${server.url}/attachments/${attachment.id}`);
  expect(await file.text()).toBe(pdf("tea").toString());
});

test("says what it did and would do, and refuses what is no archive", async () => {
  const work = place();
  const [old, archive, data] = [join(work, "old"), join(work, "archive"), join(work, "data")];
  fullDataFolder(old);
  const exported = await cli("export", archive, "--data", old);
  expect([exported.code, exported.stderr]).toEqual([0, ""]);
  expect(exported.stdout).toContain("message: 8 exported\n");
  const full = await cli("export", archive, "--data", old);
  expect([full.code, full.stderr]).toEqual([1, `${archive} is not empty; choose another name\n`]);

  const rehearsed = await cli("import", archive, "--data", data, "--dry-run");
  expect([rehearsed.code, rehearsed.stderr]).toEqual([0, ""]);
  expect(rehearsed.stdout).toContain("message: 8 would be imported\n");
  expect(existsSync(data)).toBe(false);
  const imported = await cli("import", archive, "--data", data);
  expect(imported.stdout).toContain("message: 8 imported\n");
  expect((await cli("import", archive, "--data", data)).stdout).toContain("already. Nothing was changed.");

  for (const [folder, problem] of [
    [old, "holds nothing that can be imported"],
    [join(work, "nowhere"), "does not exist"],
  ] as const) {
    const refused = await cli("import", folder, "--data", join(work, "other"));
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(problem)]);
  }
  const nothing = await cli("export", join(work, "more"), "--data", join(work, "nowhere"), "--json");
  expect([nothing.code, JSON.parse(nothing.stdout)]).toEqual([
    1,
    { error: expect.stringContaining("does not exist"), code: "failed" },
  ]);
});
