import { expect, test } from "bun:test";
import fc from "fast-check";
import { blankRole } from "./blank-role.ts";
import { level, mayActOn, mayGrant, mayManageRole } from "./hierarchy.ts";
import type { Role } from "./model.ts";

fc.configureGlobal({ seed: 5613 });

function role(name: string, position: number, permissions: readonly string[] = []): Role {
  return { ...blankRole(`id-${name}`, name, position), permissions };
}

// `founder` stands above `owner`, as a hand-edited file may have it.
const all = {
  founder: role("founder", 0),
  owner: role("owner", 1, ["administrator"]),
  admin: role("admin", 2, ["administrator"]),
  mods: role("mods", 3, ["manage_roles", "manage_messages"]),
  helpers: role("helpers", 3),
  user: role("user", 5, ["send_messages"]),
};
const roles = new Map(Object.values(all).map((each) => [each.id, each]));
const holding = (...names: string[]) => ({ roles: names.map((name) => `id-${name}`) });

test("a user's level is the best of the roles, whatever their order; without any the lowest", () => {
  expect(level(holding("user", "mods"), roles)).toBe(3);
  expect(level(holding("mods", "user"), roles)).toBe(3);
  expect(level(holding(), roles)).toBe(9999);
  expect(level(holding("gone"), roles)).toBe(9999);
});

test("one manages only roles strictly below, and administrator lifts nobody", () => {
  expect(mayManageRole(holding("mods"), all.user, roles)).toBe(true);
  expect(mayManageRole(holding("mods"), all.mods, roles)).toBe(false);
  expect(mayManageRole(holding("mods"), all.helpers, roles)).toBe(false);
  expect(mayManageRole(holding("admin"), all.founder, roles)).toBe(false);
});

test("owner and admin are for owners only, wherever they stand", () => {
  expect(mayManageRole(holding("founder"), all.owner, roles)).toBe(false);
  expect(mayManageRole(holding("founder"), all.admin, roles)).toBe(false);
  expect(mayManageRole(holding("owner"), all.admin, roles)).toBe(true);
  expect(mayManageRole(holding("owner"), all.founder, roles)).toBe(true);
});

test("one acts only on members strictly below; on owners only owners do", () => {
  expect(mayActOn(holding("mods"), holding("user"), roles)).toBe(true);
  expect(mayActOn(holding("mods"), holding(), roles)).toBe(true);
  expect(mayActOn(holding("mods"), holding("user", "helpers"), roles)).toBe(false);
  expect(mayActOn(holding("founder"), holding("owner"), roles)).toBe(false);
  expect(mayActOn(holding("owner"), holding("owner"), roles)).toBe(true);
  expect(mayActOn(holding("owner"), holding("founder"), roles)).toBe(true);
  expect(mayActOn(holding(), holding(), roles)).toBe(false);
});

test("one grants only what one holds; the first that is lacking is named", () => {
  expect(mayGrant(holding("mods"), ["manage_messages"], roles)).toBeNull();
  expect(mayGrant(holding("mods"), ["manage_messages", "administrator", "connect"], roles)).toBe(
    "administrator",
  );
  expect(mayGrant(holding("admin"), ["administrator", "connect"], roles)).toBeNull();
  expect(mayGrant(holding("admin"), ["made_up"], roles)).toBe("made_up");
  expect(mayGrant(holding("owner"), ["made_up", "administrator"], roles)).toBeNull();
});

test("no two non-owners can act on each other", () => {
  const names = Object.keys(all).filter((name) => name !== "owner");
  const someone = fc.subarray(names).map((held) => holding(...held));
  fc.assert(
    fc.property(someone, someone, (a, b) => {
      expect(mayActOn(a, b, roles) && mayActOn(b, a, roles)).toBe(false);
    }),
  );
});
