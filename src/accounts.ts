/** Making a local account from outside the protocol: the command line, on a stopped or on a running server. */
import { roleOnceNamed } from "./chat/former-names.ts";
import { idForNewAccount, localPrefix } from "./chat/local-accounts.ts";
import { localUsername, passwordProblem } from "./chat/names.ts";
import { emit, everyone, type Outcome } from "./chat/outcome.ts";
import type { State } from "./chat/state.ts";
import { wireUser } from "./chat/wire.ts";
import type { Store } from "./db/store.ts";
import { admitUser } from "./db/users.ts";
import type { Passwords } from "./identity/identity.ts";
import { type Failure, fail } from "./protocol/errors.ts";
import { userJoin } from "./protocol/events.ts";

export interface NewAccount {
  /** 2-32 of a-z 0-9 _ -. */
  readonly name: string;
  /** 4-72 bytes. */
  readonly password: string;
  /** Present names of roles, the first gives the colour; none: those of newcomers. */
  readonly roles: readonly string[];
}

export interface AccountParts {
  readonly state: State;
  readonly store: Store;
  readonly passwords: Passwords;
  /** As the configuration names them, which may be by names that they had before. */
  readonly rolesOfNewcomers: readonly string[];
  /** Unix seconds. */
  now(): number;
  /** Runs a task alone among changes of members, roles and channels. */
  exclusively(task: (done: () => void) => void): void;
  publish(outcome: Outcome): void;
}

/** Stores the account, announces it, and gives its user id. */
export async function createAccount(
  parts: AccountParts,
  account: NewAccount,
): Promise<{ id: string } | Failure> {
  const { state, store } = parts;
  const name = localUsername(account.name);
  if ("failure" in name) return name.failure;
  const problem = passwordProblem(account.password);
  if (problem) return problem;
  const hash = await parts.passwords.hash(account.password);
  if (typeof hash !== "string") return hash;

  return new Promise((resolve) => {
    parts.exclusively((done) => {
      const finish = (result: { id: string } | Failure) => {
        done();
        resolve(result);
      };
      const id = idForNewAccount(name.name, state);
      if (id === null) return finish(fail("username_taken"));
      const asked = account.roles.length > 0;
      const roles: string[] = [];
      for (const roleName of asked ? account.roles : parts.rolesOfNewcomers) {
        const role = asked
          ? state.roles.byName.get(roleName.toLowerCase())
          : roleOnceNamed(roleName, state.roles);
        if (!role) return finish(fail("role_unknown", { role: roleName }));
        if (!roles.includes(role.id)) roles.push(role.id);
      }
      const user = {
        id,
        username: localPrefix + name.name,
        nickname: name.name,
        roles,
        status: { status: "online", text: "" } as const,
        pfp: null,
        createdAt: parts.now(),
        bannedAt: null,
        timeoutUntil: null,
        extra: {},
      };
      store.commit(admitUser({ user, isNew: true, passwordHash: hash, displaced: [] }), (_done, failure) => {
        if (failure) return finish(fail("storage_unavailable"));
        parts.publish({
          changes: [{ type: "users", users: [user] }],
          events: [emit(userJoin, { user: wireUser(user, state) }, everyone)],
        });
        finish({ id });
      });
    });
  });
}
