import { operator } from "../actions/actor.ts";
import { answer } from "../actions/answer.ts";
import { kickMember } from "../actions/members/remove.ts";
import { logOut } from "../actions/sessions/manage.ts";
import { decided, findMember, type OperatorParts, operatorWording, type Problem, worldOf } from "./parts.ts";

interface Named {
  readonly id: string;
  readonly username: string;
}

/** Ends a membership like `user_kick`. The person may come back as a new member. */
export function userKick(
  parts: OperatorParts,
  { name, reason }: { readonly name: string; readonly reason?: string },
): Promise<Named | Problem> {
  return decided<Named>(parts, "user_kick", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const { id, username } = user;
    const step = answer(kickMember(worldOf(parts), operator, user, reason), () => ({
      reply: { id, username },
    }));
    return operatorWording(step, user);
  });
}

/** Ends the sessions and connections of a member, who stays a member and may log in again. */
export function userLogout(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<(Named & { readonly sessions: number; readonly connections: number }) | Problem> {
  return decided(parts, "user_logout", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const { id, username } = user;
    const connections = parts.state.connections(id);
    return answer(logOut(worldOf(parts), operator, user), ({ result: { ended } }) => ({
      reply: { id, username, sessions: ended, connections },
    }));
  });
}
