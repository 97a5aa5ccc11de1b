/** A database that is put back, copied, lost, or beside a log of another state. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Client, CommandError, connect } from "../client/index.ts";
import { cliName } from "./support/programs.ts";
import { type Ended, run, withoutLog } from "./support/run.ts";
import { newFolder, spawnServer, startTestServer, writeConfig } from "./support/server.ts";
import { until } from "./support/until.ts";

let folder: string;
const endings: (() => unknown)[] = [];
beforeEach(() => {
  folder = newFolder();
  writeConfig(folder);
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

const db = (name: string) => join(folder, "db", name);
const yesterday = () => join(folder, "yesterday.db");
const views = ["channels.json", "roles.json", "users.json"] as const;
const keptFolders = () => readdirSync(join(folder, "db")).filter((name) => name.startsWith("replaced-"));

const account = { username: "mira", password: "mira's password" };

async function enter(ws: string): Promise<Client> {
  try {
    return await connect(ws, { login: { login: account }, reconnect: [] });
  } catch {
    return await connect(ws, { login: { register: account }, reconnect: [] });
  }
}

async function contents(ws: string): Promise<string[]> {
  const mira = await enter(ws);
  const { messages } = await mira.request("messages_get", { channel: "general" });
  mira.close();
  return messages.map(({ content }) => content);
}

/** A server that stored these messages and was then stopped, or killed with its log left behind. */
async function life(messages: readonly string[], signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  await using server = await spawnServer(folder);
  const mira = await enter(server.ws);
  for (const content of messages) await mira.request("message_new", { channel: "general", content });
  server.kill(signal);
  await server.exited;
}

async function refusedStart(): Promise<string> {
  const { code, stderr } = await run("main.ts", ["--data", folder, "--port", "0"]);
  const lines = withoutLog(stderr);
  expect({ code, lines }).toEqual({ code: 1, lines: [expect.any(String)] });
  return lines[0] ?? "";
}

const cli = (...args: string[]): Promise<Ended> => run("cli/main.ts", [...args, "--data", folder]);

describe("a write-ahead log that belongs to another state of the database", () => {
  test("is refused with advice, and the restored file works once it is away", async () => {
    await life(["yesterday"], "SIGTERM");
    copyFileSync(db("server.db"), yesterday());
    await life(["today"], "SIGKILL");
    expect(statSync(db("server.db-wal")).size).toBeGreaterThan(0);
    copyFileSync(yesterday(), db("server.db"));
    const before = readFileSync(db("server.db"));
    expect(await refusedStart()).toContain("server.db-wal was not written for this server.db");
    expect(readFileSync(db("server.db"))).toEqual(before);

    rmSync(db("server.db-wal"));
    rmSync(db("server.db-shm"));
    await using server = await spawnServer(folder);
    expect(await contents(server.ws)).toEqual(["yesterday"]);
  });

  test.each([
    ["backup", async (file: string) => void (await cli("backup", file))],
    [
      "VACUUM INTO",
      (file: string) => {
        const raw = new Database(db("server.db"), { readonly: true });
        raw.run("VACUUM INTO ?", [file]);
        raw.close();
      },
    ],
  ])("is refused too when the copy was made by %s while that log was written", async (_how, copy) => {
    {
      await using server = await spawnServer(folder);
      const mira = await enter(server.ws);
      await mira.request("message_new", { channel: "general", content: "before" });
      await copy(yesterday());
      await mira.request("message_new", { channel: "general", content: "after" });
      server.kill("SIGKILL");
      await server.exited;
    }
    copyFileSync(yesterday(), db("server.db"));
    expect(await refusedStart()).toContain("server.db-wal was not written for this server.db");
  });

  test("its own log is replayed, however often the server was killed", async () => {
    for (const round of ["one", "two", "three"]) await life([round], "SIGKILL");
    await using server = await spawnServer(folder);
    expect(await contents(server.ws)).toEqual(["one", "two", "three"]);
  });
});

describe("a lost database", () => {
  test.each([
    ["is missing", () => rmSync(db("server.db"))],
    ["is empty", () => truncateSync(db("server.db"), 0)],
    [
      "holds nothing",
      () => {
        rmSync(db("server.db"));
        new Database(db("server.db")).run("PRAGMA user_version = 1").toString();
      },
    ],
  ])("that %s is told so, and nothing is made in its place", async (what, lose) => {
    await life(["kept"], "SIGTERM");
    copyFileSync(db("server.db"), yesterday());
    const users = readFileSync(db("users.json"), "utf8");
    lose();
    for (let start = 0; start < 2; start++) {
      const line = await refusedStart();
      expect(line).toStartWith(`${db("server.db")} ${what}`);
      expect(line).toContain(`Restore a backup with \`${cliName} restore FILE\``);
    }
    expect(readFileSync(db("users.json"), "utf8")).toBe(users);
    expect((await cli("restore", yesterday(), "--yes")).code).toBe(0);
    await using server = await spawnServer(folder);
    expect(await contents(server.ws)).toEqual(["kept"]);
  });

  test("of a server that was killed: its log isn't thrown away", async () => {
    await life(["kept"], "SIGKILL");
    for (const name of [...views, "views.state"]) rmSync(db(name), { force: true });
    renameSync(db("server.db"), yesterday());
    const wal = readFileSync(db("server.db-wal"));
    expect(await refusedStart()).toContain("server.db-wal");
    expect(readFileSync(db("server.db-wal"))).toEqual(wal);
    renameSync(yesterday(), db("server.db"));
    await using server = await spawnServer(folder);
    expect(await contents(server.ws)).toEqual(["kept"]);
  });
});

