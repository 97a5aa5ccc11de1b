/** `npm run cli -- user` on a stopped server. On a running one: cli-user-running.test.ts. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openSqliteStore } from "../src/db/sqlite/store.ts";
import { cliName } from "./support/programs.ts";
import { run } from "./support/run.ts";
import { newFolder, spawnServer, startTestServer, writeConfig } from "./support/server.ts";
import { logIn, password, userCommands } from "./support/user-commands.ts";

let folder: string;

beforeEach(() => {
  folder = newFolder();
  writeConfig(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { create: userCreate, does: userDoes } = userCommands(() => folder);

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
  expect({ code, answer: JSON.parse(stdout) }).toEqual({
    code: 1,
    answer: { error: reason, code: expect.any(String) },
  });
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
    stderr: "--data needs a value\n",
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
  const { code, stdout } = await run("cli/main.ts", ["user", "create", "--help"]);
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

test.each([[["create"]], [["list", "mira"]], [["promote", "mira"]], [["ban", "mira", "spam"]], [[]]])(
  "user %p is incomplete or unknown, and shows how it goes",
  async (words) => {
    const { code, stderr } = await userDoes(words);
    expect(code).toBe(1);
    expect(stderr).toStartWith(`Usage: ${cliName} user `);
  },
);

test("a flag of another command is refused", async () => {
  expect(await userDoes(["list", "--reason", "spam"])).toMatchObject({
    code: 1,
    stderr: "user list knows no --reason; see user list --help\n",
  });
});

test("without a terminal and without --password-stdin there is no password", async () => {
  const { code, stderr } = await userDoes(["create", "mira"]);
  expect(code).toBe(1);
  expect(stderr).toContain("give it with --password-stdin");
});

test("names that nobody may register are the operator's to give; of a moderator's double it warns", async () => {
  expect(await userCreate("admin")).toMatchObject({ code: 0, stderr: "" });
  await userCreate("olga", ["--role", "owner"]);
  const { code, stderr } = await userCreate("o1ga");
  expect(code).toBe(0);
  expect(stderr).toBe("The name looks like that of USR:local_olga, who has management permissions\n");
  expect(JSON.parse((await userCreate("0lga", ["--json"])).stdout)).toEqual({
    id: "USR:local_0lga",
    looks_like: "USR:local_olga",
  });
});

test("passwd, list, ban, unban and delete are there at the next start", async () => {
  await userCreate("olga", ["--role", "owner"]);
  await userCreate("mira");
  await userCreate("bob");
  await userCreate("eve");
  expect(await userDoes(["passwd", "mira", "--password-stdin"], "another password")).toEqual({
    code: 0,
    stdout: "USR:local_mira has a new password; its connections were ended\n",
    stderr: "",
  });
  expect(await userDoes(["ban", "bob", "--reason", "spam"])).toMatchObject({
    stdout: "Banned USR:local_bob\n",
  });
  expect(await userDoes(["ban", "BOB"])).toMatchObject({
    code: 0,
    stdout: "USR:local_bob is banned already\n",
  });
  expect(await userDoes(["delete", "eve"], "no\n")).toMatchObject({
    code: 1,
    stderr: "Nothing was changed\n",
  });
  expect(await userDoes(["delete", "eve"], "y\n")).toMatchObject({ code: 0 });
  expect((await userDoes(["list"])).stdout).toBe(
    "ID              NAME  ROLES\nUSR:local_olga  olga  owner, user\nUSR:local_mira  mira  user\nUSR:local_bob   bob   user         banned\n",
  );
  const server = await startTestServer({ folder });
  await expect(logIn(server, "mira")).rejects.toMatchObject({ code: "invalid_password" });
  await expect(logIn(server, "bob")).rejects.toMatchObject({ code: "banned" });
  await expect(logIn(server, "eve")).rejects.toMatchObject({ code: "account_not_found" });
  await server.stop();
  expect(JSON.parse((await userDoes(["unban", "bob", "--json"])).stdout)).toEqual({
    id: "USR:local_bob",
    username: "USR:local_bob",
    changed: true,
  });
  expect((await userDoes(["unban", "bob"])).stdout).toBe("USR:local_bob is not banned\n");
  const again = await startTestServer({ folder });
  const olga = await logIn(again, "olga");
  const { entries } = await olga.request("modlog_get");
  expect(entries.map(({ action, actor_id, target_id }) => [action, actor_id, target_id])).toEqual([
    ["user_unban", "operator", "USR:local_bob"],
    ["user_delete", "operator", "USR:local_eve"],
    ["user_ban", "operator", "USR:local_bob"],
    ["user_passwd", "operator", "USR:local_mira"],
    ...["eve", "bob", "mira", "olga"].map((name) => ["user_create", "operator", `USR:local_${name}`]),
  ]);
  expect((await olga.request("modlog_get", { actor: "operator" })).total).toBe(entries.length);
  expect((await logIn(again, "bob")).user.id).toBe("USR:local_bob");
  await again.stop();
});

test("what can't be done is said with exit code 1, for programs too", async () => {
  await userCreate("olga", ["--role", "owner"]);
  await userCreate("bob");
  await userDoes(["ban", "bob"]);
  const problems: [string[], string][] = [
    [["ban", "nobody"], "Nobody here is called 'nobody'; `user list` shows the members"],
    [["ban", "olga"], "'USR:local_olga' is the last owner: make another one first"],
    [["delete", "olga", "--yes"], "'USR:local_olga' is the last owner: make another one first"],
    [["delete", "bob", "--yes"], "'USR:local_bob' is banned, and would be free to come back"],
    [["ban", "bob", "--reason", "x".repeat(501)], "reason"],
    [["passwd", "olga", "--password-stdin"], "Password must be 4-72 characters"],
  ];
  for (const [words, reason] of problems) {
    const { code, stderr } = await userDoes(words, "abc");
    expect({ words, code, stderr }).toEqual({ words, code: 1, stderr: expect.stringContaining(reason) });
    const { stdout } = await userDoes([...words, "--json"], "abc");
    expect(JSON.parse(stdout)).toEqual({
      error: expect.stringContaining(reason),
      code: expect.any(String),
    });
  }
  expect(JSON.parse((await userDoes(["delete", "olga", "--json"])).stdout).error).toContain("add --yes");
});

test("a second owner may be banned and deleted", async () => {
  for (const name of ["olga", "otto", "rita"]) await userCreate(name, ["--role", "owner"]);
  expect(await userDoes(["ban", "otto"])).toMatchObject({ code: 0 });
  expect(await userDoes(["delete", "rita", "--yes"])).toMatchObject({ code: 0 });
  expect(await userDoes(["ban", "olga"])).toMatchObject({ code: 1 });
});

test("an unknown command shows all there are, with exit code 2", async () => {
  const { code, stdout } = await run("cli/main.ts", ["nonsense"]);
  expect(code).toBe(2);
  expect(stdout).toStartWith(`Usage: ${cliName} COMMAND`);
  expect(stdout).toContain("user list|show|create|passwd|roles|ban|unban|");
});
