/** Changing a member's roles, with the same checks and the same answer for all commands. */

import {
  accessListedRole,
  accessUser,
  memberOutOfReach,
  roleBeyond,
  roleOutOfReach,
} from "../../chat/access.ts";
import { emit, everyone } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import { isLastOwner } from "../../chat/ownership.ts";
import { BANNED, isOwner, OWNER } from "../../chat/permissions.ts";
import { colorOf, roleNames } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { userRoles } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { auditChange, withBefore } from "../audit.ts";
import { lostChannels } from "../channels/lost-channels.ts";
import { announced, commit } from "../outcome.ts";
import { announceLostColor } from "../roles/announce.ts";
import type { ByMember } from "../world.ts";

/**
 * Changes the roles of the member whom the request names. `choose` makes the new roles from the member's roles and the
 * named ones.
 *
 * Each added or removed role must stand below the actor. So must the member, unless they are the actor. Added roles may
 * have only permissions that the actor has.
 */
export function assignRoles(
  context: ByMember,
  request: { readonly user: string; readonly roles: readonly string[] },
  choose: (had: readonly string[], named: readonly string[]) => readonly string[],
) {
  const { state, user: actor } = context;
  const target = accessUser(request.user, state);
  if (isFailure(target)) return target;
  const named = roleIds(request.roles, target, context);
  if (isFailure(named)) return named;
  const roles = choose(target.roles, named);
  const tooHigh = memberOutOfReach(target, actor, state);
  if (tooHigh) return tooHigh;
  const table = state.roles.byId;
  const touched = [
    ...roles.filter((id) => !target.roles.includes(id)),
    ...target.roles.filter((id) => !roles.includes(id)),
  ];
  for (const id of touched) {
    const role = table.get(id);
    if (role?.name === OWNER && !isOwner(actor, table)) return fail("role_required", { role: OWNER });
    const refused = role && roleOutOfReach(role, actor, state);
    if (refused) return refused;
  }
  for (const id of roles.filter((one) => !target.roles.includes(one))) {
    const role = table.get(id);
    const refused = role && roleBeyond(role, actor, state);
    if (refused) return refused;
  }
  if (roles.length > limits.ownRoles) return fail("too_many", { things: "roles", limit: limits.ownRoles });
  const after = { ...target, roles };
  if (!isOwner(after, table) && isLastOwner(target, state)) return fail("last_owner");
  const names = roleNames(after, state);
  const details = withBefore({ roles: names }, { roles: roleNames(target, state) });
  const record = auditChange(context, [target, after], "user_roles_set", target, details);
  return commit(audited(updateUsers({ users: [after] }), record), () => ({
    changes: [{ type: "users", users: [after] }],
    events: lostChannels(state, state, [[target, after]]),
    reply: announced(
      emit(
        userRoles,
        { user: after.username, roles: names, color: colorOf(after, state), global: true },
        everyone,
      ),
    ),
    afterwards: announceLostColor(state, state, after),
  }));
}

/**
 * Role ids for names or ids, without duplicates. `banned` is skipped: it is no role, but editors send back all that they
 * were shown of a banned member.
 */
function roleIds(names: readonly string[], target: User, { state }: ByMember) {
  const ids = new Set<string>();
  for (const name of names) {
    if (name === BANNED && target.bannedAt !== null) continue;
    const role = accessListedRole(name, state);
    if (isFailure(role)) return role;
    ids.add(role.id);
  }
  return [...ids];
}
