/** Accounts of this server ("cracked" on the wire): what their ids and names have to do with each other (01 §7.4, §7.5). */
import { localPrefix } from "../protocol/local-names.ts";
import type { User } from "./model.ts";
import type { State } from "./state.ts";

/** Told by the id, which a rename doesn't touch. */
export function isLocal(user: Pick<User, "id">): boolean {
  return user.id.startsWith(localPrefix);
}

/**
 * The id for a new account, or null when the name is taken. Whoever takes the name of somebody who left is somebody
 * else: what is kept under the old id stays out of his hands (docs/decisions/0007-a-freed-name-is-a-new-person.md).
 *
 * @param name without the prefix, in lower case
 */
export function idForNewAccount(name: string, state: State): string | null {
  const username = localPrefix + name;
  if (state.users.has(username) || state.userByName(username)) return null;
  let id = username;
  // No name has this sign.
  for (let nth = 2; state.hasLeft(id) || state.users.has(id); nth++) id = `${username}~${nth}`;
  return id;
}

/** Whose password is asked for: by the name of the registration first, which a rename doesn't take away. */
export function accountNamed(name: string, state: State): User | undefined {
  const username = localPrefix + name;
  const named = state.users.get(username) ?? state.userByName(username);
  return named && isLocal(named) ? named : undefined;
}
