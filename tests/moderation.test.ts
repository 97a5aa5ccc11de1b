/** What moderators do to members, and what the members, everybody else and the next start know of it. */
import { afterEach, describe, expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { staffOver } from "./support/casts.ts";
import { holdWrites } from "./support/hold.ts";
import { connectRaw } from "./support/raw-socket.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";
import { until } from "./support/until.ts";

let town: Town;
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await town.close();
});

async function cast(permissions: string[], options: TestServerOptions = {}) {
  town = await openTown(options);
  return staffOver(town, permissions);
}

/** Somebody with an account of this server. */
async function registered(username: string) {
  const login = { register: { username, password: "tea and cake" } };
  const client = await connect(town.server.ws, { login, reconnect: [] });
  endings.push(() => client.close());
  return client;
}

const quiet = async (...members: Member[]) => {
  for (const member of members) await member.news();
};
const commands = (events: readonly { cmd: string }[]) => events.map(({ cmd }) => cmd);
const names = (users: readonly { username: string }[]) => users.map(({ username }) => username);
const listed = async (by: Member) => names((await by.request("users_list")).users);
const say = (by: Member, content: string) => by.request("message_new", { channel: "general", content });

describe("user_ban", () => {
  test("ends all connections of the member; others see him go offline and leave, the actor gets the list", async () => {
    const { olga, ada, mira } = await cast(["ban_members"]);
    const second = await town.join("mira");
    await quiet(olga, ada, mira, second);
    const ends = [mira, second].map(async (member) => {
      const [error, farewell, { code }] = await Promise.all([
        member.next("error"),
        member.next("disconnect"),
        member.next("closed"),
      ]);
      return { src: error.src, val: error.val, code: error.code, reason: farewell.reason, closed: code };
    });
    const list = ada.next("users_banned_list");
    expect(await ada.request("user_ban", { user: "MIRA", reason: " spam " })).toMatchObject({
      cmd: "user_ban",
      user: "mira",
      banned: true,
    });
    for (const end of await Promise.all(ends)) {
      expect(end).toEqual({
        src: "auth",
        val: "Access denied: You are banned from this server",
        code: "banned",
        reason: "You have been banned: spam",
        closed: 1000,
      });
    }
    expect(await list).toMatchObject({ users: ["mira"] });
    const gone = [
      { cmd: "user_disconnect", username: "mira" },
      { cmd: "user_leave", username: "mira" },
    ];
    expect(await olga.news()).toEqual(gone as never);
    expect(await ada.news()).toEqual([...gone, { cmd: "users_banned_list", users: ["mira"] }] as never);
    expect(await listed(olga)).toEqual(["olga", "ada"]);
    expect(await refusal(town.join("mira"))).toBe("banned");
    await town.restart();
    expect(await refusal(town.join("mira"))).toBe("banned");
  });

  test("who hides leaves without a word of having been there", async () => {
    const { olga, mira } = await cast([]);
    await mira.request("status_set", { status: "invisible" });
    await quiet(olga);
    await olga.request("user_ban", { user: "mira" });
    expect(commands(await olga.news())).toEqual(["user_leave", "users_banned_list"]);
  });

  test("a login that is under way at that moment does not get past it", async () => {
    const { olga, mira } = await cast([]);
    const logins = [1, 2, 3].map(() => town.join("mira"));
    const entered = Promise.allSettled(logins);
    await olga.request("user_ban", { user: "mira" });
    for (const login of await entered) {
      if (login.status === "fulfilled") await login.value.request("ping").catch(() => {});
    }
    expect(await listed(olga)).toEqual(["olga", "ada"]);
    expect(town.server.state.connections(mira.user.id)).toBe(0);
  });

  test("what the banned one sent right behind it has no effect", async () => {
    const { olga, mira } = await cast([]);
    const closed = mira.next("closed");
    const banned = olga.request("user_ban", { user: "mira" });
    await mira.next("disconnect");
    mira.send({ cmd: "message_new", channel: "general", content: "from the grave" });
    await Promise.all([closed, banned]);
    expect((await olga.request("messages_get", { channel: "general" })).messages).toEqual([]);
  });

  test("what waits for its turn while the ban is stored is not done any more", async () => {
    const { olga, ada } = await cast(["manage_channels"], { config: { modlog: { enabled: false } } });
    const ended = Promise.all([ada.next("closed"), olga.request("user_ban", { user: "ada" })]);
    for (let count = 0; count < 20; count++)
      ada.send({ cmd: "channel_create", name: `late-${count}`, type: "text", listener: String(count) });
    await ended;
    await olga.request("channel_create", { name: "mine", type: "text" });
    const { val } = await olga.request("channels_get");
    expect(val.map(({ name }) => name)).toEqual(["general", "mine"]);
  });

  test("nobody bans who is not below, an owner, or himself; and not without the permission", async () => {
    const { olga, ada, mira } = await cast(["ban_members"]);
    await town.people("peer", "chief", "second");
    await town.roles("peer", "staff");
    await town.roles("chief", "admin");
    await town.roles("second", "owner");
    const ban = (by: Member, user: string) => refusal(by.request("user_ban", { user }));
    for (const user of ["peer", "chief", "olga"]) expect(await ban(ada, user)).toBe("hierarchy");
    expect(await ban(ada, "ada")).toBe("cannot_act_on_self");
    expect(await ban(olga, "olga")).toBe("cannot_act_on_self");
    expect(await ban(olga, "second")).toBe("owner_protected");
    const denied = await refusalOf(mira.request("user_ban", { user: "peer" }));
    expect(denied.message).toBe("Access denied: 'manage_users' or 'ban_members' permission required");
    expect(await refusal(ada.request("user_ban", { user: "mira", reason: "r".repeat(501) }))).toBe(
      "invalid_field",
    );
    expect((await listed(olga)).length).toBe(6);
  });

  test("a second ban, and one of nobody, change nothing", async () => {
    const { olga } = await cast([]);
    await olga.request("user_ban", { user: "mira", reason: "first" });
    await olga.news();
    expect(await olga.request("user_ban", { user: "mira", reason: "second" })).toMatchObject({
      user: "mira",
      banned: false,
    });
    expect(await olga.request("user_ban", { user: "Nobody" })).toMatchObject({
      user: "Nobody",
      banned: false,
    });
    expect(await olga.news()).toEqual([]);
    expect((await olga.request("users_banned")).bans.map(({ reason }) => reason)).toEqual(["first"]);
  });
});

