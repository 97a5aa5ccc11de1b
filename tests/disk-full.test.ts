/**
 * No space left: what can't be stored is refused with a clear error, what was acknowledged stays, reading goes
 * on, and everything works again once there is space.
 */

import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Client, CommandError } from "../client/index.ts";
import { enterByRotur } from "./support/enter-by-rotur.ts";
import { type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import { withoutLog } from "./support/run.ts";
import { type ChildServer, newFolder, spawnServer, writeConfig } from "./support/server.ts";
import { type Disk, smallDisk, succeeds } from "./support/small-disk.ts";

/** The server's files may not grow (EFBIG): works for everybody. */
function limitedFiles(): Disk {
  const folder = newFolder();
  const limit = (pid: number, bytes: string) => {
    if (!succeeds("prlimit", `--pid=${pid}`, `--fsize=${bytes}:`)) throw new Error("prlimit failed");
  };
  return {
    folder,
    fill(pid) {
      const db = join(folder, "db");
      const sizes = readdirSync(db).map((name) => statSync(join(db, name)).size);
      limit(pid, String(Math.max(...sizes)));
    },
    free(pid) {
      if (pid !== null) limit(pid, "unlimited");
    },
    fillBefore: () => ["prlimit", "--fsize=0:"],
    leave: null,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const kinds: (readonly [string, () => Disk])[] = [];
if (Bun.which("prlimit")) kinds.push(["files that may not grow", limitedFiles]);
const probe = smallDisk();
if (probe) {
  probe.remove();
  kinds.push(["a full disk", () => smallDisk() ?? limitedFiles()]);
}
if (kinds.length === 0) test.skip("no space left: this machine has no way to run out of it", () => {});

describe.each(kinds)("%s", (_kind, make) => {
  let disk: Disk;
  let rotur: FakeRotur;

  function setUp(): void {
    disk = make();
    rotur = startFakeRotur();
    // What happens when the reserve is used up, too.
    writeConfig(disk.folder, { auth_mode: "rotur", rotur: { base_url: rotur.url }, DB: { reserve: 0 } });
  }
  afterEach(async () => {
    await rotur.stop();
    disk.remove();
  });

  const enter = (server: ChildServer, name: string) => enterByRotur(rotur, server.ws, name);

  const send = (client: Client, content: string) =>
    client.request("message_new", { channel: "general", content });
  const refusal = (request: Promise<unknown>): Promise<unknown> =>
    request.then(
      () => null,
      (error: unknown) => (error instanceof CommandError ? error.code : error),
    );
  const contents = async (client: Client) =>
    (await client.request("messages_get", { channel: "general", limit: 200 })).messages.map(
      ({ content }) => content,
    );
  const health = async (server: ChildServer) => (await fetch(`${server.url}/healthz`)).status;

  test("writes are refused, nothing is lost or shown by mistake, and space brings them back", async () => {
    setUp();
    await using server = await spawnServer(disk.folder);
    const mira = await enter(server, "mira");
    const zoe = await enter(server, "zoe");
    const shown: string[] = [];
    zoe.on("message_new", ({ message }) => shown.push(message.content));
    const acknowledged: string[] = [];
    for (let count = 0; count < 5; count++) {
      acknowledged.push((await send(mira, `before ${count}`)).message.content);
    }
    expect(await health(server)).toBe(200);

    disk.fill(server.pid);
    // Space that the database already holds may serve for some more.
    let refused: unknown = null;
    for (let count = 0; refused === null && count < 150; count++) {
      refused = await refusal(
        send(mira, `last ${count}`).then(({ message }) => acknowledged.push(message.content)),
      );
    }
    expect(refused).toBe("storage_unavailable");
    const burst = await Promise.all(
      Array.from({ length: 40 }, (_, count) => refusal(send(count % 2 ? mira : zoe, `burst ${count}`))),
    );
    expect(new Set(burst)).toEqual(new Set(["storage_unavailable"]));
    expect(await health(server)).toBe(503);
    expect(server.errors()).toContain("The database refused a write");

    // A login that stores nothing works. A new member can't be added.
    const again = await enter(server, "mira");
    expect(await contents(again)).toEqual(acknowledged);
    expect(await refusal(enter(server, "newcomer"))).toBe("storage_unavailable");
    expect(shown).toEqual(acknowledged);

    disk.free(server.pid);
    for (let count = 0; count < 5; count++) {
      acknowledged.push((await send(mira, `after ${count}`)).message.content);
    }
    expect(await health(server)).toBe(200);
    expect((await enter(server, "newcomer")).user.username).toBe("newcomer");
    expect(await contents(zoe)).toEqual(acknowledged);
    expect(shown).toEqual(acknowledged);
    server.kill("SIGTERM");
    expect(await server.exited).toBe(0);

    await using restarted = await spawnServer(disk.folder);
    expect(await contents(await enter(restarted, "zoe"))).toEqual(acknowledged);
  });

  test("killed while there is no space, it comes back with everything that it acknowledged", async () => {
    setUp();
    await using server = await spawnServer(disk.folder);
    const mira = await enter(server, "mira");
    const acknowledged = [(await send(mira, "before")).message.content];
    disk.fill(server.pid);
    for (let count = 0; count < 150; count++) {
      if (
        await refusal(send(mira, `last ${count}`).then(({ message }) => acknowledged.push(message.content)))
      )
        break;
    }
    server.kill("SIGKILL");
    await server.exited;
    disk.free(null);
    await using restarted = await spawnServer(disk.folder);
    expect(await contents(await enter(restarted, "mira"))).toEqual(acknowledged);
  });

  test("a start without space says so in one line", async () => {
    setUp();
    const error: unknown = await spawnServer(disk.folder, [], disk.fillBefore()).then(
      () => null,
      (failure: unknown) => failure,
    );
    const text = error instanceof Error ? error.message : "";
    const [line = "", ...more] = withoutLog(text.replace(/^the server ended with 1: /, ""));
    expect(more).toEqual([]);
    expect(line).toMatch(
      /^the disk of the data folder is full|^the data folder cannot be written \(disk I\/O error\)/,
    );
  });
});

const mebibyte = 1024 * 1024;
const large = probe ? smallDisk("48m") : null;
large?.remove();

test.skipIf(large === null)(
  "members can't use up the reserve, with which the owner moderates, deletes and starts again",
  async () => {
    const disk = smallDisk("48m");
    if (!disk?.leave) throw new Error("no small disk");
    const rotur = startFakeRotur();
    writeConfig(disk.folder, {
      auth_mode: "rotur",
      owners: ["olga"],
      rotur: { base_url: rotur.url },
      DB: { reserve: 24 * mebibyte },
    });
    const enter = (server: ChildServer, name: string) => enterByRotur(rotur, server.ws, name);
    const codeOf = (request: Promise<unknown>) =>
      request.then(
        () => null,
        (error) => error.code,
      );
    try {
      let acknowledged = 0;
      {
        await using server = await spawnServer(disk.folder);
        const olga = await enter(server, "olga");
        const mira = await enter(server, "mira");
        const told = olga.next("error");
        disk.leave(30 * mebibyte);
        await server.said("The disk is filling up");
        const content = "x".repeat(2000);
        let refused: unknown = null;
        while (refused === null) {
          const codes = await Promise.all(
            Array.from({ length: 50 }, () =>
              codeOf(mira.request("message_new", { channel: "general", content })),
            ),
          );
          acknowledged += codes.filter((code) => code === null).length;
          refused = codes.find((code) => code !== null) ?? null;
        }
        expect(refused).toBe("storage_full");
        expect((await told).code).toBe("storage_full");
        expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
        expect(await codeOf(olga.request("user_timeout", { user: "mira", timeout: 60 }))).toBeNull();
        server.kill("SIGKILL");
        await server.exited;
      }
      await using server = await spawnServer(disk.folder);
      const olga = await enter(server, "olga");
      expect(await codeOf(olga.request("user_ban", { user: "mira" }))).toBeNull();
      const { messages } = await olga.request("messages_get", { channel: "general", limit: 100 });
      for (const { id } of messages) {
        expect(await codeOf(olga.request("message_delete", { channel: "general", id }))).toBeNull();
      }
      expect(acknowledged).toBeGreaterThan(messages.length);
      const { bavail, bsize } = statfsSync(disk.folder);
      expect(bavail * bsize).toBeGreaterThan(0);
    } finally {
      await rotur.stop();
      disk.remove();
    }
  },
  60_000,
);
