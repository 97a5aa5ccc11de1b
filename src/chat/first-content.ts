/** What a new server starts with: four roles and a channel. */

import type { Permission } from "../protocol/permissions.ts";
import { blankChannel } from "./blank-channel.ts";
import { blankRole } from "./blank-role.ts";
import type { Channel, Role } from "./model.ts";
import type { RoleBook } from "./permissions.ts";

const moderator: readonly Permission[] = [
  "manage_messages",
  "manage_threads",
  "kick_members",
  "manage_nicknames",
  "mute_members",
  "deafen_members",
  "move_members",
  "create_invite",
  "use_slash_commands",
];

const roles: readonly (Pick<Role, "name" | "description" | "color" | "hoisted"> & {
  permissions: readonly Permission[];
})[] = [
  {
    name: "owner",
    description: "Owns the server",
    color: "#9400D3",
    hoisted: true,
    permissions: ["administrator"],
  },
  {
    name: "admin",
    description: "Runs the server",
    color: "#FF0000",
    hoisted: true,
    permissions: [
      "administrator",
      "manage_roles",
      "manage_channels",
      "manage_users",
      "manage_server",
      "manage_messages",
      "manage_threads",
      "manage_nicknames",
      "kick_members",
      "ban_members",
      "create_invite",
      "manage_invites",
      "mention_everyone",
      "use_slash_commands",
    ],
  },
  {
    name: "moderator",
    description: "Keeps the peace",
    color: "#FFFF00",
    hoisted: true,
    permissions: moderator,
  },
  {
    name: "user",
    description: "Everybody",
    color: null,
    hoisted: false,
    permissions: [
      "send_messages",
      "read_message_history",
      "add_reactions",
      "attach_files",
      "embed_links",
      "external_emojis",
      "connect",
      "speak",
      "stream",
      "use_voice_activity",
      "change_nickname",
      "create_invite",
      "use_slash_commands",
    ],
  },
];

export function firstRoles(newId: () => string): Role[] {
  return roles.map((role, position) => ({
    ...blankRole(newId(), role.name, position),
    ...role,
  }));
}

export function firstChannel(book: RoleBook): Channel {
  const allow = (...names: string[]) =>
    names.flatMap((name) => {
      const role = book.byName.get(name);
      return role ? [{ role: role.id, blocks: false }] : [];
    });
  const blank = blankChannel({ id: 0, name: "general", type: "text" }, book);
  return {
    ...blank,
    description: "The first channel",
    permissions: {
      ...blank.permissions,
      lists: {
        ...blank.permissions.lists,
        view: allow("user"),
        send: allow("user"),
        delete: allow("admin", "moderator"),
        create_thread: allow("user"),
      },
    },
  };
}
