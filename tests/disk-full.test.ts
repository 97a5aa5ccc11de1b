/**
 * No space left: what can't be stored is refused with a clear error, what was acknowledged stays, reading goes
 * on, and everything works again once there is space.
 */
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, CommandError, connect } from "../client/index.ts";
import { type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import { withoutLog } from "./support/run.ts";
import { type ChildServer, newFolder, spawnServer, writeConfig } from "./support/server.ts";

/** A place for data where space can run out while the server runs. */
interface Disk {
  readonly folder: string;
  /** While the server with this process id runs. */
  fill(pid: number): void;
  /** The same, or after it ended (null). */
  free(pid: number | null): void;
  /** Leaves no space for a start; returns a command to start the server through. */
  fillBefore(): readonly string[];
  remove(): void;
}

function succeeds(...command: string[]): boolean {
  return Bun.spawnSync(command, { stdout: "ignore", stderr: "ignore" }).exitCode === 0;
}

/** A small file system in memory: a disk that is really full (ENOSPC). Only root may mount it. */
function smallDisk(): Disk | null {
  const folder = newFolder();
  if (!succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, "ballast");
  function fill(): void {
    for (const size of [65_536, 1]) {
      try {
        for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
      } catch {
        // Full to the last block, then to the last byte.
      }
    }
  }
  return {
    folder,
    fill,
    free: () => rmSync(ballast),
    fillBefore() {
      fill();
      return [];
    },
    remove() {
      succeeds("umount", folder);
      rmSync(folder, { recursive: true });
    },
  };
}

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
    writeConfig(disk.folder, { auth_mode: "rotur", rotur: { base_url: rotur.url } });
  }
  afterEach(async () => {
    await rotur.stop();
    disk.remove();
  });

  function enter(server: ChildServer, name: string): Promise<Client> {
    const { validatorFor } = rotur.account(name, `id-${name}`);
    return connect(server.ws, { login: { validator: async (key) => validatorFor(key) }, reconnect: [] });
  }

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

    // Who can be let in without storing anything is; a newcomer can't.
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
