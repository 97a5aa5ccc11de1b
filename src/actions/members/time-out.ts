/** A timeout mutes a member. */
import type { User } from "../../chat/model.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import { type Actor, mayNotModerate, recordedAs } from "../actor.ts";
import { auditChange, withBefore } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { World } from "../world.ts";
import { timeoutEvent } from "./member-events.ts";

/**
 * @param seconds from now on; 0 lifts the timeout
 * @param left seconds that are left of the member's present timeout
 */
export function timeOutMember<By extends Actor>(
  world: World,
  actor: By,
  target: User,
  seconds: number,
  left: number,
) {
  const { state, now } = world;
  const refused = mayNotModerate(actor, target, state);
  if (refused) return refused;
  const after = { ...target, timeoutUntil: seconds === 0 ? null : now / 1000 + seconds };
  const details = withBefore({ timeout: seconds }, { timeout: left });
  const acting = { ...world, user: recordedAs(actor) };
  const record = auditChange(acting, [target, after], "user_timeout", target, details);
  return commit(audited(updateUsers({ users: [after] }), record), () => ({
    changes: [{ type: "users", users: [after] }],
    events: [timeoutEvent(target.id, seconds * 1000)],
  }));
}
