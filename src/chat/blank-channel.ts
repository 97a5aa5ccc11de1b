import type { Channel } from "./model.ts";
import { defaultChannelPermissions, type RoleBook } from "./permissions.ts";

/** A channel that says nothing but its name and type: nobody but owners see it. */
export function blankChannel(
  { id, name, type }: Pick<Channel, "id" | "name" | "type">,
  roles: RoleBook,
): Channel {
  return {
    id,
    name,
    type,
    displayName: null,
    description: null,
    icon: null,
    size: null,
    slowMode: 0,
    retentionDays: null,
    permissions: defaultChannelPermissions(roles),
    extra: {},
  };
}
