import { Type } from "@sinclair/typebox";
import { mayActOn, mayManageRole } from "../../chat/hierarchy.ts";
import type { User } from "../../chat/model.ts";
import { emit, everyone } from "../../chat/outcome.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { colorOf, roleNames } from "../../chat/wire.ts";
import { commit } from "../../db/store.ts";
import { updateUsers } from "../../db/users.ts";
import { type Failure, fail } from "../../protocol/errors.ts";
import { channelsGet, unreadsUpdate, userRoles } from "../../protocol/events.ts";
import { accessUser, RoleName, UserName } from "../access.ts";
import { command } from "../command.ts";
import { lostChannels } from "../lost-channels.ts";
import { isLastOwner } from "../ownership.ts";

/** 02 §3.9. */
export const userRolesSet = command({
  name: "user_roles_set",
  summary:
    "Replaces a member's roles. Every role added or removed, and the member, must stand below the actor.",
  login: "required",
  permission: "manage_users",
  cost: "change",
  order: "exclusive",
  replyName: "user_roles_get",
  request: Type.Object({ user: UserName, roles: Type.Array(RoleName, { minItems: 1, maxItems: 100 }) }),
  reply: Type.Object({
    user: Type.String(),
    roles: Type.Array(Type.String()),
    color: Type.Union([Type.String(), Type.Null()]),
    global: Type.Literal(true),
  }),
  events: [userRoles, channelsGet, unreadsUpdate],
  errors: ["user_not_found", "role_unknown", "hierarchy", "role_required", "last_owner"],
  handler({ state, user: actor }, request) {
    const target = accessUser(request.user, state);
    if ("code" in target) return target;
    const roles = roleIds(request.roles, target, state);
    if (!Array.isArray(roles)) return roles;
    const table = state.roles.byId;
    if (target.id !== actor.id && !mayActOn(actor, target, table)) {
      return fail("hierarchy", { target: target.username });
    }
    const touched = [
      ...roles.filter((id) => !target.roles.includes(id)),
      ...target.roles.filter((id) => !roles.includes(id)),
    ];
    for (const id of touched) {
      const role = table.get(id);
      if (role?.name === OWNER && !isOwner(actor, table)) return fail("role_required", { role: OWNER });
      if (role && !mayManageRole(actor, role, table))
        return fail("hierarchy", { target: `the role '${role.name}'` });
    }
    const after = { ...target, roles };
    if (!isOwner(after, table) && isLastOwner(target, state)) return fail("last_owner");
    return commit(updateUsers({ users: [after] }), () => ({
      changes: [{ type: "users", users: [after] }],
      events: lostChannels(target, state, after, state),
      announce: emit(
        userRoles,
        { user: after.username, roles: roleNames(after, state), color: colorOf(after, state), global: true },
        everyone,
        { exceptRequester: true },
      ),
    }));
  },
});

/**
 * Role ids for names or ids, without duplicates. `banned` is no role, and bans have commands of their own; but
 * editors send back all that they were shown of a banned member.
 */
function roleIds(names: readonly string[], target: User, state: State): string[] | Failure {
  const ids = new Set<string>();
  for (const name of names) {
    if (name === "banned" && target.bannedAt !== null) continue;
    const role = state.roles.byId.get(name) ?? state.roles.byName.get(name.toLowerCase());
    if (!role) return fail("role_unknown", { role: name });
    ids.add(role.id);
  }
  return [...ids];
}
