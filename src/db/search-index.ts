/**
 * The search index and how it follows the messages. Indexing costs half as much as storing, and taking a message
 * out ten times as much, so both happen behind the writes (docs/decisions/0006-search-behind-the-writes.md):
 *
 * - `search_indexed`: positions above the one of their room are not indexed yet. `search_new` lists such rooms, so a new
 *   message needs no entry of its own.
 * - `search_queue`: messages that were edited or deleted, with the text that the index holds of them. (Without a text:
 *   new ones, from before `search_indexed`.) A search looks at these and at new ones itself, as they are now; so a
 *   search never shows deleted text.
 * - `search_removals`: indexed text of purged rooms. It is separate because there is much of it, and new messages
 *   should not wait for them.
 * - `search_unindexed`: rooms whose messages below a position are older than the index. Changes there need no entry.
 *
 * Every message in none of these is indexed as it is. FTS5 is SQLite's own, so these statements are written out.
 */
import { keyOf, positionOf, roomOf } from "./positions.ts";
import { type Procedure, row, rows, type Typed, write } from "./procedure.ts";
import { indexText } from "./search-text.ts";
import type { MessageRow } from "./tables.ts";

type Indexed = Pick<MessageRow, "key" | "author" | "content" | "pings" | "embeds" | "extra">;

/** Part of storing messages: there are new ones in this room. */
export const awaitIndexing = (room: number): Typed<never> => ({
  text: "INSERT OR IGNORE INTO search_new (room) VALUES (?)",
  values: [room],
});

/** Part of editing and deleting, before the row changes. An entry in the queue keeps the text that the index has. */
export const beforeChange = (key: number): Typed<never> => ({
  text: `INSERT OR IGNORE INTO search_queue (key, author, content, pings, embeds, extra)
    SELECT key, author, content, pings, embeds, extra FROM messages WHERE key = ?1
    AND (SELECT last FROM search_indexed WHERE room = ?2) >= ?3
    AND NOT EXISTS (SELECT 1 FROM search_unindexed WHERE room = ?2 AND below > ?3)`,
  values: [key, roomOf(key), positionOf(key)],
});

/** Part of purging a room: before the rows of these keys go, both inclusive. */
export function* beforePurge(from: number, to: number): Procedure<void> {
  const room = roomOf(from);
  yield {
    text: `INSERT INTO search_removals (key, author, content, pings, embeds, extra)
      SELECT key, author, content, pings, embeds, extra FROM search_queue WHERE key BETWEEN ? AND ?
      AND content IS NOT NULL`,
    values: [from, to],
  };
  yield {
    text: `INSERT INTO search_removals (key, author, content, pings, embeds, extra)
      SELECT key, author, content, pings, embeds, extra FROM messages WHERE key BETWEEN ?1 AND ?2
      AND key >= coalesce((SELECT ?3 + below FROM search_unindexed WHERE room = ?4), 0)
      AND key <= (SELECT ?3 + last FROM search_indexed WHERE room = ?4)
      AND NOT EXISTS (SELECT 1 FROM search_queue WHERE search_queue.key = messages.key)`,
    values: [from, to, keyOf(room, 0), room],
  };
  yield { text: "DELETE FROM search_queue WHERE key BETWEEN ? AND ?", values: [from, to] };
}

/** All of a room is indexed. */
const forgetUnindexed = (room: number): Typed<never> => ({
  text: "DELETE FROM search_unindexed WHERE room = ?",
  values: [room],
});

