/**
 * One step of a message search: a look-up of the reader that is bounded in work. In each room
 *
 * - the part that is indexed is looked up by block (search-text.ts), together with the messages that wait to be indexed;
 * - the part that is older than the index is read through. So is everything if the index can't narrow the search.
 *
 * Each message found is compared with the search as the message is now (`matches`).
 */
import { matches, type Search } from "../chat/search-query.ts";
import { besideOf, decode, type StoredMessage } from "./messages.ts";
import { keyOf, positionOf, roomOf } from "./positions.ts";
import { type Procedure, read, row, rows, type Typed } from "./procedure.ts";
import { newestIn, wholeRoom } from "./rooms.ts";
import { blockSize, type Expansions, type Match, matchText, prefixesOf, searchedIn } from "./search-text.ts";
import type { MessageRow } from "./tables.ts";
import { weightOf } from "./weight.ts";

/** Work is counted in rows read through, about 0.2 µs each. One step: about 5 ms. */
const stepWork = 20_000;
/** A look-up passes this many positions in the time of one row. */
const lookUpShare = 16;
const roomWork = 50;
const statementWork = 300;
/** For each message that is compared with the search, beside its length. */
const messageWork = 16;
/** More words with the same beginning are not looked up one by one. */
const mostExpansions = 32;
/** Messages fetched by one statement. */
const portion = 100;
/** Most messages that wait to be indexed in one look-up, of new and of changed ones. */
const mostWaiting = 1000;

/** Where a message stands among those of all rooms: by time, then by room. */
export interface Place {
  readonly at: number;
  readonly key: number;
}

/** Keys: `from` ≤ key < `below`. */
interface Range {
  readonly from: number;
  readonly below: number;
}

/** The progress of a search: the room, and the part of it that is left; null = not begun. */
export interface Progress {
  readonly nth: number;
  readonly range: Range | null;
}

export interface Step {
  readonly search: Search;
  readonly rooms: readonly number[];
  /** Only older messages. */
  readonly before: Place | null;
  /** Results of earlier steps, newest first. */
  readonly found: readonly Place[];
  readonly wanted: number;
  readonly progress: Progress;
}

export interface StepResult {
  readonly messages: readonly (StoredMessage & Place & { readonly weight: number })[];
  /** Null: everything has been looked at. */
  readonly progress: Progress | null;
}

export const searchStep = read("search.step", function* (input: Step): Procedure<StepResult> {
  const { search, rooms: numbers } = input;
  const page = createPage(search, input);
  const expansions = yield* expand(search);
  const match = matchText(search, expansions);
  let work = expansions.size * statementWork;
  let { nth, range } = input.progress;
  for (; nth < numbers.length; nth++, range = null) {
    const room = numbers[nth] ?? 0;
    range ??= yield* rangeIn(room, input, page.oldest());
    const { below: unindexed = 0, last = 0 } = (yield* row(indexedIn(room))) ?? {};
    const indexed = keyOf(room, unindexed);
    work += roomWork;
    while (range.from < range.below) {
      if (work >= stepWork) return { messages: yield* withBeside(page.added), progress: { nth, range } };
      const { from, below }: Range = range;
      const isIndexed = match !== "any" && below > indexed;
      const part: Part = isIndexed
        ? yield* lookUp(match, Math.max(from, indexed), below, keyOf(room, last) + 1)
        : yield* readThrough(search, from, below);
      work += part.work;
      if (!page.take(part.candidates)) break;
      range = { from, below: part.from };
    }
  }
  return { messages: yield* withBeside(page.added), progress: null };
});

/** A result, with the rows that only its own message needs. */
function* withBeside(found: StepResult["messages"]): Procedure<StepResult["messages"]> {
  const complete: StepResult["messages"][number][] = [];
  for (const message of found) {
    complete.push({ ...message, ...(yield* besideOf(message.key)) });
  }
  return complete;
}

