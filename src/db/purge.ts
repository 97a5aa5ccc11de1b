/** The slow removal of what lies in deleted rooms: those of channels and those of threads. */
import { deleteAttachmentsBetween } from "./attachments.ts";
import { purgeDependentsOfMessages, purgeDependentsOfRoom } from "./delete-dependents.ts";
import { changeMentions } from "./mentions.ts";
import { pingsIn } from "./messages.ts";
import { type Procedure, prepared, row, rows, sql, write } from "./procedure.ts";
import { wholeRoom } from "./rooms.ts";
import { beforePurge } from "./search-index.ts";

const deletedRoom = prepared<Record<never, never>>()(() =>
  sql.selectFrom("channels").select("id").where("deleted_at", "is not", null).limit(1),
);
const someMessages = prepared<{ from: number; to: number; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .select(["key", "at", "author", "pings"])
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .orderBy("key")
    .limit(value("limit")),
);
const deleteUpTo = prepared<{ from: number; to: number }>()((value) =>
  sql.deleteFrom("messages").where("key", ">=", value("from")).where("key", "<=", value("to")),
);
const dropRoom = prepared<{ id: number }>()((value) =>
  sql.deleteFrom("channels").where("id", "=", value("id")),
);

/**
 * Removes about `limit` things of a deleted room: what hangs on its messages, then these, then what hangs on the room,
 * at last the room itself. Returns whether anything is left to do.
 */
export const purgeDeletedRoom = write(
  "rooms.purge",
  function* (input: { limit: number }): Procedure<boolean> {
    const gone = yield* row(deletedRoom({}));
    if (!gone) return false;
    const all = wholeRoom(gone.id);
    if (yield* purgeDependentsOfMessages(all, input.limit)) return true;
    const some = yield* rows(someMessages({ ...all, limit: input.limit }));
    const last = some.at(-1);
    if (last) {
      for (const message of some) yield* changeMentions(message, pingsIn(message), null);
      yield* deleteAttachmentsBetween(all.from, last.key);
      yield* beforePurge(all.from, last.key);
      yield deleteUpTo({ from: all.from, to: last.key });
      return true;
    }
    if (yield* purgeDependentsOfRoom(gone.id, input.limit)) return true;
    yield dropRoom({ id: gone.id });
    return true;
  },
);