interface Queued extends Indexed {
  readonly exists: number;
  readonly old_author: string | null;
  readonly old_content: string | null;
  readonly old_pings: string | null;
  readonly old_embeds: string | null;
  readonly old_extra: string | null;
}
/** A few at a time: removals cost so much that a step may end after three. */
const queued: Typed<Queued> = {
  text: `SELECT q.key, m.key IS NOT NULL AS "exists", m.author, m.content, m.pings, m.embeds, m.extra,
    q.author AS old_author,
    q.content AS old_content, q.pings AS old_pings, q.embeds AS old_embeds, q.extra AS old_extra
    FROM search_queue AS q LEFT JOIN messages AS m ON m.key = q.key ORDER BY q.key LIMIT 16`,
  values: [],
};
const anyRemovals = (limit: number): Typed<Indexed> => ({
  text: "SELECT key, author, content, pings, embeds, extra FROM search_removals ORDER BY key LIMIT ?",
  values: [limit],
});
const dropRemoval = (key: number): Typed<never> => ({
  text: "DELETE FROM search_removals WHERE key = ?",
  values: [key],
});
const dequeueUpTo = (key: number): Typed<never> => ({
  text: "DELETE FROM search_queue WHERE key <= ?",
  values: [key],
});
const anyUnindexed: Typed<{ room: number; below: number }> = {
  text: "SELECT room, below FROM search_unindexed ORDER BY room DESC LIMIT 1",
  values: [],
};
/** `last` is null if the room was deleted. */
const anyNew: Typed<{ room: number; after: number; last: number | null }> = {
  text: `SELECT search_new.room, coalesce(search_indexed.last, 0) AS "after",
    iif(deleted_at IS NULL, last_position, NULL) AS "last" FROM search_new
    LEFT JOIN search_indexed ON search_indexed.room = search_new.room
    LEFT JOIN channels ON id = search_new.room ORDER BY search_new.room LIMIT 1`,
  values: [],
};
const forgetNew = (room: number): Typed<never> => ({
  text: "DELETE FROM search_new WHERE room = ?",
  values: [room],
});
const oldestAfter = (room: number, after: number, limit: number): Typed<Indexed> => ({
  text: `SELECT key, author, content, pings, embeds, extra FROM messages WHERE key > ? AND key < ?
    ORDER BY key LIMIT ?`,
  values: [keyOf(room, after), keyOf(room + 1, 0), limit],
});
const setIndexed = (room: number, last: number): Typed<never> => ({
  text: `INSERT INTO search_indexed (room, last) VALUES (?, ?)
    ON CONFLICT DO UPDATE SET last = excluded.last`,
  values: [room, last],
});
const newestBelow = (room: number, below: number, limit: number): Typed<Indexed> => ({
  text: `SELECT key, author, content, pings, embeds, extra FROM messages WHERE key >= ? AND key < ?
    ORDER BY key DESC LIMIT ?`,
  values: [keyOf(room, 0), keyOf(room, below), limit],
});
const setUnindexed = (room: number, below: number): Typed<never> => ({
  text: "UPDATE search_unindexed SET below = ? WHERE room = ?",
  values: [below, room],
});
const addWords = (message: Indexed): Typed<never> => ({
  text: "INSERT INTO search_words (rowid, words) VALUES (?, ?)",
  values: [message.key, indexText(message)],
});
const removeWords = (message: Indexed): Typed<never> => ({
  text: "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)",
  values: [message.key, indexText(message)],
});

/** Removing a message costs as much as adding this many. */
const removalCost = 50;

/**
 * Brings the index a step closer to the messages: edited and deleted ones for half of the step, then new ones, then
 * messages of purged rooms, then messages from before the index, newest first. Keys ascend where possible, because FTS5
 * writes a segment each time they don't.
 *
 * @param input.work how much, in messages to add
 * @returns whether anything may be left to do
 */
export const indexSome = write("search.index", function* (input: { work: number }): Procedure<boolean> {
  const changed = yield* indexChanged(Math.ceil(input.work / 2));
  const added = yield* indexNew(input.work - changed);
  let left = input.work - changed - added;
  if (left <= 0) return true;

  const gone = yield* rows(anyRemovals(Math.ceil(left / removalCost)));
  for (const old of gone) {
    yield removeWords(old);
    yield dropRemoval(old.key);
  }
  left -= gone.length * removalCost;
  if (left <= 0) return true;

  const part = yield* row(anyUnindexed);
  if (!part) return changed + added + gone.length > 0;
  const older = yield* rows(newestBelow(part.room, part.below, left));
  for (const message of older.toReversed()) yield addWords(message);
  const oldest = older.at(-1);
  yield oldest ? setUnindexed(part.room, positionOf(oldest.key)) : forgetUnindexed(part.room);
  return true;
});

/** Both give how much of the work they did. */
function* indexChanged(work: number): Procedure<number> {
  let done = 0;
  for (let entries = yield* rows(queued); entries.length > 0; entries = yield* rows(queued)) {
    let last = 0;
    for (const entry of entries) {
      if (done >= work) break;
      const old = indexedBefore(entry);
      if (old) yield removeWords(old);
      if (entry.exists) yield addWords(entry);
      last = entry.key;
      done += old ? removalCost : 1;
    }
    yield dequeueUpTo(last);
    if (done >= work) break;
  }
  return done;
}

function* indexNew(work: number): Procedure<number> {
  let done = 0;
  while (done < work) {
    const next = yield* row(anyNew);
    if (!next) break;
    const { room, after, last } = next;
    const limit = work - done;
    const found = last === null ? [] : yield* rows(oldestAfter(room, after, limit));
    for (const message of found) yield addWords(message);
    done += Math.max(1, found.length);
    const newest = found.length === limit ? found.at(-1) : undefined;
    const indexed = newest ? positionOf(newest.key) : last;
    if (indexed !== null) yield setIndexed(room, indexed);
    if (indexed === last) yield forgetNew(room);
  }
  return done;
}

function indexedBefore(entry: Queued): Indexed | null {
  const { key, old_author: author, old_content: content } = entry;
  if (author === null || content === null) return null;
  const { old_pings: pings, old_embeds: embeds, old_extra: extra } = entry;
  return { key, author, content, pings, embeds, extra };
}
