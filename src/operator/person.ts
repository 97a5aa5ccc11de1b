/** Finds the person that an id or a name means, among members and former members. */
import { accountNamed, memberNamed } from "../chat/local-accounts.ts";
import type { State } from "../chat/state.ts";
import { localPrefix } from "../protocol/local-names.ts";
import { findMember, type OperatorParts, type Problem } from "./parts.ts";

export interface Person {
  readonly id: string;
  readonly username: string;
  /** They are no member any more. */
  readonly former: boolean;
}

/** An id is always clear. A name that several people have or had is refused, and the refusal names their ids. */
export function findPerson(name: string, state: State): Person | Problem {
  if (state.users.has(name) || state.hasLeft(name)) return person(name, state);
  const present = [memberNamed(name, state), accountNamed(name, state)].flatMap((user) => user?.id ?? []);
  const former = [name, localPrefix + name].flatMap(state.idsOfFormer);
  const [id, ...others] = new Set([...present, ...former]);
  // Says that nobody has this name.
  if (id === undefined) return findMember(name, state) as Problem;
  if (others.length === 0) return person(id, state);
  const who = [id, ...others].map((one) => (state.hasLeft(one) ? `${one} (left)` : one));
  return {
    code: "ambiguous",
    problem: `Several people are or were called '${name}': ${who.join(", ")}; give one of these ids`,
  };
}

function person(id: string, state: State): Person {
  return { id, username: state.authorName(id), former: state.hasLeft(id) };
}

/** Asked before a person is erased, so that the question names them. */
export function personFind(
  { state }: Pick<OperatorParts, "state">,
  { name }: { readonly name: string },
): Person | Problem {
  return findPerson(name, state);
}
