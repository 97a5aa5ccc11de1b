/** The operator's commands on one running server, and on the same folder while it is stopped. */
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { commandGroups } from "../src/cli/command-groups.ts";
import type { Done } from "../src/cli/command-table.ts";
import { parseCommand } from "../src/cli/parse-command.ts";
import { run } from "./support/run.ts";
import { startTestServer, type TestServer } from "./support/server.ts";

const password = "a password to type";
let server: TestServer;
let olga: Awaited<ReturnType<typeof member>>;
const lines: string[] = [];

beforeAll(async () => {
  server = await startTestServer({ config: { unknown: { kept: 1 } }, log: (line) => lines.push(line) });
  const typed = ["--password-stdin", "--data", server.folder];
  await run("cli/main.ts", ["user", "create", "olga", "--role", "owner", ...typed], password);
  olga = await member("login", "olga");
  const bob = await member("register", "bob");
  bob.close();
});
afterAll(() => server.dispose());

function member(how: "login" | "register", username: string) {
  const account = { username, password };
  const login = how === "login" ? { login: account } : { register: account };
  return connect(server.ws, { login, reconnect: [] });
}

/** Runs a command in this process, as main.ts would. */
async function does(...words: string[]): Promise<Done> {
  const group = commandGroups.find(({ name }) => name === words[0]);
  const command = group?.commands.find(({ verb }) => verb === "" || verb === words[1]);
  if (!group || !command) throw new Error(`There is no command ${words.join(" ")}`);
  const given = parseCommand(group.name, command, words.slice(command.verb === "" ? 1 : 2));
  return command.run(given, server.folder);
}

async function answer(...words: string[]) {
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own answer
  return (await does(...words)).answer as any;
}

const refused = (message: string, code: string) => ({ message: expect.stringContaining(message), code });

