import { mayView } from "../../chat/permissions.ts";
import { packetPlace, placeOfRoom } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import type { Scheduled } from "../../db/scheduled.ts";
import type { WireScheduled } from "../../protocol/objects.ts";

/** A scheduled message as its author sees it. The author may have lost sight of the place since. */
export function wireScheduled(scheduled: Scheduled, state: State): WireScheduled {
  const { id, author, room, content, replyTo, sendAt, createdAt, error } = scheduled;
  const user = state.users.get(author);
  const at = placeOfRoom(room, state);
  const seen = at && user && mayView(user, at.channel, state) ? packetPlace(at) : null;
  return {
    id,
    channel: seen?.channel ?? null,
    thread_id: seen?.thread_id ?? null,
    content,
    reply_to: replyTo,
    send_at: sendAt,
    created_at: createdAt,
    error: error && { code: error.code, val: error.text },
  };
}
