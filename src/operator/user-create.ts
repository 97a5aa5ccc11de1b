import { commit } from "../actions/outcome.ts";
import { emit, everyone } from "../chat/emission.ts";
import { powerfulMemberLike } from "../chat/impersonation.ts";
import { idForNewAccount } from "../chat/local-accounts.ts";
import { localUsername, passwordProblem } from "../chat/names.ts";
import { newMember } from "../chat/new-member.ts";
import { roleNames, wireUser } from "../chat/wire.ts";
import { audited } from "../db/audit.ts";
import { admitUser } from "../db/users.ts";
import { fail, isFailure } from "../protocol/errors.ts";
import { userJoin } from "../protocol/events.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { nameKey } from "../text/skeleton.ts";
import { decided, type OperatorParts, operatorRecord, type Problem, problem } from "./parts.ts";
import { hashFor, passwordsOff } from "./passwords.ts";

export interface NewAccount {
  /** 2-32 of a-z 0-9 _ -. Reserved names and names that look like a moderator's are allowed. */
  readonly name: string;
  /** 4-72 bytes. */
  readonly password: string;
  /** Names of roles. They come before those of newcomers, and the first one gives the colour. */
  readonly roles: readonly string[];
}

export interface CreatedAccount {
  readonly id: string;
  /** Username of the member with management permissions whose name looks like this one. */
  readonly looks_like?: string;
}

/** Makes a local account. */
export async function userCreate(
  parts: OperatorParts,
  account: NewAccount,
): Promise<CreatedAccount | Problem> {
  const { state, config } = parts;
  const off = passwordsOff(config);
  if (off) return off;
  const checked = localUsername(account.name);
  if (isFailure(checked)) return problem(checked);
  const { name } = checked;
  const weak = passwordProblem(account.password);
  if (weak) return problem(weak);
  const hash = await hashFor(parts, name, account.password);
  if (typeof hash !== "string") return hash;

  return decided(parts, "user_create", () => {
    const id = idForNewAccount(name, state);
    if (id === null) return problem(fail("username_taken"));
    const asked = new Set<string>();
    for (const roleName of account.roles) {
      const role = state.roles.byName.get(nameKey(roleName));
      if (!role) return problem(fail("role_unknown", { role: roleName }));
      asked.add(role.id);
    }
    const alike = powerfulMemberLike(name, null, state);
    const names = { username: localPrefix + name, nickname: name };
    const member = newMember({ id, ...names }, config.DB.users.default, state.roles, parts.now() / 1000);
    const user = { ...member, roles: [...new Set([...asked, ...member.roles])] };
    const record = operatorRecord(parts, "user_create", user, { roles: roleNames(user, state) });
    const admitted = admitUser({ user, isNew: true, passwordHash: hash, displaced: [] });
    return commit(audited(admitted, record), () => ({
      changes: [{ type: "users", users: [user] }],
      events: [emit(userJoin, { user: wireUser(user, state) }, everyone)],
      reply: { id, ...(alike && { looks_like: alike.username }) },
    }));
  });
}