describe("on a running server", () => {
  test("status and stats", async () => {
    expect(await answer("status")).toMatchObject({ running: true, url: server.url, pid: process.pid });
    const { stats } = await olga.request("server_stats");
    const shown = await answer("stats");
    expect(Object.keys(shown).sort()).toEqual([...Object.keys(stats), "running"].sort());
    expect(shown).toMatchObject({ total_users: 2, total_channels: 1, online_users: 1 });
  });

  test("user list filters and pages", async () => {
    const ids = async (...flags: string[]) => {
      const { users, total } = await answer("user", "list", ...flags);
      return [users.map(({ username }: { username: string }) => username), total];
    };
    const [mine, bobs] = ["USR:local_olga", "USR:local_bob"];
    expect(await ids("--role", "owner")).toEqual([[mine], 1]);
    expect(await ids("--online")).toEqual([[mine], 1]);
    expect(await ids("--search", "BO")).toEqual([[bobs], 1]);
    expect(await ids("--banned")).toEqual([[], 0]);
    expect(await ids("--limit", "1", "--offset", "1")).toEqual([[bobs], 2]);
    await expect(does("user", "list", "--role", "king")).rejects.toMatchObject(
      refused("Role 'king' does not exist", "role_unknown"),
    );
  });

  test("roles are made, changed, moved, given and deleted, and members are told", async () => {
    const told = olga.next("roles_list", ({ roles }) => "helper" in roles);
    await does("role", "create", "helper", "--permission", "manage_messages", "--color", "#123456");
    await told;
    await does("role", "update", "helper", "--grant", "manage_threads", "--revoke", "manage_messages");
    await does("role", "update", "helper", "--hoisted", "yes", "--color", "none");
    expect(await answer("role", "show", "helper")).toMatchObject({
      permissions: ["manage_threads"],
      hoisted: true,
      color: null,
      members: 0,
    });
    expect((await answer("role", "move", "helper", "--below", "moderator")).roles).toEqual([
      "owner",
      "admin",
      "moderator",
      "helper",
      "user",
    ]);
    const given = olga.next("user_roles_get", ({ user }) => user === "USR:local_bob");
    expect((await answer("user", "roles", "bob", "--add", "helper", "--remove", "user")).roles).toEqual([
      "helper",
    ]);
    expect((await given).roles).toEqual(["helper"]);
    await does("user", "roles", "bob", "--add", "user");
    await does("role", "delete", "helper");
    expect((await answer("user", "roles", "bob")).roles).toEqual(["user"]);
    for (const [words, message, code] of [
      [["role", "delete", "owner"], "system role", "role_protected"],
      [["role", "delete", "king"], "not found", "role_not_found"],
      [
        ["role", "create", "a", "--permission", "manage_mesages"],
        "did you mean manage_messages",
        "permission_unknown",
      ],
      [["role", "create", "user"], "already", "role_exists"],
      [["role", "move", "user", "--above", "user"], "another role", "invalid_field"],
      [["role", "update", "user"], "Name what to change", "usage"],
      [["user", "roles", "olga", "--remove", "owner"], "last owner", "last_owner"],
      [["user", "roles", "bob", "--add", "king"], "king", "role_unknown"],
      [["user", "roles", "bob", "--add", "user", "--remove", "user"], "both", "invalid_field"],
    ] as const) {
      await expect(does(...words)).rejects.toMatchObject(refused(message, code));
    }
    const { entries } = await olga.request("modlog_get", { actor: "operator", action: "role_create" });
    expect(entries).toMatchObject([{ actor_name: "operator (command line)", target_name: "helper" }]);
  });

  test("channels are made, changed, moved and deleted, and members are told", async () => {
    const made = olga.next("channels_get", ({ val }) => val.some(({ name }) => name === "staff"));
    await does("channel", "create", "staff", "--view", "moderator", "--send", "moderator");
    await made;
    const changed = olga.next("channel_update");
    await does("channel", "update", "staff", "--name", "team", "--view", "moderator", "--view", "user");
    expect((await changed).channel).toMatchObject({ name: "team", permissions: { send: ["moderator"] } });
    await does("channel", "move", "team", "0");
    const { channels } = await answer("channel", "list");
    expect(channels[0]).toMatchObject({ name: "team", permissions: { view: ["moderator", "user"] } });
    await does("channel", "delete", "team", "--yes");
    await expect(does("channel", "delete", "team", "--yes")).rejects.toMatchObject(
      refused("not found", "channel_not_found"),
    );
    await expect(does("channel", "create", "x", "--type", "king")).rejects.toMatchObject({
      code: "invalid_field",
    });
    await expect(does("channel", "delete", "general", "--json")).rejects.toMatchObject(
      refused("--yes", "usage"),
    );
  });

  test("timeout, kick, logout and sessions", async () => {
    const eve = await member("register", "eve");
    const muted = eve.next("rate_limit");
    await does("user", "timeout", "eve", "30m");
    expect((await muted).length).toBe(1_800_000);
    const { timeout } = await answer("user", "show", "eve");
    expect(timeout).toBeGreaterThan(1700);
    await does("user", "timeout", "eve", "0");
    await expect(does("user", "timeout", "eve", "60d")).rejects.toMatchObject(
      refused("28 days", "invalid_field"),
    );
    await expect(does("user", "timeout", "eve", "soon")).rejects.toMatchObject(refused("30m", "usage"));
    await olga.request("ping");

    const device = await connect(server.ws, {
      login: { login: { username: "eve", password, device: "phone", remember: true } },
      reconnect: [],
    });
    const { sessions } = await answer("session", "list", "eve");
    expect(sessions).toMatchObject([{ device: "phone" }]);
    const ended = device.next("closed");
    await does("session", "revoke", "eve", sessions[0].id);
    await ended;
    await expect(does("session", "revoke", "eve", "none")).rejects.toMatchObject({
      code: "session_not_found",
    });
    const gone = eve.next("closed");
    expect(await answer("user", "logout", "eve")).toMatchObject({ id: "USR:local_eve", connections: 1 });
    await gone;
    expect((await answer("session", "list", "eve")).sessions).toEqual([]);

    const left = olga.next("user_leave", ({ username }) => username === "USR:local_eve");
    await does("user", "kick", "eve", "--reason", "spam");
    await left;
    await expect(does("user", "kick", "olga")).rejects.toMatchObject({ code: "last_owner" });
    await expect(does("user", "show", "eve")).rejects.toMatchObject({ code: "user_not_found" });
  });

  test("bans are listed with their reason", async () => {
    await does("ban", "add", "bob", "--reason", "spam");
    expect((await answer("ban", "list")).bans).toMatchObject([
      { id: "USR:local_bob", reason: "spam", banned_by: null },
    ]);
    expect(await answer("user", "show", "bob")).toMatchObject({ banned: true, ban: { reason: "spam" } });
    await does("ban", "remove", "bob");
    expect((await answer("ban", "list")).bans).toEqual([]);
  });

  test("people join with the operator's invite, with its roles, until it is ended", async () => {
    const made = await answer("invite", "create", "--uses", "2", "--expires", "1h", "--role", "moderator");
    expect(made).toMatchObject({
      url: `${server.url}/invite/${made.code}`,
      max_uses: 2,
      created_by: "operator",
    });
    const account = { username: "ines", password, invite_code: made.code };
    const ines = await connect(server.ws, { login: { register: account }, reconnect: [] });
    expect(ines.user.roles).toEqual(["user", "moderator"]);
    expect((await answer("invite", "list")).invites).toMatchObject([{ code: made.code, uses: 1 }]);
    await does("invite", "delete", made.url);
    expect((await answer("invite", "list")).invites).toEqual([]);
    await expect(does("invite", "delete", made.code)).rejects.toMatchObject({ code: "invite_not_found" });
    await expect(does("invite", "create", "--role", "king")).rejects.toMatchObject({
      code: "role_not_found",
    });
    // The code of an invite lets people in.
    expect(lines.join("")).not.toContain(made.code);
  });

  test("bots log in with the token that is printed, until it is replaced", async () => {
    const { token, bot } = await answer("bot", "create", "dice");
    const dice = await connect(server.ws, { login: { token }, reconnect: [] });
    expect(dice.user.id).toBe(bot.id);
    const closed = dice.next("closed");
    const { token: next } = await answer("bot", "token", "dice");
    await closed;
    expect(next).not.toBe(token);
    expect((await answer("bot", "list")).bots).toMatchObject([{ id: bot.id, created_by: "operator" }]);
    await expect(does("bot", "token", "bob")).rejects.toMatchObject({ code: "not_a_bot" });
    await does("bot", "delete", "dice", "--yes");
    expect((await answer("bot", "list")).bots).toEqual([]);
    expect(lines.join("")).not.toContain(next);
  });

  test("config set holds at once, keeps other keys, and says what needs a restart", async () => {
    const shown = olga.next("server_update");
    expect(await answer("config", "set", "server.name", "Kitchen")).toEqual({
      changed: ["server.name"],
      restart: [],
    });
    expect((await shown).name).toBe("Kitchen");
    expect(await answer("config", "get", "server.name")).toEqual({ key: "server.name", value: "Kitchen" });
    expect(await answer("config", "set", "websocket.port", "0")).toEqual({ changed: [], restart: [] });
    expect(await answer("config", "set", "DB.synchronous", "NORMAL")).toMatchObject({
      restart: ["DB.synchronous"],
    });
    const secret = "files.s3.secret_access_key";
    const changed = await does("config", "set", "limits.post_content", "4000");
    expect(changed.said).toBe("Changed limits.post_content");
    expect(await answer("config", "set", "limits.post_content", "--unset")).toMatchObject({
      changed: ["limits.post_content"],
    });
    const file = JSON.parse(readFileSync(join(server.folder, "config.json"), "utf8"));
    expect(file).toMatchObject({ unknown: { kept: 1 }, server: { name: "Kitchen" } });
    const { keys } = await answer("config", "list", "limits.post_content");
    expect(keys).toMatchObject([{ key: "limits.post_content", value: 2000, default: 2000, restart: false }]);
    for (const [words, message, code] of [
      [["limts.post_content", "1"], "did you mean limits.post_content", "unknown_key"],
      [["limits", "1"], "is a section", "unknown_key"],
      [["limits.post_content", "many"], "a whole number", "config_invalid"],
      [["limits.post_content"], "Give a VALUE", "usage"],
      [["limits.post_content", "0"], "limits.post_content must be", "config_invalid"],
      [["__proto__.x", "1"], "has no key", "unknown_key"],
    ] as const) {
      await expect(does("config", "set", ...words)).rejects.toMatchObject(refused(message, code));
    }
    const { entries } = await answer("audit", "list", "--action", "config_update", "--limit", "1");
    expect(entries).toMatchObject([{ actor_id: "operator", details: { "limits.post_content": 2000 } }]);
    await does("config", "set", secret, "very secret");
    expect((await answer("config", "list", secret)).keys).toMatchObject([{ key: secret, value: "(hidden)" }]);
    expect((await does("config", "get")).said).not.toContain("very secret");
    expect(await does("config", "get", secret)).toEqual({
      answer: { key: secret, value: "(hidden)" },
      said: `${secret} is set; it is not shown`,
    });
    const all = await answer("audit", "list", "--limit", "200");
    expect(JSON.stringify(all)).toContain(secret);
    expect(JSON.stringify(all)).not.toContain("very secret");
    expect(lines.join("")).not.toContain("very secret");
    await does("config", "set", secret, "--unset");
    expect(await answer("config", "get", secret)).toEqual({ key: secret, value: null });
  });

  test("log level is shown and changed", async () => {
    await does("log", "level", "debug");
    expect(await answer("log", "level")).toEqual({ level: "debug" });
    await does("log", "level", "info");
    await expect(does("log", "level", "loud")).rejects.toMatchObject(
      refused("LEVEL must be one of", "usage"),
    );
  });

  test("the audit log is filtered and paged", async () => {
    const { entries, total } = await answer("audit", "list", "--action", "user_ban", "--since", "1h");
    expect(total).toBe(1);
    expect(entries).toMatchObject([
      { action: "user_ban", target_id: "USR:local_bob", details: { reason: "spam" } },
    ]);
    expect(
      (await answer("audit", "list", "--actor", "operator", "--limit", "2", "--offset", "1")).entries,
    ).toHaveLength(2);
    expect((await does("audit", "list", "--target", "nobody")).said).toBe("There is no such entry");
  });
});

