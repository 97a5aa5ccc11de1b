import { Type } from "@sinclair/typebox";
import { auditChange, withBefore } from "../../actions/audit.ts";
import { commit } from "../../actions/outcome.ts";
import { announceRoles, roleEvents } from "../../actions/roles/announce.ts";
import { accessListedRole, roleOutOfReach } from "../../chat/access.ts";
import type { Role } from "../../chat/model.ts";
import { OWNER } from "../../chat/permissions.ts";
import { preview } from "../../chat/preview.ts";
import { audited } from "../../db/audit.ts";
import { changeRoles } from "../../db/roles.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

/** 02 §5.7. */
export const roleReorder = command({
  name: "role_reorder",
  summary:
    "Puts roles in the given order, highest first; those not named follow in the order they had. `owner` is always first, and who is no owner moves only roles below the own ones.",
  login: "required",
  timedOut: "refused",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ roles: Type.Array(RoleName, { minItems: 1, maxItems: limits.roles }) }),
  reply: Type.Object({
    // The official client rebuilds its table from it, and drops what isn't in it.
    roles: Type.Array(Type.String(), { description: "Names of all roles, as they stand now" }),
  }),
  events: [...roleEvents],
  errors: ["role_unknown", "hierarchy"],
  handler(context, request) {
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
    // Whatever one may not manage stays exactly where it is, so that nothing gets past it or past oneself.
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
  },
});

function ownerFirst(roles: readonly Role[]): Role[] {
  return [...roles.filter(({ name }) => name === OWNER), ...roles.filter(({ name }) => name !== OWNER)];
}
