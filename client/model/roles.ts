/** Roles, and what their names and colours change elsewhere. */
import type { WireMessage, WireRole } from "../types.ts";
import { mapMessages } from "./histories.ts";
import type { Reducers } from "./model.ts";

export const roleReducers = {
  roles_list(model, packet) {
    const roles = roleMap(packet.roles);
    const names = new Map([...roles.values()].map((role) => [role.id, role.name]));
    /** The new name of a role; none when the role is gone. */
    const called = (name: string) => {
      const id = model.roles.get(name)?.id;
      return id === undefined ? name : (names.get(id) ?? []);
    };
    const members = new Map(model.members);
    for (const [id, member] of members) {
      const held = member.roles.flatMap(called);
      const { color = null, gradient = null } = roles.get(held[0] ?? "") ?? {};
      const isRecoloured = color !== member.color || gradient?.join() !== member.gradient?.join();
      if (isRecoloured || held.join("\n") !== member.roles.join("\n")) {
        members.set(id, { ...member, roles: held, color, gradient });
      }
    }
    return mapMessages({ ...model, roles, members }, (message) => withRoleNames(message, names));
  },
} satisfies Partial<Reducers>;

function roleMap(roles: Readonly<Record<string, WireRole>>): Map<string, WireRole> {
  const sorted = Object.values(roles).sort((a, b) => a.position - b.position);
  return new Map(sorted.map((role) => [role.name, role]));
}

/** `pings.roles` holds each role's name and id in turn; a role that is gone goes from it. */
function withRoleNames(message: WireMessage, names: ReadonlyMap<string, string>): WireMessage {
  if (message.pings.roles.length === 0) return message;
  const roles = message.pings.roles.flatMap((id, index) => {
    const name = index % 2 === 1 ? names.get(id) : undefined;
    return name === undefined ? [] : [name, id];
  });
  return { ...message, pings: { ...message.pings, roles } };
}