describe("user_unban", () => {
  test("brings the member back, offline, with his roles; and he can log in at once", async () => {
    const { olga, ada, mira } = await cast(["manage_users"]);
    await mira.request("status_set", { status: "dnd", text: "back soon" });
    await town.roles("mira", "moderator", "user");
    await olga.request("user_ban", { user: "mira" });
    // Refused, which the server remembers for some seconds.
    for (let time = 0; time < 2; time++) expect(await refusal(town.join("mira"))).toBe("banned");
    await quiet(olga, ada);
    // A moderator is below staff, banned or not.
    expect(await ada.request("user_unban", { user: "mira" })).toMatchObject({ user: "mira", unbanned: true });
    const [joined, ...rest] = await ada.news();
    expect(joined).toMatchObject({
      cmd: "user_join",
      user: { username: "mira", roles: ["moderator", "user"], status: { status: "offline", text: "" } },
    });
    expect(rest).toEqual([{ cmd: "users_banned_list", users: [] }] as never);
    expect(commands(await olga.news())).toEqual(["user_join"]);
    const back = await town.join("mira");
    expect(back.user.roles).toEqual(["moderator", "user"]);
    expect(await olga.request("user_unban", { user: "mira" })).toMatchObject({ unbanned: false });
    expect(await olga.request("user_unban", { user: "nobody" })).toMatchObject({
      user: "nobody",
      unbanned: false,
    });
  });

  test("not of who is not below", async () => {
    const { olga, ada } = await cast(["ban_members"]);
    await town.people("peer");
    await town.roles("peer", "staff");
    await olga.request("user_ban", { user: "peer" });
    expect(await refusal(ada.request("user_unban", { user: "peer" }))).toBe("hierarchy");
    expect(await refusal(town.join("peer"))).toBe("banned");
  });
});

test("users_banned tells who banned whom, when and why", async () => {
  let now = 1_800_000_000_000;
  const { olga, ada, mira } = await cast(["ban_members"], { now: () => now });
  await town.people("zed");
  await ada.request("user_ban", { user: "mira", reason: "spam" });
  now += 1500;
  await olga.request("user_ban", { user: "zed" });
  const { users, bans } = await ada.request("users_banned");
  expect(users).toEqual(["mira", "zed"]);
  expect(bans).toEqual([
    {
      username: "mira",
      user_id: mira.user.id,
      banned_by: "ada",
      banned_at: 1_800_000_000,
      reason: "spam",
    },
    { ...bans[1], username: "zed", banned_by: "olga", banned_at: 1_800_000_001.5, reason: null } as never,
  ]);
  expect((await ada.request("users_banned_list")).users).toEqual(users);
  const [peer] = await town.people("peer");
  for (const cmd of ["users_banned", "users_banned_list"] as const) {
    expect(await refusal(peer.request(cmd))).toBe("permission_required");
  }
});

describe("a kick is seen", () => {
  test("an error with the reason comes before the end, and a deletion says what happened too", async () => {
    const { olga, ada, mira } = await cast(["kick_members"]);
    const [error, farewell] = [mira.next("error"), mira.next("disconnect")];
    await ada.request("user_kick", { user: "mira", reason: "spam" });
    expect(await error).toMatchObject({
      ...{ src: "auth", code: "kicked", val: "You were kicked from this server: spam" },
    });
    expect(await farewell).toMatchObject({ reason: "You have been kicked: spam" });
    const deleted = ada.next("error");
    await olga.request("user_delete", { user: "ada" });
    expect(await deleted).toMatchObject({ src: "auth", code: "account_deleted" });
  });

  test("for a minute neither the account nor the name comes back; others do", async () => {
    const { olga } = await cast([], { config: { limits: { kick_seconds: 60 } } });
    await registered("zoe");
    for (const user of ["mira", "zoe"]) await olga.request("user_kick", { user });
    const refused = await refusalOf(town.join("mira"));
    expect([refused.code, refused.message]).toEqual([
      "kicked_recently",
      expect.stringMatching(/You can come back in (?:60|59|5\d) seconds/),
    ]);
    const password = "tea and cake";
    for (const login of [
      { register: { username: "zoe", password } },
      { login: { username: "zoe", password } },
      { login: { username: "USR:local_ZOE", password } },
    ]) {
      expect(await refusal(connect(town.server.ws, { login, reconnect: [] }))).toBe("kicked_recently");
    }
    await town.join("nora");
    await registered("zed");
  });

  test("nor a login that waits for its turn behind the kick", async () => {
    const { olga, ada } = await cast([], { config: { limits: { kick_seconds: 60 } } });
    const writes = holdWrites(town.server);
    const kick = olga.request("user_kick", { user: "mira" });
    await writes.asked(1);
    const asked = town.rotur.requests;
    const back = refusal(town.join("mira"));
    await until("the question to the identity service", () => town.rotur.requests > asked || undefined);
    // Round trips, in which the service's answer arrives too.
    for (let round = 0; round < 5; round++) await fetch(`${town.rotur.url}/validate?v=x&key=x`);
    await ada.request("ping");
    writes.release();
    await kick;
    expect(await back).toBe("kicked_recently");
  });

  test("nor the name under which the account was registered, whatever it is called since", async () => {
    const { olga } = await cast([], { config: { limits: { kick_seconds: 60 } } });
    // The second account of a name has another id.
    const first = await registered("zoe");
    await first.request("user_leave");
    await registered("zoe");
    await olga.request("user_update", { user: "zoe", updates: { username: "zelda" } });
    await olga.request("user_kick", { user: "zelda" });
    for (const name of ["zoe", "zelda"]) expect(await refusal(registered(name))).toBe("kicked_recently");
  });
});

