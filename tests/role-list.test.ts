/** Making, changing and deleting roles, and the events of it. */
import { afterEach, describe, expect, test } from "bun:test";
import { managerIn } from "./support/casts.ts";
import { roleOf, rolesOf } from "./support/roles.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return managerIn(town);
}

describe("roles_list", () => {
  test("gives the roles highest first under both keys, each with its name", async () => {
    const { mira } = await cast();
    const list = await mira.request("roles_list");
    expect(list.roles).toEqual(list.val);
    const roles = Object.entries(list.roles);
    expect(roles.map(([name]) => name)).toEqual(["owner", "admin", "staff", "moderator", "user"]);
    expect(roles.map(([, role]) => role.position)).toEqual([0, 1, 2, 3, 4]);
    for (const [name, role] of roles) expect(role.name).toBe(name);
    expect(roles[2]?.[1]).toEqual({
      id: expect.any(String),
      name: "staff",
      description: null,
      color: null,
      gradient: null,
      hoisted: false,
      permissions: ["manage_users", "manage_roles"],
      self_assignable: false,
      category: null,
      position: 2,
    });
  });
});

describe("role_create", () => {
  test("adds a role at the bottom and tells everybody before the reply", async () => {
    const { olga, ada, mira } = await cast();
    const fields = {
      description: "Bakes",
      color: "#a1b2c3",
      gradient: ["#a1b2c3", "#fff"],
      hoisted: true,
      permissions: ["manage_users", "send_tts", "no such permission"],
      category: "Kitchen",
    };
    const { id, name } = await ada.request("role_create", {
      name: " Baker ",
      ...fields,
      permissions: ["manage_users"],
    });
    expect(name).toBe("Baker");
    const list = await mira.request("roles_list");
    expect(list.roles["Baker"]).toEqual({
      id,
      name: "Baker",
      ...fields,
      permissions: ["manage_users"],
      self_assignable: false,
      position: 5,
    });
    for (const member of [olga, ada, mira]) {
      expect(await member.news()).toEqual([{ cmd: "roles_list", roles: list.roles, val: list.val }]);
    }
    // Unknown permissions are left out. Known ones are kept, even if no command checks them.
    await olga.request("role_create", { name: "fool", permissions: fields.permissions });
    expect((await roleOf(mira, "fool"))?.permissions).toEqual(["manage_users", "send_tts"]);
  });

  test("refuses names that would break clients, mentions or lists", async () => {
    const { olga } = await cast();
    const create = (name: string) => refusal(olga.request("role_create", { name }));
    for (const name of [
      "",
      "  ",
      "r".repeat(33),
      "!no",
      "a@b",
      "123",
      "banned",
      "BANNED",
      "__proto__",
      "a\nb",
      "a\u202eb",
    ]) {
      expect([name, await create(name)]).toEqual([name, "role_name_invalid"]);
    }
    for (const name of ["user", "USER", "Staff", "owner"]) expect(await create(name)).toBe("role_exists");
    for (const name of ["constructor", "toString", "r".repeat(32), "ä b"]) {
      expect((await olga.request("role_create", { name })).name).toBe(name);
    }
    expect((await olga.request("roles_list")).roles["constructor"]?.name).toBe("constructor");
  });

  test("refuses values that are none", async () => {
    const { olga } = await cast();
    const fields: object[] = [
      { color: "red" },
      { color: 5 },
      { color: "#12" },
      { gradient: "#123456" },
      { gradient: ["#123456"] },
      { gradient: ["#123456", "blue"] },
      { gradient: Array(7).fill("#123456") },
      { hoisted: "yes" },
      { permissions: "administrator" },
      { permissions: [1] },
      { permissions: { mention_roles: true } },
      { description: "d".repeat(201) },
      { category: "c".repeat(33) },
      { self_assignable: 1 },
    ];
    for (const field of fields) {
      const answer = await refusal(olga.request("role_create", { name: "odd", ...field }));
      expect([field, answer]).toEqual([field, "invalid_field"]);
    }
    expect(await roleOf(olga, "odd")).toBeUndefined();
  });

  test("needs manage_roles, and there are at most 250", async () => {
    const { olga, mira } = await cast();
    const denied = await refusalOf(mira.request("role_create", { name: "mine" }));
    expect([denied.code, denied.message]).toEqual([
      "permission_required",
      "Access denied: 'manage_roles' permission required",
    ]);
    const make = Array.from({ length: 245 }, (_, index) =>
      olga.request("role_create", { name: `r${index}` }),
    );
    await Promise.all(make);
    expect(await refusal(olga.request("role_create", { name: "one more" }))).toBe("too_many");
  });
});

