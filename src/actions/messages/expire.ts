import { type Place, placeNow } from "../../chat/place.ts";
import type { State } from "../../chat/state.ts";
import { expireMessages } from "../../db/retention.ts";
import { isFailure } from "../../protocol/errors.ts";
import { commit } from "../outcome.ts";
import { severalDeleted } from "./several-deleted.ts";

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
  return commit(expireMessages({ room: place.room, keys }), ({ ids, newest }) => {
    deleted(ids.length);
    const at = placeNow(place, state);
    if (isFailure(at)) return at;
    return severalDeleted(at, ids, newest);
  });
}
