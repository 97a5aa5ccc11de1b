/** Stores channels and threads, and remembers their rooms by the keys of the archive. */
import { threadRoom } from "../db/rooms.ts";
import { limits } from "../protocol/limits.ts";
import { channelActions } from "../protocol/permissions.ts";
import { firstFreeName } from "./first-free-name.ts";
import type { RecordOf } from "./records.ts";
import {
  cut,
  ensureUser,
  inserter,
  isMember,
  type KindWriter,
  linkOf,
  type Room,
  type Writing,
} from "./writing.ts";

/** Rooms as an import that was broken off has left them. */
export function storedRooms({ sqlite, target }: Pick<Writing, "sqlite" | "target">): Map<string, Room> {
  const keys: Record<string, number> = JSON.parse(target.meta("imported_channels") ?? "{}");
  const byId = new Map<number, Room>();
  for (const { id, type, parent, position, at } of sqlite
    .query<Room, []>(
      `SELECT channels.id, type, parent, last_position AS position, last_at AS at
        FROM channels LEFT JOIN threads ON threads.room = channels.id`,
    )
    .all()) {
    byId.set(id, { id, type, parent, position, at });
  }
  return new Map(
    Object.entries(keys).flatMap(([key, id]) => {
      const room = byId.get(id);
      return room ? [[key, room]] : [];
    }),
  );
}

const channelColumns = [
  "name",
  "type",
  "display_name",
  "description",
  "icon",
  "size",
  "permissions",
  "extra",
  "position",
  "deleted_at",
  "hidden_at",
  "slow_mode",
  "retention_days",
] as const;

export function channelWriter(writing: Writing): KindWriter<"channel"> {
  const { sqlite, rooms, report } = writing;
  const insert = inserter(sqlite, "channels", channelColumns);
  const stored = sqlite.query<{ name: string }, []>(
    "SELECT name FROM channels WHERE type <> 'thread' AND hidden_at IS NULL",
  );
  /** Composed, as a server compares them. */
  const taken = new Set(stored.all().map(({ name }) => name.normalize("NFC")));
  let position = rooms.size;
  return {
    label: ({ name }) => name,
    write(channel) {
      if (rooms.has(channel.room)) return writing.target.goesOn ? "known" : { skipped: "its key is taken" };
      const about = (what: string) => ({ kind: "channel", what, label: channel.name }) as const;
      const fits = (text: string, most: number, what: string) => cut(writing, text, most, about(what));
      const wanted = fits(channel.name, limits.channelName, "name");
      const name = channel.hiddenAt === undefined ? freeChannelName(wanted, taken) : wanted;
      if (channel.hiddenAt === undefined) taken.add(name.normalize("NFC"));
      if (name !== wanted) report.repaired("channel", "its name was taken", channel.name);
      insert({
        name,
        type: channel.type,
        display_name: fits(channel.displayName ?? "", limits.channelDisplayName, "displayed name") || null,
        description: fits(channel.description ?? "", limits.channelDescription, "description") || null,
        icon: linkOf(writing, channel.icon, limits.channelIcon, about("icon")),
        size: channel.size ?? null,
        permissions: permissionsOf(writing, channel),
        extra: JSON.stringify(channel.extra ?? {}),
        position: position++,
        deleted_at: null,
        hidden_at: channel.hiddenAt ?? null,
        slow_mode: channel.slowMode ?? 0,
        retention_days: channel.retentionDays ?? null,
      });
      rooms.set(channel.room, newRoom(sqlite, channel.type, null));
      return "imported";
    },
    commit: () => rememberChannels(writing),
  };
}

function freeChannelName(name: string, taken: ReadonlySet<string>): string {
  return firstFreeName(name.replace(/^thread:/, "thread-"), (one) => taken.has(one.normalize("NFC")));
}

/** In the transaction of the channels. Threads are known by their ids. */
function rememberChannels({ rooms, target }: Writing): void {
  const channels = [...rooms].filter(([, { parent }]) => parent === null);
  target.setMeta(
    "imported_channels",
    JSON.stringify(Object.fromEntries(channels.map(([key, { id }]) => [key, id]))),
  );
}

function newRoom(sqlite: Writing["sqlite"], type: string, parent: number | null): Room {
  const { id } = sqlite.query<{ id: number }, []>("SELECT last_insert_rowid() AS id").get() ?? { id: 0 };
  return { id, type, parent, position: 0, at: 0 };
}

function permissionsOf({ roles, report }: Writing, channel: RecordOf<"channel">): string {
  let dropped = false;
  const lists = Object.fromEntries(
    channelActions.map((action) => {
      const rules = channel.permissions[action] ?? [];
      const known = rules.filter(({ role }) => roles.has(role));
      if (known.length < rules.length) dropped = true;
      return [action, known.map(({ role, blocks = false }) => ({ role, blocks }))];
    }),
  );
  if (dropped) report.repaired("channel", "a role that is not in the archive was taken out", channel.name);
  return JSON.stringify({ lists, deny: channel.deny ?? [] });
}

export function threadWriter(writing: Writing): KindWriter<"thread"> {
  const { sqlite, rooms } = writing;
  const insertRoom = inserter(sqlite, "channels", channelColumns);
  const insert = inserter(sqlite, "threads", [
    "id",
    "room",
    "parent",
    "name",
    "created_by",
    "created_at",
    "locked",
    "archived",
    "pinned",
  ]);
  const insertMember = inserter(sqlite, "thread_members", ["room", "user", "ordinal"]);
  const known = sqlite.query<Room, [string]>(
    `SELECT channels.id, type, parent, last_position AS position, last_at AS at
      FROM threads JOIN channels ON channels.id = threads.room WHERE threads.id = ?`,
  );
  return {
    label: ({ id }) => id,
    write(thread) {
      if (rooms.has(thread.room)) return { skipped: "its key is taken" };
      const there = known.get(thread.id);
      if (there) {
        if (!writing.target.goesOn) return { skipped: "its id is taken" };
        rooms.set(thread.room, { ...there });
        return "known";
      }
      const forum = rooms.get(thread.parent);
      if (forum?.type !== "forum") return { skipped: "its forum is missing" };
      insertRoom(threadRoom(thread.id));
      const room = newRoom(sqlite, "thread", forum.id);
      rooms.set(thread.room, room);
      ensureUser(writing, thread.createdBy, "thread");
      insert({
        id: thread.id,
        room: room.id,
        parent: forum.id,
        name: cut(writing, thread.name, limits.threadName, {
          kind: "thread",
          what: "name",
          label: thread.id,
        }),
        created_by: thread.createdBy,
        created_at: thread.createdAt,
        locked: Number(thread.locked ?? false),
        archived: Number(thread.archived ?? false),
        pinned: Number(thread.pinned ?? false),
      });
      const participants = [...new Set(thread.participants ?? [])].filter((user) => isMember(writing, user));
      for (const [ordinal, user] of participants.entries()) insertMember({ room: room.id, user, ordinal });
      return "imported";
    },
  };
}
