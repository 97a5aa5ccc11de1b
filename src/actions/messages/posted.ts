/** The changes and events of a posted message, for all commands that post one. */

import { type EmissionOf, emit, openedEmpty } from "../../chat/emission.ts";
import { mayView } from "../../chat/permissions.ts";
import { type Place, packetPlace } from "../../chat/place.ts";
import type { Change, State } from "../../chat/state.ts";
import { wireMessage } from "../../chat/wire.ts";
import type { StoredMessage } from "../../db/messages.ts";
import { messageNew, pushedHistory, threadUpdate, unreadsUpdate } from "../../protocol/events.ts";
import type { WireMessage } from "../../protocol/objects.ts";
import { unarchived } from "../threads/thread-events.ts";
import { markerMoved } from "../unreads/marker.ts";
import type { ByMember, World } from "../world.ts";

/** The events of a posted message, besides itself. */
export const postEvents = [messageNew, pushedHistory, threadUpdate, unreadsUpdate] as const;

export interface Posted {
  readonly packet: {
    readonly message: WireMessage;
    readonly channel: string;
    readonly thread_id: string | null;
    readonly global: true;
  };
  readonly changes: Change[];
  /** Before the message. */
  readonly events: EmissionOf<typeof postEvents>[];
  /** After it. */
  readonly afterwards: EmissionOf<typeof postEvents>[];
}

/**
 * The event of the author's read marker: authors have read everything before their message. The connection that posted
 * knows that, so authors with a single connection get no event (decision 8). Nor do authors who can no longer view the
 * channel.
 */
export function authorMarked(message: string, author: string, at: Place, state: State) {
  const user = state.connections(author) > 1 ? state.users.get(author) : undefined;
  if (!user || !mayView(user, at.channel, state)) return [];
  return markerMoved(at, author, { lastRead: message, unread: 0, pings: 0 });
}

/**
 * @param at the message's place now
 * @param world without `user`: the author is no member
 */
export function posted(
  stored: StoredMessage,
  at: Place,
  { user, state }: Pick<World, "state"> & Partial<Pick<ByMember, "user">>,
): Posted {
  const { channel, thread_id } = packetPlace(at);
  const packet = { message: wireMessage(stored, state), channel, thread_id, global: true as const };
  const { changes, events } = unarchived(at, state);
  const tail = { lastMessageId: stored.id, lastMessageAt: stored.at };
  const afterwards: EmissionOf<typeof postEvents>[] = [];
  if (state.tail(at.room) === null) {
    const page = { messages: [packet.message], range: { start: 0, end: 1 } };
    const first = { ...packetPlace(at), ...page, at_start: true as const, at_end: true as const };
    afterwards.push(emit(pushedHistory, first, openedEmpty(at.channel.id, at.room)));
  }
  return {
    packet,
    changes: [...changes, { type: "tail", room: at.room, tail }],
    events: [...events, ...(user ? authorMarked(stored.id, user.id, at, state) : [])],
    afterwards,
  };
}
