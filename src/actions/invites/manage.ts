/** Members make invites, and end them. */
import { randomBytes } from "node:crypto";
import { accessManageableRole, roleBeyond } from "../../chat/access.ts";
import { hasPermission } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { audited } from "../../db/audit.ts";
import { deleteInvite, type Invite, insertInvite } from "../../db/invites.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { WireInvite } from "../../protocol/objects.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";

export interface InviteRequest {
  /** How many people may join with it; 0: any number. */
  readonly maxUses: number;
  /** Seconds; 0: for ever. */
  readonly expiresIn: number;
  /** Names of roles that newcomers get besides the usual ones. */
  readonly roles: readonly string[];
}

/** The result is the invite. Its creator can give away only roles that they could give to a member. */
export function createInvite(context: ByMember, { maxUses, expiresIn, roles: names }: InviteRequest) {
  const { state, user, now } = context;
  if (names.length > 0 && !hasPermission(user, state.roles.byId, "manage_users")) {
    return fail("permission_required", { permission: "manage_users" });
  }
  const roles: string[] = [];
  for (const name of new Set(names)) {
    const role = accessManageableRole({ name }, user, state);
    if (isFailure(role)) return role;
    const beyond = roleBeyond(role, user, state);
    if (beyond) return beyond;
    roles.push(role.id);
  }
  const invite: Invite = {
    // Some clients show a card only for codes of 12 hexadecimal characters (compatibility.md#invite-codes).
    code: randomBytes(6).toString("hex").toUpperCase(),
    createdBy: user.id,
    createdAt: now / 1000,
    expiresAt: expiresIn === 0 ? null : now / 1000 + expiresIn,
    maxUses,
    uses: 0,
    roles,
  };
  const record = auditRecord(context, "invite_create", null, { max_uses: maxUses, roles: names });
  return commit(
    audited(insertInvite({ invite, most: limits.invites }), record),
    (failure) => failure ?? { result: invite },
  );
}

/** Members end their own invites. With `manage_invites` they end those of others, too. */
export function endInvite(context: ByMember, invite: Invite) {
  if (!mayManage(invite, context)) return fail("invite_not_found");
  const creator = { id: invite.createdBy, name: context.state.authorName(invite.createdBy) };
  const record = auditRecord(context, "invite_delete", creator);
  return commit(audited(deleteInvite({ code: invite.code }), record), (failure) => failure ?? {});
}

export function mayManage(
  { createdBy }: Pick<Invite, "createdBy">,
  { user, state }: Pick<ByMember, "user" | "state">,
): boolean {
  return createdBy === user.id || managesInvites({ user, state });
}

export function managesInvites({ user, state }: Pick<ByMember, "user" | "state">): boolean {
  const { byId } = state.roles;
  return hasPermission(user, byId, "manage_invites") || hasPermission(user, byId, "manage_server");
}

/** @param base address of the server, such as `https://chat.example` */
export function wireInvite(invite: Invite, state: State, base: string): WireInvite {
  return {
    code: invite.code,
    url: `${base}/invite/${invite.code}`,
    created_by: state.authorName(invite.createdBy),
    created_at: invite.createdAt,
    expires_at: invite.expiresAt,
    max_uses: invite.maxUses,
    uses: invite.uses,
    roles: invite.roles.flatMap((id) => state.roles.byId.get(id)?.name ?? []),
  };
}
