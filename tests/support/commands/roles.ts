import { give, type Rows, refused, rest, update } from "../fresh-state/cast.ts";
import type { SomeRows } from "../registry/row.ts";

const nothing = "roles lie in no channel";
const tells = { nothing };
const role = { id: "role", name: "role" } as const;

export const rows = {
  role_create: {
    names: {
      name: null,
      description: null,
      color: null,
      gradient: null,
      hoisted: null,
      self_assignable: null,
      permissions: null,
      category: null,
    },
    right: { name: "another" },
    tells,
    lists: null,
    whileLow: "works",
  },
  role_delete: { names: role, tells, lists: null, ends: true, whileLow: "works" },
  role_permissions_get: { names: role, tells, lists: null, whileLow: "works" },
  role_permissions_set: {
    names: { ...role, permissions: null },
    right: { permissions: [] },
    tells,
    lists: null,
    whileLow: "works",
  },
  role_reorder: { names: { roles: "role" }, tells, lists: null, whileLow: "works" },
  role_set: {
    names: { ...role, data: null },
    right: { data: { color: "#abc" } },
    tells,
    lists: null,
    whileLow: "works",
  },
  role_update: {
    names: {
      ...role,
      description: null,
      color: null,
      gradient: null,
      hoisted: null,
      self_assignable: null,
      permissions: null,
      category: null,
    },
    right: { color: "#abc" },
    tells,
    lists: null,
    whileLow: "works",
  },
  roles_list: { names: {}, tells, lists: () => ({ all: {} }), whileLow: "works" },
  self_role_add: { names: { role: "role" }, tells, lists: null, whileLow: "works" },
  self_role_remove: { names: { role: "role" }, tells, lists: null, whileLow: "works" },
  self_roles_list: { names: {}, tells, lists: () => ({ all: {} }), whileLow: "works" },
  // It must name all that one holds.
  self_roles_reorder: { names: { roles: "role" }, tells, lists: null, ends: true, whileLow: "works" },
} satisfies SomeRows;

