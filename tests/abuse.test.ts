/** Attempts of members and moderators to get more power than they have. */
import { afterEach, describe, expect, test } from "bun:test";
import { staffOver } from "./support/casts.ts";
import { endAll, endings } from "./support/endings.ts";
import { commandsOf, names } from "./support/members.ts";
import { connectRaw } from "./support/raw-socket.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(endAll);
afterEach(() => town.close());

async function cast(permissions: string[], options: TestServerOptions = {}) {
  town = await openTown(options);
  return staffOver(town, permissions);
}

const listed = async (by: Member) => names((await by.request("users_list")).users);

const say = (by: Member, content: string) => by.request("message_new", { channel: "general", content });

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
    // Not even the actor's own permissions, on a role that any member can take.
    expect(
      await refusal(ada.request("role_permissions_set", { name: "x", permissions: ["manage_roles"] })),
    ).toBe("role_not_self_assignable");
    // A role from an older server, which is both.
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

  test("system roles can't be deleted, renamed or made self-assignable", async () => {
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

  test("a ban ends the connections of the banned member and no others", async () => {
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

  test("an invisible member is shown as offline everywhere", async () => {
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
    expect(commandsOf(await olga.news())).toEqual(["user_updated", "nickname_update", "nickname_remove"]);
  });

  test("members can't get another member's name or id", async () => {
    const { olga } = await cast([]);
    const people: string[] = [];
    for (const username of ["tilda", "zora"]) people.push((await town.register(username)).user.username);
    const rename = (user: string, username: string) =>
      olga.request("user_update", { user, updates: { username } });
    expect(await refusal(rename("USR:local_zora", "TILDA"))).toBe("username_in_use");
    await rename("USR:local_tilda", "matilda");
    // Its holder could log in with it, and would be named by it.
    expect(await refusal(rename("USR:local_zora", "tilda"))).toBe("username_in_use");
    const taken = town.register("tilda");
    expect(await refusal(taken)).toBe("username_taken");
    expect(await listed(olga)).toEqual(["olga", "ada", "mira", "USR:local_matilda", "USR:local_zora"]);
    expect(people).toEqual(["USR:local_tilda", "USR:local_zora"]);
  });

  test("renaming to a name in config `owners` makes no owner", async () => {
    const { olga } = await cast([], { config: { owners: ["olga", "USR:local_boss"] } });
    const login = { username: "tilda", password: "tea and cake" };
    (await town.local({ register: login })).close();
    await olga.request("user_update", { user: "USR:local_tilda", updates: { username: "boss" } });
    const boss = await town.local({ login });
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

  test("members who leave, are kicked or deleted have no connections left", async () => {
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
    // The configuration makes owners, but removes none.
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
    const zora = await town.register("zora");
    /** How many of so many get through at once. */
    const through = async (count: number, ask: (index: number) => Promise<unknown>) => {
      const answers = await Promise.allSettled(Array.from({ length: count }, (_, index) => ask(index)));
      return answers.filter(({ status }) => status === "fulfilled").length;
    };
    expect(await through(8, (index) => zora.request("pfp_set", { url: `https://x.example/${index}` }))).toBe(
      5,
    );
    // Each is stored. Others are told of ten: tests/status.test.ts.
    const idle = (index: number) => zora.request("status_set", { status: "idle", text: `${index}` });
    expect(await through(45, idle)).toBe(40);
    // One is used up above.
    const dye = (index: number) => olga.request("role_update", { name: "user", color: `#${100 + index}` });
    expect(await through(45, dye)).toBeLessThan(40);
  });

  test("the audit log has no entry for requests that are refused or change nothing", async () => {
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
