/** Polls: how they begin and end. */
import { ended, type Poll, type PollEmbed } from "../chat/polls.ts";
import { type Failure, fail, isFailure } from "../protocol/errors.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import type { StoredMessage } from "./messages.ts";
import { choiceOf, votesIn } from "./poll-votes.ts";
import { type FreshMessage, type RoomGone, storeMessage } from "./post-message.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import {
  type Found,
  findPoll,
  type PollName,
  type StoredPoll,
  storePoll,
  withoutRow,
} from "./stored-poll.ts";

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
/** Posts the message of a poll, and the poll with it. */
export const createPoll = write(
  "poll.create",
  function* (input: {
    message: Omit<FreshMessage, "embeds">;
    poll: Poll;
  }): Procedure<StoredMessage | Failure<RoomGone>> {
    const embed: PollEmbed = { type: "poll", poll: input.poll };
    const message = yield* storeMessage({ ...input.message, embeds: [embed] });
    if (isFailure(message)) return message;
    yield insertRow({ id: input.poll.id, message: message.id, ends_at: input.poll.expiresAt });
    return message;
  },
);

/** A poll with the reader's own choice; null when there is none of that name. */
export const pollFor = read("poll.get", function* (input: PollName & { user: string }): Procedure<{
  found: StoredPoll;
  own: string[];
} | null> {
  const found = yield* findPoll(input);
  return found ? { found: withoutRow(found), own: yield* choiceOf(found.poll.id, input.user) } : null;
});

function* close(found: Found, at: number): Procedure<StoredPoll> {
  const poll = ended(found.poll, at, yield* votesIn(found.poll.id));
  yield* storePoll(found, poll);
  yield openEnd({ id: poll.id });
  return withoutRow({ ...found, poll });
}

export interface PollClosed {
  readonly found: StoredPoll;
  readonly own: readonly string[];
}

/** Ends a poll before its time. @param input.now Unix seconds */
export const endPoll = write(
  "poll.end",
  function* (input: {
    poll: string;
    user: string;
    now: number;
    record: AuditRecord | null;
  }): Procedure<PollClosed | Failure<"poll_not_found" | "poll_already_ended">> {
    const found = yield* findPoll({ poll: input.poll, message: null });
    if (!found) return fail("poll_not_found");
    if (found.poll.endedAt !== null) return fail("poll_already_ended");
    if (input.record) yield* recordAudit(input.record);
    const own = yield* choiceOf(input.poll, input.user);
    return { found: yield* close(found, input.now), own };
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
    const found = yield* findPoll({ poll: id, message: null });
    if (found) closed.push(yield* close(found, found.poll.expiresAt ?? input.now));
    else yield openEnd({ id });
  }
  return closed;
});
