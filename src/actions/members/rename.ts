/** Moderators change the names of other members. Members change their own nickname. */
import type { Emission } from "../../chat/emission.ts";
import { memberImitated, powerfulMemberLike } from "../../chat/impersonation.ts";
import { isLocal, registeredAs } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { nickname as checkedNickname, isReservedUsername, localUsername } from "../../chat/names.ts";
import { hasPermission, isOwner } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { localPrefix, withoutPrefix } from "../../protocol/local-names.ts";
import { auditRecord, given, withBefore } from "../audit.ts";
import { announced, commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { nameEvents } from "./member-events.ts";

export interface NewNames {
  readonly username?: string;
  readonly nickname?: string | null;
}

/** Changes a member's nickname, and a local account's username. The result is the member with the new names. */
export function renameMember(world: ByMember, target: User, names: NewNames) {
  const { state, user: actor } = world;
  const renamed = withUsername(target, names.username, actor, state);
  if (isFailure(renamed)) return renamed;
  const checked =
    names.nickname === undefined ? { nickname: target.nickname } : checkedNickname(names.nickname);
  if (isFailure(checked)) return checked;
  const { nickname } = checked;
  if (nickname !== null && nickname !== target.nickname && memberImitated(nickname, renamed, state))
    return fail("nickname_taken");
  const after = { ...renamed, nickname };
  const events = nameEvents(target, after);
  if (events.length === 0) return { result: after };
  const details = withBefore(given(names, ["username", "nickname"]), target);
  const record = auditRecord(world, "user_update", target, details);
  return commit(audited(updateUsers({ users: [after] }), record), () => ({
    changes: [{ type: "users", users: [after] }],
    events,
    result: after,
  }));
}

/** Usernames of other accounts come from the identity service. A new one may be no other member's name or id. */
function withUsername(target: User, wanted: string | undefined, actor: User, state: State) {
  if (wanted === undefined || wanted === target.username) return target;
  if (!isLocal(target)) return fail("username_fixed");
  const checked = localUsername(withoutPrefix(wanted));
  if (isFailure(checked)) return checked;
  const username = localPrefix + checked.name;
  if (username === target.username) return target;
  // Only owners may give a name under which the member could pass for staff of the server.
  if (isReservedUsername(checked.name) && !isOwner(actor, state.roles.byId)) return fail("username_reserved");
  const holder = state.userByName(username) ?? registeredAs(username, state);
  const isTaken = holder ? holder.id !== target.id : powerfulMemberLike(checked.name, target.id, state);
  return isTaken ? fail("username_in_use") : { ...target, username };
}

/**
 * Sets or removes the own nickname.
 *
 * @param event the event that everybody gets
 */
export function setNickname<Name extends string>(
  { config, state, user }: ByMember,
  nickname: string | null,
  event: (after: User) => Emission<Name>,
) {
  const isEnforced = config.permissions.enforce_member_permissions;
  if (isEnforced && !hasPermission(user, state.roles.byId, "change_nickname")) {
    return fail("permission_required", { permission: "change_nickname" });
  }
  const after = { ...user, nickname };
  return commit(updateUsers({ users: [after] }), () => ({
    changes: [{ type: "users", users: [after] }],
    reply: announced(event(after)),
  }));
}
