/** Polls: each is the embed of its message; here are its votes, its end, and the way from its id to the message. */

import { registeredName } from "../chat/local-accounts.ts";
import { ended, isOver, type Poll, type PollEmbed, pollIn, pollOf, recount } from "../chat/polls.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { roomOf } from "./positions.ts";
import { type InsertOutcome, type NewMessage, storeMessage } from "./post-message.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { roomIsOpen } from "./still-there.ts";

/** A poll and where it is asked. */
export interface StoredPoll {
  readonly poll: Poll;
  readonly message: string;
  /** The room of the message. */
  readonly room: number;
  /** User id of who asks. */
  readonly author: string;
  /** Microseconds since the epoch. */
  readonly at: number;
}

interface Found extends StoredPoll {
  readonly key: number;
  readonly embeds: readonly unknown[];
}

const insertRow = prepared<{ id: string; message: string; ends_at: number | null }>()((value) =>
  sql
    .insertInto("polls")
    .columns(["id", "key", "ends_at"])
    .expression((eb) =>
      eb
        .selectFrom("messages")
        .select((message) => [
          message.val(value("id")).as("id"),
          "key",
          message.val(value("ends_at")).as("ends_at"),
        ])
        .where("messages.id", "=", value("message")),
    ),
);
const byPoll = prepared<{ id: string }>()((value) =>
  sql
    .selectFrom("polls")
    .innerJoin("messages", "messages.key", "polls.key")
    .selectAll("messages")
    .where("polls.id", "=", value("id"))
    .where(roomIsOpen),
);
const byMessage = prepared<{ id: string }>()((value) =>
  sql
    .selectFrom("messages")
    .innerJoin("polls", "polls.key", "messages.key")
    .selectAll("messages")
    .where("messages.id", "=", value("id"))
    .where(roomIsOpen),
);
const storeEmbeds = prepared<{ key: number; embeds: string }>()((value) =>
  sql
    .updateTable("messages")
    .set({ embeds: value("embeds") })
    .where("key", "=", value("key")),
);
const openEnd = prepared<{ id: string }>()((value) =>
  sql.updateTable("polls").set({ ends_at: null }).where("id", "=", value("id")),
);
const due = prepared<{ now: number; limit: number }>()((value) =>
  sql
    .selectFrom("polls")
    .select("id")
    .where("ends_at", "<=", value("now"))
    .orderBy("ends_at")
    .limit(value("limit")),
);
const ownVotes = prepared<{ poll: string; user: string }>()((value) =>
  sql
    .selectFrom("poll_votes")
    .select("option")
    .where("poll", "=", value("poll"))
    .where("user", "=", value("user")),
);
/** Ids of accounts registered under one name are that name, and that name with `~` and a number. */
const earlierVotes = prepared<{ poll: string; user: string; name: string; from: string; to: string }>()(
  (value) =>
    sql
      .selectFrom("poll_votes")
      .select(["user", "option"])
      .where("poll", "=", value("poll"))
      .where("user", "!=", value("user"))
      .where((eb) =>
        eb.or([
          eb("user", "=", value("name")),
          eb.and([eb("user", ">=", value("from")), eb("user", "<", value("to"))]),
        ]),
      ),
);
const allVotes = prepared<{ poll: string }>()((value) =>
  sql
    .selectFrom("poll_votes")
    .select(["user", "option"])
    .where("poll", "=", value("poll"))
    .orderBy("at")
    .orderBy("user"),
);
const addVote = prepared<{ poll: string; user: string; option: string; at: number }>()((value) =>
  sql
    .insertInto("poll_votes")
    .values({ poll: value("poll"), user: value("user"), option: value("option"), at: value("at") }),
);
const dropVotes = prepared<{ poll: string; user: string }>()((value) =>
  sql.deleteFrom("poll_votes").where("poll", "=", value("poll")).where("user", "=", value("user")),
);
/** How a request names a poll: by its own id, or by that of its message. */
export interface PollName {
  readonly poll: string | null;
  readonly message: string | null;
}

function* find({ poll, message }: PollName): Procedure<Found | undefined> {
  const found =
    poll !== null
      ? yield* row(byPoll({ id: poll }))
      : message !== null
        ? yield* row(byMessage({ id: message }))
        : undefined;
  const embeds: readonly unknown[] = JSON.parse(found?.embeds ?? "[]");
  const asked = pollIn(embeds);
  if (!found || !asked) return undefined;
  const { id, key, author, at } = found;
  return { poll: asked, message: id, room: roomOf(key), author, at, key, embeds };
}

function* choiceOf(poll: string, user: string): Procedure<string[]> {
  return (yield* rows(ownVotes({ poll, user }))).map(({ option }) => option);
}

/** Stores how it stands now. */
function* keep({ key, embeds }: Found, poll: Poll): Procedure<void> {
  const after = embeds.map((embed) => (pollOf(embed) ? ({ type: "poll", poll } satisfies PollEmbed) : embed));
  yield storeEmbeds({ key, embeds: JSON.stringify(after) });
}

function withoutRow({ poll, message, room, author, at }: StoredPoll): StoredPoll {
  return { poll, message, room, author, at };
}

/** Posts the message of a poll, and the poll with it. */
export const createPoll = write(
  "poll.create",
  function* (input: { message: Omit<NewMessage, "embeds">; poll: Poll }): Procedure<InsertOutcome> {
    const embed: PollEmbed = { type: "poll", poll: input.poll };
    const outcome = yield* storeMessage({ ...input.message, embeds: [embed] });
    if (outcome.kind !== "stored") return outcome;
    yield insertRow({ id: input.poll.id, message: outcome.message.id, ends_at: input.poll.expiresAt });
    return outcome;
  },
);