export const changing = {
  role_create: {
    "with a colour": ({ olga }) => olga.request("role_create", { name: "fox", color: "#fa0" }),
    "by a member who is no owner": ({ mira }) =>
      mira.request("role_create", { name: "bear", hoisted: true, category: "animals" }),
    "refused: taken": ({ olga }) => refused(olga.request("role_create", { name: "COOK" }), "role_exists"),
    "refused: grants more than he has": ({ mira }) =>
      refused(mira.request("role_create", { name: "x", permissions: ["administrator"] }), "cannot_grant"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("role_create", { name: "x" }), "permission_required"),
  },
  role_update: {
    "the colour, shown by its holders": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, color: "#ff0000" }),
    "no colour": ({ olga, staff }) => olga.request("role_update", { id: staff.id, color: null }),
    "a gradient": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, gradient: ["#f00", "#00f"] }),
    "the name, which members, channels and messages show": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, name: "crew" }),
    "the name of one that only messages show": ({ olga, cook }) =>
      olga.request("role_update", { id: cook.id, name: "chef", description: "cooks" }),
    "names swapped": async ({ olga, staff, cook }) => {
      await olga.request("role_update", { id: cook.id, name: "spare" });
      await olga.request("role_update", { id: staff.id, name: "chef" });
      await olga.request("role_update", { id: cook.id, name: "crew" });
    },
    "what it may": ({ olga, staff }) =>
      olga.request("role_update", { id: staff.id, permissions: ["manage_messages"] }),
    "refused: above": ({ olga, mira, staff }) =>
      olga
        .request("role_update", { id: staff.id, permissions: ["manage_roles"] })
        .then(() => refused(mira.request("role_update", { name: "admin", color: "#000000" }), "hierarchy")),
  },
  role_delete: {
    "one that members wear and messages mention": async ({ olga, cook }) => {
      await give(olga, "nora", "cook", "user");
      await give(olga, "mira", "cook", "staff", "user");
      await olga.request("message_new", { channel: "general", content: "@&cook, tea!" });
      await olga.request("role_delete", { id: cook.id });
    },
    "one that nobody wears": async ({ mira }) => {
      const { id } = await mira.request("role_create", { name: "bear" });
      await mira.request("role_delete", { id });
    },
    "refused: a channel needs it": ({ olga, staff }) =>
      refused(olga.request("role_delete", { id: staff.id }), "role_in_use"),
    "refused: not permitted": ({ nora }) =>
      refused(nora.request("role_delete", { name: "staff" }), "permission_required"),
  },
  role_set: {
    "the colour and the name, which members, channels and messages show": ({ olga, staff }) =>
      olga.request("role_set", { id: staff.id, data: { name: "crew", color: "#ff0000" } }),
    "no colour": ({ olga }) => olga.request("role_set", { name: "crew", data: { color: null } }),
    "refused: above": ({ mira }) =>
      refused(mira.request("role_set", { name: "admin", data: { color: "#000000" } }), "hierarchy"),
  },
  role_permissions_set: {
    "what it may": ({ olga, staff }) =>
      olga.request("role_permissions_set", { id: staff.id, permissions: ["manage_messages"] }),
    "refused: not permitted": ({ mira }) =>
      refused(mira.request("role_permissions_set", { name: "user", permissions: [] }), "permission_required"),
  },
  role_reorder: {
    "two of them": ({ olga }) => olga.request("role_reorder", { roles: ["cook", "staff"] }),
    "by a member who may move few": ({ mira }) =>
      mira.request("role_reorder", { roles: ["owner", "cook", "staff", "admin", "user", "moderator"] }),
    "refused: to the top": ({ mira }) =>
      refused(mira.request("role_reorder", { roles: ["moderator"] }), "hierarchy"),
  },
  self_role_add: {
    "one without a colour": async ({ olga, nora }) => {
      await olga.request("role_create", { name: "reader", self_assignable: true });
      await nora.request("self_role_add", { role: "reader" });
    },
    "one that opens a channel, from a second place": async ({ olga, again }) => {
      await olga.request("role_create", { name: "guest", self_assignable: true, color: "#00f" });
      await update(olga, "tea", { permissions: { view: ["guest"], send: ["guest"] } });
      rest();
      await again.request("self_role_add", { role: "Guest" });
      await again.request("message_new", { channel: "tea", content: "who else is here?" });
    },
    "refused: muted": ({ paul }) => refused(paul.request("self_role_add", { role: "guest" }), "timed_out"),
    "refused: held": ({ nora }) => refused(nora.request("self_role_add", { role: "reader" }), "role_held"),
    "refused: not for taking": ({ nora }) =>
      refused(nora.request("self_role_add", { role: "staff" }), "role_not_yours_to_take"),
  },
  self_role_remove: {
    "one that opened a channel": async ({ olga, nora }) => {
      await olga.request("role_create", { name: "guest", self_assignable: true, color: "#00f" });
      await nora.request("self_role_add", { role: "guest" });
      await update(olga, "tea", { permissions: { view: ["guest"], send: ["guest"] } });
      await nora.request("message_new", { channel: "tea", content: "bye" });
      rest();
      await nora.request("self_role_remove", { role: "guest" });
      await olga.request("message_new", { channel: "tea", content: "she can't hear us" });
    },
    "refused: not held": ({ nora }) =>
      refused(nora.request("self_role_remove", { role: "guest" }), "role_not_held"),
    "refused: given by others": ({ mira }) =>
      refused(mira.request("self_role_remove", { role: "staff" }), "role_not_yours_to_take"),
  },
  self_roles_reorder: {
    "another colour first": async ({ olga, mira }) => {
      await give(olga, "mira", "staff", "cook", "user");
      await mira.request("self_roles_reorder", { roles: ["cook", "user", "staff"] });
    },
    "refused: not all": ({ mira }) =>
      refused(mira.request("self_roles_reorder", { roles: ["cook"] }), "invalid_field"),
  },
} satisfies Rows;

export const reading = {
  roles_list: { asked: ({ nora }) => nora.request("roles_list") },
  role_permissions_get: { asked: ({ nora }) => nora.request("role_permissions_get", { name: "staff" }) },
  self_roles_list: { asked: ({ nora }) => nora.request("self_roles_list") },
} satisfies Rows;