/** The page that is filled: each message that it takes is one of the `wanted` newest so far. */
function createPage(search: Search, { found, wanted }: Pick<Step, "found" | "wanted">) {
  const places = [...found];
  const added: StepResult["messages"][number][] = [];
  const oldest = () => (places.length === wanted ? places.at(-1) : undefined);
  return {
    added,
    /** Of a full page. */
    oldest,
    /** Adds the matches among a room's candidates, newest first. Returns whether older ones could still be added. */
    take(candidates: readonly MessageRow[]): boolean {
      for (const stored of candidates) {
        const last = oldest();
        if (last && byPlace(stored, last) >= 0) return false;
        if (!matches(search, searchedIn(stored))) continue;
        const message = decode(stored, { reactions: null, attachments: null });
        added.push({ ...message, key: stored.key, weight: weightOf(stored) });
        places.push({ at: stored.at, key: stored.key });
        places.sort(byPlace);
        places.length = Math.min(places.length, wanted);
      }
      return true;
    },
  };
}

/** Newest first. */
export function byPlace(a: Place, b: Place): number {
  return b.at - a.at || b.key - a.key;
}

/** Positions below `below` and above `last` are not indexed yet. */
const indexedIn = (room: number): Typed<{ below: number; last: number }> => ({
  text: `SELECT coalesce((SELECT below FROM search_unindexed WHERE room = ?1), 0) AS "below",
    coalesce((SELECT last FROM search_indexed WHERE room = ?1), 0) AS "last"`,
  values: [room],
});

/** The part of a room that can hold something for the page. */
function* rangeIn(
  room: number,
  { before, search: { since, until } }: Pick<Step, "before" | "search">,
  oldest: Place | undefined,
): Procedure<Range> {
  const newest = yield* newestIn(room);
  if (!newest) return { from: 0, below: 0 };
  let { from } = wholeRoom(room);
  let below = newest.key + 1;
  if (before) {
    // Of the same instant, those of lower rooms count as older.
    const instant = before.at + (room < roomOf(before.key) ? 1 : 0);
    below = Math.min(below, yield* firstAt(instant, from, below));
  }
  if (until !== null) below = yield* firstAt(until, from, below);
  if (since !== null) from = yield* firstAt(since, from, below);
  if (oldest) from = yield* firstAt(oldest.at, from, below);
  return { from, below };
}

export const nextAfter = (key: number, below: number): Typed<Place> => ({
  text: "SELECT key, at FROM messages WHERE key >= ? AND key < ? ORDER BY key LIMIT 1",
  values: [key, below],
});

/** The first key of a message that is not older, or `below`. In a room times grow with keys, so halving finds it. */
export function* firstAt(at: number, from: number, below: number): Procedure<number> {
  let low = from;
  let high = below;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const next = yield* row(nextAfter(middle, below));
    if (!next || next.at >= at) high = middle;
    else low = next.key + 1;
  }
  return low;
}

const nextWord = (from: string): Typed<{ term: string }> => ({
  text: "SELECT term FROM search_vocabulary WHERE term >= ? ORDER BY term LIMIT 1",
  values: [from],
});

/** Looks up which words the index has with the beginnings that the search asks for. */
function* expand(search: Search): Procedure<Expansions> {
  const expansions = new Map<string, readonly string[] | null>();
  for (const prefix of prefixesOf(search)) {
    const words: string[] = [];
    // One seek per word: listing the vocabulary would count each word's messages.
    let next = yield* row(nextWord(prefix));
    while (next?.term.startsWith(prefix) && words.length <= mostExpansions) {
      words.push(next.term);
      next = yield* row(nextWord(`${next.term}\0`));
    }
    expansions.set(prefix, words.length <= mostExpansions ? words : null);
  }
  return expansions;
}

/** The result of one look-up: candidates, newest first, and how far it came. */
interface Part {
  readonly candidates: readonly MessageRow[];
  readonly from: number;
  readonly work: number;
}

