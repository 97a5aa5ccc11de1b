import { emit, viewers } from "../../chat/emission.ts";
import type { RoomTail } from "../../chat/model.ts";
import { type Place, packetPlace } from "../../chat/place.ts";
import { wireTail } from "../../chat/wire-thread.ts";
import { messageDelete } from "../../protocol/events.ts";

/**
 * What follows when several messages of one place were deleted in one write.
 *
 * @param newest the newest message that is left
 */
export function severalDeleted(place: Place, ids: readonly string[], newest: RoomTail | null) {
  const fields = { ...packetPlace(place), ...wireTail(newest), global: true as const };
  return {
    changes: [{ type: "tail" as const, room: place.room, tail: newest }],
    events: ids.map((id) => emit(messageDelete, { id, ...fields }, viewers(place.channel.id))),
  };
}