describe("user_kick", () => {
  test("removes the member and ends all connections; the person may come back as somebody new", async () => {
    const { olga, ada, mira } = await cast(["kick_members"]);
    await town.roles("mira", "moderator", "user");
    const second = await town.join("mira");
    await say(mira, "hello");
    await quiet(olga, ada, mira, second);
    const ends = [mira, second].map((member) =>
      Promise.all([member.next("disconnect"), member.next("closed")]),
    );
    expect(await ada.request("user_kick", { user: "mira", reason: "enough" })).toMatchObject({
      cmd: "user_kick",
      user: "mira",
      username: "mira",
      kicked: true,
    });
    for (const [{ reason }, { code }] of await Promise.all(ends)) {
      expect([reason, code]).toEqual(["You have been kicked: enough", 1000]);
    }
    for (const member of [olga, ada]) {
      expect(await member.news()).toEqual([{ cmd: "user_leave", username: "mira" }]);
    }
    const { messages } = await olga.request("messages_get", { channel: "general" });
    expect(messages.map(({ user, content }) => [user, content])).toEqual([["mira", "hello"]]);
    expect((await town.join("mira")).user.roles).toEqual(["user"]);
    expect(commands(await olga.news())).toEqual(["user_join", "user_connect"]);
  });

  test("not of an owner, oneself, who is not below, or who is banned", async () => {
    const { olga, ada, mira } = await cast(["kick_members"]);
    await town.people("peer", "second", "zed");
    await town.roles("peer", "staff");
    await town.roles("second", "owner");
    const kick = (by: Member, user: string) => refusal(by.request("user_kick", { user }));
    expect(await kick(ada, "peer")).toBe("hierarchy");
    expect(await kick(ada, "ada")).toBe("cannot_act_on_self");
    expect(await kick(olga, "second")).toBe("owner_protected");
    expect(await kick(mira, "zed")).toBe("permission_required");
    expect(await kick(ada, "nobody")).toBe("user_not_found");
    // Else the ban would go with the record.
    await olga.request("user_ban", { user: "zed" });
    expect(await kick(olga, "zed")).toBe("member_banned");
    expect(await refusal(olga.request("user_delete", { user: "zed" }))).toBe("member_banned");
    expect(await refusal(town.join("zed"))).toBe("banned");
  });
});

describe("user_delete", () => {
  test("an owner deletes an account; nobody else does, and the last owner stays", async () => {
    const { olga, ada, mira } = await cast(["administrator"]);
    expect((await refusalOf(ada.request("user_delete", { user: "mira" }))).message).toBe(
      "Access denied: 'owner' role required",
    );
    expect(await refusal(olga.request("user_delete", { user: "olga" }))).toBe("last_owner");
    expect(await refusal(olga.request("user_delete", { user: "nobody" }))).toBe("user_not_found");
    const closed = mira.next("closed");
    expect(await olga.request("user_delete", { user: "mira" })).toMatchObject({
      cmd: "user_delete",
      user: "mira",
      deleted: true,
    });
    expect((await closed).code).toBe(1000);
    expect(await ada.news()).toEqual([{ cmd: "user_leave", username: "mira" }]);
    expect(await listed(ada)).toEqual(["olga", "ada"]);
  });
});

