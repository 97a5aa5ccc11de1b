/** Roles of members: reading them, and putting them where no command puts them. */
import type { WireRole } from "../../client/index.ts";
import type { User } from "../../src/chat/model.ts";
import type { Member, Town } from "./town.ts";

export const roleOf = async (by: Member, name: string): Promise<WireRole | undefined> =>
  (await by.request("roles_list")).roles[name];

export const rolesOf = async (by: Member, name: string) =>
  (await by.request("user_roles_get", { user: name })).roles;

/** Puts a role anywhere, even above `owner` as only a hand edit can; others keep their order. */
export async function lift(town: Town, name: string, position: number): Promise<void> {
  const roles = [...town.server.state.roles.byId.values()];
  const moved = roles.filter((role) => role.name === name);
  const order = roles.filter((role) => role.name !== name).toSpliced(position, 0, ...moved);
  const changed = order.map((role, index) => ({ ...role, position: index }));
  town.server.eventLog.append({ changes: [{ type: "roles", roles: changed }] });
}

/** Changes a member in memory alone, without an event. */
export function put(town: Town, name: string, fields: Partial<User>): void {
  const user = town.server.state.userByName(name);
  if (user) town.server.eventLog.append({ changes: [{ type: "users", users: [{ ...user, ...fields }] }] });
}
