/** The actor of an action: a member or the operator, never a connection. Rules that depend on the actor are here. */
import { mayActOn } from "../chat/hierarchy.ts";
import type { User } from "../chat/model.ts";
import type { State } from "../chat/state.ts";
import { operatorActor } from "../protocol/audit.ts";
import { type ErrorCode, type Failure, fail } from "../protocol/errors.ts";

export interface MemberActor {
  readonly kind: "member";
  readonly user: User;
}
/** The operator uses the command line of the machine, and stands above every member. */
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

/** A refusal with one of the codes that are possible for this kind of actor. */
export type Refusal<
  By extends Actor,
  OfMembers extends ErrorCode,
  OfOperator extends ErrorCode = never,
> = Failure<By extends MemberActor ? OfMembers : OfOperator>;

/** Why the actor may not moderate this member, or null. Members moderate those below them, and never themselves. */
export function mayNotModerate<By extends Actor>(
  actor: By,
  target: User,
  state: State,
): Refusal<By, "cannot_act_on_self" | "hierarchy"> | null {
  if (actor.kind === "operator") return null;
  const refused =
    target.id === actor.user.id
      ? fail("cannot_act_on_self")
      : mayActOn(actor.user, target, state.roles.byId)
        ? null
        : fail("hierarchy", { target: target.username });
  return refused as Refusal<By, "cannot_act_on_self" | "hierarchy"> | null;
}
