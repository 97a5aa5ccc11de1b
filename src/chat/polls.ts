/**
 * Polls: what may be asked, how votes count, and how a poll looks on the wire.
 *
 * A poll is stored as the embed of its message, with question and counts, so every page that holds the message has it.
 * Single votes are stored apart from it, until the end makes them public.
 */
import { type Failure, fail } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import type { WirePoll, WirePollEmbed, WirePollResults } from "../protocol/objects.ts";
import { shownName, shownText } from "../text/shown.ts";
import { codePoints } from "./names.ts";

export interface PollOption {
  readonly id: string;
  readonly text: string;
  readonly emoji: string | null;
  readonly votes: number;
  /** User ids; null while the poll runs, when votes are secret. */
  readonly voters: readonly string[] | null;
}

export interface Poll {
  readonly id: string;
  readonly question: string;
  readonly options: readonly PollOption[];
  /** A vote is a selection of several, or of one. */
  readonly multiple: boolean;
  /** Unix seconds, or null. */
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
}

/** How the message of a poll holds it. No user's embed has this type (`checkEmbeds`). */
export interface PollEmbed {
  readonly type: "poll";
  readonly poll: Poll;
}

/** The poll behind an embed as it is stored, or null. */
export function pollOf(embed: unknown): Poll | null {
  const { type, poll } = embed as Partial<PollEmbed>;
  return type === "poll" && poll ? poll : null;
}

/** The poll of a message, or null. */
export function pollIn(embeds: readonly unknown[] | null): Poll | null {
  for (const embed of embeds ?? []) {
    const poll = pollOf(embed);
    if (poll) return poll;
  }
  return null;
}

export interface PollRequest {
  readonly question: string;
  readonly options: readonly unknown[];
  readonly allow_multiselect?: boolean | null;
  /** Unix seconds; wins over `duration_hours`. */
  readonly expires_at?: number | null;
  readonly duration_hours?: number | null;
}

const mostText = 100;
const mostEmoji = 64;
const mostId = 50;
const year = 366 * 24 * 60 * 60;

/** Checks a request for a poll. @param now Unix seconds */
export function readPoll(
  request: PollRequest,
  id: string,
  now: number,
): { poll: Poll } | Failure<"poll_invalid"> {
  const problem = (text: string) => fail("poll_invalid", { problem: text });
  const question = shownText(request.question);
  if (question === "") return problem("the question is empty");
  if (codePoints(question) > limits.pollQuestion) {
    return problem(`the question has more than ${limits.pollQuestion} characters`);
  }
  const options: PollOption[] = [];
  for (const [index, given] of request.options.entries()) {
    const option = readOption(given, index);
    if (typeof option === "string") return problem(`option ${index + 1} ${option}`);
    if (options.some((other) => other.id === option.id))
      return problem(`two options have the id '${option.id}'`);
    options.push(option);
  }
  const hours = request.duration_hours || null;
  const expiresAt = request.expires_at ?? (hours === null ? null : now + hours * 3600);
  if (expiresAt !== null && expiresAt <= now) return problem("its end is not in the future");
  if (expiresAt !== null && expiresAt > now + year) return problem("its end is more than a year away");
  const multiple = request.allow_multiselect ?? false;
  return { poll: { id, question, options, multiple, expiresAt, endedAt: null } };
}

/** An option without votes, or what is wrong with it. */
function readOption(given: unknown, index: number): PollOption | string {
  const fields = typeof given === "string" ? { text: given } : given;
  if (typeof fields !== "object" || fields === null) return "must be a text or an object";
  const { text: wanted, emoji = null, id = null } = fields as Readonly<Record<string, unknown>>;
  const text = typeof wanted === "string" ? shownName(wanted) : "";
  if (text === "") return "has no text";
  if (codePoints(text) > mostText) return `has more than ${mostText} characters`;
  if (emoji !== null && (typeof emoji !== "string" || codePoints(emoji) > mostEmoji)) {
    return `has an emoji that is no text of at most ${mostEmoji} characters`;
  }
  if (id !== null && (typeof id !== "string" || id === "" || codePoints(id) > mostId)) {
    return `has an id that is no text of 1 to ${mostId} characters`;
  }
  return { id: id ?? String(index), text, emoji: shownName(emoji ?? "") || null, votes: 0, voters: null };
}

/** The selection in a vote, without doubles; the whole of it is checked before anything counts. */
export function readSelection(
  poll: Poll,
  wanted: readonly string[],
): { options: readonly string[] } | Failure<"poll_option_invalid" | "poll_single_choice"> {
  const options = [...new Set(wanted)];
  const unknown = options.find((id) => !poll.options.some((option) => option.id === id));
  if (unknown !== undefined) return fail("poll_option_invalid", { option: unknown });
  if (!poll.multiple && options.length > 1) return fail("poll_single_choice");
  return { options };
}

/** The counts after a member changed their selection. */
export function recount(poll: Poll, before: readonly string[], after: readonly string[]): Poll {
  const has = (list: readonly string[], id: string) => Number(list.includes(id));
  const options = poll.options.map((option) => ({
    ...option,
    votes: option.votes - has(before, option.id) + has(after, option.id),
  }));
  return { ...poll, options };
}

/** The poll when it has ended: from now on votes are public. @param at Unix seconds */
export function ended(
  poll: Poll,
  at: number,
  votes: readonly { readonly user: string; readonly option: string }[],
): Poll {
  const options = poll.options.map((option) => ({
    ...option,
    voters: votes.filter((vote) => vote.option === option.id).map(({ user }) => user),
  }));
  return { ...poll, options, endedAt: at };
}

/** Is it over, even if nobody has closed it yet? @param now Unix seconds */
export function isOver(poll: Poll, now: number): boolean {
  return poll.endedAt !== null || (poll.expiresAt !== null && poll.expiresAt <= now);
}

/** @param own the options that the reader chose, in a direct reply; null in what others get too */
function wireResultList(poll: Poll, nameOf: (user: string) => string, own: readonly string[] | null) {
  return poll.options.map(({ id, text, emoji, votes, voters }) => ({
    id,
    text,
    emoji,
    votes,
    ...(own && { voted: own.includes(id) }),
    voters: (voters ?? []).map(nameOf),
  }));
}

function totalVotes({ options }: Poll): number {
  return options.reduce((sum, { votes }) => sum + votes, 0);
}

/** The results object. */
export function wireResults(
  poll: Poll,
  nameOf: (user: string) => string,
  own: readonly string[] | null,
): WirePollResults {
  return {
    poll_id: poll.id,
    question: poll.question,
    allow_multiselect: poll.multiple,
    ended: poll.endedAt !== null,
    ended_at: poll.endedAt,
    total_votes: totalVotes(poll),
    results: wireResultList(poll, nameOf, own),
  };
}

/** As clients draw it (compatibility.md#poll-embed). */
export function wirePollEmbed(
  poll: Poll,
  nameOf: (user: string) => string,
  own: readonly string[] | null,
): WirePollEmbed {
  const wire: WirePoll = {
    id: poll.id,
    question: poll.question,
    options: wireOptions(poll),
    allow_multiselect: poll.multiple,
    expires_at: poll.expiresAt,
    ended: poll.endedAt !== null,
    ended_at: poll.endedAt,
    total_votes: totalVotes(poll),
    results: wireResultList(poll, nameOf, own),
    ...(own && { user_votes: [...own] }),
  };
  return { type: "poll", title: poll.question, poll: wire };
}

export function wireOptions({ options }: Poll) {
  return options.map(({ id, text, emoji }) => ({ id, text, ...(emoji !== null && { emoji }) }));
}
