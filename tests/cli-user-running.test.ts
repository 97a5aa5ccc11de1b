/** `npm run cli -- user` on a running server. On a stopped one: cli-user.test.ts. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { run } from "./support/run.ts";
import { newFolder, startTestServer, type TestServer, writeConfig } from "./support/server.ts";
import { openTown } from "./support/town.ts";
import { logIn, password, userCommands } from "./support/user-commands.ts";

let folder: string;
let server: TestServer;
let lines: string[] = [];

beforeEach(async () => {
  folder = newFolder();
  writeConfig(folder);
  lines = [];
  server = await startTestServer({ folder, log: (line) => lines.push(line) });
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const { create: userCreate, does: userDoes } = userCommands(() => folder);

test("the account works at once, and everybody is told of the new member", async () => {
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
  // Before the roles of newcomers, without which the account would see no channel.
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
  // A name means the role that has it now.
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

test("ban, unban and delete are announced, and end connections, as the commands do", async () => {
  await userCreate("olga", ["--role", "owner"]);
  await userCreate("bob");
  const olga = await logIn(server, "olga");
  const told = async (words: readonly string[], told: string) => {
    const bob = await logIn(server, "bob");
    const frames: { readonly cmd?: string }[] = [];
    bob.received((text) => frames.push(JSON.parse(text)));
    const gone = bob.next("closed");
    const left = olga.next("user_leave", ({ username }) => username === "USR:local_bob");
    expect((await userDoes(words)).code).toBe(0);
    await Promise.all([gone, left]);
    expect(frames.filter(({ cmd }) => cmd === "error" || cmd === "disconnect")).toMatchObject([
      { cmd: "error", src: "auth" },
      { cmd: "disconnect", reason: told },
    ]);
  };
  await told(["ban", "bob", "--reason", "spam"], "You have been banned: spam");
  expect(await olga.request("users_banned")).toMatchObject({
    bans: [{ user_id: "USR:local_bob", banned_by: null, reason: "spam" }],
  });
  const back = olga.next("user_join", ({ user }) => user.username === "USR:local_bob");
  expect((await userDoes(["unban", "bob"])).stdout).toBe("USR:local_bob is no longer banned\n");
  await back;
  await told(["delete", "bob", "--yes"], "Your account was deleted");
  expect((await olga.request("users_list")).users.map(({ username }) => username)).not.toContain(
    "USR:local_bob",
  );
  await userDoes(["list"]);
  await userDoes(["ban", "nobody"]);
  const logged = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "operator");
  expect(logged.map(({ cmd, target }) => [cmd, target])).toEqual([
    ["user_create", "olga"],
    ["user_create", "bob"],
    ["user_ban", "bob"],
    ["user_unban", "bob"],
    ["user_delete", "USR:local_bob"],
  ]);
  expect(lines.join("")).not.toContain(password);
  const { entries } = await olga.request("modlog_get", { actor: "operator" });
  expect(entries.map(({ action, actor_name }) => [action, actor_name]).slice(0, 3)).toEqual(
    ["user_delete", "user_unban", "user_ban"].map((action) => [action, "operator (command line)"]),
  );
});

test("a new password holds at once, and ends the account's connections", async () => {
  await userCreate("mira");
  const mira = await logIn(server, "mira");
  const told = mira.next("error");
  const gone = mira.next("closed");
  expect((await userDoes(["passwd", "mira", "--password-stdin"], "another password")).code).toBe(0);
  expect(await told).toMatchObject({ src: "auth", code: "password_changed" });
  await gone;
  await expect(logIn(server, "mira")).rejects.toMatchObject({ code: "invalid_password" });
  const again = { username: "mira", password: "another password" };
  const { user } = await connect(server.ws, { login: { login: again }, reconnect: [] });
  expect(user.id).toBe("USR:local_mira");
});

test("list shows the members, also as JSON for programs", async () => {
  await userCreate("mira");
  await logIn(server, "mira");
  expect(JSON.parse((await userDoes(["list", "--json"])).stdout)).toEqual({
    users: [
      {
        id: "USR:local_mira",
        username: "USR:local_mira",
        nickname: "mira",
        roles: ["user"],
        banned: false,
        local: true,
        online: true,
      },
    ],
    total: 1,
  });
  expect((await userDoes(["list"])).stdout).toBe(
    "ID              NAME  ROLES\nUSR:local_mira  mira  user   online\n",
  );
});

test("only the owner of the folder can use the door", () => {
  expect(statSync(join(folder, "db", "control.sock")).mode & 0o777).toBe(0o600);
});

test("a name that two members have is not guessed about; Rotur accounts have no password here", async () => {
  const town = await openTown();
  const [olga, bob, zoe] = await town.people("olga", "bob", "zoe");
  const on = (...words: string[]) =>
    run("cli/main.ts", ["user", ...words, "--data", town.server.folder], password);
  expect((await on("create", "bob", "--password-stdin")).code).toBe(0);
  expect(await on("ban", "bob")).toMatchObject({
    code: 1,
    stderr: `'bob' is the username of ${bob.user.id} and the plain name of USR:local_bob; give one of these ids\n`,
  });
  expect((await on("ban", bob.user.id)).stdout).toBe(`Banned ${bob.user.id}\n`);
  // Only one of the two has a password.
  expect((await on("passwd", "bob", "--password-stdin")).code).toBe(0);
  expect(await on("passwd", "zoe", "--password-stdin")).toMatchObject({
    code: 1,
    stderr: "'zoe' logs in with the identity service and has no password here\n",
  });
  expect((await olga.request("users_banned_list")).users).toEqual(["bob"]);
  expect(zoe.user.username).toBe("zoe");
  await town.close();
});
