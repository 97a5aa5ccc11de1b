/**
 * The text of a message in the search index, and the query of a search. The index finds candidates only:
 * all messages that match, and some that don't. `matches` decides on each. So the index has no positions of words,
 * which halves its size, and phrases are looked up as their words.
 *
 * Beside its words a message has marks: words that no text can hold, because they begin with a character of
 * Unicode's private use area. They are for the author, `has:`, the mentioned users, and the block of positions in which
 * the message lies. A search names a block, which bounds the work of one look-up for common words too.
 *
 * A message can be removed from the index only with the text it was added with. So a change here or in `wordsOf` needs a
 * migration step that empties the index and `search_queue`, `search_removals` and `search_new`, fills `search_unindexed`
 * anew, and sets `search_indexed` to the end of each room. A room that stayed in `search_new` would be indexed twice.
 */
import { type HasFilter, matchesHas, type Search, type Searched } from "../chat/search-query.ts";
import { wordsOf } from "../chat/words.ts";
import type { MessageExtra } from "./messages.ts";
import { positionOf, roomOf } from "./positions.ts";
import type { MessageRow } from "./tables.ts";

/** The values of `has:` that have marks. A poll has none: it is looked up as an embed. */
const marked: readonly HasFilter[] = ["link", "image", "embed", "file", "video", "sound"];

/** Positions of a block, all found together. */
export const blockSize = 2 ** 16;
/** Most words in one look-up. The others are left to `matches`. */
const mostWords = 8;

type Indexed = Pick<MessageRow, "key" | "author" | "content" | "pings" | "embeds" | "extra">;

/** The part of a row that a search compares. Most candidates don't match, so the rest of them isn't decoded. */
export function searchedIn(stored: Omit<Indexed, "key"> & Pick<MessageRow, "at" | "pinned">): Searched {
  return {
    author: stored.author,
    content: stored.content,
    at: stored.at,
    embeds: stored.embeds === null ? null : JSON.parse(stored.embeds),
    pings: stored.pings === null ? null : JSON.parse(stored.pings),
    files: filesIn(stored),
    pinned: stored.pinned !== 0,
  };
}

/** The kinds of a message's attachments. */
function filesIn({ extra }: Pick<MessageRow, "extra">): Searched["files"] {
  const { files = [] }: MessageExtra = extra === null ? {} : JSON.parse(extra);
  return files;
}

/** The words and marks of a stored message. */
export function indexText(stored: Indexed): string {
  const message = searchedIn({ ...stored, at: 0, pinned: 0 });
  const { author, content, pings } = message;
  const words = new Set(wordsOf(content));
  words.add(blockMark(roomOf(stored.key), Math.floor(positionOf(stored.key) / blockSize)));
  words.add(mark("a", author));
  for (const filter of marked) if (matchesHas(message, filter)) words.add(mark("h", filter));
  for (const id of [...(pings?.users ?? []), ...(pings?.roles ?? [])]) words.add(mark("m", id));
  return [...words].join(" ");
}

/** The words with a prefix, or null if there are too many to look up. */
export type Expansions = ReadonlyMap<string, readonly string[] | null>;

/** The prefixes that `matchText` needs expanded, at most four. */
export function prefixesOf({ all }: Search): readonly string[] {
  return all.flatMap(({ words, prefix }) => (prefix ? (words.at(-1) ?? []) : [])).slice(0, 4);
}

/** The FTS5 query for the candidates of a block. Or the index can't narrow the search, or has no candidates. */
export type Match = ((room: number, block: number) => string) | "any" | "none";

export function matchText(search: Search, expansions: Expansions): Match {
  const wanted = new Set(search.all.flatMap(({ words, prefix }) => (prefix ? words.slice(0, -1) : words)));
  // Long words are rare ones, mostly.
  const longest = [...wanted].sort((a, b) => b.length - a.length).slice(0, mostWords);
  const parts = longest.map(quoted);
  for (const words of expansions.values()) {
    if (words?.length === 0) return "none";
    if (words) parts.push(anyOf(words));
  }
  if (search.authors.length > 0) parts.push(anyOf(search.authors.map((id) => mark("a", id))));
  for (const filter of search.has) {
    parts.push(quoted(mark("h", filter === "poll" ? "embed" : filter)));
  }
  for (const id of search.mentions) parts.push(quoted(mark("m", id)));
  if (parts.length === 0) return "any";

  const without = [
    ...search.none.flatMap(({ words, prefix }) => (words.length === 1 && !prefix ? words : [])),
    ...search.notAuthors.map((id) => mark("a", id)),
    ...search.hasNot.map((filter) => mark("h", filter)),
    ...search.notMentions.map((id) => mark("m", id)),
  ].slice(0, mostWords);
  const not = without.map((word) => ` NOT ${quoted(word)}`).join("");
  return (room, block) => `(${[quoted(blockMark(room, block)), ...parts].join(" AND ")})${not}`;
}

/** Words hold no quotes, but a quoted one is never read as an operator. */
function quoted(word: string): string {
  return `"${word}"`;
}

function anyOf(words: readonly string[]): string {
  return `(${words.map(quoted).join(" OR ")})`;
}

function blockMark(room: number, block: number): string {
  return `\ue000b${room.toString(36)}\ue001${block.toString(36)}`;
}

/** Ids may hold any character; FTS5's `ascii` tokenizer takes small letters, digits and what is not ASCII as they are. */
function mark(kind: "a" | "h" | "m", id: string): string {
  const safe = id.replace(/[^a-z0-9\u0080-\uffff]/g, (sign) =>
    String.fromCharCode(0xe100 + sign.charCodeAt(0)),
  );
  return `\ue000${kind}${safe}`;
}
