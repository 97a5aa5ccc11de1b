// Made by `npm run generate` from the files beside it. Do not edit.
import { attachmentDelete } from "./attachments/attachment_delete.ts";
import { attachmentGet } from "./attachments/attachment_get.ts";
import { attachmentList } from "./attachments/attachment_list.ts";
import { attachmentUploadKey } from "./attachments/attachment_upload_key.ts";
import { auth } from "./auth/auth.ts";
import { login } from "./auth/login.ts";
import { ownerClaim } from "./auth/owner_claim.ts";
import { register } from "./auth/register.ts";
import { resume } from "./auth/resume.ts";
import { botCreate } from "./bots/bot_create.ts";
import { botDelete } from "./bots/bot_delete.ts";
import { botList } from "./bots/bot_list.ts";
import { botTokenReset } from "./bots/bot_token_reset.ts";
import { channelCreate } from "./channels/channel_create.ts";
import { channelDelete } from "./channels/channel_delete.ts";
import { channelMove } from "./channels/channel_move.ts";
import { channelUpdate } from "./channels/channel_update.ts";
import { channelsGet } from "./channels/channels_get.ts";
import { emojiAdd } from "./emojis/emoji_add.ts";
import { emojiDelete } from "./emojis/emoji_delete.ts";
import { emojiGet } from "./emojis/emoji_get.ts";
import { emojiGetAll } from "./emojis/emoji_get_all.ts";
import { emojiGetFilename } from "./emojis/emoji_get_filename.ts";
import { emojiGetId } from "./emojis/emoji_get_id.ts";
import { emojiList } from "./emojis/emoji_list.ts";
import { emojiUpdate } from "./emojis/emoji_update.ts";
import { inviteCreate } from "./invites/invite_create.ts";
import { inviteDelete } from "./invites/invite_delete.ts";
import { inviteList } from "./invites/invite_list.ts";
import { embedsList } from "./messages/embeds_list.ts";
import { messageDelete } from "./messages/message_delete.ts";
import { messageEdit } from "./messages/message_edit.ts";
import { messageGet } from "./messages/message_get.ts";
import { messageHistory } from "./messages/message_history.ts";
import { messageNew } from "./messages/message_new.ts";
import { messagePin } from "./messages/message_pin.ts";
import { messageReactAdd } from "./messages/message_react_add.ts";
import { messageReactRemove } from "./messages/message_react_remove.ts";
import { messageReplies } from "./messages/message_replies.ts";
import { messageUnpin } from "./messages/message_unpin.ts";
import { messagesAround } from "./messages/messages_around.ts";
import { messagesGet } from "./messages/messages_get.ts";
import { messagesPinned } from "./messages/messages_pinned.ts";
import { messagesSearch } from "./messages/messages_search.ts";
import { pingsGet } from "./messages/pings_get.ts";
import { reactionAdd } from "./messages/reaction_add.ts";
import { reactionRemove } from "./messages/reaction_remove.ts";
import { typing } from "./messages/typing.ts";
import { modlogGet } from "./moderation/modlog_get.ts";
import { modlogSummary } from "./moderation/modlog_summary.ts";
import { rateLimitReset } from "./moderation/rate_limit_reset.ts";
import { rateLimitStatus } from "./moderation/rate_limit_status.ts";
import { pluginsList } from "./plugins/plugins_list.ts";
import { pluginsReload } from "./plugins/plugins_reload.ts";
import { pollCreate } from "./polls/poll_create.ts";
import { pollEnd } from "./polls/poll_end.ts";
import { pollGet } from "./polls/poll_get.ts";
import { pollResults } from "./polls/poll_results.ts";
import { pollVote } from "./polls/poll_vote.ts";
import { pushGetVapid } from "./push/push_get_vapid.ts";
import { pushMute } from "./push/push_mute.ts";
import { pushSettingsGet } from "./push/push_settings_get.ts";
import { pushSettingsSet } from "./push/push_settings_set.ts";
import { pushSubscribe } from "./push/push_subscribe.ts";
import { pushUnsubscribe } from "./push/push_unsubscribe.ts";
import { reminderCreate } from "./reminders/reminder_create.ts";
import { reminderDelete } from "./reminders/reminder_delete.ts";
import { reminderList } from "./reminders/reminder_list.ts";
import { roleCreate } from "./roles/role_create.ts";
import { roleDelete } from "./roles/role_delete.ts";
import { rolePermissionsGet } from "./roles/role_permissions_get.ts";
import { rolePermissionsSet } from "./roles/role_permissions_set.ts";
import { roleReorder } from "./roles/role_reorder.ts";
import { roleSet } from "./roles/role_set.ts";
import { roleUpdate } from "./roles/role_update.ts";
import { rolesList } from "./roles/roles_list.ts";
import { selfRoleAdd } from "./roles/self_role_add.ts";
import { selfRoleRemove } from "./roles/self_role_remove.ts";
import { selfRolesList } from "./roles/self_roles_list.ts";
import { selfRolesReorder } from "./roles/self_roles_reorder.ts";
import { messageSchedule } from "./scheduled/message_schedule.ts";
import { scheduledDelete } from "./scheduled/scheduled_delete.ts";
import { scheduledList } from "./scheduled/scheduled_list.ts";
import { capabilities } from "./server/capabilities.ts";
import { configGet } from "./server/config_get.ts";
import { configUpdate } from "./server/config_update.ts";
import { ping } from "./server/ping.ts";
import { serverInfo } from "./server/server_info.ts";
import { serverStats } from "./server/server_stats.ts";
import { serverUpdate } from "./server/server_update.ts";
import { passwordChange } from "./sessions/password_change.ts";
import { sessionRevoke } from "./sessions/session_revoke.ts";
import { sessionsList } from "./sessions/sessions_list.ts";
import { slashAutocomplete } from "./slash/slash_autocomplete.ts";
import { slashCall } from "./slash/slash_call.ts";
import { slashChoices } from "./slash/slash_choices.ts";
import { slashDefer } from "./slash/slash_defer.ts";
import { slashList } from "./slash/slash_list.ts";
import { slashRegister } from "./slash/slash_register.ts";
import { slashResponse } from "./slash/slash_response.ts";
import { stickerAdd } from "./stickers/sticker_add.ts";
import { stickerDelete } from "./stickers/sticker_delete.ts";
import { stickerGet } from "./stickers/sticker_get.ts";
import { stickerList } from "./stickers/sticker_list.ts";
import { stickerUpdate } from "./stickers/sticker_update.ts";
import { threadCreate } from "./threads/thread_create.ts";
import { threadDelete } from "./threads/thread_delete.ts";
import { threadGet } from "./threads/thread_get.ts";
import { threadJoin } from "./threads/thread_join.ts";
import { threadLeave } from "./threads/thread_leave.ts";
import { threadMessages } from "./threads/thread_messages.ts";
import { threadNew } from "./threads/thread_new.ts";
import { threadPin } from "./threads/thread_pin.ts";
import { threadUnpin } from "./threads/thread_unpin.ts";
import { threadUpdate } from "./threads/thread_update.ts";
import { threadsGet } from "./threads/threads_get.ts";
import { unreadsAck } from "./unreads/unreads_ack.ts";
import { unreadsCount } from "./unreads/unreads_count.ts";
import { unreadsGet } from "./unreads/unreads_get.ts";
import { nicknameRemove } from "./users/nickname_remove.ts";
import { nicknameUpdate } from "./users/nickname_update.ts";
import { pfpGet } from "./users/pfp_get.ts";
import { pfpSet } from "./users/pfp_set.ts";
import { statusGet } from "./users/status_get.ts";
import { statusSet } from "./users/status_set.ts";
import { userBan } from "./users/user_ban.ts";
import { userDelete } from "./users/user_delete.ts";
import { userKick } from "./users/user_kick.ts";
import { userLeave } from "./users/user_leave.ts";
import { userRolesAdd } from "./users/user_roles_add.ts";
import { userRolesGet } from "./users/user_roles_get.ts";
import { userRolesRemove } from "./users/user_roles_remove.ts";
import { userRolesSet } from "./users/user_roles_set.ts";
import { userTimeout } from "./users/user_timeout.ts";
import { userUnban } from "./users/user_unban.ts";
import { userUpdate } from "./users/user_update.ts";
import { usersBanned } from "./users/users_banned.ts";
import { usersBannedList } from "./users/users_banned_list.ts";
import { usersList } from "./users/users_list.ts";
import { usersOnline } from "./users/users_online.ts";
import { voiceJoin } from "./voice/voice_join.ts";
import { voiceLeave } from "./voice/voice_leave.ts";
import { voiceMute } from "./voice/voice_mute.ts";
import { voiceState } from "./voice/voice_state.ts";
import { voiceUnmute } from "./voice/voice_unmute.ts";
import { webhookCreate } from "./webhooks/webhook_create.ts";
import { webhookDelete } from "./webhooks/webhook_delete.ts";
import { webhookGet } from "./webhooks/webhook_get.ts";
import { webhookList } from "./webhooks/webhook_list.ts";
import { webhookRegenerate } from "./webhooks/webhook_regenerate.ts";
import { webhookUpdate } from "./webhooks/webhook_update.ts";

