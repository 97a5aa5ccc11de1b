/** Histories that are sent again after a rename: the official client keeps messages by the channel's name. */

import { emit, onlyUser, showing } from "../../chat/emission.ts";
import type { Channel } from "../../chat/model.ts";
import { mayView } from "../../chat/permissions.ts";
import { packetPlace } from "../../chat/place.ts";
import { pollIn } from "../../chat/polls.ts";
import type { Upcoming } from "../../chat/preview.ts";
import type { State } from "../../chat/state.ts";
import { wireMessage } from "../../chat/wire.ts";
import { unpackPage } from "../../db/history.ts";
import type { ShownHistory } from "../../db/shown-history.ts";
import { pollVoteUpdate, pushedHistory } from "../../protocol/events.ts";
import { pollStanding } from "../polls/poll-events.ts";

export const historyPushEvents = [pushedHistory, pollVoteUpdate] as const;

/**
 * @param channels all channels after the rename
 * @param words what else changes with it
 */
export function pushHistories(
  shown: readonly ShownHistory[],
  channels: readonly Channel[],
  state: State,
  words: Upcoming = state,
) {
  return shown.flatMap((history) => {
    const channel = channels.find(({ id }) => id === history.page.room);
    return channel ? pushHistory(history, channel, state, words) : [];
  });
}

function pushHistory({ page, choices }: ShownHistory, channel: Channel, state: State, words: Upcoming) {
  const { messages, older } = unpackPage(page);
  const at = { channel, thread: null, room: channel.id };
  const pushed = emit(
    pushedHistory,
    {
      ...packetPlace(at),
      messages: messages.map((message) => wireMessage(message, words)),
      range: { start: 0, end: messages.length },
      at_start: older === 0,
      at_end: true,
    },
    showing(channel.id, channel.id),
  );
  const asked = new Map(
    messages.flatMap(({ id, embeds, author, at: time }) => {
      const poll = pollIn(embeds);
      return poll ? [[poll.id, { poll, message: id, room: channel.id, author, at: time }] as const] : [];
    }),
  );
  const own = choices.flatMap(({ poll, user, options }) => {
    const found = asked.get(poll);
    const voter = state.users.get(user);
    if (!found || !voter || state.connections(user) === 0 || !mayView(voter, channel, words)) return [];
    const choice = { user: words.authorName(user), option_ids: [...options] };
    const standing = pollStanding(found, at, words, options);
    return [emit(pollVoteUpdate, { ...standing, ...choice }, onlyUser(user), { replayed: false })];
  });
  return [pushed, ...own];
}
