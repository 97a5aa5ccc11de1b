/** Roles that members add to themselves or remove. */

import type { Role, User } from "../../chat/model.ts";
import { roleNames } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import type { AuditAction } from "../../protocol/audit.ts";
import { channelsGet, unreadsUpdate } from "../../protocol/events.ts";
import { auditRecord } from "../audit.ts";
import { lostChannels } from "../channels/lost-channels.ts";
import { commit } from "../outcome.ts";
import { callEndEvents } from "../voice/leave-call.ts";
import type { ByMember } from "../world.ts";
import { announceMemberRoles, memberRoleEvents } from "./announce.ts";

export const ownRoleEvents = [...memberRoleEvents, channelsGet, unreadsUpdate, ...callEndEvents] as const;

/** Replaces the caller's roles. Everybody is told before the reply. */
export function withOwnRoles<const Reply extends object>(
  context: ByMember,
  roles: readonly string[],
  recorded: { readonly action: AuditAction; readonly role: Role } | null,
  reply: (names: readonly string[]) => Reply,
) {
  const { state, user } = context;
  const after: User = { ...user, roles };
  const record = recorded && auditRecord(context, recorded.action, user, { role: recorded.role.name });
  return commit(audited(updateUsers({ users: [after] }), record), () => ({
    changes: [{ type: "users", users: [after] }],
    events: [...announceMemberRoles(state, state, [after]), ...lostChannels(state, state, [[user, after]])],
    reply: reply(roleNames(after, state)),
  }));
}
