/** The order of roles after an edit of db/roles.json. */
import type { Role } from "../../chat/model.ts";
import { OWNER } from "../../chat/permissions.ts";

/**
 * Roles in their order after the edit, renumbered if the editor moved any. Owners stay on top.
 *
 * @param wantedPlaces by id
 * @param before the others are new
 */
export function inOrder(
  all: readonly Role[],
  wantedPlaces: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, Role>,
): Role[] {
  const isNew = (role: Role) => !before.has(role.id);
  if (wantedPlaces.size === 0 && !all.some(isNew)) return [...all];
  // A role that moves up goes before the role at that place, one that moves down behind it.
  const placeOf = (role: Role) => {
    const wanted = wantedPlaces.get(role.id);
    if (role.name === OWNER) return -1;
    if (wanted === undefined) return isNew(role) ? Number.MAX_SAFE_INTEGER : role.position;
    return isNew(role) || wanted < role.position ? wanted - 0.5 : wanted + 0.5;
  };
  return all
    .toSorted(
      (a, b) =>
        placeOf(a) - placeOf(b) ||
        (wantedPlaces.get(a.id) ?? a.position) - (wantedPlaces.get(b.id) ?? b.position),
    )
    .map((role, position) => ({ ...role, position }));
}
