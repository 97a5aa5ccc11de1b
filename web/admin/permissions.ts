/** The permissions that roles can have. */
import type { Permission } from "../../client/index.ts";
import { people } from "../state/people.ts";
import { session } from "../state/session.ts";
import { permissionTexts } from "./texts/permission-texts.ts";

/**
 * Whether the server checks that members hold a permission. `optional`: only if
 * `permissions.enforce_member_permissions` is on.
 */
export type Checking = "always" | "optional" | "never";

const checked: Readonly<Record<Permission, Checking>> = {
  administrator: "always",
  manage_server: "always",
  view_audit_log: "always",
  manage_roles: "always",
  manage_channels: "always",
  manage_threads: "always",
  manage_users: "always",
  manage_messages: "always",
  read_message_history: "optional",
  send_messages: "optional",
  embed_links: "optional",
  attach_files: "optional",
  add_reactions: "optional",
  external_emojis: "optional",
  connect: "optional",
  speak: "never",
  stream: "never",
  use_voice_activity: "never",
  mention_everyone: "optional",
  use_slash_commands: "optional",
  kick_members: "always",
  ban_members: "always",
  manage_nicknames: "never",
  change_nickname: "optional",
  mute_members: "never",
  deafen_members: "never",
  move_members: "never",
  priority_speaker: "never",
  send_tts: "never",
  create_invite: "always",
  manage_invites: "always",
};

/** @param id of a permission, which may be one that this page doesn't know */
export function checkingOf(id: string): Checking {
  return Object.hasOwn(checked, id) ? checked[id as Permission] : "never";
}

/** In the server's order, then those that only this page knows a text for, then those that roles have. */
export function permissionIds(): string[] {
  const announced = session.value?.client.server.permissions ?? [];
  const held = [...(people.value?.roles.values() ?? [])].flatMap(({ permissions }) => permissions);
  return [...new Set([...announced, ...Object.keys(permissionTexts()), ...held])];
}
