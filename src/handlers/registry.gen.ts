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
import { typing } from "./messages/typing.ts";
import { pollCreate } from "./polls/poll_create.ts";
import { pollEnd } from "./polls/poll_end.ts";
import { pollGet } from "./polls/poll_get.ts";
import { pollResults } from "./polls/poll_results.ts";
import { pollVote } from "./polls/poll_vote.ts";
import { roleCreate } from "./roles/role_create.ts";
import { roleDelete } from "./roles/role_delete.ts";
import { roleUpdate } from "./roles/role_update.ts";
import { rolesList } from "./roles/roles_list.ts";
import { ping } from "./server/ping.ts";
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
  typing: typing,
  poll_create: pollCreate,
  poll_end: pollEnd,
  poll_get: pollGet,
  poll_results: pollResults,
  poll_vote: pollVote,
  role_create: roleCreate,
  role_delete: roleDelete,
  role_update: roleUpdate,
  roles_list: rolesList,
  ping: ping,
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
  status_get: statusGet,
  status_set: statusSet,
  user_leave: userLeave,
  user_roles_get: userRolesGet,
  user_roles_set: userRolesSet,
  user_timeout: userTimeout,
  users_list: usersList,
  users_online: usersOnline,
} as const;
