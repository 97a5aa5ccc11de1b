/** Deletes the newest messages of a room. */
import type { RoomTail } from "../chat/model.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { removeMessageRow } from "./delete-message.ts";
import { descending } from "./history.ts";
import { createGaps, keyOf, positionOf } from "./positions.ts";
import { type Procedure, prepared, rows, sql, write } from "./procedure.ts";
import { newestIn, tailOf, wholeRoom } from "./rooms.ts";
import type { MessageRow } from "./tables.ts";

const descendingOf = prepared<{ from: number; to: number; author: string; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .selectAll()
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .where("author", "=", value("author"))
    .orderBy("key", "desc")
    .limit(value("limit")),
);

/** A purge of one author looks at this many of the newest messages. No index finds them, and other writes wait meanwhile. */
const reach = 10_000;
/** Characters of the deleted texts that one entry of the audit log keeps. */
const longestText = 4000;

/** Newest first. */
function* newestMessages(
  room: number,
  author: string | null,
  limit: number,
): Procedure<readonly MessageRow[]> {
  const { from, to } = wholeRoom(room);
  if (author === null) return yield* rows(descending({ from, to, limit }));
  const last = yield* newestIn(room);
  if (!last) return [];
  const reached = keyOf(room, Math.max(0, positionOf(last.key) - reach));
  return yield* rows(descendingOf({ from: reached, to, author, limit }));
}

/**
 * @param input.author user id: only their messages, of the newest 10,000; null: those of everybody
 * @param input.record stored, with the number of messages and their authors in its details, if there were any
 * @returns the ids of the deleted messages, newest first
 */
export const purgeNewest = write(
  "message.purge",
  function* (input: {
    room: number;
    most: number;
    author: string | null;
    record: AuditRecord | null;
    keepsText: boolean;
  }): Procedure<{ readonly ids: readonly string[]; readonly newest: RoomTail | null }> {
    const { room, most, author, record, keepsText } = input;
    const found = yield* newestMessages(room, author, most);
    const gaps = createGaps();
    for (const message of found) yield* removeMessageRow(message, gaps);
    yield* gaps.write();
    if (record && found.length > 0) {
      const authors = [...new Set(found.map((message) => message.author))];
      const text = [
        ...found
          .map(({ content }) => content)
          .reverse()
          .join("\n"),
      ]
        .slice(0, longestText)
        .join("");
      const details = { ...record.details, messages: found.length, authors };
      yield* recordAudit({ ...record, details, text: keepsText ? text : null });
    }
    return { ids: found.map(({ id }) => id), newest: yield* tailOf(room) };
  },
);
