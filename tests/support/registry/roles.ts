import type { SomeRows } from "./row.ts";

const nothing = "roles lie in no channel";
const tells = { nothing };
const role = { id: "role", name: "role" } as const;

export const roles = {
  role_create: {
    names: {
      ...{ name: null, description: null, color: null, gradient: null, hoisted: null },
      ...{ self_assignable: null, permissions: null, category: null },
    },
    right: { name: "another" },
    tells,
    lists: null,
  },
  role_delete: { names: role, tells, lists: null, ends: true },
  role_permissions_get: { names: role, tells, lists: null },
  role_permissions_set: {
    names: { ...role, permissions: null },
    right: { permissions: [] },
    tells,
    lists: null,
  },
  role_reorder: { names: { roles: "role" }, tells, lists: null },
  role_set: { names: { ...role, data: null }, right: { data: { color: "#abc" } }, tells, lists: null },
  role_update: {
    names: {
      ...{ ...role, description: null, color: null, gradient: null, hoisted: null },
      ...{ self_assignable: null, permissions: null, category: null },
    },
    right: { color: "#abc" },
    tells,
    lists: null,
  },
  roles_list: { names: {}, tells, lists: () => ({ all: {} }) },
  self_role_add: { names: { role: "role" }, tells, lists: null },
  self_role_remove: { names: { role: "role" }, tells, lists: null },
  self_roles_list: { names: {}, tells, lists: () => ({ all: {} }) },
  // It must name all that one holds.
  self_roles_reorder: { names: { roles: "role" }, tells, lists: null, ends: true },
} satisfies SomeRows;
