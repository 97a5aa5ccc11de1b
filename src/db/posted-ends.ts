/**
 * What new messages change besides their own rows: the end of their room, the marker of their author, and the thread
 * that comes back. Of several messages in one change only the last decides, so this is written once for all of them.
 */
import { markPosted } from "./markers.ts";
import { keyOf } from "./positions.ts";
import { type Procedure, prepared, row, sql } from "./procedure.ts";
import { wakeThread } from "./rooms.ts";
import { awaitIndexing } from "./search-index.ts";

const endOf = prepared<{ id: number }>()((value) =>
  sql
    .selectFrom("channels")
    .select(["last_position as position", "last_at as at"])
    .where("id", "=", value("id"))
    // It may have become a forum meanwhile, where the message would not be found.
    .where("type", "in", ["text", "thread"])
    .where("deleted_at", "is", null),
);
const moveEnd = prepared<{ id: number; position: number; at: number }>()((value) =>
  sql
    .updateTable("channels")
    .set({ last_position: value("position"), last_at: value("at") })
    .where("id", "=", value("id")),
);

interface Posted {
  readonly user: string;
  readonly key: number;
  readonly message: string;
}

export interface PostedEnds {
  /**
   * The key and the time of the next message in a room; undefined when the room was deleted, or takes no messages.
   *
   * @param now microseconds since the epoch. The message gets a later time if the room's newest one is not older.
   */
  next(room: number, now: number): Procedure<{ readonly key: number; readonly at: number } | undefined>;
  /** The author has read everything before their message. */
  mark(posted: Posted & { readonly room: number }): void;
  /** The thread of this room comes back if it is archived. */
  wake(room: number): void;
  /** Comes after all messages, and before anything that reads rooms or markers. */
  write(): Procedure<void>;
}

export function createPostedEnds(): PostedEnds {
  const ends = new Map<number, { position: number; at: number }>();
  /** By room and author. */
  const markers = new Map<string, Posted>();
  const woken = new Set<number>();
  return {
    *next(room, now) {
      let end = ends.get(room);
      if (!end) {
        const stored = yield* row(endOf({ id: room }));
        if (!stored) return undefined;
        end = { ...stored };
        ends.set(room, end);
      }
      end.position++;
      end.at = Math.max(end.at + 1, now);
      return { key: keyOf(room, end.position), at: end.at };
    },
    mark({ room, user, key, message }) {
      markers.set(`${room} ${user}`, { user, key, message });
    },
    wake(room) {
      woken.add(room);
    },
    *write() {
      for (const room of woken) yield* wakeThread(room);
      for (const [id, end] of ends) {
        yield moveEnd({ id, ...end });
        yield awaitIndexing(id);
      }
      for (const { user, key, message } of markers.values()) yield* markPosted(user, key, message);
    },
  };
}
