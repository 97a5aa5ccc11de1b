/** Changing, ordering and taking roles by those who hold them. The rest is in role-list.test.ts and role-assignment.test.ts. */
import { afterEach, describe, expect, test } from "bun:test";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

/** Olga the owner, ada who manages roles from above `moderator`, and mira, an ordinary member. */
async function cast() {
  town = await openTown();
  const [olga, ada, mira] = await town.people("olga", "ada", "mira");
  const permissions = ["manage_roles", "manage_messages"];
  const staff = await olga.request("role_create", { name: "staff", color: "#00ff00", permissions });
  await olga.request("role_reorder", { roles: ["owner", "admin", "staff"] });
  await town.roles("ada", "staff", "user");
  return { olga, ada, mira, staff };
}

const commands = (events: readonly { cmd: string }[]) => events.map(({ cmd }) => cmd);
const rolesOf = async (by: Member) => (await by.request("roles_list")).roles;
const order = async (by: Member) => Object.keys(await rolesOf(by));

describe("role_set", () => {
  test("changes and renames like role_update, and takes the name along everywhere", async () => {
    const { olga, ada, mira } = await cast();
    const { id } = await ada.request("role_create", { name: "cook", color: "#112233" });
    await town.roles("mira", "cook", "user");
    await olga.request("channel_create", {
      name: "kitchen",
      type: "text",
      permissions: { view: ["user", "!cook"], send: ["cook"] },
    });
    await mira.news();
    const data = { name: "chef", color: null, description: "cooks", hoisted: true, position: 0, unknown: 1 };
    expect(await ada.request("role_set", { name: "cook", data })).toMatchObject({
      cmd: "role_set",
      id,
      name: "chef",
      updated: true,
    });
    expect((await rolesOf(mira))["chef"]).toMatchObject({
      id,
      name: "chef",
      color: null,
      description: "cooks",
      hoisted: true,
      position: 5,
    });
    expect(await mira.news()).toMatchObject([
      { cmd: "roles_list" },
      { cmd: "user_roles_get", user: "mira", roles: ["chef", "user"], color: null },
      // Clients that ignore a null colour take it from the list.
      { cmd: "users_list" },
    ]);
    const kitchen = (await olga.request("channels_get")).val.find(({ name }) => name === "kitchen");
    expect(kitchen?.permissions).toMatchObject({ view: ["user", "!chef"], send: ["chef"] });
  });

  test("needs data, and a role that is below", async () => {
    const { ada, mira } = await cast();
    expect(await refusal(ada.request("role_set", { name: "user", data: {} }))).toBe("invalid_field");
    expect(await refusal(ada.request("role_set", { name: "user" } as never))).toBe("invalid_field");
    expect(await refusal(ada.request("role_set", { data: { hoisted: true } }))).toBe("invalid_field");
    expect(await refusal(ada.request("role_set", { name: "x", data: { hoisted: true } }))).toBe(
      "role_not_found",
    );
    expect(await refusal(ada.request("role_set", { name: "staff", data: { hoisted: true } }))).toBe(
      "hierarchy",
    );
    expect(await refusal(mira.request("role_set", { name: "user", data: { hoisted: true } }))).toBe(
      "permission_required",
    );
  });
});

describe("role_permissions_set and role_permissions_get", () => {
  test("replace the permissions, tell everybody, and fill in the name", async () => {
    const { ada, mira } = await cast();
    const { id } = await ada.request("role_create", { name: "cook" });
    await mira.news();
    const permissions = ["manage_messages", "nothing known", "manage_messages"];
    const answer = { id, name: "cook", permissions: ["manage_messages"] };
    expect(await ada.request("role_permissions_set", { name: "COOK", permissions })).toMatchObject({
      cmd: "role_permissions_set",
      ...answer,
      updated: true,
    });
    expect(await mira.news()).toMatchObject([
      { cmd: "roles_list", roles: { cook: { permissions: ["manage_messages"] } } },
    ]);
    expect(await mira.request("role_permissions_get", { id })).toMatchObject(answer);
    expect((await ada.request("role_permissions_set", { id, permissions: [] })).permissions).toEqual([]);
    expect(await refusal(mira.request("role_permissions_get", { name: "nobody" }))).toBe("role_not_found");
    expect(await refusal(mira.request("role_permissions_get", {}))).toBe("invalid_field");
  });

  test("add nothing that the actor lacks, and touch nothing above", async () => {
    const { ada } = await cast();
    const set = (name: string, ...permissions: string[]) =>
      refusal(ada.request("role_permissions_set", { name, permissions }));
    expect(await set("moderator", "manage_users")).toBe("cannot_grant");
    expect(await set("staff", "manage_roles")).toBe("hierarchy");
    expect(await set("admin")).toBe("hierarchy");
  });
});

