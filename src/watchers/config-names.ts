/** Names in config.json that match no account or role of this server, for the log at the start and after a reload. */

import { roleOnceNamed } from "../chat/former-names.ts";
import { accountNamed, idForNewAccount } from "../chat/local-accounts.ts";
import { localUsername } from "../chat/names.ts";
import { newcomerRoles } from "../chat/new-member.ts";
import type { State } from "../chat/state.ts";
import type { Config } from "../config/schema.ts";
import { isFailure } from "../protocol/errors.ts";
import { localPrefix, looksLocal } from "../protocol/local-names.ts";

/** One line for each such name. */
export function configNameWarnings({ owners, auth_mode, DB }: Config, state: State): string[] {
  return [
    ...owners.flatMap((entry) => {
      const problem = ownerProblem(entry, auth_mode, state);
      return problem === null ? [] : [`owners: '${entry}' ${problem}`];
    }),
    ...roleWarnings(DB.users.default.roles, state),
  ];
}

/** Why an entry of `owners` can match no account, or may match another one than the operator meant; null when it is right. */
function ownerProblem(entry: string, mode: Config["auth_mode"], state: State): string | null {
  if (looksLocal(entry)) {
    if (mode === "rotur")
      return 'can match nobody: with auth_mode "rotur" no account of this server can log in';
    const name = entry.slice(localPrefix.length);
    const id = localPrefix + name.toLowerCase();
    if (state.users.has(id)) return null;
    const checked = localUsername(name);
    if (isFailure(checked) || localPrefix + checked.name !== id)
      return `can match nobody: no account of this server has that id (${localPrefix} and 2-32 of a-z 0-9 _ -)`;
    if (!state.hasLeft(id)) return null;
    const other = accountNamed(name, state)?.id ?? idForNewAccount(checked.name, state);
    return `can match nobody: that account was deleted, and another one of its name has the id '${other}'`;
  }
  const exact = `write '${localPrefix}${entry.toLowerCase()}' for the account of this server`;
  if (mode === "cracked-only")
    return `can match nobody: with auth_mode "cracked-only" only accounts of this server can log in; ${exact}`;
  const local = accountNamed(entry, state);
  if (mode === "rotur" || !local || state.users.has(entry) || state.userByName(entry)) return null;
  return `means the account of the identity service, not '${local.id}'; write that for the account of this server`;
}

function roleWarnings(names: readonly string[], state: State): string[] {
  const unknown = names.filter((name) => !roleOnceNamed(name, state.roles));
  const given = newcomerRoles(names, state.roles).map(({ name }) => `'${name}'`);
  return unknown.map(
    (name) => `DB.users.default.roles: there is no role '${name}'; new members get ${given.join(", ")}`,
  );
}
