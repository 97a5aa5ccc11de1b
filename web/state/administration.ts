/** What of the server's administration the person may open. */
import { computed, signal } from "@preact/signals";
import { holds, ownsServer } from "../../client/index.ts";
import { people } from "./people.ts";
import { session } from "./session.ts";

/** Each with the command that it can't do without, and the permissions of which one is needed. */
const sections = {
  overview: { command: "server_stats", permissions: ["manage_server"] },
  server: { command: "server_update", permissions: ["manage_server"] },
  channels: { command: "channel_update", permissions: ["manage_channels"] },
  roles: { command: "role_update", permissions: ["manage_roles"] },
  members: { command: "users_list", permissions: ["manage_users", "kick_members", "ban_members"] },
  bans: { command: "users_banned", permissions: ["manage_users", "ban_members"] },
  invites: { command: "invite_list", permissions: ["create_invite", "manage_invites", "manage_server"] },
  emojis: { command: "emoji_add", permissions: ["manage_server"] },
  stickers: { command: "sticker_add", permissions: ["manage_server"] },
  webhooks: { command: "webhook_list", permissions: ["manage_server"] },
  bots: { command: "bot_list", permissions: ["manage_server"] },
  audit: { command: "modlog_get", permissions: ["view_audit_log", "manage_users"] },
  config: { command: "config_get", permissions: ["manage_server"] },
} as const satisfies Record<string, { command: string; permissions: readonly string[] }>;

export type AdminSection = keyof typeof sections;

export const adminSections = computed<readonly AdminSection[]>(() => {
  const current = people.value;
  const can = session.value?.client.server.capabilities ?? [];
  if (!current) return [];
  return (Object.keys(sections) as AdminSection[]).filter((name) => {
    const { command, permissions } = sections[name];
    return (
      can.includes(command) && (ownsServer(current) || permissions.some((needed) => holds(current, needed)))
    );
  });
});

/** Name of the channel that the administration opens with. */
export const channelToEdit = signal<string | null>(null);

/** The administration opens with the question for a new channel. */
export const asksForChannel = signal(false);

/** Does the server have the command? */
export function can(command: string): boolean {
  return session.value?.client.server.capabilities.includes(command) ?? false;
}

/** Does the person hold the permission? */
export function may(permission: string): boolean {
  return people.value !== null && holds(people.value, permission);
}

/** Is the person an owner? */
export function isOwning(): boolean {
  return people.value !== null && ownsServer(people.value);
}
