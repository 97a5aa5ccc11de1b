/** Events of polls that changed. */

import { emit, onlyUser, viewers } from "../../chat/emission.ts";
import type { User } from "../../chat/model.ts";
import { mayView } from "../../chat/permissions.ts";
import { type Place, packetPlace, placeOfRoom } from "../../chat/place.ts";
import { wireResults } from "../../chat/polls.ts";
import type { State } from "../../chat/state.ts";
import type { StoredPoll } from "../../db/stored-poll.ts";
import { pollEnd, pollVoteUpdate } from "../../protocol/events.ts";
import type { Outcome } from "../outcome.ts";

/** @param own the reader's choice, for packets that only they receive */
export function pollStanding(
  { poll, message }: StoredPoll,
  at: Place,
  state: Pick<State, "authorName">,
  own: readonly string[] | null = null,
) {
  return {
    poll_id: poll.id,
    message_id: message,
    ...packetPlace(at),
    results: wireResults(poll, state.authorName, own),
  };
}

/** The counts go to all. The choice goes to the voter's own connections only. */
export function votesCounted(
  found: StoredPoll,
  at: Place,
  state: State,
  voter: User,
  options: readonly string[],
) {
  const all = emit(pollVoteUpdate, pollStanding(found, at, state), viewers(at.channel.id));
  const now = state.users.get(voter.id);
  // They may have lost sight of the poll during the write.
  if (!now || !mayView(now, at.channel, state)) return [all];
  const own = { user: state.authorName(voter.id), option_ids: [...options] };
  return [
    all,
    emit(pollVoteUpdate, { ...pollStanding(found, at, state, options), ...own }, onlyUser(voter.id)),
  ];
}

export function pollOver(found: StoredPoll, at: Place, state: State) {
  return emit(pollEnd, pollStanding(found, at, state), viewers(at.channel.id));
}

/** Polls that ended at their time. Those whose channel is gone have no event. */
export function pollsEnded(ended: readonly StoredPoll[], state: State): Outcome {
  return {
    events: ended.flatMap((found) => {
      const at = placeOfRoom(found.room, state);
      return at ? [pollOver(found, at, state)] : [];
    }),
  };
}
