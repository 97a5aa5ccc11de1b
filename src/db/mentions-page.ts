/** The messages that mention a user, as pages. */

import { type MentionsAsked, mentionsFor } from "./mentions.ts";
import { complete, messageWithId, type StoredMessage } from "./messages.ts";
import { type Procedure, prepared, read, rows, sql } from "./procedure.ts";
import type { MessageRow } from "./tables.ts";
import { firstFitting, weightOf } from "./weight.ts";

const byKey = prepared<{ key: number }>()((value) =>
  sql.selectFrom("messages").selectAll().where("key", "=", value("key")),
);

/** A message that mentions the user. */
export interface StoredMention {
  readonly message: StoredMessage;
  /** The present text of the message that it replies to; null when it is no reply, or the original is gone. */
  readonly original: string | null;
}

/**
 * One page of the messages that mention a user, newest first, fewer when they are long, and the number of all of them.
 */
export const mentionsPage = read("mentions.page", function* (input: MentionsAsked): Procedure<{
  mentions: readonly StoredMention[];
  total: number;
}> {
  const { messages, total } = yield* mentionsFor(input);
  const calling: MessageRow[] = [];
  for (const key of messages) calling.push(...(yield* rows(byKey({ key }))));
  const mentions: StoredMention[] = [];
  for (const found of firstFitting(calling, (stored) => weightOf(stored))) {
    const original = found.reply_to === null ? undefined : yield* messageWithId(found.reply_to);
    mentions.push({ message: yield* complete(found), original: original?.content ?? null });
  }
  return { mentions, total };
});
