/** The audit log: its entries, and who may read which. */
import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { audited } from "../src/db/audit.ts";
import { migrations } from "../src/db/migrations.ts";
import { updateUsers } from "../src/db/users.ts";
import { auditActions } from "../src/protocol/audit.ts";
import { entriesOf, type Filter, story } from "./support/audit.ts";
import { staffOver } from "./support/casts.ts";
import { run } from "./support/run.ts";
import type { TestServerOptions } from "./support/server.ts";
import { gif } from "./support/small-pictures.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";
import { upload } from "./support/uploads.ts";

let town: Town;
afterEach(() => town.close());

async function cast(permissions: string[] = [], options: TestServerOptions = {}) {
  town = await openTown(options);
  return staffOver(town, permissions);
}

describe("what is recorded", () => {
  test("every action that changes something, with actor, target, one word and one category", async () => {
    let now = 1_800_000_000_000;
    const { olga, ada, mira } = await cast([], { now: () => now });
    const before = (await olga.request("modlog_get")).total;
    now += 1234;
    const { message } = await mira.request("message_new", { channel: "general", content: "a secret" });
    const channel = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "tea", type: "text", permissions: channel });
    await olga.request("channel_update", {
      current_name: "tea",
      updates: { name: "cake", description: "sweet", password: "hunter2" } as never,
    });
    await olga.request("channel_move", { name: "cake", position: 0 });
    await olga.request("channel_delete", { name: "cake" });
    await olga.request("message_pin", { channel: "general", id: message.id });
    await olga.request("message_unpin", { channel: "general", id: message.id });
    await olga.request("message_delete", { channel: "general", id: message.id });
    await mira.request("message_new", { channel: "general", content: "another" });
    const purge = { command: "purge", args: { count: 1 } };
    await olga.request("slash_call", { channel: "general", ...purge });
    const asked = { channel: "general", question: "Tea?", options: ["yes", "no"] };
    const { poll_id } = await mira.request("poll_create", asked);
    await olga.request("poll_end", { poll_id });
    const file = await upload(mira, town.server.url);
    await mira.request("message_new", { channel: "general", content: "", attachments: [file] });
    await olga.request("attachment_delete", { attachment_id: file.id });
    const forum = { ...channel, create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions: forum });
    const { thread } = await mira.request("thread_create", { channel: "help", name: "Printer" });
    const thread_id = thread.id;
    await olga.request("thread_update", { thread_id, name: "Scanner", locked: true, archived: true });
    await olga.request("thread_pin", { thread_id });
    await olga.request("thread_unpin", { thread_id });
    await olga.request("thread_delete", { thread_id });
    const role = await olga.request("role_create", { name: "cook", color: "#123456" });
    await olga.request("role_update", { name: "cook", hoisted: true });
    await olga.request("role_set", { id: role.id, data: { name: "chef", self_assignable: true } });
    await olga.request("role_permissions_set", { name: "chef", permissions: ["send_messages"] });
    await mira.request("self_role_add", { role: "chef" });
    await mira.request("self_role_remove", { role: "chef" });
    await olga.request("role_reorder", { roles: ["owner", "chef"] });
    await olga.request("role_delete", { name: "chef" });
    await olga.request("user_roles_add", { user: "mira", roles: ["moderator"] });
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    await olga.request("rate_limit_reset", { user: "mira" });
    await olga.request("user_update", { user: "mira", updates: { nickname: "Mi" } });
    await olga.request("user_ban", { user: "MIRA", reason: "spam" });
    await olga.request("user_unban", { user: "mira" });
    await olga.request("user_kick", { user: "mira" });
    await olga.request("user_delete", { user: "ada" });
    const emoji = await olga.request("emoji_add", { name: "tea", image: gif });
    await olga.request("emoji_update", { emoji_id: emoji.id, name: "cup" });
    await olga.request("emoji_update", { emoji_id: emoji.id, image: gif });
    await olga.request("emoji_delete", { emoji_id: emoji.id });
    const sticker = await olga.request("sticker_add", { name: "hello", image: gif, description: "Hi" });
    await olga.request("sticker_update", { id: sticker.id, description: null });
    await olga.request("sticker_delete", { id: sticker.id });
    const bot = (await olga.request("bot_create", { name: "helper" })).bot.username;
    await olga.request("bot_token_reset", { user: bot });
    await olga.request("bot_delete", { user: bot });
    const { invite } = await olga.request("invite_create", { max_uses: 2 });
    await olga.request("invite_delete", { code: invite.code });
    const { webhook } = await olga.request("webhook_create", { channel: "general", name: "CI" });
    await olga.request("webhook_update", { id: webhook.id, name: "Builds", secret: "hunter2" });
    await olga.request("webhook_regenerate", { id: webhook.id });
    await olga.request("webhook_delete", { id: webhook.id });
    await olga.request("server_update", { name: "Tea House" });
    await olga.request("config_update", { updates: { limits: { search_results: 7 } } });
    const byOperator = (...args: string[]) =>
      run("cli/main.ts", ["user", ...args, "--data", town.server.folder], "hunter2");
    await byOperator("create", "lea", "--password-stdin", "--role", "moderator");
    await byOperator("passwd", "lea", "--password-stdin");
    const lea = await connect(town.server.ws, {
      login: { login: { username: "lea", password: "hunter2", remember: true } },
      reconnect: [],
    });
    await lea.request("password_change", { password: "hunter2", new_password: "tea and cake" });
    const [session] = (await lea.request("sessions_list")).sessions;
    await lea.request("session_revoke", { id: session?.id ?? "" });
    await byOperator("create", "kim", "--password-stdin");
    await byOperator("erase", "kim", "--yes");
    const found = await story(olga, { limit: 200 });
    const renamed = { name: "cake", description: "sweet" };
    const inHelp = { channel: "help" };
    const chef = { name: "chef", self_assignable: true };
    const newFile = expect.stringMatching(/^[0-9a-f-]+\.gif$/);
    const chefHigh = ["owner", "chef", "admin", "staff", "moderator", "user"];
    const chefLow = ["owner", "admin", "staff", "moderator", "chef", "user"];
    expect(found.slice(before)).toEqual([
      ["channel_create", "tea", { type: "text" }],
      ["channel_update", "cake", { ...renamed, before: { name: "tea", description: null } }],
      ["channel_move", "cake", { position: 0, before: { position: 1 } }],
      ["channel_delete", "cake", { before: expect.objectContaining({ type: "text", description: "sweet" }) }],
      ["message_pin", null, { channel: "general" }],
      ["message_unpin", null, { channel: "general" }],
      ["message_delete", null, { channel: "general", author: mira.user.id }],
      ["message_purge", null, { channel: "general", messages: 1, authors: [mira.user.id] }],
      ["poll_end", null, { channel: "general" }],
      ["attachment_delete", "plan.pdf", { channel: "general", author: mira.user.id }],
      ["channel_create", "help", { type: "forum" }],
      ["thread_update", "Printer", { ...inHelp, name: "Scanner", before: { name: "Printer" } }],
      ["thread_lock", "Printer", { ...inHelp, locked: true, before: { locked: false } }],
      ["thread_archive", "Printer", { ...inHelp, archived: true, before: { archived: false } }],
      ["thread_pin", "Scanner", inHelp],
      ["thread_unpin", "Scanner", inHelp],
      ["thread_delete", "Scanner", inHelp],
      ["role_create", "cook", { color: "#123456", permissions: [] }],
      ["role_update", "cook", { hoisted: true, before: { hoisted: false } }],
      ["role_update", "cook", { ...chef, before: { name: "cook", self_assignable: false } }],
      ["role_permissions_set", "chef", { permissions: ["send_messages"], before: { permissions: [] } }],
      ["self_role_add", "mira", { role: "chef" }],
      ["self_role_remove", "mira", { role: "chef" }],
      ["role_reorder", null, { roles: chefHigh, before: { roles: chefLow } }],
      ["role_delete", "chef", { before: expect.objectContaining({ color: "#123456", hoisted: true }) }],
      ["user_roles_set", "mira", { roles: ["user", "moderator"], before: { roles: ["user"] } }],
      ["user_timeout", "mira", { timeout: 60, before: { timeout: 0 } }],
      ["rate_limit_reset", "mira", {}],
      ["user_update", "mira", { nickname: "Mi", before: { nickname: null } }],
      ["user_ban", "mira", { reason: "spam" }],
      ["user_unban", "mira", {}],
      ["user_kick", "mira", { before: { roles: ["user", "moderator"] } }],
      ["user_delete", "ada", { before: { roles: ["staff", "user"] } }],
      ["emoji_add", "tea", {}],
      ["emoji_update", "tea", { name: "cup", before: { name: "tea" } }],
      ["emoji_update", "cup", { fileName: newFile, before: { fileName: emoji.fileName } }],
      ["emoji_delete", "cup", { before: { name: "cup", fileName: newFile } }],
      ["sticker_add", "hello", {}],
      ["sticker_update", "hello", { description: null, before: { description: "Hi" } }],
      ["sticker_delete", "hello", { before: { name: "hello", fileName: sticker.fileName } }],
      ["bot_create", "USR:local_helper", {}],
      ["bot_token_reset", "USR:local_helper", {}],
      ["bot_delete", "USR:local_helper", {}],
      ["invite_create", null, { max_uses: 2, roles: [] }],
      ["invite_delete", "olga", {}],
      ["webhook_create", "CI", { channel: "general" }],
      ["webhook_update", "CI", { name: "Builds", signed: true, before: { name: "CI", signed: false } }],
      ["webhook_regenerate", "Builds", {}],
      ["webhook_delete", "Builds", { before: { name: "Builds", avatar: null } }],
      [
        "server_update",
        null,
        { "server.name": "Tea House", before: { "server.name": "My OriginChats Server" } },
      ],
      ["config_update", null, { "limits.search_results": 7, before: { "limits.search_results": 30 } }],
      ["user_create", "USR:local_lea", { roles: ["moderator", "user"] }],
      ["user_passwd", "USR:local_lea", {}],
      ["password_change", "USR:local_lea", {}],
      ["session_revoke", "USR:local_lea", {}],
      // It was about somebody who is erased.
      ["user_create", "Deleted user", {}],
      ["user_erase", null, { messages: "kept" }],
    ] as never);
    const entries = await entriesOf(olga, { limit: 200 });
    expect(entries.find(({ action }) => action === "channel_update")).toEqual({
      id: expect.stringMatching(/^1800000001234-./),
      action: "channel_update",
      category: "channel_management",
      actor_id: olga.user.id,
      actor_name: "olga",
      target_id: "tea",
      target_name: "cake",
      details: { ...renamed, before: { name: "tea", description: null } },
      timestamp: 1_800_000_001.234,
    });
    expect(entries.find(({ action }) => action === "message_delete")?.target_id).toBe(message.id);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    for (const { action, category } of entries)
      expect(category).toBe(auditActions[action as keyof typeof auditActions]);
    expect(new Set(entries.map(({ action }) => action))).toEqual(new Set(Object.keys(auditActions)));
    expect(JSON.stringify(entries)).not.toMatch(/secret|hunter2/);
    expect(ada.user.username).toBe("ada");
  });

  test("not what was refused, what changed nothing, and what people do to their own words", async () => {
    const { olga, mira } = await cast();
    const forum = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions: forum });
    const { thread } = await olga.request("thread_create", { channel: "help", name: "Printer" });
    const thread_id = thread.id;
    const { total } = await olga.request("modlog_get");
    const { message } = await mira.request("message_new", { channel: "general", content: "oops" });
    await mira.request("message_delete", { channel: "general", id: message.id });
    const { poll_id } = await mira.request("poll_create", {
      channel: "general",
      question: "Tea?",
      options: ["yes", "no"],
    });
    await mira.request("poll_end", { poll_id });
    for (const archived of [true, false]) await olga.request("thread_update", { thread_id, archived });
    await olga.request("thread_update", { thread_id, locked: true, name: "Fax" });
    await olga.request("thread_delete", { thread_id });
    await mira.request("nickname_update", { nickname: "M" });
    await mira.request("status_set", { status: "dnd" });
    await olga.request("user_roles_set", { user: "mira", roles: ["user"] });
    await olga.request("user_timeout", { user: "mira", timeout: 0 });
    await olga.request("role_update", { name: "staff", permissions: [], hoisted: false });
    await olga.request("role_reorder", { roles: ["owner", "admin"] });
    await olga.request("channel_move", { name: "general", position: 0 });
    await olga.request("channel_update", { current_name: "general", updates: { name: "general" } });
    await refusal(mira.request("role_create", { name: "x" }));
    await refusal(olga.request("role_delete", { name: "owner" }));
    await refusal(olga.request("channel_delete", { name: "nothing" }));
    expect((await olga.request("modlog_get")).total).toBe(total);
  });

  test("the pin of any thread, and the lock of another member's", async () => {
    const { olga, ada, mira } = await cast(["manage_threads"]);
    const forum = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions: forum });
    const { total } = await olga.request("modlog_get");
    for (const by of [ada, mira]) {
      const { thread } = await by.request("thread_create", { channel: "help", name: by.name });
      const thread_id = thread.id;
      await ada.request("thread_pin", { thread_id });
      await ada.request("thread_pin", { thread_id });
      await ada.request("thread_unpin", { thread_id });
      await ada.request("thread_update", { thread_id, locked: true });
    }
    expect((await story(olga)).slice(total)).toEqual([
      ["thread_pin", "ada", { channel: "help" }],
      ["thread_unpin", "ada", { channel: "help" }],
      ["thread_pin", "mira", { channel: "help" }],
      ["thread_unpin", "mira", { channel: "help" }],
      ["thread_lock", "mira", { channel: "help", locked: true, before: { locked: false } }],
    ] as never);
  });

  test("nothing while the log is off", async () => {
    const { olga } = await cast([], { config: { modlog: { enabled: false } } });
    await olga.request("user_timeout", { user: "mira", timeout: 5 });
    expect((await olga.request("modlog_get")).total).toBe(0);
    await town.server.reconfigure({ modlog: { enabled: true } });
    await olga.request("user_timeout", { user: "mira", timeout: 6 });
    expect(await story(olga)).toMatchObject([["user_timeout", "mira", { timeout: 6 }]] as never);
  });

  test("details stay small: what doesn't fit is named", async () => {
    const { olga } = await cast();
    const many = Array.from({ length: 60 }, (_, index) => `role ${index} of a long name`);
    for (const name of many) await olga.request("role_create", { name });
    await olga.request("channel_create", { name: "tea", type: "text" });
    const lists = Object.fromEntries(["view", "send", "delete", "pin"].map((action) => [action, many]));
    await olga.request("channel_update", {
      current_name: "tea",
      updates: { description: "ü".repeat(1000), display_name: "Tea", permissions: lists },
    });
    const [entry] = await entriesOf(olga);
    expect(Object.keys(entry?.details ?? {})).toEqual(["description", "display_name", "before", "left_out"]);
    expect(entry?.details["left_out"]).toEqual(["permissions"]);
    expect(Buffer.byteLength(JSON.stringify(entry?.details))).toBeLessThanOrEqual(4096);
  });

  test("together with the action, or neither", async () => {
    const { olga, mira } = await cast();
    const { store, state } = town.server;
    const [entry] = await entriesOf(olga);
    const user = state.users.get(mira.user.id);
    if (!entry || !user) throw new Error("nothing there");
    // The id is taken, so the record can't be written.
    const actor = { id: olga.user.id, name: "olga" };
    const empty = { target: null, details: {}, channel: null, text: null };
    const record = { id: entry.id, at: 1, action: "user_update", actor, ...empty } as const;
    const change = audited(updateUsers({ users: [{ ...user, nickname: "half" }] }), record);
    const failure = await new Promise((resolve) => store.commit(change, (_, problem) => resolve(problem)));
    expect(failure).toMatchObject({ reason: expect.stringContaining("UNIQUE") });
    await town.restart();
    expect((await town.join("mira")).user.nickname).toBeNull();
  });
});

