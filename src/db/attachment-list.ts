/** Lists of a member's uploads. */
import { type Placed, placed } from "./attachments.ts";
import { positionBits } from "./positions.ts";
import { type Procedure, read, row, rows, type Typed } from "./procedure.ts";
import type { AttachmentRow } from "./tables.ts";

/** Those of an uploader; with channels, only those in messages there and in threads there. */
const visible = `FROM attachments WHERE uploader = ?1 AND blob IS NOT NULL AND (?2 IS NULL OR coalesce(
  (SELECT parent FROM threads WHERE threads.room = message >> ${positionBits}), message >> ${positionBits}
) IN (SELECT value FROM json_each(?2)))`;
const pageOf = (
  uploader: string,
  channels: string | null,
  limit: number,
  offset: number,
): Typed<AttachmentRow> => ({
  text: `SELECT * ${visible} ORDER BY created_at DESC, id DESC LIMIT ?3 OFFSET ?4`,
  values: [uploader, channels, limit, offset],
});
const totalOf = (uploader: string, channels: string | null): Typed<{ total: number }> => ({
  text: `SELECT count(*) AS "total" ${visible}`,
  values: [uploader, channels],
});
/**
 * A member's files that are there, the newest first, and how many there are.
 *
 * @param input.channels only those in messages of these channels and of threads in them; null: all
 */
export const attachmentsOf = read(
  "attachment.list",
  function* (input: {
    uploader: string;
    channels: readonly number[] | null;
    offset: number;
    limit: number;
  }): Procedure<{ readonly attachments: readonly Placed[]; readonly total: number }> {
    const { uploader, limit, offset } = input;
    const channels = input.channels && JSON.stringify(input.channels);
    const attachments: Placed[] = [];
    for (const one of yield* rows(pageOf(uploader, channels, limit, offset))) {
      const known = yield* placed(one);
      if (known) attachments.push(known);
    }
    return { attachments, total: (yield* row(totalOf(uploader, channels)))?.total ?? 0 };
  },
);
