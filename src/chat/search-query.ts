/**
 * The search grammar, and whether a message matches. Pure; the index (db/search-text.ts) only
 * proposes candidates, what counts is `matches`.
 *
 * | written | means |
 * |---|---|
 * | `red tea` | both words, in any order; the last one may go on (`tea` finds `teapot`) unless a space follows |
 * | `tea*` | words that begin so |
 * | `"red tea"` | these words next to each other |
 * | `from:mira` | by that author; several: by one of them |
 * | `in:kitchen` | in that channel instead of the one that is searched; several: in one of them |
 * | `has:link`, `has:image`, `has:embed`, `has:poll`, `has:file`, `has:video`, `has:sound` | with such a thing |
 * | `before:2026-03-01`, `after:2026-03-01` | before that day, after that day (UTC); also Unix seconds |
 * | `mentions:mira` | that mentions that user or role |
 * | `pinned:true`, `pinned:false` | |
 * | `-tea`, `-"red tea"`, `-from:mira`, … | not so; only where a word begins, so `--force` is text |
 *
 * Values may stand in quotes: `from:"Mira B"`. What is none of these is plain text: no query is an error.
 */
import type { FileKind } from "./attachments.ts";
import { canGrow, wordsOf } from "./words.ts";

/** Words that stand next to each other. */
export interface Term {
  readonly words: readonly string[];
  /** The last word may go on. */
  readonly prefix: boolean;
}

const hasFilters = ["link", "image", "embed", "poll", "file", "video", "sound"] as const;
export type HasFilter = (typeof hasFilters)[number];

/** What is asked of a message, apart from names. Times are microseconds since the epoch. */
interface Demands {
  readonly all: readonly Term[];
  readonly none: readonly Term[];
  readonly has: readonly HasFilter[];
  readonly hasNot: readonly HasFilter[];
  readonly pinned: boolean | null;
  /** Not older, or null. */
  readonly since: number | null;
  /** Older, or null. */
  readonly until: number | null;
}

/** A query as it was typed. */
export interface SearchQuery extends Demands {
  readonly from: readonly string[];
  readonly notFrom: readonly string[];
  readonly in: readonly string[];
  readonly notIn: readonly string[];
  readonly mentions: readonly string[];
  readonly notMentions: readonly string[];
}

/** A query with ids for names. */
export interface Search extends Demands {
  /** One of them, if there are any. */
  readonly authors: readonly string[];
  readonly notAuthors: readonly string[];
  /** All of them: ids of users or roles. */
  readonly mentions: readonly string[];
  readonly notMentions: readonly string[];
}

/** What of a message a search looks at. */
export interface Searched {
  readonly author: string;
  readonly content: string;
  /** Microseconds since the epoch. */
  readonly at: number;
  readonly embeds: readonly unknown[] | null;
  readonly pings: { readonly users: readonly string[]; readonly roles: readonly string[] } | null;
  /** Kinds of its attachments. */
  readonly files: readonly FileKind[];
  readonly pinned: boolean;
}

