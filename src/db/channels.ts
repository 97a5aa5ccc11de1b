/** Channels and their order. */
import type { Channel, RoomTail } from "../chat/model.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { closeRoom, tailOf } from "./rooms.ts";
import { type ShownHistory, shownHistory } from "./shown-history.ts";
import { requireThere } from "./still-there.ts";
import type { ChannelRow } from "./tables.ts";
import { hasThreads, removeThreadsOf } from "./threads.ts";

type Columns = Exclude<keyof ChannelRow, "id" | "last_position" | "last_at" | "deleted_at" | "hidden_at">;

const insertRow = prepared<{ [Column in Columns]: ChannelRow[Column] }>()((value) =>
  sql
    .insertInto("channels")
    .values({
      name: value("name"),
      type: value("type"),
      display_name: value("display_name"),
      description: value("description"),
      icon: value("icon"),
      size: value("size"),
      permissions: value("permissions"),
      extra: value("extra"),
      position: value("position"),
      slow_mode: value("slow_mode"),
      retention_days: value("retention_days"),
      deleted_at: null,
      hidden_at: null,
    })
    .returning("id"),
);
const updateRow = prepared<
  { [Column in Exclude<Columns, "position">]: ChannelRow[Column] } & { id: number }
>()((value) =>
  sql
    .updateTable("channels")
    .set({
      name: value("name"),
      type: value("type"),
      display_name: value("display_name"),
      description: value("description"),
      icon: value("icon"),
      size: value("size"),
      permissions: value("permissions"),
      extra: value("extra"),
      slow_mode: value("slow_mode"),
      retention_days: value("retention_days"),
    })
    .where("id", "=", value("id")),
);
const parkName = prepared<{ id: number; name: string }>()((value) =>
  sql
    .updateTable("channels")
    .set({ name: value("name") })
    .where("id", "=", value("id")),
);
const typeOf = prepared<{ id: number }>()((value) =>
  sql.selectFrom("channels").select("type").where("id", "=", value("id")),
);
const place = prepared<{ id: number; position: number }>()((value) =>
  sql
    .updateTable("channels")
    .set({ position: value("position") })
    .where("id", "=", value("id")),
);
const hideRow = prepared<{ id: number; now: number }>()((value) =>
  sql
    .updateTable("channels")
    .set({ hidden_at: value("now") })
    .where("id", "=", value("id")),
);
const showRow = prepared<{ id: number; name: string }>()((value) =>
  sql
    .updateTable("channels")
    .set({ hidden_at: null, name: value("name") })
    .where("id", "=", value("id")),
);
const allRows = prepared<Record<never, never>>()(() =>
  sql
    .selectFrom("channels")
    .selectAll()
    .where("type", "!=", "thread")
    .where("deleted_at", "is", null)
    .where("hidden_at", "is", null)
    .orderBy("position"),
);
const hiddenRows = prepared<Record<never, never>>()(() =>
  sql
    .selectFrom("channels")
    .selectAll()
    .where("deleted_at", "is", null)
    .where("hidden_at", "is not", null)
    .orderBy("hidden_at"),
);
/** Channels to change, to add and to remove, and the order after it; one transaction. */
export interface ChannelChange {
  readonly changed: readonly Channel[];
  readonly removed: readonly number[];
  /** New ones; their `id` is ignored. */
  readonly added: readonly Channel[];
  /** Out of the list, messages kept: left out of db/channels.json. */
  readonly hidden?: readonly number[];
  /** Hidden ones that come back, as given. */
  readonly shown?: readonly Channel[];
  /** All channels after the change, in order: the id, or an index into `added`. */
  readonly order: readonly ({ readonly id: number } | { readonly added: number })[];
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Changes one channel, unless it would get another type and has messages or threads of its present one.
 *
 * @param input.renamed the name changed: `shown` is what connections that show the channel need again
 */
export const updateChannel = write(
  "channels.update",
  function* (input: {
    channel: Channel;
    renamed: boolean;
    record: AuditRecord | null;
  }): Procedure<{ readonly shown: readonly ShownHistory[] } | Failure<"channel_type_fixed">> {
    const { channel, renamed, record } = input;
    if (yield* isBoundToType(channel)) return fail("channel_type_fixed", { type: channel.type });
    yield* storeChannels([channel]);
    if (record) yield* recordAudit(record);
    return { shown: renamed ? [yield* shownHistory(channel.id)] : [] };
  },
);

/** Returns the ids given to `added`. */
export const changeChannelList = write("channels.change", function* (input: ChannelChange): Procedure<
  number[]
> {
  return yield* applyChannelChange(input);
});

/** Adds a channel at the end of the list; its `id` is ignored, and returned. The record gets it too. */
export const addChannel = write(
  "channels.add",
  function* (input: {
    channel: Channel;
    /** The channels before it, in order. */
    before: readonly number[];
    /** Unix seconds. */
    now: number;
    record: AuditRecord | null;
  }): Procedure<number> {
    const order = [...input.before.map((id) => ({ id })), { added: 0 }];
    const change = { changed: [], removed: [], added: [input.channel], order, now: input.now };
    const [id = 0] = yield* applyChannelChange(change);
    if (input.record) yield* recordAudit({ ...input.record, channel: id });
    return id;
  },
);

/** Part of larger changes: see `changeChannelList`. */
export function* applyChannelChange(input: ChannelChange): Procedure<number[]> {
  const shown = input.shown ?? [];
  for (const id of input.removed) {
    yield* removeThreadsOf(id, input.now);
    yield* closeRoom(id, input.now);
  }
  for (const id of input.hidden ?? []) yield hideRow({ id, now: input.now });
  // Under a temporary name, since another channel in this change may still have the real one.
  for (const { id } of shown) yield showRow({ id, name: `\u0000${id}` });
  yield* changeChannels([...input.changed, ...shown]);
  yield* requireThere({ roles: rolesIn(input.added) });
  const ids: number[] = [];
  for (const channel of input.added) {
    const { id } = (yield* row(insertRow({ ...columns(channel), position: 0 }))) ?? { id: 0 };
    ids.push(id);
  }
  for (const [position, entry] of input.order.entries()) {
    yield place({ id: "id" in entry ? entry.id : (ids[entry.added] ?? 0), position });
  }
  return ids;
}

/** Does it have another type in the store, and messages or threads, which belong to that type? */
function* isBoundToType({ id, type }: Channel): Procedure<boolean> {
  const stored = yield* row(typeOf({ id }));
  if (!stored || stored.type === type) return false;
  return (yield* tailOf(id)) !== null || (yield* hasThreads(id));
}

/**
 * Part of larger changes: stores channels as given.
 * @throws if one would get another type and is not empty: something was posted after that was decided
 */
export function* changeChannels(channels: readonly Channel[]): Procedure<void> {
  for (const channel of channels) {
    if (yield* isBoundToType(channel))
      throw new Error(`channel ${channel.id} is not empty: its type can't change`);
  }
  yield* storeChannels(channels);
}

function* storeChannels(channels: readonly Channel[]): Procedure<void> {
  yield* requireThere({ rooms: channels.map(({ id }) => id), roles: rolesIn(channels) });
  // Names are unique: park each under its id first, so that two channels can swap names.
  for (const channel of channels) yield parkName({ id: channel.id, name: `\u0000${channel.id}` });
  for (const channel of channels) yield updateRow({ id: channel.id, ...columns(channel) });
}

/** The roles that the channels' lists name. */
function rolesIn(channels: readonly Channel[]): readonly string[] {
  const rules = channels.flatMap(({ permissions }) => Object.values(permissions.lists).flat());
  return [...new Set(rules.map(({ role }) => role))];
}

export interface LoadedChannel {
  readonly channel: Channel;
  readonly tail: RoomTail | null;
}

/** All channels in their order, each with its newest message. */
export function* loadChannels(): Procedure<LoadedChannel[]> {
  const loaded: LoadedChannel[] = [];
  for (const stored of yield* rows(allRows({}))) {
    loaded.push({ channel: decode(stored), tail: yield* tailOf(stored.id) });
  }
  return loaded;
}

/** Channels that were left out of db/channels.json, the longest hidden first; names may repeat. */
export const hiddenChannels = read("channels.hidden", function* (_input: Record<never, never>): Procedure<
  LoadedChannel[]
> {
  const loaded: LoadedChannel[] = [];
  for (const stored of yield* rows(hiddenRows({}))) {
    loaded.push({ channel: decode(stored), tail: yield* tailOf(stored.id) });
  }
  return loaded;
});

function columns(channel: Channel): Omit<{ [Column in Columns]: ChannelRow[Column] }, "position"> {
  return {
    name: channel.name,
    type: channel.type,
    display_name: channel.displayName,
    description: channel.description,
    icon: channel.icon,
    size: channel.size,
    permissions: JSON.stringify(channel.permissions),
    extra: JSON.stringify(channel.extra),
    slow_mode: channel.slowMode,
    retention_days: channel.retentionDays,
  };
}

function decode(stored: ChannelRow): Channel {
  return {
    id: stored.id,
    name: stored.name,
    type: stored.type as Channel["type"],
    displayName: stored.display_name,
    description: stored.description,
    icon: stored.icon,
    size: stored.size,
    permissions: JSON.parse(stored.permissions),
    extra: JSON.parse(stored.extra),
    slowMode: stored.slow_mode,
    retentionDays: stored.retention_days,
  };
}
