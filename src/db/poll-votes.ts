/** Votes in polls. How many an option has is counted in the poll itself, so that every page brings it along. */
import { registeredName } from "../chat/local-accounts.ts";
import { isOver, type Poll, recount } from "../chat/polls.ts";
import { type Failure, fail } from "../protocol/errors.ts";
import { type Procedure, prepared, read, rows, sql, write } from "./procedure.ts";
import { findPoll, type StoredPoll, storePoll, withoutRow } from "./stored-poll.ts";

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
/** All votes, in the order in which they were given. */
export function* votesIn(
  poll: string,
): Procedure<readonly { readonly user: string; readonly option: string }[]> {
  return yield* rows(allVotes({ poll }));
}

/** The user's choice. */
export function* choiceOf(poll: string, user: string): Procedure<string[]> {
  return (yield* rows(ownVotes({ poll, user }))).map(({ option }) => option);
}

/** The user's choice in each of these polls. */
export const ownChoices = read(
  "poll.choices",
  function* (input: { user: string; polls: readonly string[] }): Procedure<Record<string, string[]>> {
    const choices: Record<string, string[]> = {};
    for (const poll of input.polls) choices[poll] = yield* choiceOf(poll, input.user);
    return choices;
  },
);

/** One user's choice in a poll. */
export interface Choice {
  readonly poll: string;
  readonly user: string;
  readonly options: readonly string[];
}

/** Part of larger changes: the choices in these polls, of at most so many users together. */
export function* choicesIn(polls: readonly string[], most: number): Procedure<Choice[]> {
  const choices: Choice[] = [];
  for (const poll of polls) {
    const votes = yield* votesIn(poll);
    const byUser = Map.groupBy(votes, ({ user }) => user);
    for (const [user, own] of byUser) choices.push({ poll, user, options: own.map(({ option }) => option) });
    if (choices.length >= most) return choices.slice(0, most);
  }
  return choices;
}

export interface Voted {
  /** False: they had made the same choice before. */
  readonly changed: boolean;
  readonly found: StoredPoll;
}

/**
 * Replaces the user's whole choice. The votes of former accounts with the same name are removed too: else a person who
 * leaves and registers again could vote twice.
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
  }): Procedure<Voted | Failure<"poll_not_found" | "poll_ended" | "poll_expired">> {
    const { poll: id, user, options, now } = input;
    const found = yield* findPoll({ poll: id, message: null });
    if (!found) return fail("poll_not_found");
    if (found.poll.endedAt !== null) return fail("poll_ended");
    if (isOver(found.poll, now)) return fail("poll_expired");
    const before = yield* choiceOf(id, user);
    const changed = before.length !== options.length || !options.every((option) => before.includes(option));
    if (!changed) return { changed, found: withoutRow(found) };
    yield dropVotes({ poll: id, user });
    for (const option of options) yield addVote({ poll: id, user, option, at: now });
    const poll = yield* withoutEarlierVotes(recount(found.poll, before, options), user);
    yield* storePoll(found, poll);
    return { changed, found: withoutRow({ ...found, poll }) };
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
