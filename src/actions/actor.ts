/** Who acts. An action asks here where a rule depends on it; no actor is a connection. */
import { mayActOn } from "../chat/hierarchy.ts";
import type { User } from "../chat/model.ts";
import type { State } from "../chat/state.ts";
import { operatorActor } from "../protocol/audit.ts";
import { type ErrorCode, type Failure, fail } from "../protocol/errors.ts";

export interface MemberActor {
  readonly kind: "member";
  readonly user: User;
}
/** On the command line of the machine: above everybody. */
interface OperatorActor {
  readonly kind: "operator";
}
export type Actor = MemberActor | OperatorActor;

export const operator: OperatorActor = { kind: "operator" };

export function member(user: User): MemberActor {
  return { kind: "member", user };
}

/** The actor as the audit log names them. */
export function recordedAs(actor: Actor): Pick<User, "id" | "username"> {
  return actor.kind === "member" ? actor.user : operatorActor;
}

/** Of the codes of refusals, those that this actor can meet. */
export type Refusal<
  Who extends Actor,
  OfMembers extends ErrorCode,
  OfOperator extends ErrorCode = never,
> = Failure<Who extends MemberActor ? OfMembers : OfOperator>;

/** Why the actor may not moderate this member, or null: members moderate those below them, and never themselves. */
export function mayNotModerate<Who extends Actor>(
  actor: Who,
  target: User,
  state: State,
): Refusal<Who, "cannot_act_on_self" | "hierarchy"> | null {
  if (actor.kind === "operator") return null;
  const refused =
    target.id === actor.user.id
      ? fail("cannot_act_on_self")
      : mayActOn(actor.user, target, state.roles.byId)
        ? null
        : fail("hierarchy", { target: target.username });
  return refused as Refusal<Who, "cannot_act_on_self" | "hierarchy"> | null;
}
