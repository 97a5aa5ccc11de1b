/** What the own user may do, as far as the model tells. The server decides; this is for what to show. */
import type { WireChannel } from "../types.ts";
import type { Model } from "./model.ts";

type Held = Pick<Model, "me" | "members" | "roles">;

const owner = "owner";

/** Does one of the own roles hold the permission? */
export function holds(model: Held, permission: string): boolean {
  const roles = model.members.get(model.me)?.roles ?? [];
  return roles.some((name) => {
    const held = model.roles.get(name)?.permissions ?? [];
    return name === owner || held.includes(permission) || held.includes("administrator");
  });
}

/** Do the channel's lists let the own user do this: `send`, `react`, `edit_own`, …? */
export function mayIn(model: Held, channel: Pick<WireChannel, "permissions">, action: string): boolean {
  const roles = model.members.get(model.me)?.roles ?? [];
  if (roles.includes(owner)) return true;
  const list = channel.permissions[action] ?? [];
  if (list.some((name) => name.startsWith("!") && roles.includes(name.slice(1)))) return false;
  return list.some((name) => roles.includes(name));
}
