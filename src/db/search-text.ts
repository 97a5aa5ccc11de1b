/**
 * What stands in the search index for a message, and what a search asks of it. The index finds candidates only:
 * every message that matches, and some that don't; `matches` decides on each. Hence it holds no positions of words,
 * which halves its size, and phrases are looked up as their words.
 *
 * Beside its words a message has marks, each a word that no text can hold, since it begins with a character of
 * Unicode's private use area: the author, what `has:` asks, who is mentioned, and the block of positions in which
 * the message lies. A search names a block: that bounds the work of one look-up, however common its words are.
 *
 * The index gives up a message only for the text that it was given. So a change here, or of `wordsOf`, needs a
 * migration step that empties the index and fills `search_unindexed` anew.
 */
import { type HasFilter, matchesHas, type Search, type Searched } from "../chat/search-query.ts";
import { wordsOf } from "../chat/words.ts";
import { positionOf, roomOf } from "./positions.ts";
import type { MessageRow } from "./tables.ts";

/** What of `has:` is marked. A poll has no mark: it is an embed, and looked up as one; messages have few of either. */
const marked: readonly HasFilter[] = ["link", "image", "embed"];

/** Positions of a block, all found together. */
export const blockSize = 2 ** 16;
/** Each look-up goes through so many words at most; the others are left to `matches`. */
const mostWords = 8;

type Indexed = Pick<MessageRow, "key" | "author" | "content" | "pings" | "embeds">;

/** The words and marks of a stored message. */
export function indexText(stored: Indexed): string {
  const { author, content } = stored;
  const embeds: readonly unknown[] | null = stored.embeds === null ? null : JSON.parse(stored.embeds);
  const pings: Searched["pings"] = stored.pings === null ? null : JSON.parse(stored.pings);
  const message = { author, content, embeds, pings, at: 0, pinned: false };
  const words = new Set(wordsOf(content));
  words.add(blockMark(roomOf(stored.key), Math.floor(positionOf(stored.key) / blockSize)));
  words.add(mark("a", author));
  for (const filter of marked) if (matchesHas(message, filter)) words.add(mark("h", filter));
  for (const id of [...(pings?.users ?? []), ...(pings?.roles ?? [])]) words.add(mark("m", id));
  return [...words].join(" ");
}

/** A prefix, as the words that have it: null if those are too many to look up. */
export type Expansions = ReadonlyMap<string, readonly string[] | null>;

/** The beginnings of words whose expansions `matchText` wants to know, at most four. */
export function prefixesOf({ all }: Search): readonly string[] {
  return all.flatMap(({ words, prefix }) => (prefix ? (words.at(-1) ?? []) : [])).slice(0, 4);
}

/** The FTS5 query for the candidates of a block; or the index says nothing about them, or has none. */
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
