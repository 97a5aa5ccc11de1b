/**
 * Exact ranges without counting. A message's position in its room never changes and is never used again, so
 * a deletion leaves a gap. `message_gaps` counts the gaps per block of 2^8, 2^16 and 2^24 positions; only a
 * deletion touches it. The rank of a position (how many messages are older) and the position at a rank are
 * then found by looking at no more than 256 blocks per level, however long the history is.
 */
import { type Procedure, prepared, row, rows, sql } from "./procedure.ts";

/** Blocks of level n hold 2^bits positions. */
const levels = [8, 16, 24] as const;
const leaf = 2 ** levels[0];

/** A key is the room, and below it so many bits of position. */
export const positionBits = 32;
const positions = 2 ** positionBits;

/** The key of a position in a room; keys stay below 2^53 up to room 2,097,151. */
export function keyOf(room: number, position: number): number {
  return room * positions + position;
}
export function roomOf(key: number): number {
  return Math.floor(key / positions);
}
export function positionOf(key: number): number {
  return key % positions;
}

const addGaps = prepared<{ channel: number; level: number; block: number; deleted: number }>()((value) =>
  sql
    .insertInto("message_gaps")
    .values({
      channel: value("channel"),
      level: value("level"),
      block: value("block"),
      deleted: value("deleted"),
    })
    .onConflict((conflict) =>
      conflict.columns(["channel", "level", "block"]).doUpdateSet((eb) => ({
        deleted: eb("message_gaps.deleted", "+", eb.ref("excluded.deleted")),
      })),
    ),
);

const gapsBetween = prepared<{ room: number; level: number; from: number; to: number }>()((value) =>
  sql
    .selectFrom("message_gaps")
    .select(["block", "deleted"])
    .where("channel", "=", value("room"))
    .where("level", "=", value("level"))
    .where("block", ">=", value("from"))
    .where("block", "<", value("to"))
    .orderBy("block"),
);

const countBetween = prepared<{ from: number; to: number }>()((value) =>
  sql
    .selectFrom("messages")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("key", ">=", value("from"))
    .where("key", "<", value("to")),
);

const keyAtOffset = prepared<{ from: number; to: number; offset: number }>()((value) =>
  sql
    .selectFrom("messages")
    .select("key")
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .orderBy("key")
    .limit(1)
    .offset(value("offset")),
);

export interface Gaps {
  /** The position of this key became empty. */
  add(key: number): void;
  /** Comes after all deletions, and before anything that counts messages. */
  write(): Procedure<void>;
}

/** Counts the gaps of several deletions in one change, so that each block is written once. */
export function createGaps(): Gaps {
  const counts = new Map<string, { channel: number; level: number; block: number; deleted: number }>();
  return {
    add(key) {
      const channel = roomOf(key);
      for (const [level, bits] of levels.entries()) {
        const block = Math.floor(positionOf(key) / 2 ** bits);
        const name = `${channel} ${level} ${block}`;
        const counted = counts.get(name);
        if (counted) counted.deleted++;
        else counts.set(name, { channel, level, block, deleted: 1 });
      }
    },
    *write() {
      for (const counted of counts.values()) yield addGaps(counted);
    },
  };
}

/** How many messages of the room have a smaller position. */
export function* rankOf(room: number, position: number): Procedure<number> {
  let deleted = 0;
  let from = 0;
  let ownLeaf = 0;
  for (let level = levels.length - 1; level >= 0; level--) {
    const bits = levels[level] ?? 0;
    const own = Math.floor(position / 2 ** bits);
    ownLeaf = 0;
    for (const gap of yield* rows(gapsBetween({ room, level, from, to: own + 1 }))) {
      if (gap.block < own) deleted += gap.deleted;
      else ownLeaf = gap.deleted;
    }
    from = own * 2 ** (bits - (levels[level - 1] ?? 0));
  }
  // Most leaves have no gaps, and need no look at their messages.
  if (ownLeaf === 0) return Math.max(0, position - 1) - deleted;
  const leafStart = Math.floor(position / leaf) * leaf;
  const alive = yield* row(countBetween({ from: keyOf(room, leafStart), to: keyOf(room, position) }));
  // Positions start at 1: position 0 never existed, but no gap is recorded for it.
  const leafMissing = position - leafStart - (alive?.count ?? 0) - (leafStart === 0 && position > 0 ? 1 : 0);
  return Math.max(0, position - 1) - deleted - leafMissing;
}

/** How many messages the room holds. */
export function* messageCount(room: number, lastPosition: number): Procedure<number> {
  const top = levels.length - 1;
  let deleted = 0;
  const to = Math.floor(lastPosition / 2 ** (levels[top] ?? 0)) + 1;
  for (const gap of yield* rows(gapsBetween({ room, level: top, from: 0, to }))) deleted += gap.deleted;
  return lastPosition - deleted;
}

/** The key of the message with `rank` older ones, or undefined when the room has not so many. */
export function* keyAtRank(room: number, rank: number, lastPosition: number): Procedure<number | undefined> {
  let from = 0;
  let left = rank;
  let isWhole = false;
  for (let level = levels.length - 1; level >= 0; level--) {
    const size = 2 ** (levels[level] ?? 0);
    const parent =
      level === levels.length - 1 ? Number.POSITIVE_INFINITY : 2 ** (levels[level + 1] ?? 0) / size;
    const end = Math.min(from + parent, Math.floor(lastPosition / size) + 1);
    const gaps = new Map(
      (yield* rows(gapsBetween({ room, level, from, to: end }))).map((gap) => [gap.block, gap.deleted]),
    );
    let block = from;
    for (; block < end; block++) {
      // Block 0 misses position 0, which never existed.
      const alive = size - (block === 0 ? 1 : 0) - (gaps.get(block) ?? 0);
      if (left < alive) break;
      left -= alive;
    }
    if (block >= end) return undefined;
    isWhole = !gaps.has(block);
    from = level === 0 ? block : block * (size / 2 ** (levels[level - 1] ?? 0));
  }
  const start = from * leaf;
  if (isWhole) {
    const position = start + left + (start === 0 ? 1 : 0);
    return position > lastPosition ? undefined : keyOf(room, position);
  }
  const found = yield* row(
    keyAtOffset({ from: keyOf(room, start), to: keyOf(room, start + leaf), offset: left }),
  );
  return found?.key;
}
