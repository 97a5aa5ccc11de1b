import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isFailure } from "../protocol/errors.ts";
import { announcedPermissions, channelActions } from "../protocol/permissions.ts";
import { blankRole } from "./blank-role.ts";
import type { ChannelPermissions, Role, RoleRule } from "./model.ts";
import {
  channelLists,
  defaultChannelPermissions,
  hasPermission,
  isOwner,
  mayInChannel,
  type RoleBook,
  usesRole,
  viewsByRoles,
  wireChannelPermissions,
  withoutRole,
} from "./permissions.ts";

function role(name: string, position: number, permissions: readonly string[] = []): Role {
  return { ...blankRole(`id-${name}`, name, position), permissions };
}

function book(...list: Role[]): RoleBook {
  return {
    byId: new Map(list.map((each) => [each.id, each])),
    byName: new Map(list.map((each) => [each.name.toLowerCase(), each])),
  };
}

fc.configureGlobal({ seed: 5613 });

const roles = book(
  role("owner", 0, ["administrator"]),
  role("admin", 1, ["administrator"]),
  role("Mods", 2, ["manage_messages", "manage_users"]),
  role("user", 3, ["send_messages"]),
  role("muted", 4),
);
const holding = (...names: string[]) => ({ roles: names.map((name) => `id-${name}`) });

function permissionsOf(input: unknown): ChannelPermissions {
  const result = channelLists(input, roles);
  if (isFailure(result)) throw new Error(result.val);
  return result.permissions;
}

function refusal(input: unknown): string {
  const result = channelLists(input, roles);
  return isFailure(result) ? result.val : "accepted";
}

describe("role permissions", () => {
  test("come from any role; administrator counts as every permission", () => {
    expect(hasPermission(holding("user", "Mods"), roles.byId, "manage_messages")).toBe(true);
    expect(hasPermission(holding("user"), roles.byId, "manage_messages")).toBe(false);
    expect(hasPermission(holding("admin"), roles.byId, "manage_messages")).toBe(true);
    expect(hasPermission(holding(), roles.byId, "send_messages")).toBe(false);
    expect(hasPermission(holding("gone"), roles.byId, "send_messages")).toBe(false);
  });

  test("the role named owner has all, even if it lists none", () => {
    const own = book(role("owner", 0));
    expect(isOwner(holding("owner"), own.byId)).toBe(true);
    expect(hasPermission(holding("owner"), own.byId, "manage_server")).toBe(true);
    expect(isOwner(holding("admin"), roles.byId)).toBe(false);
  });

  test("a channel's deny binds everybody but owners, also an administrator", () => {
    const channel = { permissions: permissionsOf({ deny: ["manage_messages"] }) };
    for (const name of ["Mods", "admin"]) {
      expect(hasPermission(holding(name), roles.byId, "manage_messages", channel)).toBe(false);
      expect(hasPermission(holding(name), roles.byId, "manage_users", channel)).toBe(true);
    }
    expect(hasPermission(holding("owner"), roles.byId, "manage_messages", channel)).toBe(true);
  });

  test("a member with a denied administrator keeps only the permissions that they hold by name", () => {
    const channel = { permissions: permissionsOf({ deny: ["administrator"] }) };
    expect(hasPermission(holding("admin"), roles.byId, "manage_users", channel)).toBe(false);
    expect(hasPermission(holding("admin", "Mods"), roles.byId, "manage_users", channel)).toBe(true);
  });
});

describe("channel lists", () => {
  const view = (list: unknown, ...names: string[]) =>
    mayInChannel(holding(...names), roles.byId, { permissions: permissionsOf({ view: list }) }, "view");

  test("let in holders of a listed role; a block wins in any order", () => {
    expect(view(["user"], "user")).toBe(true);
    expect(view(["user"], "Mods")).toBe(false);
    expect(view(["user", "!muted"], "user", "muted")).toBe(false);
    expect(view(["user", "!muted"], "muted", "user")).toBe(false);
    expect(view(["!muted", "user"], "user", "muted")).toBe(false);
    expect(view(["user", "!user"], "user")).toBe(false);
  });

  test("owners pass always, administrators only if listed", () => {
    for (const list of [[], ["user"], ["!owner"], ["user", "!muted"]]) {
      expect(view(list, "owner", "muted")).toBe(true);
      expect(view(list, "admin")).toBe(false);
    }
    expect(view(["admin"], "admin")).toBe(true);
  });
});

