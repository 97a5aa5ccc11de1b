// Made by `npm run generate` from the files beside it. Do not edit.
import { auth } from "./auth/auth.ts";
import { login } from "./auth/login.ts";
import { ownerClaim } from "./auth/owner_claim.ts";
import { register } from "./auth/register.ts";
import { resume } from "./auth/resume.ts";
import { channelCreate } from "./channels/channel_create.ts";
import { channelDelete } from "./channels/channel_delete.ts";
import { channelMove } from "./channels/channel_move.ts";
import { channelUpdate } from "./channels/channel_update.ts";
import { channelsGet } from "./channels/channels_get.ts";
import { messageDelete } from "./messages/message_delete.ts";
import { messageEdit } from "./messages/message_edit.ts";
import { messageGet } from "./messages/message_get.ts";
import { messageNew } from "./messages/message_new.ts";
import { messageReplies } from "./messages/message_replies.ts";
import { messagesAround } from "./messages/messages_around.ts";
import { messagesGet } from "./messages/messages_get.ts";
import { messagesSearch } from "./messages/messages_search.ts";
import { typing } from "./messages/typing.ts";
import { roleCreate } from "./roles/role_create.ts";
import { roleDelete } from "./roles/role_delete.ts";
import { roleUpdate } from "./roles/role_update.ts";
import { rolesList } from "./roles/roles_list.ts";
import { ping } from "./server/ping.ts";
import { statusGet } from "./users/status_get.ts";
import { statusSet } from "./users/status_set.ts";
import { userLeave } from "./users/user_leave.ts";
import { userRolesGet } from "./users/user_roles_get.ts";
import { userRolesSet } from "./users/user_roles_set.ts";
import { userTimeout } from "./users/user_timeout.ts";
import { usersList } from "./users/users_list.ts";
import { usersOnline } from "./users/users_online.ts";

export const commands = {
  auth: auth,
  login: login,
  owner_claim: ownerClaim,
  register: register,
  resume: resume,
  channel_create: channelCreate,
  channel_delete: channelDelete,
  channel_move: channelMove,
  channel_update: channelUpdate,
  channels_get: channelsGet,
  message_delete: messageDelete,
  message_edit: messageEdit,
  message_get: messageGet,
  message_new: messageNew,
  message_replies: messageReplies,
  messages_around: messagesAround,
  messages_get: messagesGet,
  messages_search: messagesSearch,
  typing: typing,
  role_create: roleCreate,
  role_delete: roleDelete,
  role_update: roleUpdate,
  roles_list: rolesList,
  ping: ping,
  status_get: statusGet,
  status_set: statusSet,
  user_leave: userLeave,
  user_roles_get: userRolesGet,
  user_roles_set: userRolesSet,
  user_timeout: userTimeout,
  users_list: usersList,
  users_online: usersOnline,
} as const;
