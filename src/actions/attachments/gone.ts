import { emit, viewers } from "../../chat/emission.ts";
import { packetPlace, placeOfRoom } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import type { Removed } from "../../db/attachments.ts";
import { attachmentGone } from "../../protocol/events.ts";

/** Tells the viewers of the messages that lost a file before its time. @param at Unix seconds */
export function goneEvents(removed: readonly Removed[], at: number, state: State) {
  return removed.flatMap(({ id, message }) => {
    const place = message && placeOfRoom(message.room, state);
    if (!message || !place) return [];
    const fields = { attachment_id: id, message_id: message.id, ...packetPlace(place), expires_at: at };
    return [emit(attachmentGone, fields, viewers(place.channel.id))];
  });
}
