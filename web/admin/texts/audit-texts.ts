/** What the entries of the audit log say. */
import type { AuditAction, AuditActions, AuditCategory } from "../../../client/index.ts";
import { textsOf } from "../../texts/texts-of.ts";
import { auditDe } from "./audit-de.ts";
import { auditEn } from "./audit-en.ts";

export type Details = Readonly<Record<string, unknown>>;
/** What is done, as a noun, and who did it to whom, as a sentence. */
export type AuditText = readonly [
  name: string,
  sentence: (by: string, to: string, details: Details) => string,
];

export interface AuditCatalogue {
  readonly categories: Readonly<Record<AuditCategory, string>>;
  readonly actions: Readonly<Record<AuditAction, AuditText>>;
}

export const auditTexts = textsOf<AuditCatalogue>(auditEn, { de: auditDe });

/** As in the server's table, of which this page has only the type. */
export const categoryOf: AuditActions = {
  user_create: "user_moderation",
  user_passwd: "user_moderation",
  password_change: "user_moderation",
  session_revoke: "user_moderation",
  user_ban: "user_moderation",
  user_unban: "user_moderation",
  user_kick: "user_moderation",
  user_delete: "user_moderation",
  user_erase: "user_moderation",
  user_timeout: "user_moderation",
  user_update: "user_moderation",
  user_roles_set: "user_moderation",
  rate_limit_reset: "user_moderation",
  role_create: "role_management",
  role_update: "role_management",
  role_delete: "role_management",
  role_reorder: "role_management",
  role_permissions_set: "role_management",
  self_role_add: "role_management",
  self_role_remove: "role_management",
  channel_create: "channel_management",
  channel_update: "channel_management",
  channel_move: "channel_management",
  channel_delete: "channel_management",
  thread_delete: "channel_management",
  thread_update: "channel_management",
  thread_lock: "channel_management",
  thread_archive: "channel_management",
  thread_pin: "channel_management",
  thread_unpin: "channel_management",
  message_delete: "message_moderation",
  message_purge: "message_moderation",
  message_pin: "message_moderation",
  message_unpin: "message_moderation",
  poll_end: "message_moderation",
  attachment_delete: "message_moderation",
  emoji_add: "server_management",
  emoji_update: "server_management",
  emoji_delete: "server_management",
  sticker_add: "server_management",
  sticker_update: "server_management",
  sticker_delete: "server_management",
  server_update: "server_management",
  config_update: "server_management",
  invite_create: "server_management",
  invite_delete: "server_management",
  bot_create: "server_management",
  bot_token_reset: "server_management",
  bot_delete: "server_management",
  webhook_create: "server_management",
  webhook_update: "server_management",
  webhook_delete: "server_management",
  webhook_regenerate: "server_management",
};
