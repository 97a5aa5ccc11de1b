/** Polls with the votes that count. */
import type { Poll } from "../chat/polls.ts";
import type { RecordOf } from "./records.ts";

export type Vote = NonNullable<RecordOf<"message">["votes"]>[number];

/** A poll as an archive has it; the counts in it don't count. */
type Uncounted = Omit<Poll, "options"> & {
  readonly options: readonly Pick<Poll["options"][number], "id" | "text" | "emoji">[];
};

export interface CountedPoll {
  readonly poll: Poll;
  readonly votes: readonly Vote[];
}

/** Counts each vote for an option that exists once. */
export function countedPoll(poll: Uncounted, given: readonly Vote[]): CountedPoll {
  const options = new Set(poll.options.map(({ id }) => id));
  const votes = newestVotes(
    given.filter(({ option }) => options.has(option)),
    poll.multiple,
  );
  return {
    votes,
    poll: {
      id: poll.id,
      question: poll.question,
      options: poll.options.map(({ id, text, emoji }) => {
        const voters = votes.filter(({ option }) => option === id).map(({ user }) => user);
        return { id, text, emoji, votes: voters.length, voters: poll.endedAt === null ? null : voters };
      }),
      multiple: poll.multiple,
      expiresAt: poll.expiresAt,
      endedAt: poll.endedAt,
    },
  };
}

/** The votes that count, the oldest first: of several of a user for one choice, the newest. */
export function newestVotes(given: readonly Vote[], multiple: boolean): Vote[] {
  const byChoice = new Map<string, Vote>();
  for (const vote of given.toSorted(inOrder)) {
    byChoice.set(JSON.stringify(multiple ? [vote.user, vote.option] : [vote.user]), vote);
  }
  return [...byChoice.values()].toSorted(inOrder);
}

/** As in the store: by time, then by user. */
function inOrder(one: Vote, other: Vote): number {
  return one.at - other.at || (one.user < other.user ? -1 : Number(one.user > other.user));
}