describe("user_update", () => {
  test("a nickname: told as bots, and as the official client, understand it", async () => {
    const { olga, ada, mira } = await cast(["manage_users"]);
    const updated = { user_id: mira.user.id, username: "mira" };
    expect(
      await ada.request("user_update", { user: "Mira", updates: { nickname: " Mi\u202emi " } }),
    ).toMatchObject({ cmd: "user_update", user: "mira", nickname: "Mimi" });
    expect(await olga.news()).toEqual([
      { cmd: "user_updated", ...updated, nickname: "Mimi" },
      { cmd: "nickname_update", user: mira.user.id, username: "mira", nickname: "Mimi" },
    ]);
    expect(await ada.request("user_update", { user: "mira", updates: { nickname: null } })).toMatchObject({
      user: "mira",
      nickname: null,
    });
    expect(await olga.news()).toEqual([
      { cmd: "user_updated", ...updated, nickname: null },
      { cmd: "nickname_remove", user: mira.user.id, username: "mira" },
    ]);
    // Nothing new, nothing said.
    await ada.request("user_update", { user: "mira", updates: { nickname: "" } });
    expect(await olga.news()).toEqual([]);
  });

  test("a username: only of a local account, by its rules, and the login goes on with the old name", async () => {
    const { olga, mira } = await cast([]);
    const account = await registered("tilda");
    await olga.news();
    const rename = (username: string, user = "USR:local_tilda") =>
      olga.request("user_update", { user, updates: { username, nickname: "T" } });
    expect(await rename("Matilda")).toMatchObject({
      user: "USR:local_tilda",
      username: "USR:local_matilda",
      nickname: "T",
    });
    const names = { username: "USR:local_matilda", nickname: "T" };
    expect(await olga.news()).toEqual([
      { cmd: "user_updated", user_id: account.user.id, ...names },
      { cmd: "nickname_update", user: account.user.id, ...names },
      { cmd: "user_update", user: "USR:local_tilda", ...names },
    ]);
    expect(await refusal(rename("x", "USR:local_matilda"))).toBe("username_length");
    expect(await refusal(rename("ü ü", "USR:local_matilda"))).toBe("username_characters");
    expect(await refusal(rename("zoe", "mira"))).toBe("username_fixed");
    const login = { login: { username: "tilda", password: "tea and cake" } };
    const again = await connect(town.server.ws, { login, reconnect: [] });
    endings.push(() => again.close());
    expect(again.user.username).toBe("USR:local_matilda");
    expect(mira.user.username).toBe("mira");
  });

  test("the name of the registration stays the account's, also if it is not the first one of that name", async () => {
    const { olga } = await cast([]);
    await (await registered("tilda")).request("user_leave");
    const second = await registered("tilda");
    await registered("zoe");
    const rename = (user: string, username: string) =>
      olga.request("user_update", { user, updates: { username } });
    await rename("tilda", "matilda");
    expect(await refusal(registered("tilda"))).toBe("username_taken");
    expect(await refusal(rename("zoe", "tilda"))).toBe("username_in_use");
    const login = { login: { username: "tilda", password: "tea and cake" } };
    const again = await connect(town.server.ws, { login, reconnect: [] });
    endings.push(() => again.close());
    expect(again.user.id).toBe(second.user.id);
    expect(await rename("matilda", "tilda")).toMatchObject({ username: "USR:local_tilda" });
    await again.request("user_leave");
    await registered("tilda");
    const gone = { login: { username: "tilda~2", password: "tea and cake" } };
    expect(await refusal(connect(town.server.ws, { login: gone, reconnect: [] }))).toBe("account_not_found");
  });

  test("a name that nobody may register is only an owner's to give", async () => {
    const { olga, ada } = await cast(["manage_users"]);
    await registered("tilda");
    const rename = (by: Member, user: string, username: string) =>
      by.request("user_update", { user, updates: { username } });
    for (const username of ["admin", "Server", "USR:local_everyone", "0wner"])
      expect(await refusal(rename(ada, "tilda", username))).toBe("username_reserved");
    expect(await rename(olga, "tilda", "system")).toMatchObject({ username: "USR:local_system" });
    // Whoever has such a name may go on having it.
    await ada.request("user_update", { user: "system", updates: { username: "system", nickname: "S" } });
  });

  test("nobody renames who is not below; oneself one may", async () => {
    const { ada } = await cast(["manage_users"]);
    await town.people("peer");
    await town.roles("peer", "staff");
    const update = (user: string, updates: object) =>
      ada.request("user_update", { user, updates: { ...updates } });
    for (const user of ["olga", "peer"])
      expect(await refusal(update(user, { nickname: "x" }))).toBe("hierarchy");
    await update("ada", { nickname: "A" });
    for (const updates of [
      {},
      { roles: ["owner"] },
      { nickname: 5 },
      { nickname: "x".repeat(21) },
      { id: "x" },
    ])
      expect(await refusal(update("mira", updates))).toBe("invalid_field");
  });
});

describe("nickname_update and nickname_remove", () => {
  test("set and remove the own nickname, for everybody to see", async () => {
    const { olga, mira } = await cast([]);
    const who = { user: mira.user.id, username: "mira" };
    expect(await mira.request("nickname_update", { nickname: " Mimi " })).toMatchObject({
      cmd: "nickname_update",
      ...who,
      nickname: "Mimi",
    });
    expect(await olga.news()).toEqual([{ cmd: "nickname_update", ...who, nickname: "Mimi" }]);
    expect(commands(await mira.news())).toEqual(["nickname_update"]);
    expect(await mira.request("nickname_remove")).toMatchObject({ cmd: "nickname_remove", ...who });
    expect(await olga.news()).toEqual([{ cmd: "nickname_remove", ...who }]);
    for (const nickname of ["", "\u202e", "x".repeat(21)])
      expect(await refusal(mira.request("nickname_update", { nickname }))).toBe("invalid_field");
  });

  test("need change_nickname where member permissions are enforced", async () => {
    const { olga, mira } = await cast([], { config: { permissions: { enforce_member_permissions: true } } });
    await mira.request("nickname_update", { nickname: "Mimi" });
    await olga.request("role_permissions_set", { name: "user", permissions: ["send_messages"] });
    expect(await refusal(mira.request("nickname_update", { nickname: "M" }))).toBe("permission_required");
    expect(await refusal(mira.request("nickname_remove"))).toBe("permission_required");
  });
});