/** A poll with the reader's own choice; null when there is none of that name. */
export const pollFor = read("poll.get", function* (input: PollName & { user: string }): Procedure<{
  found: StoredPoll;
  own: string[];
} | null> {
  const found = yield* find(input);
  return found ? { found: withoutRow(found), own: yield* choiceOf(found.poll.id, input.user) } : null;
});

/** The user's choice in each of these polls. */
export const ownChoices = read(
  "poll.choices",
  function* (input: { user: string; polls: readonly string[] }): Procedure<Record<string, string[]>> {
    const choices: Record<string, string[]> = {};
    for (const poll of input.polls) choices[poll] = yield* choiceOf(poll, input.user);
    return choices;
  },
);

/** What one user has chosen in a poll. */
export interface Choice {
  readonly poll: string;
  readonly user: string;
  readonly options: readonly string[];
}

/** Part of larger changes: the choices in these polls, of at most so many users together. */
export function* choicesIn(polls: readonly string[], most: number): Procedure<Choice[]> {
  const choices: Choice[] = [];
  for (const poll of polls) {
    const votes = yield* rows(allVotes({ poll }));
    const byUser = Map.groupBy(votes, ({ user }) => user);
    for (const [user, own] of byUser) choices.push({ poll, user, options: own.map(({ option }) => option) });
    if (choices.length >= most) return choices.slice(0, most);
  }
  return choices;
}

export type Voted =
  /** `changed` false: he had chosen just that before. */
  | { readonly kind: "voted"; readonly changed: boolean; readonly found: StoredPoll }
  | { readonly kind: "missing" }
  | { readonly kind: "ended" }
  | { readonly kind: "expired" };

/**
 * The user's whole choice, instead of the one before. The votes of accounts that had the same name and left go too: else
 * a person who leaves and registers again could vote twice.
 *
 * @param input.now Unix seconds
 */
export const votePoll = write(
  "poll.vote",
  function* (input: {
    poll: string;
    user: string;
    options: readonly string[];
    now: number;
  }): Procedure<Voted> {
    const { poll: id, user, options, now } = input;
    const found = yield* find({ poll: id, message: null });
    if (!found) return { kind: "missing" };
    if (found.poll.endedAt !== null) return { kind: "ended" };
    if (isOver(found.poll, now)) return { kind: "expired" };
    const before = yield* choiceOf(id, user);
    const changed = before.length !== options.length || !options.every((option) => before.includes(option));
    if (!changed) return { kind: "voted", changed, found: withoutRow(found) };
    yield dropVotes({ poll: id, user });
    for (const option of options) yield addVote({ poll: id, user, option, at: now });
    const poll = yield* withoutEarlierVotes(recount(found.poll, before, options), user);
    yield* keep(found, poll);
    return { kind: "voted", changed, found: withoutRow({ ...found, poll }) };
  },
);

function* withoutEarlierVotes(poll: Poll, user: string): Procedure<Poll> {
  const name = registeredName(user);
  if (name === null) return poll;
  const range = { name, from: `${name}~`, to: `${name}\u007f` };
  const votes = yield* rows(earlierVotes({ poll: poll.id, user, ...range }));
  let counted = poll;
  for (const [earlier, own] of Map.groupBy(votes, (vote) => vote.user)) {
    yield dropVotes({ poll: poll.id, user: earlier });
    counted = recount(
      counted,
      own.map(({ option }) => option),
      [],
    );
  }
  return counted;
}

function* close(found: Found, at: number): Procedure<StoredPoll> {
  const poll = ended(found.poll, at, yield* rows(allVotes({ poll: found.poll.id })));
  yield* keep(found, poll);
  yield openEnd({ id: poll.id });
  return withoutRow({ ...found, poll });
}

export type PollClosed =
  | { readonly kind: "ended"; readonly found: StoredPoll; readonly own: readonly string[] }
  | { readonly kind: "missing" }
  | { readonly kind: "already_ended" };

/** Ends a poll before its time. @param input.now Unix seconds */
export const endPoll = write(
  "poll.end",
  function* (input: {
    poll: string;
    user: string;
    now: number;
    record: AuditRecord | null;
  }): Procedure<PollClosed> {
    const found = yield* find({ poll: input.poll, message: null });
    if (!found) return { kind: "missing" };
    if (found.poll.endedAt !== null) return { kind: "already_ended" };
    if (input.record) yield* recordAudit(input.record);
    const own = yield* choiceOf(input.poll, input.user);
    return { kind: "ended", found: yield* close(found, input.now), own };
  },
);

/** Is any poll at its end? @param input.now Unix seconds */
export const hasExpiredPolls = read("polls.due", function* (input: { now: number }): Procedure<boolean> {
  return (yield* row(due({ now: input.now, limit: 1 }))) !== undefined;
});

const mostAtOnce = 100;

/** Ends polls whose time has come, as of that time; some of them, if there are many. @param input.now Unix seconds */
export const endExpiredPolls = write("polls.expire", function* (input: { now: number }): Procedure<
  StoredPoll[]
> {
  const closed: StoredPoll[] = [];
  for (const { id } of yield* rows(due({ now: input.now, limit: mostAtOnce }))) {
    const found = yield* find({ poll: id, message: null });
    if (found) closed.push(yield* close(found, found.poll.expiresAt ?? input.now));
    else yield openEnd({ id });
  }
  return closed;
});
