/** What the audit log records: each action and its category, which decides how long an entry is kept. */

export const auditCategories = [
  "user_moderation",
  "role_management",
  "channel_management",
  "message_moderation",
  "server_management",
] as const;
export type AuditCategory = (typeof auditCategories)[number];

export const auditActions = {
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

  server_update: "server_management",
  config_update: "server_management",
  emoji_add: "server_management",
  emoji_update: "server_management",
  emoji_delete: "server_management",
  sticker_add: "server_management",
  sticker_update: "server_management",
  sticker_delete: "server_management",

  invite_create: "server_management",
  invite_delete: "server_management",
  bot_create: "server_management",
  bot_token_reset: "server_management",
  bot_delete: "server_management",
  webhook_create: "server_management",
  webhook_update: "server_management",
  webhook_delete: "server_management",
  webhook_regenerate: "server_management",
} as const satisfies Record<string, AuditCategory>;

/** The actor of what the command line does: no member, and no id of an account. */
export const operatorActor = { id: "operator", username: "operator (command line)" } as const;

export type AuditAction = keyof typeof auditActions;
