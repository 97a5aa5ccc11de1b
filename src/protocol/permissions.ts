/** Permission ids and channel actions: the names of the wire. */

/** The ids of the handshake, in the order in which clients show them. */
export const announcedPermissions = [
  "administrator",
  "manage_server",
  "view_audit_log",
  "manage_roles",
  "manage_channels",
  "manage_threads",
  "manage_users",
  "manage_messages",
  "read_message_history",
  "send_messages",
  "embed_links",
  "attach_files",
  "add_reactions",
  "external_emojis",
  "connect",
  "speak",
  "stream",
  "use_voice_activity",
  "mention_everyone",
  "use_slash_commands",
] as const;

/** Further ids that clients and old data know; accepted and kept. */
export const furtherPermissions = [
  "kick_members",
  "ban_members",
  "manage_nicknames",
  "change_nickname",
  "mute_members",
  "deafen_members",
  "move_members",
  "priority_speaker",
  "send_tts",
  "create_invite",
  "manage_invites",
] as const;

export type Permission = (typeof announcedPermissions)[number] | (typeof furtherPermissions)[number];

const known: ReadonlySet<string> = new Set([...announcedPermissions, ...furtherPermissions]);

export function isPermission(value: string): value is Permission {
  return known.has(value);
}

/** Permissions over other members or the server: a role with one of them can't be self-assignable. */
export const managementPermissions: ReadonlySet<Permission> = new Set([
  "administrator",
  "manage_server",
  "view_audit_log",
  "manage_roles",
  "manage_channels",
  "manage_threads",
  "manage_users",
  "manage_messages",
  "kick_members",
  "ban_members",
  "manage_nicknames",
  "mute_members",
  "deafen_members",
  "move_members",
  "manage_invites",
]);

/** Keys of a channel's `permissions` object; each holds role names, and `!name` blocks a role. */
export const channelActions = [
  "view",
  "send",
  "delete",
  "delete_own",
  "edit_own",
  "react",
  "pin",
  "create_thread",
] as const;

export type ChannelAction = (typeof channelActions)[number];
