/** Giving roles to members, and the limits of what managers may give and take. */
import { afterEach, describe, expect, test } from "bun:test";
import { managerIn } from "./support/casts.ts";
import { lift, put, roleOf, rolesOf } from "./support/roles.ts";
import type { TestServerOptions } from "./support/server.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return managerIn(town);
}

describe("user_roles_set", () => {
  test("replaces the roles, by name or id, without repeats; everybody is told, the actor by the reply", async () => {
    const { olga, ada, mira } = await cast();
    const { id } = await olga.request("role_create", { name: "cook", color: "#00ff00" });
    for (const member of [ada, mira]) await member.news();
    const packet = {
      cmd: "user_roles_get",
      user: "mira",
      roles: ["cook", "user"],
      color: "#00ff00",
      global: true,
    };
    expect(
      await ada.request("user_roles_set", { user: "MIRA", roles: [id, "USER", "cook", "user"] }),
    ).toMatchObject(packet);
    expect(await mira.news()).toEqual([packet] as never);
    expect(await ada.news()).toEqual([packet] as never);
    expect(await rolesOf(olga, "mira")).toEqual(["cook", "user"]);
    // The first role gives the colour.
    expect(await ada.request("user_roles_set", { user: "mira", roles: ["user", "cook"] })).toMatchObject({
      color: null,
    });
  });

  test("refuses anything but a list of roles", async () => {
    const { ada } = await cast();
    const set = (roles: unknown) =>
      refusal(ada.request("user_roles_set", { user: "mira", roles: roles as string[] }));
    for (const roles of [[], undefined, null, "user", [5], [["user"]], Array(101).fill("user"), [""]]) {
      expect(await set(roles)).toBe("invalid_field");
    }
    expect(await set(["user", "nothing"])).toBe("role_unknown");
    expect(await set(["__proto__"])).toBe("role_unknown");
    expect(await refusal(ada.request("user_roles_set", { user: "nobody", roles: ["user"] }))).toBe(
      "user_not_found",
    );
  });

  test("gives a member at most a hundred", async () => {
    const { olga, mira } = await cast();
    const names = Array.from({ length: 100 }, (_, index) => `r${index}`);
    await Promise.all(
      names.map((name) => olga.request("role_create", { name, self_assignable: name === "r99" })),
    );
    await olga.request("user_roles_set", { user: "mira", roles: ["user", ...names.slice(0, 99)] });
    const more = { user: "mira", roles: ["r99", "r1"] };
    expect(await refusal(olga.request("user_roles_add", more))).toBe("too_many");
    expect(await refusal(mira.request("self_role_add", { role: "r99" }))).toBe("too_many");
    expect(await rolesOf(olga, "mira")).toHaveLength(100);
  });

  test("neither bans nor lifts a ban", async () => {
    const { olga, mira } = await cast();
    expect(await refusal(olga.request("user_roles_set", { user: "mira", roles: ["banned"] }))).toBe(
      "role_unknown",
    );
    put(town, "mira", { bannedAt: 1 });
    // The official editor sends back all roles that it was shown.
    expect(await olga.request("user_roles_set", { user: "mira", roles: ["banned", "user"] })).toMatchObject({
      roles: ["banned", "user"],
      color: null,
    });
    expect(await olga.request("user_roles_set", { user: "mira", roles: ["user"] })).toMatchObject({
      roles: ["banned", "user"],
    });
    expect(await rolesOf(olga, "mira")).toEqual(["banned", "user"]);
    await olga.request("role_create", { name: "cook", color: "#00ff00" });
    // `banned` comes first, and has no colour.
    expect(await olga.request("user_roles_set", { user: "mira", roles: ["cook", "user"] })).toMatchObject({
      roles: ["banned", "cook", "user"],
      color: null,
    });
    await olga.request("user_roles_set", { user: "mira", roles: ["user"] });
    put(town, "mira", { bannedAt: null });
    expect(await rolesOf(mira, "mira")).toEqual(["user"]);
  });
});

