/** Pinned messages: found through an index that holds only them. */

import { sql as raw } from "kysely";
import { type Failure, fail } from "../protocol/errors.ts";
import { type AuditRecord, recordAudit } from "./audit.ts";
import { completeAll, type StoredMessage } from "./messages.ts";
import { positionBits } from "./positions.ts";
import { type Procedure, prepared, read, row, rows, sql, write } from "./procedure.ts";
import { messageKeyIn, wholeRoom } from "./rooms.ts";
import { firstFitting, weightOf } from "./weight.ts";

const pinnedOf = prepared<{ key: number }>()((value) =>
  sql.selectFrom("messages").select("pinned").where("key", "=", value("key")),
);
const setPinned = prepared<{ key: number; pinned: number }>()((value) =>
  sql
    .updateTable("messages")
    .set({ pinned: value("pinned") })
    .where("key", "=", value("key")),
);
// A number in the text, not a value of the call: else the index of pins is not considered.
const pinnedBetween = prepared<{ from: number; to: number; limit: number }>()((value) =>
  sql
    .selectFrom("messages")
    .selectAll()
    .where("pinned", "=", raw.lit(1))
    .where("key", ">=", value("from"))
    .where("key", "<", value("to"))
    .orderBy("key", "desc")
    .limit(value("limit")),
);
const firstKeyOf = (room: ReturnType<typeof raw>) => raw<number>`(${room}) << ${raw.lit(positionBits)}`;
const pinnedInThreads = prepared<{ parent: number; limit: number }>()((value) =>
  sql
    .selectFrom("threads")
    .innerJoin("messages", (join) =>
      join
        .on("messages.pinned", "=", raw.lit(1))
        .on("messages.key", ">=", firstKeyOf(raw`threads.room`))
        .on("messages.key", "<", firstKeyOf(raw`threads.room + 1`)),
    )
    .selectAll("messages")
    .where("threads.parent", "=", value("parent"))
    .orderBy("messages.at", "desc")
    // Two threads may have messages of the same time.
    .orderBy("messages.key", "desc")
    .limit(value("limit")),
);

export const pinMessage = write(
  "message.pin",
  function* (input: {
    room: number;
    id: string;
    pinned: boolean;
    record: AuditRecord | null;
  }): Procedure<{ readonly changed: boolean } | Failure<"message_not_found">> {
    const key = yield* messageKeyIn(input.room, input.id);
    const found = key === undefined ? undefined : yield* row(pinnedOf({ key }));
    if (key === undefined || !found) return fail("message_not_found");
    const pinned = Number(input.pinned);
    if (found.pinned === pinned) return { changed: false };
    yield setPinned({ key, pinned });
    if (input.record) yield* recordAudit(input.record);
    return { changed: true };
  },
);

/** The newest pinned messages of a room, newest first; fewer when they are long. */
export const pinnedMessages = read(
  "messages.pinned",
  function* (input: { room: number; limit: number }): Procedure<readonly StoredMessage[]> {
    const { room, limit } = input;
    return yield* completeAll(
      firstFitting(yield* rows(pinnedBetween({ ...wholeRoom(room), limit })), (stored) => weightOf(stored)),
    );
  },
);

/** The same of all threads of a forum. */
export const pinnedInForum = read(
  "messages.pinned_in_forum",
  function* (input: { parent: number; limit: number }): Procedure<readonly StoredMessage[]> {
    return yield* completeAll(
      firstFitting(yield* rows(pinnedInThreads(input)), (stored) => weightOf(stored)),
    );
  },
);
