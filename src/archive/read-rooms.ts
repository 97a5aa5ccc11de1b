/** Makes records of channels, threads and read markers. Keys are counted: `c1`, `t1` and so on. */
import type { ChannelPermissions } from "../chat/model.ts";
import { keyOf } from "../db/positions.ts";
import type { ChannelRow, Tables } from "../db/tables.ts";
import { channelActions } from "../protocol/permissions.ts";
import type { Connection } from "./connection.ts";
import type { ArchiveRecord, RecordOf } from "./records.ts";
import { sparse } from "./sparse.ts";

/** Keys of rooms, by their ids in the database: channels in their order, then threads. */
export type RoomKeys = ReadonlyMap<number, string>;

const openChannels = `FROM channels WHERE type <> 'thread' AND deleted_at IS NULL
  ORDER BY hidden_at IS NOT NULL, iif(hidden_at IS NULL, position, hidden_at), id`;
const openThreads = `FROM threads JOIN channels ON channels.id = threads.room
  WHERE deleted_at IS NULL AND parent IN (SELECT id FROM channels WHERE deleted_at IS NULL)
  ORDER BY threads.created_at, threads.room`;

export function roomsOf(sqlite: Connection): RoomKeys {
  const channels = sqlite.query<{ id: number }, []>(`SELECT id ${openChannels}`).all();
  const threads = sqlite.query<{ id: number }, []>(`SELECT room AS id ${openThreads}`).all();
  return new Map([
    ...channels.map(({ id }, index) => [id, `c${index + 1}`] as const),
    ...threads.map(({ id }, index) => [id, `t${index + 1}`] as const),
  ]);
}

export function* readRooms(sqlite: Connection, rooms: RoomKeys): Generator<ArchiveRecord> {
  for (const row of sqlite.query<ChannelRow, []>(`SELECT * ${openChannels}`).iterate()) {
    yield channelOf(row, rooms.get(row.id) ?? "");
  }
  const threads = sqlite.query<Tables["threads"] & { locked: number; archived: number; pinned: number }, []>(
    `SELECT threads.* ${openThreads}`,
  );
  const members = sqlite.query<{ user: string }, [number]>(
    "SELECT user FROM thread_members WHERE room = ? ORDER BY ordinal",
  );
  for (const row of threads.iterate()) {
    yield {
      kind: "thread",
      room: rooms.get(row.room) ?? "",
      id: row.id,
      parent: rooms.get(row.parent) ?? "",
      name: row.name,
      createdBy: row.created_by,
      createdAt: row.created_at,
      ...sparse({
        locked: row.locked !== 0,
        archived: row.archived !== 0,
        pinned: row.pinned !== 0,
        participants: members.all(row.room).map(({ user }) => user),
      }),
    };
  }
}

function channelOf(row: ChannelRow, room: string): RecordOf<"channel"> {
  const { lists, deny }: ChannelPermissions = JSON.parse(row.permissions);
  const rules = channelActions.map((action) => {
    const list = lists[action] ?? [];
    return [action, list.map(({ role, blocks }) => ({ role, ...sparse({ blocks }) }))];
  });
  return {
    kind: "channel",
    room,
    name: row.name,
    type: row.type as RecordOf<"channel">["type"],
    ...sparse({
      displayName: row.display_name,
      description: row.description,
      icon: row.icon,
      size: row.size,
      slowMode: row.slow_mode || null,
      retentionDays: row.retention_days,
    }),
    permissions: sparse(Object.fromEntries(rules)),
    ...sparse({
      deny: [...deny],
      extra: JSON.parse(row.extra) as Record<string, unknown>,
      hiddenAt: row.hidden_at,
    }),
  };
}

export function* readMarkers(sqlite: Connection, rooms: RoomKeys): Generator<ArchiveRecord> {
  const markers = sqlite.query<{ user: string; position: number; message: string | null }, [number]>(
    "SELECT user, position, message FROM read_markers WHERE room = ? ORDER BY user",
  );
  const newest = sqlite.query<{ id: string }, [number, number]>(
    "SELECT id FROM messages WHERE key > ? AND key <= ? ORDER BY key DESC LIMIT 1",
  );
  for (const [id, room] of rooms) {
    for (const { user, position, message } of markers.all(id)) {
      const read = newest.get(keyOf(id, 0), keyOf(id, position))?.id;
      yield { kind: "marker", user, room, ...sparse({ shown: message === read ? null : message, read }) };
    }
  }
}