describe("modlog_get", () => {
  test("gives pages, newest first, and filters that all must hold", async () => {
    let now = 1_800_000_000_000;
    const { olga, ada, mira } = await cast(["administrator"], { now: () => now });
    const { total } = await olga.request("modlog_get");
    for (const timeout of [1, 2, 3]) {
      now += 1000;
      await olga.request("user_timeout", { user: "mira", timeout });
    }
    now += 1000;
    await ada.request("user_update", { user: "mira", updates: { nickname: "Mi" } });
    const timeouts = async (filter: Filter) =>
      (await entriesOf(olga, filter)).map(({ details }) => details["timeout"]);
    expect(await timeouts({ action: "user_timeout" })).toEqual([3, 2, 1]);
    expect(await timeouts({ action: "user_timeout", limit: 1, offset: 1 })).toEqual([2]);
    const page = await olga.request("modlog_get", { limit: 2, offset: 1 });
    expect(page).toMatchObject({ total: total + 4, offset: 1, limit: 2 });
    expect(page.entries.map(({ details }) => details["timeout"])).toEqual([3, 2]);
    expect(await timeouts({ after: 1_800_000_002, action: "user_timeout" })).toEqual([3]);
    expect(await timeouts({ after: "1800000002", action: "user_timeout" })).toEqual([3]);
    for (const actor of ["ada", "ADA", ada.user.id]) {
      expect((await entriesOf(olga, { actor })).map(({ action }) => action)).toEqual(["user_update"]);
    }
    for (const target of ["mira", mira.user.id]) {
      expect(await entriesOf(olga, { target, category: "user_moderation" })).toHaveLength(4);
    }
    expect(await entriesOf(olga, { category: "nothing" })).toEqual([]);
    expect((await olga.request("modlog_get")).limit).toBe(100);
    for (const wrong of [{ limit: 0 }, { limit: 201 }, { offset: -1 }, { after: "soon" }, { actor: 5 }]) {
      expect(await refusal(olga.request("modlog_get", wrong as never))).toBe("invalid_field");
    }
  });

  test("finds former members by name too", async () => {
    const { olga } = await cast();
    await olga.request("user_kick", { user: "mira", reason: "enough" });
    expect(await story(olga, { target: "mira" })).toEqual([
      ["user_kick", "mira", { reason: "enough", before: { roles: ["user"] } }],
    ] as never);
  });

  test("holders of manage_users read entries about users, of view_audit_log all, others none", async () => {
    const { olga, ada, mira } = await cast(["manage_users"]);
    await olga.request("user_timeout", { user: "mira", timeout: 5 });
    const categories = async () => new Set((await entriesOf(ada)).map(({ category }) => category));
    expect(await categories()).toEqual(new Set(["user_moderation"]));
    expect(await entriesOf(ada, { category: "role_management" })).toEqual([]);
    expect(Object.keys((await ada.request("modlog_summary")).category_totals)).toEqual(["user_moderation"]);
    await olga.request("role_update", { name: "staff", permissions: ["view_audit_log"] });
    expect(await categories()).toEqual(new Set(["user_moderation", "role_management"]));
    for (const cmd of ["modlog_get", "modlog_summary"] as const) {
      const denied = await refusalOf(mira.request(cmd));
      expect(denied.message).toBe("Access denied: 'view_audit_log' or 'manage_users' permission required");
    }
  });
});