describe("role_update", () => {
  test("changes what is given; with id and name it renames, with the name alone it names", async () => {
    const { olga, mira } = await cast();
    const { id } = await olga.request("role_create", {
      name: "cook",
      color: "#111",
      description: "Cooks",
      category: "a",
    });
    await mira.news();
    expect(
      await olga.request("role_update", { name: "cook", color: "#222222", hoisted: true }),
    ).toMatchObject({
      cmd: "role_update",
      id,
      name: "cook",
      updated: true,
    });
    expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["roles_list"]);
    expect(await roleOf(mira, "cook")).toMatchObject({
      color: "#222222",
      hoisted: true,
      description: "Cooks",
      category: "a",
    });
    await olga.request("role_update", {
      id,
      color: null,
      category: null,
      description: null,
      permissions: null,
    });
    expect(await roleOf(mira, "cook")).toMatchObject({ color: null, category: null, description: "Cooks" });
    await olga.request("role_update", { id, description: "" });
    expect(await roleOf(mira, "cook")).toMatchObject({ description: null });
    expect(await olga.request("role_update", { id, name: "chef" })).toMatchObject({ id, name: "chef" });
    expect(await roleOf(mira, "cook")).toBeUndefined();
    expect(await roleOf(mira, "chef")).toMatchObject({ id });
    // Only the case: the same role.
    expect(await olga.request("role_update", { id, name: "CHEF" })).toMatchObject({ name: "CHEF" });
    expect(await refusal(olga.request("role_update", { id, name: "User" }))).toBe("role_exists");
    expect(await refusal(olga.request("role_update", { id, name: "!x" }))).toBe("role_name_invalid");
    expect(await refusal(olga.request("role_update", { name: "nobody", hoisted: true }))).toBe(
      "role_not_found",
    );
    expect(await refusal(olga.request("role_update", { hoisted: true }))).toBe("invalid_field");
  });

  test("permissions that this server doesn't know stay in a role that has them, and nobody adds any", async () => {
    const { olga } = await cast();
    const { id } = await olga.request("role_create", { name: "cook" });
    // As in older data.
    const roles = [...town.server.state.roles.byId.values()].map((role) =>
      role.id === id ? { ...role, permissions: ["send_tts", "fly"] } : role,
    );
    town.server.eventLog.append({ changes: [{ type: "roles", roles }] });
    await olga.request("role_update", { id, permissions: ["send_tts", "fly", "swim", "connect"] });
    expect((await roleOf(olga, "cook"))?.permissions).toEqual(["send_tts", "fly", "connect"]);
  });

  test("a rename reaches the members and the channels that show the name", async () => {
    const { olga, ada, mira } = await cast();
    const { id } = await olga.request("role_create", { name: "cook", color: "#00ff00" });
    const permissions = { view: ["user"], send: ["cook", "!staff"] };
    await olga.request("channel_create", { name: "kitchen", type: "text", permissions });
    await olga.request("channel_create", { name: "secret", type: "text", permissions: { view: ["cook"] } });
    await town.roles("mira", "cook", "user");
    await olga.request("role_update", { id, name: "chef" });
    const news = (await ada.news()).filter(({ cmd }) => cmd !== "channels_get");
    expect(news.map(({ cmd }) => cmd)).toEqual(["roles_list", "user_roles_get", "channel_update"]);
    expect(news[1]).toEqual({
      cmd: "user_roles_get",
      user: "mira",
      roles: ["chef", "user"],
      color: "#00ff00",
    });
    expect(news[2]).toMatchObject({
      current_name: "kitchen",
      channel: { permissions: { send: ["chef", "!staff"] } },
    });
    const own = (await mira.news()).filter(({ cmd }) => cmd === "channel_update");
    expect(own).toHaveLength(2);
    expect(await rolesOf(ada, "mira")).toEqual(["chef", "user"]);
    await town.restart();
    const back = await town.join("mira");
    expect(back.user.roles).toEqual(["chef", "user"]);
    expect((await back.request("channels_get")).val.map(({ name }) => name)).toEqual([
      "general",
      "kitchen",
      "secret",
    ]);
  });

  test("a rename reaches newcomers: the configuration goes on meaning the role by its old name", async () => {
    const roles = ["Guest", "user"];
    const { olga } = await cast({ config: { DB: { synchronous: "OFF", users: { default: { roles } } } } });
    const { id } = await olga.request("role_create", { name: "guest" });
    expect((await town.join("ann")).user.roles).toEqual(["guest", "user"]);
    await olga.request("role_update", { id, name: "visitor" });
    expect((await town.join("bob")).user.roles).toEqual(["visitor", "user"]);
    await town.restart();
    const owner = await town.join("olga");
    expect((await town.join("cid")).user.roles).toEqual(["visitor", "user"]);
    // A role that takes the name takes its place in the configuration too, also when it is renamed later.
    const other = await owner.request("role_create", { name: "GUEST" });
    expect((await town.join("dan")).user.roles).toEqual(["GUEST", "user"]);
    await owner.request("role_update", { id: other.id, name: "tourist" });
    await town.restart();
    expect((await town.join("eve")).user.roles).toEqual(["tourist", "user"]);
  });

  test("the system roles keep their names, and never become self-assignable", async () => {
    const { olga } = await cast();
    for (const name of ["owner", "admin", "user"]) {
      const { id = "" } = (await roleOf(olga, name)) ?? {};
      expect(await refusal(olga.request("role_update", { id, name: "other" }))).toBe("role_protected");
    }
    for (const name of ["owner", "admin", "moderator"]) {
      expect(await refusal(olga.request("role_update", { name, self_assignable: true }))).toBe(
        "role_not_self_assignable",
      );
    }
  });
});

