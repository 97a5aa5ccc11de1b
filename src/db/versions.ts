/** Earlier versions of edited messages. */
import { type Procedure, prepared, read, row, rows, sql, type Typed, write } from "./procedure.ts";
import { messageKeyIn } from "./rooms.ts";
import { firstFitting } from "./weight.ts";

/** Of one message; the oldest go first. */
export const maxVersions = 50;

export interface StoredVersion {
  readonly content: string;
  readonly embeds: readonly unknown[] | null;
  /** Since when the message was that; microseconds since the epoch. */
  readonly at: number;
}

const insertRow = prepared<{ message: number; at: number; content: string; embeds: string | null }>()(
  (value) =>
    sql.insertInto("message_versions").values({
      message: value("message"),
      at: value("at"),
      content: value("content"),
      embeds: value("embeds"),
    }),
);
const versionsOf = prepared<{ message: number }>()((value) =>
  sql.selectFrom("message_versions").selectAll().where("message", "=", value("message")).orderBy("at"),
);
const tooOld = prepared<{ message: number; keep: number }>()((value) =>
  sql
    .selectFrom("message_versions")
    .select("at")
    .where("message", "=", value("message"))
    .orderBy("at", "desc")
    .limit(1)
    .offset(value("keep")),
);
const deleteUntil = prepared<{ message: number; at: number }>()((value) =>
  sql.deleteFrom("message_versions").where("message", "=", value("message")).where("at", "<=", value("at")),
);
/** Part of an edit that changes something: keeps what the message was. @param embeds as they are stored */
export function* keepVersion(version: {
  message: number;
  at: number;
  content: string;
  embeds: string | null;
}): Procedure<void> {
  yield insertRow(version);
}

/** Behind it, for a message that was edited before: there may be too many now. */
export function* dropOldVersions(message: number): Procedure<void> {
  const old = yield* row(tooOld({ message, keep: maxVersions }));
  if (old) yield deleteUntil({ message, at: old.at });
}

const lastOfNext = (after: number, limit: number): Typed<{ last: number | null; count: number }> => ({
  text: `SELECT max(ordinal) AS "last", count(*) AS count FROM
    (SELECT ordinal FROM message_versions WHERE ordinal > ? ORDER BY ordinal LIMIT ?)`,
  values: [after, limit],
});
const dropOld = (after: number, last: number, before: number): Typed<never> => ({
  text: "DELETE FROM message_versions WHERE ordinal > ? AND ordinal <= ? AND at < ?",
  values: [after, last, before],
});

/**
 * Looks at `limit` versions and removes those of them that were written before then. An index by time would cost each
 * edit a page, so this walks through all of them. Returns where the next call goes on, or null at the end.
 *
 * @param input.before microseconds since the epoch
 * @param input.after 0 at first, then what the last call returned
 */
export const purgeVersions = write(
  "message.purge_versions",
  function* (input: { before: number; after: number; limit: number }): Procedure<number | null> {
    const { before, after, limit } = input;
    const next = yield* row(lastOfNext(after, limit));
    if (!next || next.last === null) return null;
    yield dropOld(after, next.last, before);
    return next.count === limit ? next.last : null;
  },
);

/** Earlier versions of a message, oldest first, without the oldest when they are long; null = no such message. */
export const earlierVersions = read(
  "message.versions",
  function* (input: { room: number; id: string }): Procedure<readonly StoredVersion[] | null> {
    const message = yield* messageKeyIn(input.room, input.id);
    if (message === undefined) return null;
    const found = yield* rows(versionsOf({ message }));
    const weigh = ({ content, embeds }: (typeof found)[number]) => content.length + (embeds?.length ?? 0);
    const newest = firstFitting(found.toReversed(), weigh, 1).toReversed();
    return newest.map(({ content, embeds, at }) => ({
      content,
      embeds: embeds === null ? null : JSON.parse(embeds),
      at,
    }));
  },
);