describe("what is recorded about a channel", () => {
  /** Everything that is recorded about a channel, of channels that in the end only cooks view. */
  async function secrets(olga: Member, mira: Member) {
    const lists = (...view: string[]) => ({ view, send: view, create_thread: view });
    await olga.request("channel_create", { name: "vault", type: "text", permissions: lists("cook", "user") });
    await olga.request("channel_create", {
      name: "cellar",
      type: "forum",
      permissions: lists("cook", "user"),
    });
    const { message } = await mira.request("message_new", { channel: "vault", content: "hm" });
    await olga.request("message_pin", { channel: "vault", id: message.id });
    const asked = { channel: "vault", question: "Tea?", options: ["yes", "no"] };
    const { poll_id } = await mira.request("poll_create", asked);
    await olga.request("poll_end", { poll_id });
    await olga.request("message_delete", { channel: "vault", id: message.id });
    const { thread } = await mira.request("thread_create", { channel: "cellar", name: "Keys" });
    await olga.request("thread_pin", { thread_id: thread.id });
    await olga.request("channel_move", { name: "vault", position: 0 });
    for (const current_name of ["vault", "cellar"]) {
      const permissions = lists("cook");
      await olga.request("channel_update", { current_name, updates: { permissions } });
    }
  }
  const kinds = async (by: Member, filter: Filter = {}) => {
    const { entries, total } = await by.request("modlog_get", { limit: 200, ...filter });
    expect(total).toBe(entries.length);
    const { total: counted, category_totals } = await by.request("modlog_summary");
    if (Object.keys(filter).length === 0) expect(counted).toBe(total);
    expect(category_totals["channel_management"] ?? 0).toBe(
      entries.filter(({ category }) => category === "channel_management").length,
    );
    return entries
      .filter(({ category }) => category === "channel_management" || category === "message_moderation")
      .map(({ action }) => action)
      .toReversed();
  };

  test("is shown and counted only for its present viewers, and for owners once it is deleted", async () => {
    const { olga, ada, mira } = await cast(["administrator"]);
    await olga.request("role_create", { name: "cook" });
    await secrets(olga, mira);
    const all = ["channel_create", "channel_create", "message_pin", "poll_end", "message_delete"].concat([
      "thread_pin",
      "channel_move",
      "channel_update",
      "channel_update",
    ]);
    expect(await kinds(olga)).toEqual(all);
    expect(await kinds(ada)).toEqual([]);
    expect(await entriesOf(ada, { target: "vault" })).toEqual([]);
    await town.roles("ada", "staff", "cook");
    expect(await kinds(ada)).toEqual(all);
    await ada.request("channel_delete", { name: "vault" });
    expect(await kinds(ada)).toEqual(["channel_create", "thread_pin", "channel_update"]);
    // Another channel of that name changes nothing.
    await olga.request("channel_create", {
      name: "vault",
      type: "text",
      permissions: { view: ["user", "cook"] },
    });
    expect(await kinds(ada)).toEqual(["channel_create", "thread_pin", "channel_update", "channel_create"]);
    expect(await kinds(olga)).toEqual([...all, "channel_delete", "channel_create"]);
  });

  test("of a server that did not keep the channel yet is for owners", async () => {
    const { olga, ada } = await cast(["view_audit_log"]);
    await olga.request("channel_create", { name: "tea", type: "text", permissions: { view: ["user"] } });
    expect(await kinds(ada)).toEqual(["channel_create"]);
    await town.server.stop();
    const database = new Database(join(town.server.folder, "db", "server.db"));
    database.run("ALTER TABLE audit DROP COLUMN channel");
    const step = migrations.find(({ name }) => name === "audit entries know their channel");
    for (const statement of step?.statements ?? []) database.run(statement);
    database.close();
    await town.restart();
    const [owner, member] = await town.people("olga", "ada");
    expect(await kinds(owner)).toEqual(["channel_create"]);
    expect(await kinds(member)).toEqual([]);
    expect(await entriesOf(member)).not.toEqual([]);
  });
});

