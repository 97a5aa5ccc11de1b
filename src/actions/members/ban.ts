/** Bans. A banned member's messages stay; the member can't log in. */

import { emit, everyone } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import { isLastOwner } from "../../chat/ownership.ts";
import { isOwner } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { wireUser } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { setBan } from "../../db/bans.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { userDisconnect, userJoin, userLeave } from "../../protocol/events.ts";
import { type Actor, mayNotModerate, type Refusal, recordedAs } from "../actor.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import { callEndEvents } from "../voice/leave-call.ts";
import type { World } from "../world.ts";
import { afterBan } from "./member-events.ts";
import { checkedReason } from "./reason.ts";

/** The outcome of a ban, with the end of the member's connections. */
export const banEvents = [...callEndEvents, userDisconnect, userLeave] as const;

type ExpelRefusal<By extends Actor> = Refusal<
  By,
  "cannot_act_on_self" | "hierarchy" | "owner_protected",
  "last_owner"
>;

/** Why the actor may not ban or kick this member, or null. Members can't ban owners, the operator not the last one. */
export function mayNotExpel<By extends Actor>(actor: By, target: User, state: State) {
  const last = actor.kind === "operator" && isLastOwner(target, state) ? fail("last_owner") : null;
  const refused = mayNotModerate(actor, target, state) ?? last;
  const isProtected = actor.kind === "member" && isOwner(target, state.roles.byId);
  return (refused ?? (isProtected ? fail("owner_protected") : null)) as ExpelRefusal<By> | null;
}

/** `changed` is false for a member who is banned already. */
export function banMember<By extends Actor>(
  world: World,
  actor: By,
  target: User,
  given: string | null | undefined,
) {
  const { state, now } = world;
  const checked = checkedReason(given);
  if (isFailure(checked)) return checked;
  const { reason } = checked;
  const isBanned = target.bannedAt !== null;
  const refused = isBanned && actor.kind === "operator" ? null : mayNotExpel(actor, target, state);
  if (refused) return refused;
  if (isBanned) return { result: { user: target, changed: false } };
  const at = now / 1000;
  const by = actor.kind === "member" ? actor.user.id : null;
  const user = { ...target, bannedAt: at };
  const details = reason === null ? {} : { reason };
  const record = auditRecord({ ...world, user: recordedAs(actor) }, "user_ban", target, details);
  return commit(audited(setBan({ id: target.id, ban: { at, by, reason } }), record), () => ({
    changes: [{ type: "users", users: [user] }],
    ...afterBan(target, reason),
    result: { user, changed: true },
  }));
}

/** Lifts a ban: others see the member come back, offline. `changed` is false for a member who is not banned. */
export function unbanMember<By extends Actor>(world: World, actor: By, target: User) {
  const { state } = world;
  const refused = mayNotModerate(actor, target, state);
  if (refused) return refused;
  if (target.bannedAt === null) return { result: { user: target, changed: false } };
  const user = { ...target, bannedAt: null };
  const record = auditRecord({ ...world, user: recordedAs(actor) }, "user_unban", target);
  return commit(audited(setBan({ id: target.id, ban: null }), record), () => ({
    changes: [{ type: "users", users: [user] }],
    events: [emit(userJoin, { user: wireUser(user, state) }, everyone)],
    result: { user, changed: true },
  }));
}
