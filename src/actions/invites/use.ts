/** People join with an invite. */
import { roleBeyond, roleOutOfReach } from "../../chat/access.ts";
import type { State } from "../../chat/state.ts";
import type { Invite } from "../../db/invites.ts";
import { operatorActor } from "../../protocol/audit.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

/** Codes are written in any case. Null: it can be no code. */
export function normalCode(given: string): string | null {
  const code = given.trim().toUpperCase();
  return /^[0-9A-F]{12}$/.test(code) ? code : null;
}

/** Why nobody can join with it now, or null. @param now milliseconds since the epoch */
export function inviteProblem(invite: Invite | null, state: State, now: number) {
  if (!invite || !mayInvite(invite, state)) return fail("invite_invalid");
  if (invite.expiresAt !== null && invite.expiresAt <= now / 1000) return fail("invite_expired");
  return invite.maxUses > 0 && invite.uses >= invite.maxUses ? fail("invite_invalid") : null;
}

/** The roles that a newcomer gets: those that the creator could give away now, besides the usual ones. */
export function rolesByInvite(invite: Invite, usual: readonly string[], state: State): readonly string[] {
  const creator = state.users.get(invite.createdBy);
  const given = invite.roles.filter((id) => {
    const role = state.roles.byId.get(id);
    if (!role || isOperators(invite)) return role !== undefined;
    return creator && !roleOutOfReach(role, creator, state) && !roleBeyond(role, creator, state);
  });
  return [...new Set([...usual, ...given])].slice(0, limits.ownRoles);
}

/** Members who left or are banned invite nobody. The operator is always there. */
function mayInvite(invite: Invite, state: State): boolean {
  return isOperators(invite) || state.users.get(invite.createdBy)?.bannedAt === null;
}

function isOperators({ createdBy }: Invite): boolean {
  return createdBy === operatorActor.id;
}
