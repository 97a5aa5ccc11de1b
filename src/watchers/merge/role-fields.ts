/** The keys of an entry of db/roles.json. */

import { type TSchema, Type } from "@sinclair/typebox";
import { mayBeSelfAssigned, systemRoles } from "../../actions/roles/role-changes.ts";
import type { Role } from "../../chat/model.ts";
import {
  codePoints,
  description,
  optionalName,
  roleColor,
  roleGradient,
  roleName,
} from "../../chat/names.ts";
import type { State } from "../../chat/state.ts";
import { isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { isPermission } from "../../protocol/permissions.ts";
import { roleFields } from "../../protocol/role-fields.ts";
import type { EntryRules } from "./entry.ts";
import { field, refused, table } from "./fields.ts";

export interface EditedRole {
  readonly role: Role;
  /** The position in the file, if the editor changed it. */
  readonly place?: number;
  /** Names of the roles that may mention it, if the editor changed them; readable when all names are known. */
  readonly mentionedBy?: readonly string[];
}

export interface RoleContext {
  readonly state: State;
}

const key = field<EditedRole, RoleContext>();

/** A text with a limit in code points. */
function limitedText(
  name: "description" | "category",
  limit: number,
  clean: (text: string | null) => string | null,
) {
  return key({
    schema: roleFields[name] as TSchema,
    isAlways: true,
    show: ({ role }) => role[name],
    set(edited, wanted) {
      const text = clean((wanted as string | null | undefined) ?? null);
      if (codePoints(text ?? "") > limit) return refused(`'${name}' may have at most ${limit} characters`);
      return { ...edited, role: { ...edited.role, [name]: text } };
    },
  });
}

const keys = table<EditedRole, RoleContext>({
  id: { fixed: "identity", show: ({ role }) => role.id },
  // The name is the key of the entry. Older servers wrote it into the entry too.
  name: { fixed: "identity" },
  description: limitedText("description", limits.roleDescription, description),
  color: key({
    schema: roleFields.color,
    isAlways: true,
    show: ({ role }) => role.color,
    set(edited, wanted) {
      const checked = roleColor(wanted ?? null);
      if (isFailure(checked)) return refused(checked.val);
      return { ...edited, role: { ...edited.role, color: checked.color } };
    },
  }),
  gradient: key({
    schema: roleFields.gradient,
    show: ({ role }) => role.gradient ?? undefined,
    set(edited, wanted) {
      const checked = roleGradient(wanted ?? null);
      if (isFailure(checked)) return refused(checked.val);
      return { ...edited, role: { ...edited.role, gradient: checked.gradient } };
    },
  }),
  hoisted: key({
    schema: roleFields.hoisted,
    isAlways: true,
    show: ({ role }) => role.hoisted,
    set: (edited, hoisted = false) => ({ ...edited, role: { ...edited.role, hoisted } }),
  }),
  permissions: key({
    schema: Type.Array(Type.String({ maxLength: limits.permissionId }), { maxItems: limits.permissions }),
    isAlways: true,
    show: ({ role }) => role.permissions,
    set(edited, wanted = []) {
      const { role } = edited;
      const permissions = [...new Set(wanted)];
      const odd = permissions.find((one) => !isPermission(one) && !role.permissions.includes(one));
      if (odd !== undefined) return refused(`'${odd}' is not a permission`);
      return { ...edited, role: { ...role, permissions } };
    },
  }),
  self_assignable: key({
    schema: roleFields.self_assignable,
    isAlways: true,
    show: ({ role }) => role.selfAssignable,
    set: (edited, selfAssignable = false) => ({ ...edited, role: { ...edited.role, selfAssignable } }),
  }),
  category: limitedText("category", limits.roleCategory, optionalName),
  position: key({
    schema: Type.Integer({ minimum: 0, maximum: 10_000 }),
    isAlways: true,
    show: ({ role }) => role.position,
    set: (edited, place) => (place === undefined ? edited : { ...edited, place }),
  }),
  mention_roles: key({
    schema: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 }),
    show: ({ role }, { roles }) => role.mentionableBy?.flatMap((id) => roles.byId.get(id)?.name ?? []),
    set(edited, names) {
      const role = { ...edited.role, mentionableBy: null };
      return names ? { ...edited, role, mentionedBy: names } : { ...edited, role };
    },
  }),
});

export const roleRules: EntryRules<EditedRole, RoleContext> = {
  ...keys,
  noun: "Role",
  gone: "was deleted meanwhile; its edit is lost",
  rename(edited, wanted) {
    const { role } = edited;
    const checked = roleName(wanted);
    if (isFailure(checked)) return refused(checked.val);
    if (systemRoles.has(role.name)) return refused(`'${role.name}' can't be renamed`);
    return { ...edited, role: { ...role, name: checked.name } };
  },
  check({ role }) {
    if (!role.selfAssignable || mayBeSelfAssigned(role)) return null;
    const reason = "a system role, or one with management permissions, can't be self-assignable";
    return refused(reason, "self_assignable");
  },
};
