import { operator } from "../actions/actor.ts";
import { answer } from "../actions/answer.ts";
import { timeOutMember } from "../actions/members/time-out.ts";
import { limits } from "../protocol/limits.ts";
import { decided, findMember, type OperatorParts, type Problem, worldOf } from "./parts.ts";

export interface TimedOut {
  readonly id: string;
  readonly username: string;
  /** Seconds from now on; 0: it was lifted. */
  readonly timeout: number;
}

/** Times a member out like `user_timeout`. */
export function userTimeout(
  parts: OperatorParts,
  { name, seconds }: { readonly name: string; readonly seconds: number },
): Promise<TimedOut | Problem> {
  return decided<TimedOut>(parts, "user_timeout", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    if (seconds > limits.timeout) {
      return {
        problem: `A timeout lasts at most ${limits.timeout / 86_400} days; a ban has no end`,
        code: "invalid_field",
      };
    }
    const { id, username } = user;
    const left = Math.ceil(parts.timeoutLeft(user) / 1000);
    return answer(timeOutMember(worldOf(parts), operator, user, seconds, left), () => ({
      reply: { id, username, timeout: seconds },
    }));
  });
}
