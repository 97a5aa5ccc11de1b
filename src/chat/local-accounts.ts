/** Accounts of this server ("cracked" on the wire), and how their ids and names relate. */
import { localPrefix, looksLocal } from "../protocol/local-names.ts";
import type { User } from "./model.ts";
import type { State } from "./state.ts";

/** Told by the id, which a rename doesn't touch. */
export function isLocal(user: Pick<User, "id">): boolean {
  return user.id.startsWith(localPrefix);
}

/** A member that logs in by a token. */
export function isBot({ extra }: Pick<User, "extra">): boolean {
  return extra["bot"] === true;
}

/**
 * The id for a new account, or null when the name is taken. An account that takes the name of a member who left
 * belongs to another person, who gets nothing of what is kept under the old id (decision 7).
 *
 * @param name without the prefix, in lower case
 */
export function idForNewAccount(name: string, state: State): string | null {
  const username = localPrefix + name;
  if (state.userByName(username)) return null;
  let free = username;
  for (const id of idsUnder(username, state)) {
    if (state.users.has(id)) return null;
    free = nextId(id);
  }
  return free;
}

/** The member who registered under this username. They may have another name by now. */
export function registeredAs(username: string, state: Accounts): User | undefined {
  // An id that was given later means that account alone.
  if (username.includes("~")) return undefined;
  for (const id of idsUnder(username, state)) {
    const user = state.users.get(id);
    if (user) return user;
  }
  return undefined;
}

type Accounts = Pick<State, "users" | "hasLeft">;

/** Ids of all accounts that were ever registered under this username, oldest first. */
function* idsUnder(username: string, state: Accounts): Generator<string> {
  for (let id = username; state.hasLeft(id) || state.users.has(id); id = nextId(id)) yield id;
}

/** The id of the account that is registered next under the same name. No name has this sign. */
function nextId(id: string): string {
  const [username, nth = 1] = id.split("~");
  return `${username}~${Number(nth) + 1}`;
}

/** What the ids of all accounts begin with that were registered under one name; null for other users. */
export function registeredName(id: string): string | null {
  return isLocal({ id }) ? id.replace(/~\d+$/, "") : null;
}

/** The member whom `@name` mentions: of this username in any case, else the local account of this plain name. */
export function memberNamed(name: string, state: Pick<State, "userByName">): User | undefined {
  return state.userByName(name) ?? state.userByName(localPrefix + name);
}

/**
 * The account whose password is checked. The name of the registration comes first: it works also after a rename.
 *
 * @param typed in any case, with or without the prefix that others see
 */
export function accountNamed(typed: string, state: State): User | undefined {
  const username = usernameOf(typed);
  const named = state.users.get(username) ?? state.userByName(username) ?? registeredAs(username, state);
  return named && isLocal(named) ? named : undefined;
}

/** The username for a typed name, in any case and with or without the prefix that others see. */
export function usernameOf(typed: string): string {
  const lower = typed.toLowerCase();
  return localPrefix + (looksLocal(lower) ? lower.slice(localPrefix.length) : lower);
}