describe("rate_limit_status and rate_limit_reset", () => {
  const limited = {
    config: {
      rate_limiting: { enabled: true, messages_per_minute: 60, burst_limit: 3, cooldown_seconds: 30 },
    },
  };

  test("tell what is used up, and give it back", async () => {
    const now = 1_800_000_000_000;
    const { olga, ada, mira } = await cast(["manage_server"], { ...limited, now: () => now });
    for (let count = 0; count < 3; count++) await say(mira, "x");
    expect(await refusal(say(mira, "x"))).toBe("too_many_requests");
    const status = {
      messages_this_minute: 3,
      messages_per_minute_limit: 60,
      recent_messages: 3,
      burst_limit: 3,
      cooldown_remaining: 30,
      timeout_remaining: 0,
    };
    expect(await mira.request("rate_limit_status", { user: null })).toMatchObject({ user: "mira", status });
    expect(await ada.request("rate_limit_status", { user: "MIRA" })).toMatchObject({ user: "mira", status });
    expect(await refusal(mira.request("rate_limit_status", { user: "ada" }))).toBe("permission_required");
    expect(await ada.request("rate_limit_reset", { user: "mira" })).toMatchObject({
      cmd: "rate_limit_reset",
      user: "mira",
    });
    await say(mira, "again");
    expect(await refusal(mira.request("rate_limit_reset", { user: "mira" }))).toBe("permission_required");
    expect(await refusal(olga.request("rate_limit_reset", { user: "nobody" }))).toBe("user_not_found");
  });

  test("a timeout is shown and lifted, and all connections of the member hear of it", async () => {
    const { olga, ada, mira } = await cast(["manage_server"], limited);
    const second = await town.join("mira");
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    const { status } = await ada.request("rate_limit_status", { user: "mira" });
    expect(status.timeout_remaining).toBeGreaterThan(50);
    await quiet(mira, second);
    await ada.request("rate_limit_reset", { user: "mira" });
    for (const member of [mira, second]) {
      expect(await member.news()).toEqual([
        { cmd: "rate_limit", reason: "User timeout lifted", length: 0 },
      ] as never);
    }
    await say(mira, "at last");
    // Nobody frees themselves, nor a member who is not below.
    expect(await refusal(ada.request("rate_limit_reset", { user: "ada" }))).toBe("cannot_act_on_self");
    expect(await refusal(ada.request("rate_limit_reset", { user: "olga" }))).toBe("hierarchy");
    await olga.request("user_timeout", { user: "ada", timeout: 60 });
    expect(await refusal(ada.request("rate_limit_reset", { user: "mira" }))).toBe("timed_out");
  });

  test("without limits there is no status, but a timeout is lifted all the same", async () => {
    const { olga, mira } = await cast([]);
    const denied = await refusalOf(mira.request("rate_limit_status"));
    expect(denied.code).toBe("limits_off");
    // The official client would take it for a refusal to write.
    expect(denied.message).not.toMatch(/rate limit/i);
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    await olga.request("rate_limit_reset", { user: "mira" });
    await say(mira, "at last");
  });
});

