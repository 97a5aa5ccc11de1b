/** Figures of the whole server: how many messages and files there are. */

import { keyOf, positionOf, rankOf } from "./positions.ts";
import { type Procedure, read, row, rows, type Typed } from "./procedure.ts";
import { firstAt } from "./search-step.ts";

export interface ServerFigures {
  readonly messages: number;
  /** Those since the given time. */
  readonly recent: number;
  readonly files: { readonly count: number; readonly bytes: number };
}

interface RoomFigures {
  readonly room: number;
  readonly last: number;
  readonly at: number;
  readonly deleted: number;
}

/** Positions are never used again, so what is not deleted is there: no message is counted. */
const rooms: Typed<RoomFigures> = {
  text: `SELECT id AS room, last_position AS last, last_at AS at,
      coalesce((SELECT sum(deleted) FROM message_gaps WHERE channel = channels.id AND level = 2), 0) AS deleted
    FROM channels WHERE deleted_at IS NULL AND last_position > 0`,
  values: [],
};
const files: Typed<{ count: number; bytes: number }> = {
  text: `SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes FROM attachments WHERE blob IS NOT NULL`,
  values: [],
};

/** @param input.since microseconds since the epoch */
export const serverFigures = read(
  "server.figures",
  function* ({ since }: { since: number }): Procedure<ServerFigures> {
    let messages = 0;
    let recent = 0;
    for (const { room, last, at, deleted } of yield* rows(rooms)) {
      const there = last - deleted;
      messages += there;
      if (at < since || there === 0) continue;
      const first = yield* firstAt(since, keyOf(room, 1), keyOf(room, last + 1));
      recent += there - (yield* rankOf(room, positionOf(first)));
    }
    return { messages, recent, files: (yield* row(files)) ?? { count: 0, bytes: 0 } };
  },
);
