import { operator } from "../actions/actor.ts";
import { answer } from "../actions/answer.ts";
import { deleteMember } from "../actions/members/remove.ts";
import { decided, findMember, type OperatorParts, operatorWording, type Problem, worldOf } from "./parts.ts";

/** Deletes an account like `user_delete`; the messages stay, under its name. */
export function userDelete(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<{ id: string; username: string } | Problem> {
  return decided<{ id: string; username: string }>(parts, "user_delete", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const { id, username } = user;
    const step = answer(deleteMember(worldOf(parts), operator, user), () => ({ reply: { id, username } }));
    return operatorWording(step, user);
  });
}
