/** The roles of the server, changed like the commands `role_*`. */
import { answer } from "../actions/answer.ts";
import { changeRole } from "../actions/roles/change.ts";
import { createRole } from "../actions/roles/create.ts";
import { deleteRole } from "../actions/roles/delete.ts";
import { reorderRoles } from "../actions/roles/reorder.ts";
import type { RoleRequest } from "../actions/roles/role-changes.ts";
import { accessRole } from "../chat/access.ts";
import { wireRole } from "../chat/wire.ts";
import { isFailure } from "../protocol/errors.ts";
import type { WireRole } from "../protocol/objects.ts";
import { announcedPermissions, furtherPermissions, isPermission } from "../protocol/permissions.ts";
import { nearest } from "../text/nearest.ts";
import { asOperator, decided, type OperatorParts, type Problem, problem } from "./parts.ts";

export interface ListedRole extends WireRole {
  /** How many have it, banned members too. */
  readonly members: number;
}

/** The highest first. */
export function roleList({ state }: Pick<OperatorParts, "state">): { readonly roles: readonly ListedRole[] } {
  const roles = [...state.roles.byId.values()].sort((a, b) => a.position - b.position);
  const members = [...state.users.values()];
  return {
    roles: roles.map((role) => ({
      ...wireRole(role),
      members: members.filter((user) => user.roles.includes(role.id)).length,
    })),
  };
}

export function roleShow(
  parts: Pick<OperatorParts, "state">,
  { role: name }: { readonly role: string },
): ListedRole | Problem {
  const role = accessRole({ name }, parts.state);
  if (isFailure(role)) return problem(role);
  return roleList(parts).roles.find(({ id }) => id === role.id) as ListedRole;
}

export interface RoleChange {
  readonly role: string;
  readonly fields: RoleRequest & { readonly name?: string };
  /** Permissions besides those that it has. */
  readonly grant?: readonly string[];
  readonly revoke?: readonly string[];
}

export function roleCreate(
  parts: OperatorParts,
  { role: name, fields }: RoleChange,
): Promise<{ readonly id: string; readonly name: string } | Problem> {
  const unknown = unknownPermission(fields.permissions ?? []);
  if (unknown) return Promise.resolve(unknown);
  return decided(parts, "role_create", () => createRole(asOperator(parts), { ...fields, name }));
}

export function roleUpdate(
  parts: OperatorParts,
  { role: name, fields, grant = [], revoke = [] }: RoleChange,
): Promise<WireRole | Problem> {
  const unknown = unknownPermission([...(fields.permissions ?? []), ...grant]);
  if (unknown) return Promise.resolve(unknown);
  return decided<WireRole>(parts, "role_update", () => {
    const role = accessRole({ name }, parts.state);
    if (isFailure(role)) return problem(role);
    // A role of another server may have one that this server doesn't know.
    const wrong = unknownPermission(revoke.filter((id) => !role.permissions.includes(id)));
    if (wrong) return wrong;
    const base = fields.permissions ?? role.permissions;
    const permissions = [...new Set([...base, ...grant])].filter((id) => !revoke.includes(id));
    return changeRole(
      asOperator(parts),
      { id: role.id },
      { ...fields, permissions },
      "role_update",
      wireRole,
    );
  });
}

export function roleDelete(
  parts: OperatorParts,
  { role: name }: { readonly role: string },
): Promise<{ readonly id: string; readonly name: string } | Problem> {
  return decided<{ id: string; name: string }>(parts, "role_delete", () =>
    answer(deleteRole(asOperator(parts), { name }), ({ reply: { id, name: deleted } }) => ({
      reply: { id, name: deleted },
    })),
  );
}

/** Puts a role right above or below another one. */
export function roleMove(
  parts: OperatorParts,
  { role: name, to, isAbove }: { readonly role: string; readonly to: string; readonly isAbove: boolean },
): Promise<{ readonly roles: readonly string[] } | Problem> {
  return decided(parts, "role_reorder", () => {
    const { state } = parts;
    const [role, other] = [accessRole({ name }, state), accessRole({ name: to }, state)];
    if (isFailure(role)) return problem(role);
    if (isFailure(other)) return problem(other);
    if (role.id === other.id) return { problem: "Name another role to move it by", code: "invalid_field" };
    const order = roleList(parts).roles.flatMap(({ id }) => (id === role.id ? [] : [id]));
    const index = order.indexOf(other.id) + (isAbove ? 0 : 1);
    return reorderRoles(asOperator(parts), { roles: order.toSpliced(index, 0, role.id) });
  });
}

/** On the wire unknown permissions are left out; a person who types one wants to know. */
function unknownPermission(permissions: readonly string[]): Problem | null {
  const unknown = permissions.find((id) => !isPermission(id));
  if (unknown === undefined) return null;
  const near = nearest(unknown, [...announcedPermissions, ...furtherPermissions]);
  const hint = near === null ? "docs/moderation.md names them" : `did you mean ${near}?`;
  return { problem: `There is no permission '${unknown}'; ${hint}`, code: "permission_unknown" };
}
