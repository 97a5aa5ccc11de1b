/** A kick, a deletion and leaving all remove the member's record. Messages stay, under the member's name. */
import { registeredName } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { isLastOwner } from "../../chat/ownership.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { roleNames } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { removeUser } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { type Actor, type Refusal, recordedAs } from "../actor.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember, World } from "../world.ts";
import { mayNotExpel } from "./ban.ts";
import { departure } from "./member-events.ts";
import { checkedReason } from "./reason.ts";

/** Ends a membership; the member may come back after `limits.kick_seconds`. */
export function kickMember<By extends Actor>(
  world: World,
  actor: By,
  target: User,
  given: string | null | undefined,
) {
  const { state, now, config } = world;
  const checked = checkedReason(given);
  if (isFailure(checked)) return checked;
  const { reason } = checked;
  const refused = mayNotExpel(actor, target, state);
  if (refused) return refused;
  if (target.bannedAt !== null) return fail("member_banned");
  const details = { ...(reason !== null && { reason }), before: { roles: roleNames(target, state) } };
  const record = auditRecord({ ...world, user: recordedAs(actor) }, "user_kick", target, details);
  const because = reason === null ? "" : `: ${reason}`;
  return commit(audited(removeUser({ id: target.id, now: now / 1000 }), record), () => {
    const names = [target.id, target.username, registeredName(target.id) ?? target.id];
    const left = departure(target, `You have been kicked${because}`, fail("kicked", { reason: because }));
    const keptOut = { kind: "kept_out", names, seconds: config.limits.kick_seconds } as const;
    return { ...left, effects: [...left.effects, keptOut] };
  });
}

/** Deletes an account. Among members only owners may do that. */
export function deleteMember<By extends Actor>(world: World, actor: By, target: User) {
  const { state, now } = world;
  if (actor.kind === "member" && !isOwner(actor.user, state.roles.byId)) {
    return fail("role_required", { role: OWNER }) as Refusal<By, "role_required">;
  }
  if (isLastOwner(target, state)) return fail("last_owner");
  // Without their record they would be free to come back.
  if (target.bannedAt !== null) return fail("member_banned");
  const details = { before: { roles: roleNames(target, state) } };
  const record = auditRecord({ ...world, user: recordedAs(actor) }, "user_delete", target, details);
  return commit(audited(removeUser({ id: target.id, now: now / 1000 }), record), () =>
    departure(target, "Your account was deleted", fail("account_deleted")),
  );
}

export function leave({ state, user, now }: ByMember) {
  if (isLastOwner(user, state)) return fail("last_owner");
  return commit(removeUser({ id: user.id, now: now / 1000 }), () => departure(user, "You left the server"));
}
