/** The tables as Kysely sees them. Their definition is in migrations.ts and first-migrations.ts; what a column means stands there. */
import type { Generated, Selectable } from "kysely";

export interface Tables {
  meta: { key: string; value: string };
  users: UserTable;
  user_networks: { user: string; network: string; at: number };
  roles: RoleTable;
  channels: ChannelTable;
  messages: MessageTable;
  threads: ThreadTable;
  thread_members: { room: number; user: string; ordinal: number };
  message_gaps: { channel: number; level: number; block: number; deleted: number };
  audit: AuditTable;
  pictures: { id: string; type: string; data: string };
  reactions: { message: number; place: number; ordinal: number; emoji: string; user: string };
  mentions: { target: string; room: number; message: number; at: number; author: string; several: number };
  message_versions: {
    ordinal: Generated<number>;
    message: number;
    at: number;
    content: string;
    embeds: string | null;
  };
  read_markers: {
    user: string;
    room: number;
    position: number;
    message: string | null;
    posted: Generated<number>;
  };
  polls: { id: string; key: number; ends_at: number | null };
  poll_votes: { poll: string; user: string; option: string; at: number };
  nonces: { author: string; nonce: string; message: string; created_at: number };
  search_queue: SearchedTable & { ordinal: Generated<number> };
  search_removals: SearchedTable;
  search_unindexed: { room: number; below: number };
  search_indexed: { room: number; last: number };
  search_new: { room: number };
  search_words: { rowid: number; words: string };
  scheduled_messages: ScheduledTable;
  reminders: ReminderTable;
  webhooks: WebhookTable;
  emojis: EmojiTable;
  stickers: EmojiTable & { description: string | null };
  invites: InviteTable;
  login_sessions: {
    id: string;
    user: string;
    token_hash: string;
    device: string;
    created_at: number;
    used_at: number;
  };
  push_subscriptions: PushSubscriptionTable;
  push_quiet_hours: { user: string; starts: string; ends: string; time_zone: string };
  push_mutes: { user: string; room: number };
  push_messages: { message: number };
  push_jobs: PushJobTable;
  bots: { user: string; token_hash: string; created_by: string; created_at: number };
  blobs: { hash: string; size: number };
  unused_blobs: { hash: string };
  attachments: AttachmentTable;
  unfinished_uploads: UnfinishedUploadTable;
}

interface UnfinishedUploadTable {
  id: string;
  user: string;
  name: string;
  size: number;
  room: number | null;
  wished_days: number | null;
  created_at: number;
}

interface AttachmentTable {
  id: string;
  uploader: string;
  room: number | null;
  message: number | null;
  place: Generated<number>;
  name: string;
  type: string;
  size: number;
  media: string | null;
  permanent: number;
  created_at: number;
  expires_at: number | null;
  blob: string | null;
  small: string | null;
  large: string | null;
}

interface PushSubscriptionTable {
  hash: string;
  user: string;
  sealed: string;
  key: string;
  created_at: number;
  last_used: number;
  failures: Generated<number>;
  retry_at: Generated<number>;
  session: string | null;
}

interface PushJobTable {
  id: Generated<number>;
  message: number;
  subscription: string;
  reason: "user" | "reply" | "role";
  role: string | null;
}

interface EmojiTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  file_name: string;
  type: string;
  data: string;
}

interface InviteTable {
  code: string;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  max_uses: number;
  uses: number;
  /** JSON list of role ids. */
  roles: string;
}

interface WebhookTable {
  id: string;
  room: number;
  name: string;
  avatar: string | null;
  token_hash: string;
  token: string;
  secret: string | null;
  created_by: string;
  created_at: number;
}

interface ScheduledTable {
  id: string;
  author: string;
  room: number;
  content: string;
  reply_to: string | null;
  send_at: number;
  created_at: number;
  error_code: string | null;
  error_text: string | null;
}

interface ReminderTable {
  id: string;
  user: string;
  text: string;
  room: number | null;
  message: string | null;
  remind_at: number;
  created_at: number;
}

/** What the search index holds of a message that it has to give up. */
interface SearchedTable {
  key: number;
  author: string | null;
  content: string | null;
  pings: string | null;
  embeds: string | null;
  extra: string | null;
}

interface UserTable {
  id: string;
  username: string;
  username_key: string;
  nickname: string | null;
  roles: string;
  status: string;
  status_text: string;
  pfp: string | null;
  password_hash: string | null;
  created_at: number;
  left_at: number | null;
  banned_at: number | null;
  banned_by: string | null;
  ban_reason: string | null;
  timeout_until: number | null;
  extra: string;
  ordinal: Generated<number>;
}

interface RoleTable {
  id: string;
  name: string;
  name_key: string;
  description: string | null;
  color: string | null;
  hoisted: number;
  permissions: string;
  self_assignable: number;
  category: string | null;
  position: number;
  mentionable_by: string | null;
  gradient: string | null;
  former_names: string;
}

interface ChannelTable {
  id: Generated<number>;
  name: string;
  type: string;
  display_name: string | null;
  description: string | null;
  icon: string | null;
  size: number | null;
  permissions: string;
  extra: string;
  position: number;
  last_position: Generated<number>;
  last_at: Generated<number>;
  deleted_at: number | null;
  hidden_at: number | null;
  slow_mode: Generated<number>;
  retention_days: number | null;
}

interface MessageTable {
  key: number;
  id: string;
  author: string;
  content: string;
  at: number;
  reply_to: string | null;
  reply_author: string | null;
  ping: number | null;
  pings: string | null;
  embeds: string | null;
  edited_at: number | null;
  pinned: Generated<number>;
  extra: string | null;
}

interface ThreadTable {
  id: string;
  room: number;
  parent: number;
  name: string;
  created_by: string;
  created_at: number;
  locked: Generated<number>;
  archived: Generated<number>;
  pinned: Generated<number>;
}

interface AuditTable {
  ordinal: Generated<number>;
  id: string;
  at: number;
  action: string;
  category: string;
  actor: string;
  actor_name: string;
  target: string | null;
  target_name: string | null;
  details: string;
  channel: number | null;
  text: string | null;
}

/** What a `select *` brings. */
export type UserRow = Selectable<UserTable>;
export type RoleRow = Selectable<RoleTable>;
export type ChannelRow = Selectable<ChannelTable>;
export type MessageRow = Selectable<MessageTable>;
export type AuditRow = Selectable<AuditTable>;
export type ScheduledRow = Selectable<ScheduledTable>;
export type ReminderRow = Selectable<ReminderTable>;
export type InviteRow = Selectable<InviteTable>;
export type WebhookRow = Selectable<WebhookTable>;
export type AttachmentRow = Selectable<AttachmentTable>;
export type PushSubscriptionRow = Selectable<PushSubscriptionTable>;
export type PushJobRow = Selectable<PushJobTable>;
export type UnfinishedUploadRow = Selectable<UnfinishedUploadTable>;
