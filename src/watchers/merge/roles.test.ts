import { expect, test } from "bun:test";
import { idOf, type Loose, plan, roles, stateWith } from "../../../tests/support/planned-edits.ts";
import type { Role } from "../../chat/model.ts";
import { createState, type State } from "../../chat/state.ts";

const order = (positions: Record<string, number>) => {
  const edit = (file: Loose) => {
    for (const [name, position] of Object.entries(positions)) file[name] = { ...file[name], position };
  };
  const result = plan({ roles: edit });
  expect(result.roles.roles.map(({ position }) => position)).toEqual(
    result.roleNames.map((_, index) => index),
  );
  return result.roleNames;
};

test("a role moves to its new position, the others make room, the owners stay on top", () => {
  expect(order({ user: 1 })).toEqual(["owner", "user", "admin", "moderator"]);
  expect(order({ admin: 3 })).toEqual(["owner", "moderator", "user", "admin"]);
  expect(order({ admin: 2, moderator: 1 })).toEqual(["owner", "moderator", "admin", "user"]);
  expect(order({ admin: 3, moderator: 1, user: 2 })).toEqual(["owner", "moderator", "user", "admin"]);
  expect(order({ user: 0 })).toEqual(["owner", "user", "admin", "moderator"]);
  expect(order({ fox: 2 })).toEqual(["owner", "admin", "fox", "moderator", "user"]);
  expect(order({ fox: 99 })).toEqual(["owner", "admin", "moderator", "user", "fox"]);
});

test("the roles that may mention a role are read in all old forms, and by new names", () => {
  const edit = (file: Loose) => {
    file.user.mention_roles = ["boss", "Admin"];
    file.boss = { ...file.moderator };
    delete file.moderator;
    file.fox = { permissions: { mention_roles: false } };
    file.cat = { permissions: { mention_roles: "fox", send_messages: true } };
    file.dog = { permissions: { mention_roles: true } };
  };
  const { roles: after } = plan({ roles: edit }).roles;
  const role = (name: string) => after.find((one) => one.name === name);
  expect(role("user")?.mentionableBy).toEqual([idOf("moderator"), idOf("admin")]);
  expect(role("fox")?.mentionableBy).toEqual([]);
  expect(role("cat")).toMatchObject({
    mentionableBy: [role("fox")?.id ?? ""],
    permissions: ["send_messages"],
  });
  expect(role("dog")?.mentionableBy).toBeNull();
});

test("after a rename the configuration may still use the old name", () => {
  const renamed = plan({
    roles: ({ moderator, ...file }: Loose) => ({ ...file, helper: moderator }),
  });
  const helper = renamed.roles.roles.find(({ name }) => name === "helper");
  expect([helper?.id, helper?.formerNames]).toEqual([idOf("moderator"), ["moderator"]]);
});

test("a gradient is set, refused when it is invalid, and removed with its key", () => {
  const after = (edit: { gradient?: unknown }, on?: State) => {
    const result = plan({ roles: (file) => ({ ...file, user: { ...file.user, ...edit } }) }, on);
    return result.reasons["roles"] ?? result.roles.roles.find(({ name }) => name === "user")?.gradient;
  };
  const gradient = ["#f00", "#00f"];
  expect(after({ gradient })).toEqual(gradient);
  expect(after({ gradient: ["#f00"] })).toEqual([expect.stringContaining("2 to 6 colours")]);
  const striped = stateWith({ roles: roles.map((role) => ({ ...role, gradient })) });
  expect(after({ gradient: undefined }, striped)).toBeNull();
});

test("two may swap their names, by swapping keys", () => {
  const edit = ({ admin, moderator, ...rest }: Loose) => ({ ...rest, helper: admin, admin: moderator });
  expect(plan({ roles: edit }).reasons).toEqual({ roles: ["role 'helper': 'admin' can't be renamed"] });
  const first = plan({ roles: (file) => void Object.assign(file, { fox: {}, cat: {} }) });
  const before = createState({
    users: [],
    former: [],
    roles: first.roles.roles,
    channels: [],
    threads: [],
  });
  const swap = ({ fox, cat, ...rest }: Loose) => ({ ...rest, fox: cat, cat: fox });
  const after = plan({ roles: swap }, before);
  expect(after.reasons).toEqual({});
  expect(after.roles.renamed.size).toBe(2);
});

test("a copied entry with another role's id is matched by name, or refused", () => {
  const copy = (file: Loose) => {
    file.fox = { ...file.user };
  };
  expect(plan({ roles: copy }).reasons.roles?.[0]).toContain("have the same id");
});

test.each([
  ["behind it", (file: Loose) => ({ ...file, ADMIN: { hoisted: true } })],
  ["before it", (file: Loose) => ({ ADMIN: { hoisted: true }, ...file })],
])("a name that differs in case only is refused as such, %s", (_where, edit) => {
  expect(plan({ roles: edit }).reasons.roles).toEqual([
    "there is a role 'admin' already, and 'ADMIN' differs from it only in case; give it another name",
  ]);
});

test("keys that every role has stay when they are left out, with a note", () => {
  const edit = (file: Loose) => {
    const { id } = file.moderator;
    file.moderator = { id, hoisted: false };
  };
  const { roles: planned } = plan({ roles: edit });
  const before = roles.find(({ name }) => name === "moderator");
  expect(planned.roles.find(({ name }) => name === "moderator")).toEqual({
    ...(before as Role),
    hoisted: false,
  });
  expect(planned.notes).toEqual([
    "Role 'moderator': 'description', 'color', 'permissions', 'self_assignable', 'category', 'position' are left out and so unchanged",
  ]);
});

test("the order of the entries has no effect, and a note says so", () => {
  const turned = (file: Loose) => Object.fromEntries(Object.entries(file).reverse());
  const { roles: planned, rolesChanged } = plan({ roles: turned });
  expect(rolesChanged).toBe(false);
  expect(planned.notes).toEqual([
    "The order of the entries says nothing: a role stands where its 'position' says",
  ]);
});

test("a role with power over others can't be self-assignable", () => {
  const edit = (file: Loose) => {
    file.fox = { self_assignable: true, permissions: ["manage_users"] };
  };
  expect(plan({ roles: edit }).reasons.roles?.[0]).toContain("can't be self-assignable");
});

test("a role named __proto__ or banned is refused without harm", () => {
  const edit = (file: Loose) => ({ ...file, ["__proto__"]: {}, banned: {} });
  expect(plan({ roles: edit }).reasons.roles).toEqual([
    expect.stringContaining("'__proto__' is reserved"),
    expect.stringContaining("'banned' is reserved"),
  ]);
});
