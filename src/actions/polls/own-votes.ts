/** The reader's own votes, for direct replies. */
import { pollIn } from "../../chat/polls.ts";
import type { MessageFacts, OwnVotes } from "../../chat/wire.ts";
import { ownChoices } from "../../db/poll-votes.ts";
import type { ByMember, Reading } from "../world.ts";

/** Asks the database only when a message has a poll, which is rare. */
export async function ownVotesIn(
  messages: readonly Pick<MessageFacts, "embeds">[],
  { user, read }: ByMember & Reading,
): Promise<OwnVotes> {
  const polls = messages.flatMap(({ embeds }) => pollIn(embeds)?.id ?? []);
  return polls.length > 0 ? read(ownChoices({ user: user.id, polls })) : {};
}
