/** Where a poll is stored: in an embed of its message, found by its own id or by that of the message. */
import { type Poll, type PollEmbed, pollIn, pollOf } from "../chat/polls.ts";
import { roomOf } from "./positions.ts";
import { type Procedure, prepared, row, sql } from "./procedure.ts";
import { roomIsOpen } from "./still-there.ts";

/** A poll and its place. */
export interface StoredPoll {
  readonly poll: Poll;
  readonly message: string;
  /** The room of the message. */
  readonly room: number;
  /** User id of the author. */
  readonly author: string;
  /** Microseconds since the epoch. */
  readonly at: number;
}

export interface Found extends StoredPoll {
  readonly key: number;
  readonly embeds: readonly unknown[];
}

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
/** How a request names a poll: by its own id, or by that of its message. */
export interface PollName {
  readonly poll: string | null;
  readonly message: string | null;
}

export function* findPoll({ poll, message }: PollName): Procedure<Found | undefined> {
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

/** Stores the present state of the poll. */
export function* storePoll({ key, embeds }: Found, poll: Poll): Procedure<void> {
  const after = embeds.map((embed) => (pollOf(embed) ? ({ type: "poll", poll } satisfies PollEmbed) : embed));
  yield storeEmbeds({ key, embeds: JSON.stringify(after) });
}

export function withoutRow({ poll, message, room, author, at }: StoredPoll): StoredPoll {
  return { poll, message, room, author, at };
}
