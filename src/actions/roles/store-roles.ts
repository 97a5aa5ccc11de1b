import { withFormerNames } from "../../chat/former-names.ts";
import type { Role } from "../../chat/model.ts";
import type { State } from "../../chat/state.ts";
import { changeRoles } from "../../db/roles.ts";

/** All roles as they become, with the names that some give up by it, and the write of those that change. */
export function storeRoles(after: readonly Role[], { roles: { byId } }: State) {
  const roles = withFormerNames(after, byId);
  const changed = roles.filter((role) => role !== byId.get(role.id));
  return { roles, write: changeRoles({ roles: changed, removed: [], users: [], channels: [] }) };
}