test("the first role's gradient is its holders', until it is cleared", async () => {
  const { olga, mira } = await cast();
  const gradient = ["#ff0000", "#0f0"];
  const { id } = await olga.request("role_create", { name: "cook", gradient });
  await olga.request("role_create", { name: "plain" });
  await town.roles("mira", "cook", "user");
  await town.roles("ada", "plain", "cook");
  const shown = async (by: Member) =>
    (await by.request("users_list")).users.map((user) => [user.username, user.gradient]);
  const expected = [
    ["olga", null],
    ["ada", null],
    ["mira", gradient],
  ];
  expect(await shown(olga)).toEqual(expected as never);
  await olga.request("role_update", { id, color: "#111111" });
  await town.restart();
  const [owner] = await town.people("olga");
  expect(await shown(owner)).toEqual(expected as never);
  for (const none of [null, []]) {
    await owner.request("role_set", { id, data: { gradient } });
    expect((await roleOf(owner, "cook"))?.gradient).toEqual(gradient);
    await owner.request("role_update", { id, gradient: none });
    expect((await roleOf(owner, "cook"))?.gradient).toBeNull();
  }
  expect((await shown(owner)).map(([, colors]) => colors)).toEqual([null, null, null]);
  expect(mira.user.gradient).toBeNull();
});

describe("role_delete", () => {
  test("takes the role from its members and tells everybody", async () => {
    const { olga, ada, mira } = await cast();
    const { id } = await olga.request("role_create", { name: "cook", color: "#00ff00" });
    await town.roles("mira", "cook", "user");
    expect(await olga.request("role_delete", { name: "COOK" })).toMatchObject({
      cmd: "role_delete",
      id,
      name: "cook",
      deleted: true,
    });
    const news = await ada.news();
    expect(news.map(({ cmd }) => cmd)).toEqual(["roles_list", "user_roles_get", "users_list"]);
    expect(news[1]).toEqual({ cmd: "user_roles_get", user: "mira", roles: ["user"], color: null });
    expect(await rolesOf(mira, "mira")).toEqual(["user"]);
    expect(await refusal(olga.request("role_delete", { id }))).toBe("role_not_found");
    expect(await refusal(olga.request("role_delete"))).toBe("invalid_field");
    // A new role of that name has nothing of the old one.
    await olga.request("role_create", { name: "cook" });
    expect(await rolesOf(mira, "mira")).toEqual(["user"]);
    expect((await mira.request("self_roles_reorder", { roles: ["user"] })).roles).toEqual(["user"]);
  });

  test("spares system roles and roles that a channel names", async () => {
    const { olga } = await cast();
    for (const name of ["owner", "admin", "user"]) {
      expect(await refusal(olga.request("role_delete", { name }))).toBe("role_protected");
    }
    for (const entry of ["staff", "!staff"]) {
      await olga.request("channel_update", {
        current_name: "general",
        updates: { permissions: { view: ["user"], react: [entry] } },
      });
      const denied = await refusalOf(olga.request("role_delete", { name: "staff" }));
      expect([denied.code, denied.message]).toEqual([
        "role_in_use",
        "Role is used in channel 'general' permissions",
      ]);
    }
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"] } },
    });
    await olga.request("role_delete", { name: "staff" });
    await olga.request("role_delete", { name: "moderator" });
  });

  test("names no channel that the actor does not see", async () => {
    const { olga, ada } = await cast();
    await olga.request("role_create", { name: "cook" });
    const secret = { name: "secret-plans", type: "text" as const, permissions: { view: ["cook"] } };
    await olga.request("channel_create", secret);
    const denied = await refusalOf(ada.request("role_delete", { name: "cook" }));
    expect([denied.code, denied.message]).toEqual([
      "role_in_use_out_of_sight",
      "Role is used in the permissions of a channel that you do not see",
    ]);
    const updates = { permissions: { view: ["user"], pin: ["cook"] } };
    await olga.request("channel_update", { current_name: "general", updates });
    expect((await refusalOf(ada.request("role_delete", { name: "cook" }))).message).toContain("'general'");
    expect((await refusalOf(olga.request("role_delete", { name: "cook" }))).code).toBe("role_in_use");
  });
});
