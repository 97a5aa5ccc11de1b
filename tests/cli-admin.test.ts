/** The operator's commands about the server as a whole, running and stopped, and how failures are told. */
import { Database } from "bun:sqlite";
import { beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { operatorSuite, refused } from "./support/operator.ts";
import { run } from "./support/run.ts";
import { newFolder } from "./support/server.ts";

const operator = operatorSuite();
const { does, answer } = operator;

describe("on a running server", () => {
  test("status and stats", async () => {
    expect(await answer("status")).toMatchObject({
      running: true,
      url: operator.server.url,
      pid: process.pid,
    });
    const { stats } = await operator.olga.request("server_stats");
    const shown = await answer("stats");
    expect(Object.keys(shown).sort()).toEqual([...Object.keys(stats), "running"].sort());
    expect(shown).toMatchObject({ total_users: 2, total_channels: 1, online_users: 1 });
  });

  test("the audit log is filtered and paged", async () => {
    await does("user", "ban", "bob", "--reason", "spam");
    await does("user", "unban", "bob");
    const { entries, total } = await answer("audit", "list", "--action", "user_ban", "--since", "1h");
    expect(total).toBe(1);
    expect(entries).toMatchObject([
      { action: "user_ban", target_id: "USR:local_bob", details: { reason: "spam" } },
    ]);
    expect(
      (await answer("audit", "list", "--actor", "operator", "--limit", "2", "--offset", "1")).entries,
    ).toHaveLength(2);
    expect((await does("audit", "list", "--target", "nobody")).said).toBe("There is no such entry");
    for (const [words, message] of [
      [["--action", "user_bann"], "The audit log has no action 'user_bann'; did you mean user_ban?"],
      [["--category", "users"], "The audit log has no category 'users'; it is one of user_moderation"],
      [["--limit", "1001"], "The server refused limit: expected integer to be less or equal to 1000"],
    ] as const) {
      await expect(does("audit", "list", ...words)).rejects.toMatchObject(refused(message, "invalid_field"));
    }
  });
});

test("a folder that this user may not look into is not called one without a server", async () => {
  const folder = newFolder();
  chmodSync(folder, 0);
  // Modes mean nothing to root.
  const script = `
    import { requireDataFolder } from ${JSON.stringify(join(import.meta.dir, "../src/cli/ask-server.ts"))};
    if (process.getuid() === 0) process.seteuid(65534);
    try { requireDataFolder(${JSON.stringify(folder)}); } catch (error) { console.log(error.message); }`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" });
  expect(await new Response(child.stdout).text()).toBe(
    `${folder}/config.json can't be looked at (EACCES); run the command as the user that the server runs as\n`,
  );
  rmdirSync(folder);
});

describe("on a stopped server", () => {
  beforeAll(() => operator.server.stop());

  test("status says so with exit code 3; the log has no level to show", async () => {
    expect(await does("status")).toMatchObject({ answer: { running: false }, exitCode: 3 });
    await expect(does("log", "level")).rejects.toMatchObject({ code: "not_running" });
    const { code, stdout } = await run("cli/main.ts", ["status", "--json", "--data", operator.server.folder]);
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
    const archive = join(operator.server.folder, "archive");
    const target = join(operator.server.folder, "imported");
    expect((await run("cli/main.ts", ["export", archive, "--data", operator.server.folder])).code).toBe(0);
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
    const words = ["role", "delete", "owner", "--data", operator.server.folder];
    const { code, stderr } = await run("cli/main.ts", words);
    expect([code, stderr]).toEqual([1, expect.stringContaining("Cannot delete the role 'owner'")]);
    const asJson = await run("cli/main.ts", [...words, "--json"]);
    expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([
      1,
      { error: "Cannot delete the role 'owner': it is a system role", code: "role_protected" },
    ]);
  });
});
