/** Making a local account from outside the protocol: the command line, on a stopped or on a running server. */
import { idForNewAccount } from "./chat/local-accounts.ts";
import { localUsername, passwordProblem } from "./chat/names.ts";
import { type Newcomers, newMember } from "./chat/new-member.ts";
import { emit, everyone, type Outcome } from "./chat/outcome.ts";
import type { State } from "./chat/state.ts";
import { wireUser } from "./chat/wire.ts";
import type { Store } from "./db/store.ts";
import { admitUser } from "./db/users.ts";
import type { Passwords } from "./identity/identity.ts";
import { type Failure, fail } from "./protocol/errors.ts";
import { userJoin } from "./protocol/events.ts";
import { localPrefix } from "./protocol/local-names.ts";
import { nameKey } from "./text/skeleton.ts";

export interface NewAccount {
  /** 2-32 of a-z 0-9 _ -. */
  readonly name: string;
  /** 4-72 bytes. */
  readonly password: string;
  /** Present names of roles, in front of those of newcomers; the first gives the colour. */
  readonly roles: readonly string[];
}

export interface AccountParts {
  readonly state: State;
  readonly store: Store;
  readonly passwords: Pick<Passwords, "hash">;
  /** Nobody could log in with an account of this server where they are off. */
  readonly localAccounts: boolean;
  /** What the configuration gives to newcomers. */
  readonly newcomers: Newcomers;
  /** Unix seconds. */
  now(): number;
  /** Runs a task alone among changes of members, roles and channels. */
  exclusively(task: (done: () => void) => void): void;
  publish(outcome: Outcome): void;
}

/** What its passwords wait as, in turn with networks. */
const commandLine = "command line";

/** Stores the account, announces it, and gives its user id. */
export async function createAccount(
  parts: AccountParts,
  account: NewAccount,
): Promise<{ id: string } | Failure> {
  const { state, store } = parts;
  if (!parts.localAccounts) return fail("local_accounts_disabled");
  const name = localUsername(account.name);
  if ("failure" in name) return name.failure;
  const problem = passwordProblem(account.password);
  if (problem) return problem;
  const hash = await parts.passwords.hash(account.password, { account: name.name, address: commandLine });
  if (typeof hash !== "string") return hash;

  return new Promise((resolve) => {
    parts.exclusively((done) => {
      const finish = (result: { id: string } | Failure) => {
        done();
        resolve(result);
      };
      const id = idForNewAccount(name.name, state);
      if (id === null) return finish(fail("username_taken"));
      const asked = new Set<string>();
      for (const roleName of account.roles) {
        const role = state.roles.byName.get(nameKey(roleName));
        if (!role) return finish(fail("role_unknown", { role: roleName }));
        asked.add(role.id);
      }
      const names = { username: localPrefix + name.name, nickname: name.name };
      const member = newMember({ id, ...names }, parts.newcomers, state.roles, parts.now());
      const user = { ...member, roles: [...new Set([...asked, ...member.roles])] };
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

/** In the words of the command line. */
export function accountProblem(failure: Failure): string {
  if (failure.code !== "local_accounts_disabled") return failure.val;
  return "Nobody could log in with it: accounts of this server are off (auth_mode is rotur). Name owners in config.json instead (owners)";
}
