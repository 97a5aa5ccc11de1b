import { withFormerNames } from "../../chat/former-names.ts";
import type { Role } from "../../chat/model.ts";
import type { State } from "../../chat/state.ts";
import { changeRoles } from "../../db/roles.ts";

/** All roles after the change, with the names that renamed ones give up, and the write of the changed ones. */
export function storeRoles(after: readonly Role[], { roles: { byId } }: State) {
  const roles = withFormerNames(after, byId);
  const changed = roles.filter((role) => role !== byId.get(role.id));
  return { roles, write: changeRoles({ roles: changed, removed: [], users: [], channels: [] }) };
}