describe("reading lists", () => {
  test("absent, null and empty give the defaults, and so does each absent key", () => {
    const defaults = defaultChannelPermissions(roles);
    for (const input of [undefined, null, {}, { view: null }]) expect(permissionsOf(input)).toEqual(defaults);
    const some = permissionsOf({ view: ["user"] });
    expect(some.lists).toEqual({ ...defaults.lists, view: [{ role: "id-user", blocks: false }] });
    expect(wireChannelPermissions(defaults, roles.byId)).toEqual({
      view: ["owner"],
      send: ["owner"],
      delete: ["owner"],
      delete_own: ["user"],
      edit_own: ["user"],
      react: ["user"],
      pin: ["owner"],
      create_thread: ["owner"],
    });
  });

  test("an empty list is taken literally, and a list of owners alone means the same", () => {
    expect(permissionsOf({ react: [] }).lists.react).toEqual([]);
    expect(permissionsOf({ react: ["owner"] })).toEqual(permissionsOf({ react: [] }));
    expect(permissionsOf({ react: ["owner", "user"] }).lists.react).toHaveLength(2);
  });

  test("roles are found by name in any case, or by id; repeated entries count once", () => {
    const rules = [
      { role: "id-Mods", blocks: false },
      { role: "id-muted", blocks: true },
    ];
    expect(permissionsOf({ view: ["mods", "!MUTED", "id-Mods", "!id-muted"] }).lists.view).toEqual(rules);
  });

  test("what is not understood is refused and named", () => {
    expect(refusal([])).toContain("must be an object");
    expect(refusal("user")).toContain("must be an object");
    expect(refusal({ vieww: ["user"] })).toContain("'vieww' is not an action");
    expect(refusal(JSON.parse('{"__proto__":["user"]}'))).toContain("'__proto__' is not an action");
    expect(refusal({ view: "user" })).toContain("permissions.view");
    expect(refusal({ view: ["user", 5] })).toContain("permissions.view");
    expect(refusal({ view: Array(101).fill("user") })).toContain("at most 100");
    expect(refusal({ view: Array(100).fill("user") })).toBe("accepted");
    expect(refusal({ view: ["nobody"] })).toBe("Role 'nobody' does not exist");
    expect(refusal({ view: ["!constructor"] })).toBe("Role 'constructor' does not exist");
    expect(refusal({ deny: ["fly"] })).toContain("'fly' is not a permission");
  });
});

describe("the wire form and vanished roles", () => {
  test("deny is sent only when it says something", () => {
    expect(wireChannelPermissions(permissionsOf({ deny: [] }), roles.byId)).not.toHaveProperty("deny");
    const denying = permissionsOf({ deny: ["connect", "connect"] });
    expect(wireChannelPermissions(denying, roles.byId).deny).toEqual(["connect"]);
  });

  test("a list of roles that are gone stays closed: newer clients read [] as everybody", () => {
    const lists = permissionsOf({ view: ["Mods"] });
    expect(wireChannelPermissions(lists, book(role("user", 0)).byId).view).toEqual(["owner"]);
  });

  test("a role is found in any list, and taken out of all", () => {
    const before = permissionsOf({ view: ["Mods", "user"], pin: ["!Mods"], deny: ["connect"] });
    expect(usesRole(before, "id-Mods")).toBe(true);
    const after = withoutRole(before, "id-Mods");
    expect(usesRole(after, "id-Mods")).toBe(false);
    expect(after).toEqual(permissionsOf({ view: ["user"], pin: [], deny: ["connect"] }));
    expect(withoutRole(after, "id-Mods")).toBe(after);
  });
});

describe("for all lists and users", () => {
  const names = ["owner", "admin", "Mods", "user", "muted"];
  const userOf = fc.uniqueArray(fc.constantFrom(...names, "gone")).map((held) => holding(...held));
  const entry = fc
    .tuple(fc.constantFrom(...names), fc.boolean())
    .map(([name, block]) => `${block ? "!" : ""}${name}`);
  const input = fc.record(
    {
      ...Object.fromEntries(channelActions.map((action) => [action, fc.array(entry, { maxLength: 6 })])),
      deny: fc.subarray([...announcedPermissions]),
    },
    { requiredKeys: [] },
  );

  test("a channel list says what the sentences of the spec say", () => {
    fc.assert(
      fc.property(
        userOf,
        fc.array(entry, { maxLength: 6 }),
        fc.constantFrom(...channelActions),
        (user, list, action) => {
          const held = names.filter((name) => user.roles.includes(`id-${name}`));
          const expected =
            held.includes("owner") ||
            (held.some((name) => list.includes(name)) && !held.some((name) => list.includes(`!${name}`)));
          const channel = { permissions: permissionsOf({ [action]: list }) };
          expect(mayInChannel(user, roles.byId, channel, action)).toBe(expected);
        },
      ),
    );
  });

  test("asked for all channels at once, the answer is that of each channel alone", () => {
    fc.assert(
      fc.property(userOf, fc.array(fc.array(entry, { maxLength: 6 }), { maxLength: 8 }), (user, lists) => {
        const channels = lists.map((view) => ({ permissions: permissionsOf({ view }) }));
        const each = [...channels.keys()].filter((index) => {
          const channel = channels[index];
          return channel && mayInChannel(user, roles.byId, channel, "view");
        });
        expect(viewsByRoles(channels, roles.byId)(user.roles)).toEqual(each);
      }),
    );
  });

  test("a role permission says what the sentences of the spec say", () => {
    fc.assert(
      fc.property(
        userOf,
        fc.constantFrom(...announcedPermissions),
        fc.subarray([...announcedPermissions]),
        (user, wanted, deny) => {
          const counting = user.roles
            .flatMap((id) => roles.byId.get(id)?.permissions ?? [])
            .filter((id) => !deny.some((denied) => denied === id));
          const expected =
            user.roles.includes("id-owner") ||
            (!deny.includes(wanted) && (counting.includes(wanted) || counting.includes("administrator")));
          expect(hasPermission(user, roles.byId, wanted, { permissions: permissionsOf({ deny }) })).toBe(
            expected,
          );
        },
      ),
    );
  });

  test("the channel editor round-trips: reading the wire form gives the same lists", () => {
    fc.assert(
      fc.property(input, (request) => {
        const read = permissionsOf(request);
        expect(permissionsOf(wireChannelPermissions(read, roles.byId))).toEqual(read);
      }),
    );
  });

  test("nothing that JSON can say makes the reader throw or let a strange rule in", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = channelLists(value, roles);
        if (isFailure(result)) return;
        const rules: RoleRule[] = channelActions.flatMap((action) => [...result.permissions.lists[action]]);
        expect(rules.every((rule) => roles.byId.has(rule.role))).toBe(true);
      }),
    );
  });
});
