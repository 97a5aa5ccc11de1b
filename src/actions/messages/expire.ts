import { emit, viewers } from "../../chat/emission.ts";
import { type Place, packetPlace, placeNow } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import { wireTail } from "../../chat/wire-thread.ts";
import { expireMessages } from "../../db/retention.ts";
import { isFailure } from "../../protocol/errors.ts";
import { messageDelete } from "../../protocol/events.ts";
import { commit } from "../outcome.ts";

/**
 * Deletes messages whose time is over. Clients are told as of any other deletion; the audit log isn't, since nobody
 * moderates.
 *
 * @param deleted called with their number
 */
export function expireOldMessages(
  place: Place,
  keys: readonly number[],
  state: State,
  deleted: (count: number) => void,
) {
  const { channel, room } = place;
  return commit(expireMessages({ room, keys }), ({ ids, newest }) => {
    deleted(ids.length);
    const at = placeNow(place, state);
    if (isFailure(at)) return at;
    const fields = { ...packetPlace(at), ...wireTail(newest), global: true as const };
    return {
      changes: [{ type: "tail", room, tail: newest }],
      events: ids.map((id) => emit(messageDelete, { id, ...fields }, viewers(channel.id))),
    };
  });
}
