import { accessListedRole, roleOutOfReach } from "../../chat/access.ts";
import type { Role } from "../../chat/model.ts";
import { OWNER } from "../../chat/permissions.ts";
import { preview } from "../../chat/preview.ts";
import { audited } from "../../db/audit.ts";
import { changeRoles } from "../../db/roles.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { auditChange, withBefore } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { announceRoles } from "./announce.ts";

/** @param request.roles names or ids, the highest first; the others follow in their order */
export function reorderRoles(context: ByMember, request: { readonly roles: readonly string[] }) {
  const { state, user } = context;
  const named = new Set<Role>();
  for (const text of request.roles) {
    const role = accessListedRole(text, state);
    if (isFailure(role)) return role;
    if (named.has(role))
      return fail("invalid_field", { field: "roles", problem: `${role.name} is named twice` });
    named.add(role);
  }
  const before = ownerFirst([...state.roles.byId.values()]);
  const order = ownerFirst([...named, ...before.filter((role) => !named.has(role))]);
  // Roles that the actor may not manage stay where they are, so that no role gets above them or above the actor.
  for (const [index, role] of order.entries()) {
    const refused = role === before[index] ? null : roleOutOfReach(role, user, state);
    if (refused) return refused;
  }

  const roles = order.map((role, position) => ({ ...role, position }));
  const names = roles.map(({ name }) => name);
  const change = changeRoles({ roles, removed: [], users: [], channels: [] });
  const details = withBefore({ roles: names }, { roles: before.map(({ name }) => name) });
  const record = auditChange(context, [before, order], "role_reorder", null, details);
  return commit(audited(change, record), () => ({
    changes: [{ type: "roles", roles }],
    events: announceRoles(state, preview(state, { roles }), [], []),
    reply: { roles: names },
  }));
}

function ownerFirst(roles: readonly Role[]): Role[] {
  return [...roles.filter(({ name }) => name === OWNER), ...roles.filter(({ name }) => name !== OWNER)];
}
