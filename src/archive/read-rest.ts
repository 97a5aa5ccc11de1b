/** Makes records of what hangs on members and rooms, where a row is a record. */
import type {
  AuditRow,
  InviteRow,
  PushSubscriptionRow,
  ReminderRow,
  ScheduledRow,
  Tables,
  WebhookRow,
} from "../db/tables.ts";
import type { Sealing } from "../sealing/sealing.ts";
import type { Connection } from "./connection.ts";
import type { RoomKeys } from "./read-rooms.ts";
import type { ArchiveRecord, RecordOf } from "./records.ts";
import type { Report } from "./report.ts";
import { sparse } from "./sparse.ts";

/** The file sealing.key is not the one that it was sealed with. */
const lostKey = "the key that seals it was lost";

export function* readRest(
  sqlite: Connection,
  rooms: RoomKeys,
  sealing: Sealing,
  report: Report,
): Generator<ArchiveRecord> {
  const all = <Row>(table: keyof Tables, order: string) =>
    sqlite.query<Row, []>(`SELECT * FROM ${table} ORDER BY ${order}`).iterate();
  /** A room that is gone has no key. */
  const keyOfRoom = (room: number | null) => (room === null ? null : (rooms.get(room) ?? ""));

  for (const row of all<WebhookRow>("webhooks", "created_at, id")) {
    const room = rooms.get(row.room);
    if (room === undefined) continue;
    const secret = row.secret === null ? null : sealing.open(row.secret);
    // Without its secret it would take deliveries that nobody has signed.
    if (row.secret !== null && secret === null) report.skipped("webhook", lostKey, row.name);
    else yield webhookOf(row, room, secret, sealing.open(row.token));
  }
  yield* readNamedPictures(sqlite);
  for (const row of all<InviteRow>("invites", "created_at, code")) yield inviteOf(row);
  for (const row of all<ScheduledRow>("scheduled_messages", "id")) {
    yield scheduledOf(row, keyOfRoom(row.room) ?? "");
  }
  for (const row of all<ReminderRow>("reminders", "id")) yield reminderOf(row, keyOfRoom(row.room));
  for (const row of all<PushSubscriptionRow>("push_subscriptions", "hash")) {
    const record = pushOf(row, sealing);
    if (record) yield record;
    else report.skipped("push", lostKey, `of ${row.user}`);
  }
  for (const row of all<Tables["push_quiet_hours"]>("push_quiet_hours", "user")) {
    yield { kind: "quiet", user: row.user, from: row.starts, to: row.ends, timeZone: row.time_zone };
  }
  const mutes = sqlite.query<{ user: string }, [number]>(
    "SELECT user FROM push_mutes WHERE room = ? ORDER BY user",
  );
  for (const [id, room] of rooms) for (const { user } of mutes.all(id)) yield { kind: "mute", user, room };
  for (const row of all<AuditRow>("audit", "ordinal")) yield auditOf(row, keyOfRoom(row.channel));
}

function webhookOf(
  row: WebhookRow,
  room: string,
  secret: string | null,
  token: string | null,
): RecordOf<"webhook"> {
  return {
    kind: "webhook",
    id: row.id,
    room,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at,
    ...sparse({
      avatar: row.avatar,
      token,
      tokenHash: token === null ? row.token_hash : null,
      secret,
    }),
  };
}

function* readNamedPictures(sqlite: Connection): Generator<ArchiveRecord> {
  type Row = Tables["stickers"] & { id: number };
  for (const row of sqlite.query<Row, []>("SELECT * FROM emojis ORDER BY id").iterate()) {
    yield { kind: "emoji", ...namedOf(row) };
  }
  for (const row of sqlite.query<Row, []>("SELECT * FROM stickers ORDER BY id").iterate()) {
    yield { kind: "sticker", ...namedOf(row), ...sparse({ description: row.description }) };
  }
}

function namedOf({ id, name, file_name, type, data }: Tables["stickers"] & { id: number }) {
  return { id, name, fileName: file_name, type, data };
}

function inviteOf(row: InviteRow): RecordOf<"invite"> {
  return {
    kind: "invite",
    code: row.code,
    createdBy: row.created_by,
    createdAt: row.created_at,
    maxUses: row.max_uses,
    uses: row.uses,
    ...sparse({ expiresAt: row.expires_at, roles: JSON.parse(row.roles) as string[] }),
  };
}

function scheduledOf(row: ScheduledRow, room: string): RecordOf<"scheduled"> {
  const error = row.error_code === null ? null : { code: row.error_code, text: row.error_text ?? "" };
  return {
    kind: "scheduled",
    id: row.id,
    author: row.author,
    room,
    content: row.content,
    sendAt: row.send_at,
    createdAt: row.created_at,
    ...sparse({ replyTo: row.reply_to, error }),
  };
}

function reminderOf(row: ReminderRow, room: string | null): RecordOf<"reminder"> {
  return {
    kind: "reminder",
    id: row.id,
    user: row.user,
    text: row.text,
    remindAt: row.remind_at,
    createdAt: row.created_at,
    ...sparse({ room, message: row.message }),
  };
}

function pushOf(row: PushSubscriptionRow, sealing: Sealing): RecordOf<"push"> | null {
  const opened = sealing.open(row.sealed);
  if (opened === null) return null;
  const { endpoint, keys }: { endpoint: string; keys: { p256dh: string; auth: string } } = JSON.parse(opened);
  return {
    kind: "push",
    user: row.user,
    endpoint,
    p256dh: keys.p256dh,
    auth: keys.auth,
    key: row.key,
    createdAt: row.created_at,
    lastUsed: row.last_used,
  };
}

function auditOf(row: AuditRow, room: string | null): RecordOf<"audit"> {
  const target = row.target === null ? null : { id: row.target, ...sparse({ name: row.target_name }) };
  return {
    kind: "audit",
    id: row.id,
    at: row.at,
    action: row.action,
    actor: { id: row.actor, name: row.actor_name },
    ...sparse({ target, details: JSON.parse(row.details) as Record<string, unknown>, room, text: row.text }),
  };
}
