import { packetPlace, placeSeenBy } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import type { Scheduled } from "../../db/scheduled.ts";
import type { WireScheduled } from "../../protocol/objects.ts";

/** A scheduled message as its author sees it: without the place, if they may no longer view it. */
const nowhere = { channel: null, thread_id: null };

export function wireScheduled(scheduled: Scheduled, state: State): WireScheduled {
  const { id, author, room, content, replyTo, sendAt, createdAt, error } = scheduled;
  const at = placeSeenBy(room, author, state);
  return {
    id,
    ...(at ? packetPlace(at) : nowhere),
    content,
    reply_to: replyTo,
    send_at: sendAt,
    created_at: createdAt,
    error: error && { code: error.code, val: error.text },
  };
}
