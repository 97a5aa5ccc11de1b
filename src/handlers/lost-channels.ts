/** What members hear of channels, and of their threads in them, that go out of their sight (04 §5.5). */
import type { Channel, User } from "../chat/model.ts";
import { type Emission, lostViewers, onlyUser } from "../chat/outcome.ts";
import type { State } from "../chat/state.ts";
import { mayView, visibleChannels } from "../chat/wire.ts";
import { placeLost } from "./unreads/marker.ts";

/**
 * Channels that other roles take from a member's sight. The next list comes up to a second later and may show a
 * channel again that was out of sight meanwhile, so each loss is said by itself. Channels that are gone altogether
 * are for `lostChannel`.
 */
export function lostChannels(before: User, beforeState: State, after: User, afterState: State): Emission[] {
  const kept = new Map(afterState.channels.map((channel) => [channel.id, channel]));
  return visibleChannels(before, beforeState).flatMap((channel) => {
    const now = kept.get(channel.id);
    if (!now || mayView(after, now, afterState)) return [];
    return [
      ...placeLost({ channel, thread: null }, onlyUser(after.id)),
      ...lostThreads(channel, beforeState, (participant) => participant === after.id),
    ];
  });
}

/**
 * A channel that is gone, or whose lists change.
 *
 * @param state without the change in it
 * @param mayStillView who may view it afterwards, of those who may now
 */
export function lostChannel(
  channel: Channel,
  state: State,
  mayStillView: (member: User) => boolean,
): Emission[] {
  const loses = (id: string) => {
    const member = state.users.get(id);
    return member !== undefined && mayView(member, channel, state) && !mayStillView(member);
  };
  return [
    ...placeLost({ channel, thread: null }, lostViewers(channel.id)),
    ...lostThreads(channel, state, loses),
  ];
}

/** Only who takes part is told, and is here: a forum may have thousands of threads, of which most are not listed. */
function lostThreads(channel: Channel, state: State, loses: (participant: string) => boolean): Emission[] {
  return state
    .threadsOf(channel.id)
    .flatMap((thread) =>
      thread.participants
        .filter((id) => state.connections(id) > 0 && loses(id))
        .flatMap((id) => placeLost({ channel, thread }, onlyUser(id))),
    );
}