export const commands = {
  attachment_delete: attachmentDelete,
  attachment_get: attachmentGet,
  attachment_list: attachmentList,
  attachment_upload_key: attachmentUploadKey,
  auth: auth,
  login: login,
  owner_claim: ownerClaim,
  register: register,
  resume: resume,
  bot_create: botCreate,
  bot_delete: botDelete,
  bot_list: botList,
  bot_token_reset: botTokenReset,
  channel_create: channelCreate,
  channel_delete: channelDelete,
  channel_move: channelMove,
  channel_update: channelUpdate,
  channels_get: channelsGet,
  emoji_add: emojiAdd,
  emoji_delete: emojiDelete,
  emoji_get: emojiGet,
  emoji_get_all: emojiGetAll,
  emoji_get_filename: emojiGetFilename,
  emoji_get_id: emojiGetId,
  emoji_list: emojiList,
  emoji_update: emojiUpdate,
  invite_create: inviteCreate,
  invite_delete: inviteDelete,
  invite_list: inviteList,
  embeds_list: embedsList,
  message_delete: messageDelete,
  message_edit: messageEdit,
  message_get: messageGet,
  message_history: messageHistory,
  message_new: messageNew,
  message_pin: messagePin,
  message_react_add: messageReactAdd,
  message_react_remove: messageReactRemove,
  message_replies: messageReplies,
  message_unpin: messageUnpin,
  messages_around: messagesAround,
  messages_get: messagesGet,
  messages_pinned: messagesPinned,
  messages_search: messagesSearch,
  pings_get: pingsGet,
  reaction_add: reactionAdd,
  reaction_remove: reactionRemove,
  typing: typing,
  modlog_get: modlogGet,
  modlog_summary: modlogSummary,
  rate_limit_reset: rateLimitReset,
  rate_limit_status: rateLimitStatus,
  plugins_list: pluginsList,
  plugins_reload: pluginsReload,
  poll_create: pollCreate,
  poll_end: pollEnd,
  poll_get: pollGet,
  poll_results: pollResults,
  poll_vote: pollVote,
  push_get_vapid: pushGetVapid,
  push_mute: pushMute,
  push_settings_get: pushSettingsGet,
  push_settings_set: pushSettingsSet,
  push_subscribe: pushSubscribe,
  push_unsubscribe: pushUnsubscribe,
  reminder_create: reminderCreate,
  reminder_delete: reminderDelete,
  reminder_list: reminderList,
  role_create: roleCreate,
  role_delete: roleDelete,
  role_permissions_get: rolePermissionsGet,
  role_permissions_set: rolePermissionsSet,
  role_reorder: roleReorder,
  role_set: roleSet,
  role_update: roleUpdate,
  roles_list: rolesList,
  self_role_add: selfRoleAdd,
  self_role_remove: selfRoleRemove,
  self_roles_list: selfRolesList,
  self_roles_reorder: selfRolesReorder,
  message_schedule: messageSchedule,
  scheduled_delete: scheduledDelete,
  scheduled_list: scheduledList,
  capabilities: capabilities,
  config_get: configGet,
  config_update: configUpdate,
  ping: ping,
  server_info: serverInfo,
  server_stats: serverStats,
  server_update: serverUpdate,
  password_change: passwordChange,
  session_revoke: sessionRevoke,
  sessions_list: sessionsList,
  slash_autocomplete: slashAutocomplete,
  slash_call: slashCall,
  slash_choices: slashChoices,
  slash_defer: slashDefer,
  slash_list: slashList,
  slash_register: slashRegister,
  slash_response: slashResponse,
  sticker_add: stickerAdd,
  sticker_delete: stickerDelete,
  sticker_get: stickerGet,
  sticker_list: stickerList,
  sticker_update: stickerUpdate,
  thread_create: threadCreate,
  thread_delete: threadDelete,
  thread_get: threadGet,
  thread_join: threadJoin,
  thread_leave: threadLeave,
  thread_messages: threadMessages,
  thread_new: threadNew,
  thread_pin: threadPin,
  thread_unpin: threadUnpin,
  thread_update: threadUpdate,
  threads_get: threadsGet,
  unreads_ack: unreadsAck,
  unreads_count: unreadsCount,
  unreads_get: unreadsGet,
  nickname_remove: nicknameRemove,
  nickname_update: nicknameUpdate,
  pfp_get: pfpGet,
  pfp_set: pfpSet,
  status_get: statusGet,
  status_set: statusSet,
  user_ban: userBan,
  user_delete: userDelete,
  user_kick: userKick,
  user_leave: userLeave,
  user_roles_add: userRolesAdd,
  user_roles_get: userRolesGet,
  user_roles_remove: userRolesRemove,
  user_roles_set: userRolesSet,
  user_timeout: userTimeout,
  user_unban: userUnban,
  user_update: userUpdate,
  users_banned: usersBanned,
  users_banned_list: usersBannedList,
  users_list: usersList,
  users_online: usersOnline,
  voice_join: voiceJoin,
  voice_leave: voiceLeave,
  voice_mute: voiceMute,
  voice_state: voiceState,
  voice_unmute: voiceUnmute,
  webhook_create: webhookCreate,
  webhook_delete: webhookDelete,
  webhook_get: webhookGet,
  webhook_list: webhookList,
  webhook_regenerate: webhookRegenerate,
  webhook_update: webhookUpdate,
} as const;
