/** Polls of messages, with their votes. Counts and voters in the embed are made from the votes. */
import { type TSchema, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { Poll, PollEmbed } from "../chat/polls.ts";
import type { RecordOf } from "./records.ts";
import { ensureUser, inserter, type Writing } from "./writing.ts";

type Message = RecordOf<"message">;
type Vote = NonNullable<Message["votes"]>[number];

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const shape = TypeCompiler.Compile(
  Type.Object({
    id: Type.String({ minLength: 1 }),
    question: Type.String(),
    options: Type.Array(
      Type.Object({ id: Type.String(), text: Type.String(), emoji: nullable(Type.String()) }),
    ),
    multiple: Type.Boolean(),
    expiresAt: nullable(Type.Number()),
    endedAt: nullable(Type.Number()),
  }),
);

/** A poll as an archive has it; the counts in it don't count. */
type Uncounted = Omit<Poll, "options"> & {
  readonly options: readonly Pick<Poll["options"][number], "id" | "text" | "emoji">[];
};

export interface PollsWriter {
  /** The embeds as they are stored, and the poll among them. */
  read(message: Message): { embeds: readonly unknown[] | null; poll: CountedPoll | null };
  write(key: number, poll: CountedPoll): void;
}

export interface CountedPoll {
  readonly poll: Poll;
  readonly votes: readonly Vote[];
}

export function pollsWriter(writing: Writing): PollsWriter {
  const { sqlite, report } = writing;
  const insert = inserter(sqlite, "polls", ["id", "key", "ends_at"]);
  const insertVote = inserter(sqlite, "poll_votes", ["poll", "user", "option", "at"]);
  const isTaken = sqlite.query("SELECT 1 FROM polls WHERE id = ?");
  return {
    read(message) {
      const { embeds, id } = message;
      if (!embeds) return { embeds: null, poll: null };
      let counted: CountedPoll | null = null;
      const kept: unknown[] = [];
      for (const embed of embeds) {
        if (!isPoll(embed)) kept.push(embed);
        else if (counted || !shape.Check(embed.poll) || isTaken.get(embed.poll.id) !== null) {
          // What an earlier run has stored isn't looked at.
          if (!writing.target.goesOn)
            report.repaired("message", "a poll that can't be stored was taken out", id);
        } else {
          counted = countedPoll(embed.poll, message.votes ?? []);
          kept.push({ type: "poll", poll: counted.poll } satisfies PollEmbed);
        }
      }
      return { embeds: kept.length > 0 ? kept : null, poll: counted };
    },
    write(key, { poll, votes }) {
      insert({ id: poll.id, key, ends_at: poll.endedAt === null ? poll.expiresAt : null });
      for (const { user, option, at } of votes) {
        ensureUser(writing, user, "message");
        insertVote({ poll: poll.id, user, option, at });
      }
    },
  };
}

function isPoll(embed: unknown): embed is { readonly poll: unknown } {
  return (
    typeof embed === "object" && embed !== null && "type" in embed && embed.type === "poll" && "poll" in embed
  );
}

/** Counts each vote for an option that exists once; of several for one choice, the newest. */
export function countedPoll(poll: Uncounted, given: readonly Vote[]): CountedPoll {
  const options = new Set(poll.options.map(({ id }) => id));
  const byChoice = new Map<string, Vote>();
  for (const vote of given.toSorted(inOrder)) {
    const choice = poll.multiple ? [vote.user, vote.option] : [vote.user];
    if (options.has(vote.option)) byChoice.set(JSON.stringify(choice), vote);
  }
  const votes = [...byChoice.values()].toSorted(inOrder);
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

/** As in the store: by time, then by user. */
function inOrder(one: Vote, other: Vote): number {
  return one.at - other.at || (one.user < other.user ? -1 : Number(one.user > other.user));
}
