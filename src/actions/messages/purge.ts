import type { User } from "../../chat/model.ts";
import { placeNow } from "../../chat/place.ts";
import { purgeNewest } from "../../db/purge-messages.ts";
import { isFailure } from "../../protocol/errors.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { InPlace } from "../world.ts";
import { severalDeleted } from "./several-deleted.ts";

/**
 * Deletes the newest messages of a channel or thread, with one entry in the audit log. The result is their number.
 *
 * @param author only messages of this member; null: of everybody
 */
export function purgeMessages(context: InPlace, count: number, author: User | null) {
  const { channel, thread, room, state, config } = context;
  const place = { channel: channel.name, ...(thread && { thread_id: thread.id }) };
  return commit(
    purgeNewest({
      room,
      most: count,
      author: author?.id ?? null,
      record: auditRecord(context, "message_purge", author, place),
      keepsText: config.modlog.retention.deleted_text > 0,
    }),
    ({ ids, newest }) => {
      const at = placeNow(context, state);
      if (isFailure(at)) return at;
      return { ...severalDeleted(at, ids, newest), result: ids.length };
    },
  );
}
