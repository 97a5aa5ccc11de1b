/** Polls on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";

const PollOptionObject = Type.Object({
  id: Type.String({ description: "1 to 50 characters, unique in the poll" }),
  text: Type.String({ description: "At most 100 characters" }),
  emoji: Type.Optional(Type.String({ description: "At most 64 characters" })),
});

const pollStanding = {
  ended: Type.Boolean(),
  ended_at: nullable(seconds("When it ended")),
  total_votes: Type.Integer({ description: "Votes, not voters" }),
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      text: Type.String(),
      emoji: nullable(Type.String()),
      votes: Type.Integer(),
      voted: Type.Optional(
        Type.Boolean({ description: "Whether the reader chose it; only in direct replies" }),
      ),
      voters: Type.Array(Type.String(), { description: "Usernames; empty while it runs" }),
    }),
    { description: "In the order of the options" },
  ),
};
const allowMultiselect = Type.Boolean({ description: "A vote may choose several options" });

export const PollResultsObject = Type.Object({
  poll_id: Type.String(),
  question: Type.String(),
  allow_multiselect: allowMultiselect,
  ...pollStanding,
});
export type WirePollResults = Static<typeof PollResultsObject>;

/** The poll in an embed of type `poll` (compatibility.md#poll-embed). */
export const PollObject = Type.Object({
  id: Type.String(),
  question: Type.String({ description: "At most 300 characters" }),
  options: Type.Array(PollOptionObject, { description: "2 to 10" }),
  allow_multiselect: allowMultiselect,
  expires_at: nullable(seconds("When it ends automatically")),
  ...pollStanding,
  user_votes: Type.Optional(
    Type.Array(Type.String(), {
      description: "Ids of the options that the reader chose; only in direct replies",
    }),
  ),
});
export type WirePoll = Static<typeof PollObject>;
export interface WirePollEmbed {
  readonly type: "poll";
  readonly title: string;
  readonly poll: WirePoll;
}