const changed = (from: number, below: number): Typed<MessageRow> => ({
  text: `SELECT m.* FROM search_queue AS q CROSS JOIN messages AS m ON m.key = q.key
    WHERE q.key >= ? AND q.key < ? ORDER BY q.key DESC LIMIT ?`,
  values: [from, below, mostWaiting],
});
const posted = (from: number, below: number): Typed<MessageRow> => ({
  text: "SELECT * FROM messages WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ?",
  values: [from, below, mostWaiting],
});
const proposed = (match: string, from: number, below: number): Typed<MessageRow> => ({
  text: `SELECT m.* FROM search_words CROSS JOIN messages AS m ON m.key = search_words.rowid
    WHERE search_words MATCH ? AND search_words.rowid >= ? AND search_words.rowid < ?
    ORDER BY search_words.rowid DESC LIMIT ?`,
  values: [match, from, below, portion],
});

/**
 * Looks up one block, or the newer part of it that makes a portion.
 *
 * @param unindexed keys from here on are not indexed yet
 */
function* lookUp(
  match: Exclude<Match, "any">,
  from: number,
  below: number,
  unindexed: number,
): Procedure<Part> {
  const room = roomOf(from);
  const block = Math.floor(positionOf(below - 1) / blockSize);
  let start = match === "none" ? from : Math.max(from, keyOf(room, block * blockSize));
  const candidates = new Map<number, MessageRow>();
  const fresh: MessageRow[] = [];
  for (const waiting of [posted(Math.max(start, unindexed), below), changed(start, below)]) {
    const some = yield* rows(waiting);
    if (some.length === mostWaiting) start = Math.max(start, some.at(-1)?.key ?? start);
    fresh.push(...some);
  }
  if (match !== "none") {
    const old = yield* rows(proposed(match(room, block), start, below));
    if (old.length === portion) start = old.at(-1)?.key ?? start;
    for (const message of old) candidates.set(message.key, message);
  }
  // A changed message may be a candidate for its earlier words too.
  for (const message of fresh) if (message.key >= start) candidates.set(message.key, message);
  const sorted = [...candidates.values()].sort((a, b) => b.key - a.key);
  return {
    candidates: sorted,
    from: start,
    work: statementWork + (below - start) / lookUpShare + workOf(fresh) + workOf(sorted),
  };
}

const filtered = ({ all, authors, pinned }: Search, from: number, below: number): Typed<MessageRow> => {
  const [word = null] = all
    .flatMap(({ words }) => words)
    .filter((candidate) => /^[a-z0-9]+$/.test(candidate))
    .sort((a, b) => b.length - a.length);
  return {
    // Without regard to case SQLite compares ASCII only: a text with other characters is a candidate in any case.
    text: `SELECT * FROM messages WHERE key >= ?1 AND key < ?2
      AND (?3 IS NULL OR content LIKE ?3 OR octet_length(content) > length(content))
      AND (?4 IS NULL OR author IN (SELECT value FROM json_each(?4))) AND (?5 IS NULL OR pinned = ?5) ORDER BY key DESC LIMIT ?6`,
    values: [
      from,
      below,
      word && `%${word}%`,
      authors.length > 0 ? JSON.stringify(authors) : null,
      pinned === null ? null : Number(pinned),
      portion,
    ],
  };
};

/** Reads the newest messages, or the newer part of them that makes a portion. */
function* readThrough(search: Search, from: number, below: number): Procedure<Part> {
  let start = Math.max(from, below - stepWork);
  const candidates = yield* rows(filtered(search, start, below));
  if (candidates.length === portion) start = candidates.at(-1)?.key ?? start;
  return { candidates, from: start, work: statementWork + (below - start) + workOf(candidates) };
}

/** The cost of fetching these and comparing them with the search. */
function workOf(messages: readonly MessageRow[]): number {
  return messages.reduce((sum, { content }) => sum + messageWork + content.length / 16, 0);
}
