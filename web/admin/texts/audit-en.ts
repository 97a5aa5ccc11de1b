import { durationText } from "../../texts/durations.ts";
import type { AuditCatalogue, Details } from "./audit-texts.ts";

const place = ({ channel }: Details) => (typeof channel === "string" ? ` in #${channel}` : "");
const count = (value: unknown, one: string, many: string) => (value === 1 ? `1 ${one}` : `${value} ${many}`);

export const auditEn: AuditCatalogue = {
  categories: {
    user_moderation: "Members",
    role_management: "Roles",
    channel_management: "Channels and threads",
    message_moderation: "Messages",
    server_management: "Server",
  },
  actions: {
    user_create: ["Account created", (by, to) => `${by} created the account ${to}`],
    user_passwd: ["Password set", (by, to) => `${by} set a new password for ${to}`],
    password_change: ["Password changed", (by) => `${by} changed their password`],
    session_revoke: ["Session ended", (by) => `${by} ended one of their sessions`],
    user_ban: ["Ban", (by, to) => `${by} banned ${to}`],
    user_unban: ["Ban lifted", (by, to) => `${by} lifted the ban of ${to}`],
    user_kick: ["Kick", (by, to) => `${by} kicked ${to}`],
    user_erase: ["Account erased", (by) => `${by} erased what the server knew of an account`],
    user_delete: ["Account deleted", (by, to) => `${by} deleted the account of ${to}`],
    user_timeout: [
      "Timeout",
      (by, to, { timeout }) =>
        timeout === 0
          ? `${by} lifted the timeout of ${to}`
          : `${by} timed out ${to} for ${durationText(Number(timeout))}`,
    ],
    user_update: ["Names changed", (by, to) => `${by} changed the names of ${to}`],
    user_roles_set: ["Roles of a member", (by, to) => `${by} changed the roles of ${to}`],
    rate_limit_reset: ["Message limit reset", (by, to) => `${by} reset the message limit of ${to}`],

    role_create: ["Role created", (by, to) => `${by} created the role ${to}`],
    role_update: ["Role changed", (by, to) => `${by} changed the role ${to}`],
    role_delete: ["Role deleted", (by, to) => `${by} deleted the role ${to}`],
    role_reorder: ["Roles reordered", (by) => `${by} changed the order of the roles`],
    role_permissions_set: ["Permissions of a role", (by, to) => `${by} changed the permissions of ${to}`],
    self_role_add: ["Own role taken", (by, _, { role }) => `${by} took the role ${role}`],
    self_role_remove: ["Own role given up", (by, _, { role }) => `${by} gave up the role ${role}`],

    channel_create: ["Channel created", (by, to) => `${by} created the channel #${to}`],
    channel_update: ["Channel changed", (by, to) => `${by} changed the channel #${to}`],
    channel_move: ["Channel moved", (by, to) => `${by} moved the channel #${to}`],
    channel_delete: ["Channel deleted", (by, to) => `${by} deleted the channel #${to}`],
    thread_delete: ["Thread deleted", (by, to, at) => `${by} deleted the thread ${to}${place(at)}`],
    thread_update: ["Thread renamed", (by, to, at) => `${by} renamed the thread ${to}${place(at)}`],
    thread_lock: [
      "Thread locked",
      (by, to, at) => `${by} ${at["locked"] === false ? "unlocked" : "locked"} the thread ${to}${place(at)}`,
    ],
    thread_archive: [
      "Thread archived",
      (by, to, at) =>
        at["archived"] === false
          ? `${by} took the thread ${to}${place(at)} out of the archive`
          : `${by} archived the thread ${to}${place(at)}`,
    ],
    thread_pin: ["Thread pinned", (by, to, at) => `${by} pinned the thread ${to}${place(at)}`],
    thread_unpin: ["Thread unpinned", (by, to, at) => `${by} unpinned the thread ${to}${place(at)}`],

    message_delete: ["Message deleted", (by, _, at) => `${by} deleted a message${place(at)}`],
    message_purge: [
      "Messages purged",
      (by, _, at) => `${by} deleted ${count(at["messages"], "message", "messages")} at once${place(at)}`,
    ],
    message_pin: ["Message pinned", (by, _, at) => `${by} pinned a message${place(at)}`],
    message_unpin: ["Message unpinned", (by, _, at) => `${by} unpinned a message${place(at)}`],
    poll_end: ["Poll ended", (by, _, at) => `${by} ended a poll${place(at)}`],
    attachment_delete: ["File deleted", (by, to, at) => `${by} deleted the file ${to}${place(at)}`],

    emoji_add: ["Emoji added", (by, to) => `${by} added the emoji ${to}`],
    emoji_update: ["Emoji changed", (by, to) => `${by} changed the emoji ${to}`],
    emoji_delete: ["Emoji deleted", (by, to) => `${by} deleted the emoji ${to}`],
    sticker_add: ["Sticker added", (by, to) => `${by} added the sticker ${to}`],
    sticker_update: ["Sticker changed", (by, to) => `${by} changed the sticker ${to}`],
    sticker_delete: ["Sticker deleted", (by, to) => `${by} deleted the sticker ${to}`],

    server_update: ["Server's face changed", (by) => `${by} changed what the server shows of itself`],
    config_update: ["Configuration changed", (by) => `${by} changed the configuration`],
    invite_create: ["Invite created", (by) => `${by} created an invite`],
    invite_delete: ["Invite deleted", (by, to) => `${by} deleted an invite of ${to}`],
    bot_create: ["Bot created", (by, to) => `${by} created the bot ${to}`],
    bot_token_reset: ["Token of a bot", (by, to) => `${by} gave the bot ${to} a new token`],
    bot_delete: ["Bot deleted", (by, to) => `${by} deleted the bot ${to}`],
    webhook_create: ["Webhook created", (by, to, at) => `${by} created the webhook ${to}${place(at)}`],
    webhook_update: ["Webhook changed", (by, to) => `${by} changed the webhook ${to}`],
    webhook_delete: ["Webhook deleted", (by, to) => `${by} deleted the webhook ${to}`],
    webhook_regenerate: ["Address of a webhook", (by, to) => `${by} gave the webhook ${to} a new address`],
  },
};