test("modlog_summary counts", async () => {
  const { olga } = await cast();
  await olga.request("user_timeout", { user: "mira", timeout: 5 });
  await olga.request("user_timeout", { user: "mira", timeout: 0 });
  expect(await olga.request("modlog_summary")).toMatchObject({
    cmd: "modlog_summary",
    action_counts: {
      "role_management.role_create": 1,
      "role_management.role_reorder": 1,
      "user_moderation.user_roles_set": 1,
      "user_moderation.user_timeout": 2,
    },
    category_totals: { role_management: 2, user_moderation: 3 },
    total: 5,
  });
});

test("modlog_summary counts actions in the newest ten thousand entries, and all of them in the total", async () => {
  const { olga } = await cast();
  const { total } = await olga.request("modlog_get");
  const database = new Database(`${town.server.folder}/db/server.db`);
  database.run(`INSERT INTO audit (id, at, action, category, actor, actor_name, details)
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)
    SELECT 'id' || n, 9000000000, 'user_kick', 'user_moderation', 'u', 'u', '{}' FROM numbers`);
  database.close();
  const summary = await olga.request("modlog_summary");
  expect(summary.action_counts).toEqual({ "user_moderation.user_kick": 10_000 });
  expect(summary.category_totals).toEqual({ user_moderation: 10_000 });
  expect(summary.total).toBe(10_000 + total);
});