describe("the security list", () => {
  test("manage_users is no way to owner by user_roles_set, _add or _remove", async () => {
    const { olga, ada, mira } = await cast(["manage_users"]);
    const change = (
      cmd: "user_roles_set" | "user_roles_add" | "user_roles_remove",
      user: string,
      role: string,
    ) => refusal(ada.request(cmd, { user, roles: [role] }));
    for (const cmd of ["user_roles_set", "user_roles_add"] as const) {
      for (const user of ["ada", "mira"]) {
        expect(await change(cmd, user, "owner")).toBe("role_required");
        expect(await change(cmd, user, "admin")).toBe("hierarchy");
      }
      expect(await change(cmd, "mira", "staff")).toBe("hierarchy");
    }
    expect(await change("user_roles_remove", "olga", "owner")).toBe("hierarchy");
    expect(await change("user_roles_remove", "ada", "staff")).toBe("hierarchy");
    expect((await olga.request("user_roles_get", { user: "ada" })).roles).toEqual(["staff", "user"]);
    expect(await change("user_roles_add", "mira", "moderator")).toBe("cannot_grant");
    await olga.request("role_permissions_set", { name: "moderator", permissions: ["manage_users"] });
    expect(
      (await ada.request("user_roles_add", { user: "mira", roles: ["moderator", "user"] })).roles,
    ).toEqual(["user", "moderator"]);
    expect((await ada.request("user_roles_remove", { user: "mira", roles: ["user"] })).roles).toEqual([
      "moderator",
    ]);
    await olga.request("role_permissions_set", { name: "moderator", permissions: [] });
    expect(await refusal(mira.request("user_roles_add", { user: "mira", roles: ["user"] }))).toBe(
      "permission_required",
    );
  });

  test("manage_roles is no way to administrator by a self-assignable role", async () => {
    const { olga, ada } = await cast(["manage_roles"]);
    const permissions = ["administrator"];
    expect(await refusal(ada.request("role_create", { name: "x", self_assignable: true, permissions }))).toBe(
      "cannot_grant",
    );
    await ada.request("role_create", { name: "x", self_assignable: true });
    for (const name of ["role_set", "role_permissions_set"] as const) {
      const request = name === "role_set" ? { name: "x", data: { permissions } } : { name: "x", permissions };
      expect(await refusal(ada.request(name, request as never))).toBe("cannot_grant");
    }
    // Not even one's own permissions, on a role that anybody can take.
    expect(
      await refusal(ada.request("role_permissions_set", { name: "x", permissions: ["manage_roles"] })),
    ).toBe("role_not_self_assignable");
    // A role of an older server, which says both of itself.
    const { state, eventLog } = town.server;
    const roles = [...state.roles.byId.values()].map((role) =>
      role.name === "admin" || role.name === "x" ? { ...role, selfAssignable: true, permissions } : role,
    );
    eventLog.append({ changes: [{ type: "roles", roles }] });
    for (const role of ["admin", "x"])
      expect(await refusal(ada.request("self_role_add", { role }))).toBe("role_not_yours_to_take");
    expect((await ada.request("self_roles_list")).roles).toEqual([]);
    expect((await olga.request("user_roles_get", { user: "ada" })).roles).toEqual(["staff", "user"]);
  });

  test("manage_roles is no way to owner by renaming a role", async () => {
    const { ada } = await cast(["manage_roles"]);
    const { id } = await ada.request("role_create", { name: "x", self_assignable: true });
    for (const name of ["owner", "OWNER", " owner ", "admin", "user"]) {
      expect(await refusal(ada.request("role_set", { id, data: { name } }))).toBe("role_exists");
      expect(await refusal(ada.request("role_update", { id, name }))).toBe("role_exists");
    }
    for (const name of ["banned", "owner\u200b"])
      expect(await refusal(ada.request("role_set", { id, data: { name } }))).toBe("role_name_invalid");
  });

  test("neither reordering nor role_set lifts the own role", async () => {
    const { olga, ada } = await cast(["manage_roles"]);
    const order = async () => Object.keys((await olga.request("roles_list")).roles);
    const before = await order();
    expect(before).toEqual(["owner", "admin", "staff", "moderator", "user"]);
    for (const roles of [
      ["staff"],
      ["owner", "staff", "admin"],
      ["moderator"],
      ["owner", "admin", "moderator", "staff", "user"],
      ["user", "moderator"],
    ]) {
      expect([roles, await refusal(ada.request("role_reorder", { roles }))]).toEqual([roles, "hierarchy"]);
    }
    expect(await refusal(ada.request("role_set", { name: "staff", data: { position: 0 } as never }))).toBe(
      "hierarchy",
    );
    await olga.request("role_permissions_set", { name: "moderator", permissions: [] });
    await ada.request("role_set", { name: "moderator", data: { position: 0 } as never });
    expect(await order()).toEqual(before);
    await ada.request("role_reorder", { roles: ["owner", "admin", "staff", "user", "moderator"] });
    expect(await order()).toEqual(["owner", "admin", "staff", "user", "moderator"]);
  });

  test("system roles stay, whoever asks", async () => {
    const { olga } = await cast([]);
    for (const name of ["owner", "admin", "user"]) {
      expect(await refusal(olga.request("role_delete", { name }))).toBe("role_protected");
      expect(await refusal(olga.request("role_set", { name, data: { name: "other" } }))).toBe(
        "role_protected",
      );
    }
    for (const name of ["owner", "admin", "moderator"]) {
      const data = { self_assignable: true };
      expect(await refusal(olga.request("role_set", { name, data }))).toBe("role_not_self_assignable");
    }
  });

  test("a ban reaches who is connected, and nobody else", async () => {
    const { olga, mira } = await cast([]);
    const closed = mira.next("closed");
    await olga.request("user_ban", { user: "mira" });
    await closed;
    expect(await refusal(town.join("mira"))).toBe("banned");
    const [zed] = await town.people("zed");
    expect(zed.user.roles).toEqual(["user"]);
    expect(await listed(olga)).toEqual(["olga", "ada", "zed"]);
  });

  test("a timeout lasts through a restart, can be lifted, and covers every way of speaking", async () => {
    const { olga, mira } = await cast([]);
    const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
    const { id } = (await say(mira, "before")).message;
    const { thread } = await mira.request("thread_create", { channel: "help", name: "Printer" });
    const question = { channel: "general", question: "Tea?", options: ["yes", "no"] };
    const { poll_id } = await mira.request("poll_create", question);
    await olga.request("user_timeout", { user: "mira", timeout: 600 });
    await town.restart();
    const [owner, muted] = await town.people("olga", "mira");
    const channel = "general";
    const thread_id = thread.id;
    const attempts = {
      message_new: () => say(muted, "x"),
      "message_new in a thread": () => muted.request("message_new", { thread_id, content: "x" }),
      message_edit: () => muted.request("message_edit", { channel, id, content: "x" }),
      typing: () => muted.request("typing", { channel }),
      message_react_add: () => muted.request("message_react_add", { channel, id, emoji: "👍" }),
      message_react_remove: () => muted.request("message_react_remove", { channel, id, emoji: "👍" }),
      reaction_add: () => muted.request("reaction_add", { channel, id, emoji: "👍" }),
      reaction_remove: () => muted.request("reaction_remove", { channel, id, emoji: "👍" }),
      thread_create: () => muted.request("thread_create", { channel: "help", name: "x" }),
      thread_new: () => muted.request("thread_new", { channel: "help", name: "x" }),
      "thread_update of the name": () => muted.request("thread_update", { thread_id, name: "x" }),
      poll_create: () => muted.request("poll_create", question),
      poll_vote: () => muted.request("poll_vote", { poll_id, option_ids: ["0"] }),
    };
    for (const [what, attempt] of Object.entries(attempts)) {
      expect([what, await refusal(attempt())]).toEqual([what, "timed_out"]);
    }
    expect(await owner.news()).toEqual([]);
    await owner.request("user_timeout", { user: "mira", timeout: 0 });
    for (const attempt of Object.values(attempts)) await attempt();
  });

  test("who hides is shown nowhere", async () => {
    const { olga, mira } = await cast([]);
    await mira.request("status_set", { status: "invisible", text: "here" });
    const away = { status: "offline", text: "" };
    expect(await olga.news()).toEqual([{ cmd: "user_disconnect", username: "mira" }]);
    const { users } = await olga.request("users_list");
    expect(users.find(({ username }) => username === "mira")?.status).toEqual(away);
    expect(names((await olga.request("users_online")).users)).toEqual(["olga", "ada"]);
    expect((await olga.request("status_get", { user: "mira" })).status).toEqual(away);
    const { stats } = (await (await fetch(`${town.server.url}/info`)).json()) as { stats: object };
    expect(stats).toMatchObject({ total_users: 3, online_users: 2 });
    await town.join("mira");
    expect(await olga.news()).toEqual([]);
    await olga.request("user_update", { user: "mira", updates: { nickname: "M" } });
    await mira.request("nickname_remove");
    expect(commands(await olga.news())).toEqual(["user_updated", "nickname_update", "nickname_remove"]);
  });

  test("nobody gets the name, or the id, of another", async () => {
    const { olga } = await cast([]);
    const people: string[] = [];
    for (const username of ["tilda", "zora"]) people.push((await registered(username)).user.username);
    const rename = (user: string, username: string) =>
      olga.request("user_update", { user, updates: { username } });
    expect(await refusal(rename("USR:local_zora", "TILDA"))).toBe("username_in_use");
    await rename("USR:local_tilda", "matilda");
    // Whoever had it could log in under it, and be meant by it.
    expect(await refusal(rename("USR:local_zora", "tilda"))).toBe("username_in_use");
    const taken = connect(town.server.ws, {
      login: { register: { username: "tilda", password: "tea and cake" } },
      reconnect: [],
    });
    expect(await refusal(taken)).toBe("username_taken");
    expect(await listed(olga)).toEqual(["olga", "ada", "mira", "USR:local_matilda", "USR:local_zora"]);
    expect(people).toEqual(["USR:local_tilda", "USR:local_zora"]);
  });

  test("a new name makes nobody an owner whom the configuration names", async () => {
    const { olga } = await cast([], { config: { owners: ["olga", "USR:local_boss"] } });
    const login = { username: "tilda", password: "tea and cake" };
    (await connect(town.server.ws, { login: { register: login }, reconnect: [] })).close();
    await olga.request("user_update", { user: "USR:local_tilda", updates: { username: "boss" } });
    const boss = await connect(town.server.ws, { login: { login }, reconnect: [] });
    endings.push(() => boss.close());
    expect([boss.user.username, boss.user.roles]).toEqual(["USR:local_boss", ["user"]]);
  });

  test("no command takes a name that is none", async () => {
    const { olga } = await cast([]);
    const names: Readonly<Record<string, object>> = {
      user_ban: { user: "" },
      user_unban: { user: "" },
      user_kick: { user: "" },
      user_delete: { user: "" },
      user_timeout: { user: "", timeout: 1 },
      user_update: { user: "", updates: { nickname: "x" } },
      user_roles_set: { user: "", roles: ["user"] },
      user_roles_add: { user: "", roles: ["user"] },
      user_roles_remove: { user: "", roles: ["user"] },
      user_roles_get: { user: "" },
      rate_limit_reset: { user: "" },
      status_get: { user: "" },
      status_set: { status: "" },
      pfp_get: { username: "" },
      role_create: { name: "" },
      role_update: { name: "", hoisted: true },
      role_set: { name: "", data: { hoisted: true } },
      role_delete: { name: "" },
      role_permissions_set: { name: "", permissions: [] },
      role_permissions_get: { name: "" },
      self_role_add: { role: "" },
      self_role_remove: { role: "" },
    };
    const before = (await olga.request("modlog_get")).total;
    for (const [cmd, fields] of Object.entries(names)) {
      const [field = ""] = Object.keys(fields);
      for (const value of [null, 5, true, [], {}, ["mira"], "x".repeat(300)]) {
        const answer = await refusal(olga.request(cmd as "ping", { ...fields, [field]: value } as never));
        expect([cmd, value, answer]).toEqual([cmd, value, "invalid_field"]);
      }
    }
    expect((await olga.request("modlog_get")).total).toBe(before);
  });

  test("nor other values of wrong types and lengths", async () => {
    const { olga } = await cast([]);
    const none = [5, true, {}, "x".repeat(501)];
    const rows: Readonly<Record<string, readonly [(value: unknown) => object, readonly unknown[]]>> = {
      nickname_update: [(nickname) => ({ nickname }), [...none, null, []]],
      role_reorder: [(roles) => ({ roles }), [...none, null, [], [5]]],
      self_roles_reorder: [(roles) => ({ roles }), [...none, null, [], [5]]],
      role_permissions_set: [(permissions) => ({ name: "user", permissions }), [...none, null, [5]]],
      role_set: [(color) => ({ name: "user", data: { color } }), [...none, []]],
      role_update: [(description) => ({ name: "user", description }), [...none, []]],
      role_create: [(hoisted) => ({ name: "x", hoisted }), [5, "yes", {}, null, []]],
      user_update: [(nickname) => ({ user: "mira", updates: { nickname } }), [...none, []]],
      user_ban: [(reason) => ({ user: "mira", reason }), [...none, []]],
      user_kick: [(reason) => ({ user: "mira", reason }), [...none, []]],
      pfp_set: [(url) => ({ url }), [5, true, {}, []]],
      modlog_get: [(limit) => ({ limit }), [true, {}, null, [], "x", 0, 201, 1.5]],
    };
    for (const [cmd, [fields, values]] of Object.entries(rows)) {
      for (const value of values) {
        const answer = await refusal(olga.request(cmd as "ping", fields(value) as never));
        expect([cmd, value, answer]).toEqual([cmd, value, "invalid_field"]);
      }
    }
  });

  test("whoever leaves, is kicked or deleted has no connection left", async () => {
    const { olga, ada, mira } = await cast([]);
    const [zed] = await town.people("zed");
    const closings = [ada, mira, zed].map((member) => member.next("closed"));
    await ada.request("user_leave");
    await olga.request("user_kick", { user: "mira" });
    await olga.request("user_delete", { user: "zed" });
    for (const { code } of await Promise.all(closings)) expect(code).toBe(1000);
    expect([...town.server.state.online()]).toEqual([olga.user.id]);
  });

  test("the last owner can't vanish", async () => {
    const { olga, ada } = await cast(["administrator"]);
    await town.roles("ada", "admin", "staff");
    for (const attempt of [
      olga.request("user_leave"),
      olga.request("user_delete", { user: "olga" }),
      olga.request("user_roles_set", { user: "olga", roles: ["user"] }),
      olga.request("user_roles_remove", { user: "olga", roles: ["owner"] }),
    ]) {
      expect(await refusal(attempt)).toBe("last_owner");
    }
    for (const cmd of ["user_kick", "user_ban"] as const) {
      expect(await refusal(ada.request(cmd, { user: "olga" }))).toBe("hierarchy");
      expect(await refusal(olga.request(cmd, { user: "olga" }))).toBe("cannot_act_on_self");
    }
    expect(await refusal(olga.request("self_role_remove", { role: "owner" }))).toBe("role_not_yours_to_take");
    expect(await refusal(olga.request("role_delete", { name: "owner" }))).toBe("role_protected");
    // The configuration makes owners, and unmakes none.
    await town.server.reconfigure({ owners: [] });
    expect((await town.join("olga")).user.roles).toEqual(["owner", "user"]);
  });

  test("deleting a local account takes no other command than its own, from its own connection", async () => {
    const { olga, mira } = await cast([]);
    const stranger = await connectRaw(town.server.url);
    endings.push(() => stranger.destroy());
    for (const packet of [{ cmd: "user_leave" }, { cmd: "user_delete", user: "mira" }]) {
      stranger.send(packet);
      expect((await stranger.until("auth_error")).at(-1)).toMatchObject({ code: "authentication_required" });
    }
    expect(await refusal(mira.request("user_delete", { user: "mira" }))).toBe("role_required");
    expect(await listed(olga)).toContain("mira");
  });

  test("changes of status, own roles, roles, members and pictures are limited", async () => {
    const now = Date.now();
    const { olga, mira } = await cast([], {
      now: () => now,
      config: { rate_limiting: { enabled: true } },
    });
    await olga.request("role_create", { name: "x", self_assignable: true });
    const toggles = await Promise.allSettled(
      Array.from({ length: 12 }, (_, count) =>
        mira.request(count % 2 === 0 ? "self_role_add" : "self_role_remove", { role: "x" }),
      ),
    );
    expect(toggles.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await refusal(mira.request("self_roles_reorder", { roles: ["user"] }))).toBe("too_many_requests");
    const nicknames = await Promise.allSettled(
      Array.from({ length: 45 }, (_, count) => mira.request("nickname_update", { nickname: `m${count}` })),
    );
    expect(nicknames.filter(({ status }) => status === "fulfilled")).toHaveLength(40);
    const zora = await registered("zora");
    /** How many of so many get through at once. */
    const through = async (count: number, ask: (index: number) => Promise<unknown>) => {
      const answers = await Promise.allSettled(Array.from({ length: count }, (_, index) => ask(index)));
      return answers.filter(({ status }) => status === "fulfilled").length;
    };
    expect(await through(8, (index) => zora.request("pfp_set", { url: `https://x.example/${index}` }))).toBe(
      5,
    );
    // Each is stored; tests/users-roles.test.ts shows that others hear of ten.
    const idle = (index: number) => zora.request("status_set", { status: "idle", text: `${index}` });
    expect(await through(45, idle)).toBe(40);
    // One is used up above.
    const dye = (index: number) => olga.request("role_update", { name: "user", color: `#${100 + index}` });
    expect(await through(45, dye)).toBeLessThan(40);
  });

  test("the audit log has no entry of what did not happen", async () => {
    const { olga, ada } = await cast(["ban_members", "manage_users"]);
    const total = async () => (await olga.request("modlog_get")).total;
    const before = await total();
    await olga.request("user_ban", { user: "nobody" });
    await olga.request("user_unban", { user: "mira" });
    await refusal(ada.request("user_ban", { user: "olga" }));
    await refusal(ada.request("user_kick", { user: "olga" }));
    await refusal(ada.request("user_roles_add", { user: "mira", roles: ["owner"] }));
    await olga.request("user_update", { user: "mira", updates: { nickname: null } });
    expect(await total()).toBe(before);
  });

  test("names that JavaScript knows are names like others, or refused", async () => {
    const { olga, mira } = await cast([]);
    for (const user of ["__proto__", "constructor"]) {
      expect(await olga.request("user_ban", { user })).toMatchObject({ user, banned: false });
      expect(await refusal(olga.request("user_kick", { user }))).toBe("user_not_found");
    }
    expect(await refusal(olga.request("role_create", { name: "__proto__" }))).toBe("role_name_invalid");
    await olga.request("role_create", { name: "constructor", self_assignable: true });
    await mira.request("self_role_add", { role: "constructor" });
    expect((await mira.request("self_role_remove", { role: "constructor" })).roles).toEqual(["user"]);
    expect(await refusal(mira.request("self_role_add", { role: "__proto__" }))).toBe("role_not_found");
  });
});