describe("role_reorder", () => {
  test("numbers all roles anew, those not named behind the others, and tells everybody first", async () => {
    const { olga, mira, staff } = await cast();
    await mira.news();
    const sorted = ["owner", "user", "staff", "admin", "moderator"];
    const received = olga.next("roles_list");
    const answer = await olga.request("role_reorder", { roles: ["USER", staff.id] });
    // The official client rebuilds its table from this by name.
    expect(answer).toMatchObject({ cmd: "role_reorder", roles: sorted });
    expect(Object.keys((await received).roles)).toEqual(sorted);
    expect(commands(await mira.news())).toEqual(["roles_list"]);
    expect(Object.values(await rolesOf(mira)).map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    await town.restart();
    expect(await order(await town.join("mira"))).toEqual(sorted);
  });

  test("is done as a whole or not at all", async () => {
    const { olga } = await cast();
    const before = await order(olga);
    for (const [roles, code] of [
      [["user", "nobody"], "role_unknown"],
      [["user", "staff", "USER"], "invalid_field"],
      [[], "invalid_field"],
      [Array(251).fill("user"), "invalid_field"],
    ] as const) {
      expect(await refusal(olga.request("role_reorder", { roles: [...roles] }))).toBe(code);
    }
    expect(await order(olga)).toEqual(before);
  });

  test("changes the hierarchy at once", async () => {
    const { olga, ada, mira } = await cast();
    await town.roles("mira", "moderator");
    const timeout = (by: Member, user: string) => by.request("user_timeout", { user, timeout: 0 });
    await olga.request("role_update", { name: "moderator", permissions: ["manage_users"] });
    expect(await refusal(timeout(mira, "ada"))).toBe("hierarchy");
    await olga.request("role_reorder", { roles: ["owner", "moderator", "staff"] });
    await timeout(mira, "ada");
    expect(await refusal(ada.request("role_update", { name: "moderator", hoisted: true }))).toBe("hierarchy");
  });
});

describe("self roles", () => {
  async function withSelfRoles() {
    const people = await cast();
    const { ada, olga, mira } = people;
    await ada.request("role_create", { name: "red", color: "#ff0000", self_assignable: true, category: "c" });
    await ada.request("role_create", { name: "key", self_assignable: true });
    await olga.request("channel_create", {
      name: "vault",
      type: "text",
      permissions: { view: ["key"], send: ["key"] },
    });
    for (const member of [olga, ada, mira]) await member.news();
    return people;
  }

  test("are listed with their holders", async () => {
    const { mira } = await withSelfRoles();
    await mira.request("self_role_add", { role: "key" });
    const { roles } = await mira.request("self_roles_list");
    expect(roles.map(({ name, assigned }) => [name, assigned])).toEqual([
      ["red", false],
      ["key", true],
    ]);
    expect(roles[0]).toMatchObject({ color: "#ff0000", category: "c", description: null });
  });

  test("come behind the others, by name or id; everybody is told before the reply", async () => {
    const { olga, mira } = await withSelfRoles();
    const id = (await rolesOf(mira))["red"]?.id ?? "";
    expect(await mira.request("self_role_add", { role: id })).toMatchObject({
      cmd: "self_role_add",
      role: "red",
      success: true,
      roles: ["user", "red"],
    });
    const packet = { cmd: "user_roles_get", user: "mira", roles: ["user", "red"], color: null };
    for (const member of [olga, mira]) expect(await member.news()).toEqual([packet] as never);
    expect(await mira.request("self_roles_reorder", { roles: ["RED", "user"] })).toMatchObject({
      cmd: "self_roles_reorder",
      roles: ["red", "user"],
    });
    expect(await olga.news()).toEqual([{ ...packet, roles: ["red", "user"], color: "#ff0000" }] as never);
    expect(await mira.request("self_role_remove", { role: "Red" })).toMatchObject({
      cmd: "self_role_remove",
      role: "red",
      success: true,
      roles: ["user"],
    });
    await town.restart();
    expect((await town.join("mira")).user.roles).toEqual(["user"]);
  });

  test("open and close channels at once", async () => {
    const { olga, mira } = await withSelfRoles();
    const shown = mira.next("channels_get");
    await mira.request("self_role_add", { role: "key" });
    expect((await shown).val.map(({ name }) => name)).toEqual(["general", "vault"]);
    const lost = mira.next("unreads_update");
    await mira.request("self_role_remove", { role: "key" });
    expect(await lost).toMatchObject({ channel: "vault", last_read: null });
    await mira.news();
    await olga.request("message_new", { channel: "vault", content: "she can't hear us" });
    expect(commands(await mira.news())).not.toContain("message_new");
  });

  test("members can't add or remove roles that only others give", async () => {
    const { mira } = await withSelfRoles();
    await town.roles("mira", "moderator", "user");
    const add = (role: string) => refusal(mira.request("self_role_add", { role }));
    const remove = (role: string) => refusal(mira.request("self_role_remove", { role }));
    for (const role of ["owner", "admin", "staff"]) expect(await add(role)).toBe("role_not_yours_to_take");
    expect(await remove("moderator")).toBe("role_not_yours_to_take");
    expect(await add("nobody")).toBe("role_not_found");
    expect(await remove("red")).toBe("role_not_held");
    await mira.request("self_role_add", { role: "red" });
    expect(await add("RED")).toBe("role_held");
  });

  test("are ordered as a whole: none more, none less, none twice", async () => {
    const { mira } = await withSelfRoles();
    await mira.request("self_role_add", { role: "red" });
    const sort = (...roles: string[]) => refusal(mira.request("self_roles_reorder", { roles }));
    for (const roles of [["red"], ["red", "red"], ["red", "user", "user"], ["red", "user", "owner"], []])
      expect(await sort(...roles)).toBe("invalid_field");
    expect(await sort("red", "nobody")).toBe("role_not_found");
    expect((await mira.request("user_roles_get", { user: "mira" })).roles).toEqual(["user", "red"]);
  });
});
