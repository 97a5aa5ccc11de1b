/** What the operator's commands need of a server, running or stopped, and how they carry out a change. */

import { operator, recordedAs } from "../actions/actor.ts";
import { auditRecord } from "../actions/audit.ts";
import type { Outcome } from "../actions/outcome.ts";
import { accountNamed, memberNamed } from "../chat/local-accounts.ts";
import type { User } from "../chat/model.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import type { Write } from "../db/procedure.ts";
import type { Store } from "../db/store.ts";
import type { Passwords } from "../identity/identity.ts";
import { type Failure, fail } from "../protocol/errors.ts";

export interface OperatorParts {
  readonly state: State;
  readonly store: Store;
  readonly passwords: Pick<Passwords, "hash">;
  readonly config: Config;
  /** Milliseconds since the epoch. */
  now(): number;
  /** UUIDv7. */
  newId(): string;
  /** Runs a task alone among changes of members, roles and channels. */
  exclusively(task: (done: () => void) => void): void;
  publish(outcome: Outcome): void;
}

/** Why something was not done, in the words of the command line. */
export interface Problem {
  readonly problem: string;
}

export type Decision<Result> =
  | Problem
  | {
      readonly result: Result;
      /** What to store; without it nothing changes. */
      readonly change?: { readonly write: Write<unknown>; outcome(): Outcome };
    };

/** Decides alone, stores the change, then announces it, as the gateway does for commands. */
export function perform<Result>(
  parts: OperatorParts,
  decide: () => Decision<Result>,
): Promise<Result | Problem> {
  return new Promise((resolve) => {
    parts.exclusively((done) => {
      const finish = (answer: Result | Problem) => {
        done();
        resolve(answer);
      };
      const decision = decide();
      if ("problem" in decision) return finish(decision);
      const { result, change } = decision;
      if (!change) return finish(result);
      parts.store.commit(change.write, (_stored, failure) => {
        if (failure) return finish(problem(fail("storage_unavailable")));
        parts.publish(change.outcome());
        finish(result);
      });
    });
  });
}

export function problem(failure: Failure): Problem {
  return { problem: failure.val };
}

/** The audit record of an operator's action; null while the log is off. */
export function operatorRecord(
  { config, now, newId }: OperatorParts,
  ...entry: Parameters<typeof auditRecord> extends [unknown, ...infer Rest] ? Rest : never
) {
  return auditRecord({ config, now: now(), newId, user: recordedAs(operator) }, ...entry);
}

/**
 * The member that the operator means: by id, by username in any case, or by the plain name of a local account. A name
 * that two members have is refused.
 */
export function memberMeant(name: string, state: State): User | Problem {
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
