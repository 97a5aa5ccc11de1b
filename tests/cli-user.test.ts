/** `npm run cli -- user create`, on a stopped and on a running server. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { openSqliteStore } from "../src/db/sqlite/store.ts";
import { type Ended, run } from "./support/run.ts";
import { newFolder, spawnServer, startTestServer, type TestServer, writeConfig } from "./support/server.ts";

const password = "a password to type";
let folder: string;

beforeEach(() => {
  folder = newFolder();
  writeConfig(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function userCreate(name: string, flags: readonly string[] = [], typed = `${password}\n`): Promise<Ended> {
  return run("cli/main.ts", ["user", "create", name, "--password-stdin", "--data", folder, ...flags], typed);
}

async function logIn(server: { readonly ws: string }, username: string) {
  return connect(server.ws, { login: { login: { username, password } }, reconnect: [] });
}

describe("on a stopped server", () => {
  test("the account is there at the next start; an owner made so needs no claim code", async () => {
    expect(await userCreate("Mira", ["--role", "owner"])).toEqual({
      code: 0,
      stdout: "Created USR:local_mira\n",
      stderr: "",
    });
    const server = await startTestServer({ folder });
    expect(server.claimCode).toBeNull();
    const { user } = await logIn(server, "mira");
    expect(user).toMatchObject({ id: "USR:local_mira", nickname: "mira", roles: ["owner", "user"] });
    await server.stop();
  });

  test("without --role it gets the roles of newcomers; --json answers for programs", async () => {
    const { stdout } = await userCreate("mira", ["--json"]);
    expect(JSON.parse(stdout)).toEqual({ id: "USR:local_mira" });
    const server = await startTestServer({ folder });
    expect((await logIn(server, "mira")).user.roles).toEqual(["user"]);
    await server.stop();
  });

  test.each([
    ["m", [], password, "Username must be 2-32 characters"],
    ["mira", [], "abc", "Password must be 4-72 characters"],
    ["mira", ["--role", "king"], password, "Role 'king' does not exist"],
  ])("refuses %p %p with the reason and exit code 1", async (name, flags, typed, reason) => {
    expect(await userCreate(name, flags, typed)).toEqual({ code: 1, stdout: "", stderr: `${reason}\n` });
    const { code, stdout } = await userCreate(name, [...flags, "--json"], typed);
    expect({ code, answer: JSON.parse(stdout) }).toEqual({ code: 1, answer: { problem: reason } });
  });

  test("a name that is taken stays whose it is", async () => {
    await userCreate("mira");
    expect(await userCreate("MIRA", [], "another password")).toMatchObject({
      code: 1,
      stderr: "Username already taken\n",
    });
    const server = await startTestServer({ folder });
    expect((await logIn(server, "mira")).user.id).toBe("USR:local_mira");
    await server.stop();
  });

  test("a folder that is in use is left alone", async () => {
    mkdirSync(join(folder, "db"));
    const store = await openSqliteStore({ folder: join(folder, "db"), synchronous: "OFF" });
    const { code, stderr } = await userCreate("mira");
    expect(code).toBe(1);
    expect(stderr).toContain("the data folder is in use by another server");
    await store.close();
  });

  test("a folder that does not exist is not made", async () => {
    rmSync(folder, { recursive: true });
    const { code, stderr } = await userCreate("mira");
    expect(code).toBe(1);
    expect(stderr).toContain(`${folder} is no data folder of a server`);
    expect(existsSync(folder)).toBe(false);
  });

  test("nor is any other folder taken for one, nor none for this one", async () => {
    rmSync(join(folder, "config.json"));
    expect((await userCreate("mira")).stderr).toContain("is no data folder of a server");
    expect(readdirSync(folder)).toEqual([]);
    expect(await userCreate("mira", ["--data", ""])).toMatchObject({
      code: 1,
      stderr: "--data needs a folder\n",
    });
  });

  test("where accounts of the server are off, nobody could log in with it", async () => {
    writeConfig(folder, { auth_mode: "rotur" });
    const { code, stderr } = await userCreate("mira", ["--role", "owner"]);
    expect(code).toBe(1);
    expect(stderr).toContain("Nobody could log in with it: accounts of this server are off");
    const server = await startTestServer({ folder });
    expect(server.claimCode).not.toBeNull();
    expect((await userCreate("mira")).stderr).toContain("accounts of this server are off");
    await server.stop();
  });

  test("--help says what the flags mean", async () => {
    const { code, stdout } = await run("cli/main.ts", ["user", "--help"]);
    expect(code).toBe(0);
    for (const flag of ["--password-stdin", "--role", "--data", "--json"])
      expect(stdout).toContain(`\n  ${flag}`);
  });

  test("after a server was killed, the door that it left does not stand in the way", async () => {
    await using killed = await spawnServer(folder);
    killed.kill("SIGKILL");
    await killed.exited;
    expect(existsSync(join(folder, "db", "control.sock"))).toBe(true);
    expect((await userCreate("mira")).code).toBe(0);
  });

  test("an incomplete command shows how it goes", async () => {
    const { code, stderr } = await run("cli/main.ts", ["user", "create", "mira", "--data", folder]);
    expect(code).toBe(1);
    expect(stderr).toStartWith("Usage: npm run cli -- user create NAME --password-stdin");
  });
});

describe("on a running server", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer({ folder });
  });
  afterEach(() => server.stop());

  test("the account works at once, and everybody hears of the new member", async () => {
    const zoe = await connect(server.ws, {
      login: { register: { username: "zoe", password } },
      reconnect: [],
    });
    const joined = zoe.next("user_join", ({ user }) => user.id === "USR:local_mira");
    expect(await userCreate("mira", ["--role", "moderator"])).toEqual({
      code: 0,
      stdout: "Created USR:local_mira\n",
      stderr: "",
    });
    // In front of what newcomers get, without which he would see no channel.
    expect((await joined).user).toMatchObject({ nickname: "mira", roles: ["moderator", "user"] });
    expect((await logIn(server, "mira")).user.roles).toEqual(["moderator", "user"]);
  });

  test("what the configuration gives to newcomers is given, roles by their old names too", async () => {
    await userCreate("mira", ["--role", "owner"]);
    const mira = await logIn(server, "mira");
    const { id } = await mira.request("role_create", { name: "guest" });
    await server.reconfigure({ DB: { users: { default: { roles: ["guest", "king"], bio: "new here" } } } });
    await mira.request("role_update", { id, name: "visitor" });
    expect((await userCreate("zoe")).code).toBe(0);
    expect((await logIn(server, "zoe")).user).toMatchObject({ roles: ["visitor"], bio: "new here" });
    // Whoever types a name means the role that has it now.
    expect(await userCreate("nora", ["--role", "guest"])).toMatchObject({
      code: 1,
      stderr: "Role 'guest' does not exist\n",
    });
  });

  test("it stays after a restart", async () => {
    await userCreate("mira");
    server = await server.restart();
    expect((await logIn(server, "mira")).user.id).toBe("USR:local_mira");
  });

  test("what it refuses is said the same way", async () => {
    await userCreate("mira");
    expect(await userCreate("mira")).toEqual({ code: 1, stdout: "", stderr: "Username already taken\n" });
    expect(await userCreate("zoe", ["--role", "king"])).toMatchObject({
      code: 1,
      stderr: "Role 'king' does not exist\n",
    });
  });

  test("only the owner of the folder can use the door", () => {
    expect(statSync(join(folder, "db", "control.sock")).mode & 0o777).toBe(0o600);
  });
});

test("an unknown command shows all there are, with exit code 2", async () => {
  const { code, stdout } = await run("cli/main.ts", ["nonsense"]);
  expect(code).toBe(2);
  expect(stdout).toStartWith("Usage: npm run cli -- COMMAND");
  expect(stdout).toContain("user create NAME");
});
