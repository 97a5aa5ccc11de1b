/** Polls of messages, with their votes. Counts and voters in the embed are made from the votes. */
import { type TSchema, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { PollEmbed } from "../chat/polls.ts";
import { limits } from "../protocol/limits.ts";
import { checkedEmbeds } from "./checked-embeds.ts";
import { type CountedPoll, countedPoll } from "./counted-poll.ts";
import type { RecordOf } from "./records.ts";
import { ensureUser, inserter, type Writing } from "./writing.ts";

type Message = RecordOf<"message">;

const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const shape = TypeCompiler.Compile(
  Type.Object({
    id: Type.String({ minLength: 1, maxLength: limits.id }),
    question: Type.String(),
    options: Type.Array(
      Type.Object({ id: Type.String(), text: Type.String(), emoji: nullable(Type.String()) }),
    ),
    multiple: Type.Boolean(),
    expiresAt: nullable(Type.Number()),
    endedAt: nullable(Type.Number()),
  }),
);

export interface PollsWriter {
  /** The embeds as they are stored, and the poll among them. */
  read(message: Message): { embeds: readonly unknown[] | null; poll: CountedPoll | null };
  write(key: number, poll: CountedPoll): void;
}

export const refusedEmbeds = "an embed that this server refuses was taken out";

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
      const { embeds: others, isLess } = checkedEmbeds(embeds.filter((embed) => !isPoll(embed)));
      if (isLess) report.repaired("message", refusedEmbeds, id);
      for (const embed of embeds.filter(isPoll)) {
        if (counted || !shape.Check(embed.poll) || isTaken.get(embed.poll.id) !== null) {
          // What an earlier run has stored isn't looked at.
          if (!writing.target.goesOn)
            report.repaired("message", "a poll that can't be stored was taken out", id);
        } else {
          counted = countedPoll(embed.poll, message.votes ?? []);
          kept.push({ type: "poll", poll: counted.poll } satisfies PollEmbed);
        }
      }
      const all = [...kept, ...others];
      return { embeds: all.length > 0 ? all : null, poll: counted };
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

export function isPoll(embed: unknown): embed is { readonly poll: unknown } {
  return (
    typeof embed === "object" && embed !== null && "type" in embed && embed.type === "poll" && "poll" in embed
  );
}
