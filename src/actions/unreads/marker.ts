/** Events about read markers: where one stands, and how much came after it. */

import { type Audience, type Emission, emit, type Fields, onlyUser } from "../../chat/emission.ts";
import type { Place } from "../../chat/place.ts";
import type { UnreadCount } from "../../db/markers.ts";
import { unreadsUpdate } from "../../protocol/events.ts";

type Standing = Pick<UnreadCount, "lastRead" | "unread" | "pings">;

export function markedPlaceOf({ channel, thread }: Pick<Place, "channel" | "thread">) {
  return thread ? { thread_id: thread.id } : { channel: channel.name };
}

export function countOnWire({ lastRead, unread, pings }: Standing) {
  return { last_read: lastRead, unread_count: unread, ping_count: pings };
}

/** For every connection of the user, the one that asked included. */
export function markerMoved(place: Pick<Place, "channel" | "thread">, user: string, standing: Standing) {
  return markerEvents(place, countOnWire(standing), onlyUser(user));
}

/** The place is gone or out of sight. Without this event clients keep its unread count. */
export function placeLost(
  place: Pick<Place, "channel" | "thread">,
  to: Audience,
  options: Partial<Pick<Emission, "replayed">> = {},
) {
  return markerEvents(place, { last_read: null }, to, options);
}

function markerEvents(
  place: Pick<Place, "channel" | "thread">,
  fields: Omit<Fields<typeof unreadsUpdate>, "channel" | "thread_id">,
  to: Audience,
  options: Partial<Pick<Emission, "replayed">> = {},
) {
  const named = emit(unreadsUpdate, { ...markedPlaceOf(place), ...fields }, to, options);
  if (!place.thread) return [named];
  // The official client counts live messages of a thread under its bare id, and clears the count only for that name.
  const { last_read } = fields;
  return [named, emit(unreadsUpdate, { channel: place.thread.id, last_read }, to, options)];
}
