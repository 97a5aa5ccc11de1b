/** What the operator's commands need of a server, running or stopped, and how they carry out a change. */

import { operator, recordedAs } from "../actions/actor.ts";
import { auditRecord } from "../actions/audit.ts";
import { type Decision, decideAlone, type Perform } from "../actions/perform.ts";
import type { ServerSettings } from "../actions/server/settings.ts";
import type { Figures } from "../actions/server/stats.ts";
import type { ByMember, World } from "../actions/world.ts";
import { accountNamed, memberNamed } from "../chat/local-accounts.ts";
import type { User } from "../chat/model.ts";
import { OWNER } from "../chat/permissions.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import type { Read } from "../db/procedure.ts";
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
  /** Milliseconds of the monotonic clock. */
  elapsed(): number;
  readonly perform: Perform;
  /** Reads what has been committed. */
  read<Result>(read: Read<Result>): Promise<Result>;
  readonly settings: Pick<ServerSettings, "change" | "face">;
  /** The server's public address without a slash at its end; null: it is not known. */
  publicUrl(): string | null;
  /** Milliseconds that are left of a member's timeout. */
  timeoutLeft(user: User): number;
  /** Null while the server is stopped. */
  readonly running: RunningServer | null;
}

export interface RunningServer {
  readonly figures: Figures;
  /** The address that it listens on. */
  readonly url: string;
}

/** Why a command was refused, in the words of the command line. */
export interface Problem {
  readonly problem: string;
  /** For programs: a code of docs/protocol/errors.md, if there is one for it. */
  readonly code?: string;
}

/** Carries out a decision alone among changes of members, roles and channels, as for requests. */
export async function decided<Result extends object>(
  { perform }: OperatorParts,
  name: string,
  decide: () => Problem | Decision<Result> | Promise<Problem | Decision<Result>>,
): Promise<Result | Problem> {
  const answer = await decideAlone<Result | Problem>(perform, name, async () => {
    const decision = await decide();
    return "problem" in decision ? { reply: decision } : decision;
  });
  return isFailure(answer) ? problem(answer) : answer;
}

export function problem(failure: Failure): Problem {
  return { problem: failure.val, code: failure.code };
}

/** The context of actions, as it is now. */
export function worldOf({ state, config, now, newId }: OperatorParts): World {
  return { state, config, now: now(), newId };
}

/**
 * The same for actions of members. The operator takes part in them as an owner who is no member, so that every rule of
 * rank is the owner's, and the audit log names the operator.
 */
export function asOperator(parts: OperatorParts): ByMember {
  const owner = parts.state.roles.byName.get(OWNER);
  return { ...worldOf(parts), user: operatorUser(owner ? [owner.id] : []) };
}

function operatorUser(roles: readonly string[]): User {
  return {
    ...recordedAs(operator),
    nickname: null,
    roles,
    status: { status: "offline", text: "" },
    pfp: null,
    createdAt: 0,
    bannedAt: null,
    timeoutUntil: null,
    extra: {},
  };
}

/** Texts for the operator, where those for members give advice that doesn't fit. */
export function operatorWording<Step>(
  step: Step,
  { username }: Pick<User, "username">,
): Exclude<Step, Failure> | Problem {
  if (!isFailure(step)) return step as Exclude<Step, Failure>;
  const failure: Failure = step;
  const { code } = failure;
  if (code === "last_owner") {
    return {
      code,
      problem: `'${username}' is the last owner: make another one first, with \`user create NAME --role owner\` or \`user roles NAME --add owner\``,
    };
  }
  if (code === "member_banned") {
    return { code, problem: `'${username}' is banned, and would be free to come back: lift the ban first` };
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
      code: "ambiguous",
      problem: `'${name}' is the username of ${named.id} and the plain name of ${local.id}; give one of these ids`,
    };
  }
  return (
    named ??
    local ?? {
      code: "user_not_found",
      problem: `Nobody here is called '${name}'; \`user list\` shows the members`,
    }
  );
}