/** A minus means "not" only where a word begins, and not before another one: `--force` and `a-b` are text. */
const item = /((?<!\S)-(?!-))?(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi;

/** Never fails. Null: nothing was asked for (no word, no operator). */
export function parseSearch(text: string): SearchQuery | null {
  const all: Term[] = [];
  const none: Term[] = [];
  const names = { from: [] as string[], in: [] as string[], mentions: [] as string[] };
  const notNames = { from: [] as string[], in: [] as string[], mentions: [] as string[] };
  const has: HasFilter[] = [];
  const hasNot: HasFilter[] = [];
  let pinned: boolean | null = null;
  let since: number | null = null;
  let until: number | null = null;
  let asked = 0;

  const isOperator = (operator: string, value: string, not: boolean): boolean => {
    switch (operator) {
      case "from":
      case "in":
      case "mentions": {
        const name = value.replace(operator === "in" ? /^#/ : /^@&?/, "");
        if (name === "") return false;
        (not ? notNames : names)[operator].push(name);
        return true;
      }
      case "has": {
        const filter = hasFilters.find((known) => known === value.toLowerCase());
        if (!filter) return false;
        (not ? hasNot : has).push(filter);
        return true;
      }
      case "pinned": {
        if (!/^(true|false|yes|no)$/i.test(value)) return false;
        pinned = /^(true|yes)$/i.test(value) !== not;
        return true;
      }
      case "before":
      case "after": {
        const time = timeOf(value);
        if (!time) return false;
        // "Not after a day" is "before its end", and the other way round.
        if ((operator === "before") !== not) {
          until = Math.min(until ?? Number.POSITIVE_INFINITY, operator === "before" ? time.start : time.end);
        } else {
          since = Math.max(since ?? 0, operator === "after" ? time.end : time.start);
        }
        return true;
      }
      default:
        return false;
    }
  };

  for (const found of text.matchAll(item)) {
    const [whole, minus, operator, quoted, plain = ""] = found;
    const not = minus === "-";
    const value = quoted ?? plain;
    if (operator !== undefined && isOperator(operator.toLowerCase(), value, not)) {
      asked++;
      continue;
    }
    const words = wordsOf(whole);
    const last = words.at(-1);
    if (last === undefined) continue;
    asked++;
    // What is still being typed: a closing quote, a space or any sign ends it.
    const isOpen = found.index + whole.length === text.length && !not && endsInWord(whole);
    const prefix = (isOpen || whole.endsWith("*")) && canGrow(last);
    (not ? none : all).push({ words, prefix });
  }
  if (asked === 0) return null;
  return {
    all,
    none,
    has,
    hasNot,
    pinned,
    since,
    until,
    from: names.from,
    notFrom: notNames.from,
    in: names.in,
    notIn: notNames.in,
    mentions: names.mentions,
    notMentions: notNames.mentions,
  };
}

function endsInWord(text: string): boolean {
  return /[\p{L}\p{N}\p{M}]$/u.test(text);
}

const day = 86_400_000_000;

/** A day in UTC, or an instant: its first microsecond, and the first after it. */
function timeOf(value: string): { start: number; end: number } | null {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) {
    const milliseconds = Date.parse(`${value}T00:00:00Z`);
    // There is no 30th of February, whatever Date.parse makes of it.
    if (Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(value)) return null;
    return { start: milliseconds * 1000, end: milliseconds * 1000 + day };
  }
  if (!/^\d{9,10}(\.\d{1,6})?$/.test(value)) return null;
  const start = Math.round(Number(value) * 1_000_000);
  return { start, end: start + 1 };
}

/** Does the message match? Nothing else decides what a search shows. */
export function matches(search: Search, message: Searched): boolean {
  const { author, at, pinned } = message;
  if (search.authors.length > 0 && !search.authors.includes(author)) return false;
  if (search.notAuthors.includes(author)) return false;
  if (search.pinned !== null && search.pinned !== pinned) return false;
  if (search.since !== null && at < search.since) return false;
  if (search.until !== null && at >= search.until) return false;
  if (!search.has.every((filter) => matchesHas(message, filter))) return false;
  if (search.hasNot.some((filter) => matchesHas(message, filter))) return false;
  const mentioned = (id: string) =>
    message.pings !== null && (message.pings.users.includes(id) || message.pings.roles.includes(id));
  if (!search.mentions.every(mentioned) || search.notMentions.some(mentioned)) return false;
  if (search.all.length + search.none.length === 0) return true;
  const words = wordsOf(message.content);
  return (
    search.all.every((term) => contains(words, term)) && !search.none.some((term) => contains(words, term))
  );
}

function contains(words: readonly string[], { words: wanted, prefix }: Term): boolean {
  const last = wanted.length - 1;
  for (let start = 0; start + last < words.length; start++) {
    let nth = 0;
    while (nth < last && words[start + nth] === wanted[nth]) nth++;
    if (nth < last) continue;
    const word = words[start + last] ?? "";
    const end = wanted[last] ?? "";
    if (prefix ? word.startsWith(end) : word === end) return true;
  }
  return false;
}

const link = /https?:\/\/\S/i;
const imageLink = /https?:\/\/[^\s?#]+\.(?:png|jpe?g|gif|webp|avif|bmp|svg)(?![a-z0-9])/i;

/** What `has:` asks. */
export function matchesHas({ content, embeds, files }: Searched, filter: HasFilter): boolean {
  switch (filter) {
    case "embed":
      return embeds !== null && embeds.length > 0;
    case "link":
      return link.test(content) || holds(embeds, ({ url }) => url !== undefined);
    case "image":
      return (
        files.includes("image") ||
        imageLink.test(content) ||
        holds(embeds, ({ type, image }) => type === "image" || image !== undefined)
      );
    case "file":
      return files.length > 0;
    case "video":
    case "sound":
      return files.includes(filter);
    case "poll":
      return holds(embeds, ({ type }) => type === "poll");
  }
}

interface EmbedParts {
  readonly type?: unknown;
  readonly url?: unknown;
  readonly image?: unknown;
}

function holds(embeds: readonly unknown[] | null, fits: (embed: EmbedParts) => boolean): boolean {
  return embeds?.some((embed) => typeof embed === "object" && embed !== null && fits(embed)) ?? false;
}
