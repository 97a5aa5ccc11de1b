/** What a member hears of channels that other roles take from his sight (04 §5.5). */
import type { User } from "../chat/model.ts";
import { type Emission, emit, onlyUser } from "../chat/outcome.ts";
import type { State } from "../chat/state.ts";
import { mayView, visibleChannels } from "../chat/wire.ts";
import { unreadsUpdate } from "../protocol/events.ts";

/**
 * The next list comes up to a second later and may show a channel again that was out of sight meanwhile, so each
 * loss is said by itself. Channels that are gone altogether are for their own events.
 */
export function lostChannels(before: User, beforeState: State, after: User, afterState: State): Emission[] {
  const kept = new Map(afterState.channels.map((channel) => [channel.id, channel]));
  return visibleChannels(before, beforeState).flatMap(({ id, name }) => {
    const now = kept.get(id);
    if (!now || mayView(after, now, afterState)) return [];
    return [emit(unreadsUpdate, { channel: name, last_read: null }, onlyUser(after.id))];
  });
}
