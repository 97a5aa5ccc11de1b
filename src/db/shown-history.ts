/** What connections that show a channel need again when it gets another name: clients keep messages by names. */
import { pollIn } from "../chat/polls.ts";
import { type PackedPage, packedPageByOffset, unpackPage } from "./history.ts";
import { type Choice, choicesIn } from "./poll-votes.ts";
import type { Procedure } from "./procedure.ts";

export interface ShownHistory {
  readonly page: PackedPage;
  /** In the polls on the page that still run. What the page says of a poll is the same for all readers. */
  readonly choices: readonly Choice[];
}

/** As many messages as the official client asks for when it opens a channel. */
const pageLength = 100;
/** Members beyond these see their own vote again when they open the channel the next time. */
const mostChoices = 1000;

/** Part of a rename. */
export function* shownHistory(room: number): Procedure<ShownHistory> {
  const page = yield* packedPageByOffset({ room, skip: 0, limit: pageLength });
  const polls = unpackPage(page).messages.flatMap(({ embeds }) => {
    const poll = pollIn(embeds);
    return poll && poll.endedAt === null ? [poll.id] : [];
  });
  return { page, choices: yield* choicesIn(polls, mostChoices) };
}
