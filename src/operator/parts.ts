/** What the operator's commands need of a server, running or stopped, and how they carry out a change. */

import { operator, recordedAs } from "../actions/actor.ts";
import { auditRecord } from "../actions/audit.ts";
import { type Decision, decideAlone, type Perform } from "../actions/perform.ts";
import type { World } from "../actions/world.ts";
import { accountNamed, memberNamed } from "../chat/local-accounts.ts";
import type { User } from "../chat/model.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import type { Passwords } from "../identity/identity.ts";
import { type Failure, isFailure } from "../protocol/errors.ts";

export interface OperatorParts {
  readonly state: State;
  readonly passwords: Pick<Passwords, "hash">;
  readonly config: Config;
  /** Milliseconds since the epoch. */
  now(): number;
  /** UUIDv7. */
  newId(): string;
  readonly perform: Perform;
}

/** Why a command was refused, in the words of the command line. */
export interface Problem {
  readonly problem: string;
}

/** Carries out a decision alone among changes of members, roles and channels, as for requests. */
export async function decided<Result extends object>(
  { perform }: OperatorParts,
  name: string,
  decide: () => Problem | Decision<Result>,
): Promise<Result | Problem> {
  const answer = await decideAlone<Result | Problem>(perform, name, () => {
    const decision = decide();
    return "problem" in decision ? { reply: decision } : decision;
  });
  return isFailure(answer) ? problem(answer) : answer;
}

export function problem(failure: Failure): Problem {
  return { problem: failure.val };
}

/** The context of actions, as it is now. */
export function worldOf({ state, config, now, newId }: OperatorParts): World {
  return { state, config, now: now(), newId };
}

/** Texts for the operator, where those for members give advice that doesn't fit. */
export function operatorWording<Step>(
  step: Step,
  { username }: Pick<User, "username">,
): Exclude<Step, Failure> | Problem {
  if (!isFailure(step)) return step as Exclude<Step, Failure>;
  const failure: Failure = step;
  if (failure.code === "last_owner") {
    return {
      problem: `'${username}' is the last owner: make another one first, with \`user create NAME --role owner\` or \`user_roles_add\``,
    };
  }
  if (failure.code === "member_banned") {
    return { problem: `'${username}' is banned, and would be free to come back: lift the ban first` };
  }
  return problem(failure);
}

/** The audit record of an operator's action; null while the log is off. */
export function operatorRecord(
  { config, now, newId }: OperatorParts,
  ...entry: Parameters<typeof auditRecord> extends [unknown, ...infer Rest] ? Rest : never
) {
  return auditRecord({ config, now: now(), newId, user: recordedAs(operator) }, ...entry);
}

/**
 * Finds a member by id, by username in any case, or by the plain name of a local account. A name that two members have
 * is refused.
 */
export function findMember(name: string, state: State): User | Problem {
  const byId = state.users.get(name);
  if (byId) return byId;
  const named = memberNamed(name, state);
  const local = accountNamed(name, state);
  if (named && local && named.id !== local.id) {
    return {
      problem: `'${name}' is the username of ${named.id} and the plain name of ${local.id}; give one of these ids`,
    };
  }
  return named ?? local ?? { problem: `Nobody here is called '${name}'; \`user list\` shows the members` };
}
