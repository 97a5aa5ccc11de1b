/** Going to a message, wherever it is. */
import { openPlace, placeKey } from "./places.ts";
import { wantedMessage } from "./wanted.ts";

/** @param key of the place that the message is in */
export function jumpToMessage(id: string, key = placeKey.value): void {
  if (key === null) return;
  if (key === placeKey.value) wantedMessage.value = id;
  else openPlace(key, id);
}