describe("while the server runs", () => {
  test("a plain copy of server.db soon holds what was said", async () => {
    await using server = await spawnServer(folder);
    const mira = await enter(server.ws);
    await mira.request("message_new", { channel: "general", content: "hello" });
    await until("the message in a copy of the file", () => {
      copyFileSync(db("server.db"), yesterday());
      const copy = new Database(yesterday());
      const found = copy.query("SELECT content FROM messages").all();
      copy.close();
      for (const name of ["-wal", "-shm"]) rmSync(`${yesterday()}${name}`, { force: true });
      return found.length > 0 || undefined;
    });
  });

  test("moving db/ away ends it with a line that says so", async () => {
    await using server = await spawnServer(folder);
    const mira = await enter(server.ws);
    await mira.request("message_new", { channel: "general", content: "safe" });
    renameSync(join(folder, "db"), join(folder, "moved"));
    expect(await server.exited).toBe(1);
    expect(server.errors()).toContain(
      "server.db was removed or moved away while the server ran, so the server stops",
    );
    renameSync(join(folder, "moved"), join(folder, "db"));
    await using again = await spawnServer(folder);
    expect(await contents(again.ws)).toEqual(["safe"]);
  });

  test("replacing server.db ends it too", async () => {
    await life(["old"], "SIGTERM");
    copyFileSync(db("server.db"), yesterday());
    await using server = await spawnServer(folder);
    renameSync(yesterday(), db("server.db"));
    expect(await server.exited).toBe(1);
    expect(server.errors()).toContain("server.db was replaced by another file while the server ran");
  });

  test("removing its log ends it, with everything in the database", async () => {
    await using server = await spawnServer(folder);
    const mira = await enter(server.ws);
    await mira.request("message_new", { channel: "general", content: "safe" });
    rmSync(db("server.db-wal"));
    expect(await server.exited).toBe(1);
    expect(server.errors()).toContain("server.db-wal was removed or moved away");
    rmSync(db("server.db-shm"));
    await using again = await spawnServer(folder);
    expect(await contents(again.ws)).toEqual(["safe"]);
  });

  test("removing server.lock lets no second server in", async () => {
    await using server = await spawnServer(folder);
    rmSync(db("server.lock"));
    expect(await refusedStart()).toStartWith(
      `the data folder is in use by another server (pid ${server.pid})`,
    );
  });

  test("truncating server.db ends in errors and a failing health check, not in a signal", async () => {
    {
      await using server = await spawnServer(folder);
      const mira = await enter(server.ws);
      const content = "x".repeat(2000);
      await Promise.all(
        Array.from({ length: 200 }, () => mira.request("message_new", { channel: "general", content })),
      );
      server.kill("SIGTERM");
      await server.exited;
    }
    await using server = await spawnServer(folder);
    const mira = await connect(server.ws, { login: { login: account }, reconnect: [] });
    truncateSync(db("server.db"), 3 * 4096);
    const refusal = await mira
      .request("messages_get", { channel: "general", limit: 200 })
      .catch((error) => error);
    expect(refusal).toBeInstanceOf(CommandError);
    expect(refusal.code).toBe("storage_unreadable");
    const health = await fetch(`${server.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([
      503,
      { status: "failing", problem: expect.stringContaining("reading fails: ") },
    ]);
  });
});

describe("a start", () => {
  test("removes the temporary files of a killed server", async () => {
    await life([], "SIGTERM");
    const left = [
      db("users.json.4711.tmp"),
      db("views.state.4711.tmp"),
      join(folder, "config.json.4711.tmp"),
    ];
    for (const file of left) writeFileSync(file, "half");
    await using _server = await spawnServer(folder);
    expect(left.filter((file) => existsSync(file))).toEqual([]);
  });

  test("says what stands in the place of control.sock", async () => {
    mkdirSync(db("control.sock"), { recursive: true });
    expect(await refusedStart()).toMatch(
      /^The socket for the command line can't be made \(.*\); move .*control\.sock away/,
    );
  });
});

describe("backup and restore", () => {
  test("a running server is copied, and the copy takes its place on the stopped one", async () => {
    const file = join(folder, "backup.db");
    {
      await using server = await spawnServer(folder);
      const mira = await enter(server.ws);
      await mira.request("message_new", { channel: "general", content: "one" });
      const made = await cli("backup", file, "--json");
      expect({ ...made, stdout: JSON.parse(made.stdout) }).toEqual({
        code: 0,
        stdout: { file, bytes: statSync(file).size, members: 1, messages: 1, newest: expect.any(Number) },
        stderr: "",
      });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await mira.request("message_new", { channel: "general", content: "two" });
      expect(await cli("restore", file, "--yes")).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`in use by another server (pid ${server.pid})`),
      });
      server.kill("SIGKILL");
      await server.exited;
    }
    const text = await cli("restore", file, "--yes");
    expect(text).toMatchObject({ code: 0, stderr: "" });
    const [kept = ""] = keptFolders();
    expect(text.stdout).toBe(
      `Restored ${file}: 1 member and 1 message, the newest of ${text.stdout.match(/of (\S+Z)\./)?.[1]}. What was there is in ${db(kept)}.\n`,
    );
    {
      await using server = await spawnServer(folder);
      expect(await contents(server.ws)).toEqual(["one"]);
      expect(server.errors()).not.toContain('"level":"warn"');
    }
    // What was there is whole.
    expect((await cli("restore", join(db(kept), "server.db"), "--yes")).code).toBe(0);
    await using server = await spawnServer(folder);
    expect(await contents(server.ws)).toEqual(["one", "two"]);
  });

  test("restore asks, and changes nothing without a yes", async () => {
    await life(["kept"], "SIGTERM");
    const file = join(folder, "backup.db");
    expect((await cli("backup", file)).stdout).toStartWith(
      `Wrote ${file}: 1 member and 1 message, the newest of `,
    );
    await life(["newer"], "SIGTERM");
    const before = readFileSync(db("server.db"));
    for (const typed of ["n\n", "", "\n"]) {
      const { code, stdout, stderr } = await run("cli/main.ts", ["restore", file, "--data", folder], typed);
      expect([code, stderr]).toEqual([1, "Nothing was changed\n"]);
      expect(stdout).toContain(`${folder} holds 1 member and 2 messages`);
    }
    expect(readFileSync(db("server.db"))).toEqual(before);
    expect(keptFolders()).toEqual([]);
    expect((await run("cli/main.ts", ["restore", file, "--data", folder], "y\n")).code).toBe(0);
    await using server = await spawnServer(folder);
    expect(await contents(server.ws)).toEqual(["kept"]);
  });

  test("a new folder takes a backup without a question", async () => {
    await life(["moved"], "SIGTERM");
    const file = join(folder, "backup.db");
    await cli("backup", file);
    const other = newFolder();
    endings.push(() => rmSync(other, { recursive: true }));
    const { code, stdout } = await run("cli/main.ts", ["restore", file, "--data", other, "--json"]);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { restored: file, kept: null, uploads: null, members: 1, messages: 1, newest: expect.any(Number) },
    ]);
    const server = await startTestServer({ folder: other, config: {} });
    expect(await contents(server.ws)).toEqual(["moved"]);
    await server.stop();
  });

  test("damaged and foreign files are refused, and the folder stays as it is", async () => {
    await life(["kept"], "SIGTERM");
    const file = join(folder, "backup.db");
    await cli("backup", file);
    const bytes = readFileSync(file);
    const before = readdirSync(join(folder, "db")).sort();
    const cases: [() => void, RegExp][] = [
      [() => writeFileSync(file, "no database".repeat(1000)), /backup\.db is damaged \(.*\)$/],
      [() => writeFileSync(file, bytes.subarray(0, bytes.length - 8192)), /backup\.db is damaged \(.*\)$/],
      [() => writeFileSync(file, ""), /backup\.db is not a database of this server$/],
      [() => rmSync(file), /backup\.db does not exist/],
    ];
    for (const [spoil, reason] of cases) {
      spoil();
      const { code, stdout } = await cli("restore", file, "--yes", "--json");
      expect([code, JSON.parse(stdout)]).toEqual([
        1,
        { error: expect.stringMatching(reason), code: "failed" },
      ]);
    }
    expect(readdirSync(join(folder, "db")).sort()).toEqual(before);
  });

  test("backup overwrites nothing, and needs a data folder", async () => {
    await life([], "SIGTERM");
    const file = join(folder, "config.json");
    expect(await cli("backup", file)).toMatchObject({
      code: 1,
      stderr: `${file} exists already; choose another name\n`,
    });
    const nowhere = await run("cli/main.ts", ["backup", join(folder, "b"), "--data", join(folder, "no")]);
    expect(nowhere).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("does not exist; give the server's data folder"),
    });
    expect(readdirSync(folder).filter((name) => name.startsWith("b"))).toEqual([]);
  });
});