describe("on a stopped server", () => {
  beforeAll(() => server.stop());

  test("status says so with exit code 3; the log has no level to show", async () => {
    expect(await does("status")).toMatchObject({ answer: { running: false }, exitCode: 3 });
    await expect(does("log", "level")).rejects.toMatchObject({ code: "not_running" });
    const { code, stdout } = await run("cli/main.ts", ["status", "--json", "--data", server.folder]);
    expect([code, stdout]).toEqual([3, '{"running":false}\n']);
  });

  test("changes are there for the next command", async () => {
    await does("role", "create", "night", "--permission", "manage_messages");
    await does("user", "roles", "bob", "--add", "night");
    await does("channel", "create", "cellar", "--view", "night");
    await does("user", "timeout", "bob", "1h");
    expect(await answer("user", "show", "bob")).toMatchObject({
      roles: expect.arrayContaining(["night"]),
      connections: 0,
    });
    const { timeout } = await answer("user", "show", "bob");
    expect(timeout).toBeGreaterThan(3500);
    expect(await answer("stats")).toMatchObject({ running: false, total_channels: 2 });
    expect(await answer("invite", "create")).toMatchObject({ url: null });
    await does("config", "set", "server.url", "wss://chat.example/");
    expect((await answer("invite", "create")).url).toStartWith("https://chat.example/invite/");
    expect(await answer("config", "get", "server.url")).toMatchObject({ value: "wss://chat.example/" });
  });

  test("the operator's invites and bots come through an archive, and the operator becomes no member", async () => {
    const { code: invite } = await answer("invite", "create", "--role", "night");
    await does("bot", "create", "kept");
    const archive = join(server.folder, "archive");
    const target = join(server.folder, "imported");
    expect((await run("cli/main.ts", ["export", archive, "--data", server.folder])).code).toBe(0);
    expect((await run("cli/main.ts", ["import", archive, "--data", target])).code).toBe(0);
    const there = async (...words: string[]) =>
      JSON.parse((await run("cli/main.ts", [...words, "--json", "--data", target])).stdout);
    const { invites } = await there("invite", "list");
    expect(invites).toContainEqual(
      expect.objectContaining({ code: invite, created_by: "operator", roles: ["night"] }),
    );
    expect((await there("bot", "list")).bots).toMatchObject([
      { id: "USR:local_kept", created_by: "operator" },
    ]);
    const database = new Database(join(target, "db", "server.db"), { readonly: true });
    expect(database.query("SELECT id FROM users WHERE id = 'operator'").all()).toEqual([]);
    database.close();
  });

  test("a failure is one line, or JSON for programs, with exit code 1", async () => {
    const words = ["role", "delete", "owner", "--data", server.folder];
    const { code, stderr } = await run("cli/main.ts", words);
    expect([code, stderr]).toEqual([1, expect.stringContaining("Cannot delete the role 'owner'")]);
    const asJson = await run("cli/main.ts", [...words, "--json"]);
    expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([
      1,
      { error: "Cannot delete the role 'owner': it is a system role", code: "role_protected" },
    ]);
  });

  test("config check names every fault with its line, and changes nothing", async () => {
    const file = join(server.folder, "config.json");
    const good = readFileSync(file, "utf8");
    expect(await does("config", "check")).toMatchObject({ exitCode: 0, answer: { problems: [] } });
    const broken = '{\n  "websocket": {\n    "port": "x"\n  }\n}\n';
    writeFileSync(file, broken);
    const report = await does("config", "check");
    expect(report).toMatchObject({ exitCode: 1, answer: { problems: [{ key: "websocket.port", line: 3 }] } });
    expect(report.said).toContain(`${file}:3: websocket.port must be a whole number`);
    await expect(does("config", "get")).rejects.toThrow("websocket.port");
    expect(readFileSync(file, "utf8")).toBe(broken);
    writeFileSync(file, good);
  });
});
