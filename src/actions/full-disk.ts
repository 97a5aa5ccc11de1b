/** The warning to owners that the disk is almost full. */
import { emit, onlyUsers } from "../chat/emission.ts";
import { isOwner } from "../chat/permissions.ts";
import type { State } from "../chat/state.ts";
import { fail } from "../protocol/errors.ts";
import { error } from "../protocol/events.ts";

export function fullDiskNotice(users: readonly string[]) {
  const { val, code } = fail("storage_full");
  return [emit(error, { src: "server", val, code }, onlyUsers(users))];
}

export function ownersOf(state: State): string[] {
  return [...state.users.values()].filter((user) => isOwner(user, state.roles.byId)).map(({ id }) => id);
}
