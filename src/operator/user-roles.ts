import { answer } from "../actions/answer.ts";
import { assignRoles } from "../actions/members/assign-roles.ts";
import { accessListedRole } from "../chat/access.ts";
import { isEvent } from "../chat/emission.ts";
import type { State } from "../chat/state.ts";
import { type Failure, isFailure } from "../protocol/errors.ts";
import { userRoles as event } from "../protocol/events.ts";
import {
  asOperator,
  decided,
  findMember,
  type OperatorParts,
  operatorWording,
  type Problem,
  problem,
} from "./parts.ts";

export interface RoleAssignment {
  readonly name: string;
  /** Names of roles. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export interface AssignedRoles {
  readonly id: string;
  readonly username: string;
  /** Names of all roles that the member has now. */
  readonly roles: readonly string[];
}

/** Gives roles to a member and takes others, in one step. The last owner stays owner. */
export function userRoles(
  parts: OperatorParts,
  { name, add, remove }: RoleAssignment,
): Promise<AssignedRoles | Problem> {
  return decided<AssignedRoles>(parts, "user_roles_set", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const { id, username } = user;
    const [added, removed] = [idsOf(add, parts.state), idsOf(remove, parts.state)];
    if (isFailure(added)) return problem(added);
    if (isFailure(removed)) return problem(removed);
    if (added.some((role) => removed.includes(role))) {
      return { problem: "A role is both added and removed", code: "invalid_field" };
    }
    const step = assignRoles(asOperator(parts), { user: id, roles: [...added, ...removed] }, (had) =>
      [...new Set([...had, ...added])].filter((role) => !removed.includes(role)),
    );
    return operatorWording(
      answer(step, ({ events, reply: { announced } }) => ({
        events: [...events, announced],
        reply: { id, username, roles: isEvent(announced, event) ? announced.packet.roles : [] },
      })),
      user,
    );
  });
}

function idsOf(names: readonly string[], state: State): string[] | Failure<"role_unknown"> {
  const ids: string[] = [];
  for (const name of names) {
    const role = accessListedRole(name, state);
    if (isFailure(role)) return role;
    ids.push(role.id);
  }
  return ids;
}