describe("nobody climbs", () => {
  test("a member with manage_users can't give or take roles that are not below, nor change members who are not below", async () => {
    const { olga, ada } = await cast();
    await town.people("peer", "chief");
    await town.roles("peer", "staff", "user");
    await town.roles("chief", "admin", "user");
    const before = JSON.stringify((await olga.request("users_list")).users);
    const set = (user: string, ...roles: string[]) => refusal(ada.request("user_roles_set", { user, roles }));
    expect(await set("ada", "owner", "staff", "user")).toBe("role_required");
    expect(await set("mira", "owner")).toBe("role_required");
    expect(await set("ada", "admin", "staff", "user")).toBe("hierarchy");
    expect(await set("mira", "admin", "user")).toBe("hierarchy");
    // The actor's own rank isn't below them: they can neither give it nor remove it.
    expect(await set("mira", "staff", "user")).toBe("hierarchy");
    expect(await set("ada", "user")).toBe("hierarchy");
    expect(await set("peer", "user")).toBe("hierarchy");
    expect(await set("chief", "user")).toBe("hierarchy");
    expect(await set("olga", "user")).toBe("hierarchy");
    expect(await refusal(ada.request("user_timeout", { user: "peer", timeout: 5 }))).toBe("hierarchy");
    expect(await refusal(ada.request("user_timeout", { user: "olga", timeout: 5 }))).toBe("hierarchy");
    expect(JSON.stringify((await olga.request("users_list")).users)).toBe(before);
    // A role below with a permission that she lacks.
    expect(await set("ada", "staff", "moderator")).toBe("cannot_grant");
    expect(await set("mira", "moderator", "user")).toBe("cannot_grant");
    await olga.request("role_permissions_set", { name: "moderator", permissions: ["manage_users"] });
    // Roles below work, for the actor too.
    await ada.request("user_roles_set", { user: "ada", roles: ["staff", "moderator"] });
    await ada.request("user_roles_set", { user: "mira", roles: ["moderator", "user"] });
  });

  test("without manage_users members can't change roles, not even their own", async () => {
    const { mira } = await cast();
    for (const roles of [["user"], ["owner"], ["staff"]]) {
      expect(await refusal(mira.request("user_roles_set", { user: "mira", roles }))).toBe(
        "permission_required",
      );
    }
    expect(await refusal(mira.request("user_timeout", { user: "ada", timeout: 5 }))).toBe(
      "permission_required",
    );
  });

  test("a member with manage_roles can't grant permissions that they lack, by a new role or an old one", async () => {
    const { olga, ada } = await cast();
    const before = JSON.stringify((await olga.request("roles_list")).roles);
    const create = (fields: object) => refusal(ada.request("role_create", { name: "ladder", ...fields }));
    expect(await create({ permissions: ["administrator"], self_assignable: true })).toBe("cannot_grant");
    expect(await create({ permissions: ["manage_users", "manage_server"] })).toBe("cannot_grant");
    expect(await create({ permissions: ["manage_users"], self_assignable: true })).toBe(
      "role_not_self_assignable",
    );
    const update = (fields: object) => refusal(ada.request("role_update", { name: "moderator", ...fields }));
    expect(await update({ permissions: ["administrator"] })).toBe("cannot_grant");
    expect(await update({ permissions: ["manage_roles", "ban_members"] })).toBe("cannot_grant");
    expect(JSON.stringify((await olga.request("roles_list")).roles)).toBe(before);
    // Nor can she change a role with permissions that she lacks, not even its colour.
    expect(await update({ permissions: ["manage_roles"] })).toBe("cannot_grant");
    expect(await update({ color: "#123456" })).toBe("cannot_grant");
    await olga.request("role_permissions_set", { name: "moderator", permissions: ["manage_users"] });
    await ada.request("role_update", { name: "moderator", permissions: ["manage_users", "manage_roles"] });
  });

  test("a member with manage_roles can't change roles that are not below, nor make one into owner or admin", async () => {
    const { olga, ada } = await cast();
    const { id } = await ada.request("role_create", { name: "rung", self_assignable: true });
    const before = JSON.stringify((await olga.request("roles_list")).roles);
    for (const name of ["owner", "Owner", "OWNER", "admin", "user", "staff"]) {
      expect(await refusal(ada.request("role_update", { id, name }))).toBe("role_exists");
    }
    for (const name of ["owner", "admin", "staff"]) {
      expect(await refusal(ada.request("role_update", { name, color: "#123456" }))).toBe("hierarchy");
      const { id: above = "" } = (await roleOf(olga, name)) ?? {};
      expect(await refusal(ada.request("role_update", { id: above, name: "mine" }))).toBe("hierarchy");
    }
    expect(await refusal(ada.request("role_delete", { name: "staff" }))).toBe("hierarchy");
    expect(await refusal(ada.request("role_delete", { name: "admin" }))).toBe("role_protected");
    // A position is not a field; it is ignored.
    await ada.request("role_update", { id, position: 0 } as never);
    expect(JSON.stringify((await olga.request("roles_list")).roles)).toBe(before);
  });

  test("an administrator who is no owner stays below admins and owners", async () => {
    const { olga } = await cast();
    const [chief] = await town.people("chief");
    await town.roles("chief", "admin", "user");
    expect(await refusal(chief.request("user_roles_set", { user: "chief", roles: ["owner", "admin"] }))).toBe(
      "role_required",
    );
    expect(await refusal(chief.request("user_roles_set", { user: "mira", roles: ["admin"] }))).toBe(
      "hierarchy",
    );
    expect(await refusal(chief.request("user_roles_set", { user: "olga", roles: ["user"] }))).toBe(
      "hierarchy",
    );
    expect(await refusal(chief.request("role_update", { name: "admin", color: "#000000" }))).toBe(
      "hierarchy",
    );
    expect(await refusal(chief.request("owner_claim", { code: "ABCD" }))).toBe("claim_invalid");
    expect(await rolesOf(olga, "chief")).toEqual(["admin", "user"]);
  });

  test("a role above admins and owners gives no power over them", async () => {
    const { olga, ada } = await cast();
    await lift(town, "staff", 0);
    const [chief] = await town.people("chief");
    await olga.request("user_roles_set", { user: "chief", roles: ["admin", "user"] });
    const set = (user: string, ...roles: string[]) => refusal(ada.request("user_roles_set", { user, roles }));
    expect(await set("mira", "admin", "user")).toBe("hierarchy");
    expect(await set("chief", "user")).toBe("hierarchy");
    expect(await set("ada", "staff", "owner")).toBe("role_required");
    expect(await set("olga", "user")).toBe("hierarchy");
    for (const name of ["owner", "admin"]) {
      expect(await refusal(ada.request("role_update", { name, color: "#000000" }))).toBe("hierarchy");
    }
    expect(await rolesOf(chief, "chief")).toEqual(["admin", "user"]);
  });

  test("an owner always remains", async () => {
    const { olga } = await cast();
    expect(await refusal(olga.request("user_roles_set", { user: "olga", roles: ["user"] }))).toBe(
      "last_owner",
    );
    await town.roles("mira", "owner");
    const [a, b] = await Promise.allSettled([
      olga.request("user_roles_set", { user: "mira", roles: ["user"] }),
      olga.request("user_roles_set", { user: "olga", roles: ["user"] }),
    ]);
    expect([a.status, b.status]).toEqual(["fulfilled", "rejected"]);
    // A banned owner doesn't count.
    await town.roles("mira", "owner");
    put(town, "mira", { bannedAt: 1 });
    expect(await refusal(olga.request("user_roles_set", { user: "olga", roles: ["user"] }))).toBe(
      "last_owner",
    );
    expect(await refusal(olga.request("user_leave"))).toBe("last_owner");
  });

  test("a member who loses a role loses its power at once, also for requests already sent", async () => {
    const { olga, ada } = await cast();
    const taken = olga.request("user_roles_set", { user: "ada", roles: ["user"] });
    await ada.next("user_roles_get");
    expect(await refusal(ada.request("role_create", { name: "late" }))).toBe("permission_required");
    await taken;
    expect(await roleOf(olga, "late")).toBeUndefined();
  });
});
