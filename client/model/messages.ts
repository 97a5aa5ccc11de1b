/** Messages: new, edited, deleted, marked, and the polls in them. */
import type { WireChannel, WireMessage } from "../types.ts";
import { appended, mapHistory } from "./histories.ts";
import { mapLoading, noted, notedDeleted } from "./loading.ts";
import { type Mark, marked } from "./marks.ts";
import { type Model, placeOf, type Reducers } from "./model.ts";
import { type PollNews, withPollNews, withVotesOf } from "./polls.ts";
import { changeForum } from "./threads.ts";
import { counted, pingsMe, recounted } from "./unreads.ts";

export const messageReducers = {
  message_new(model, packet) {
    // It is in no history, and is gone after a fetch.
    if (packet.message.ephemeral) return model;
    const message = withVotesOf(packet.message, undefined);
    const place = placeOf(packet);
    const history = model.histories.get(place);
    // Times are compared faster than ids, of which a long history has many.
    const isSame = (other: WireMessage) => other.timestamp === message.timestamp && other.id === message.id;
    if (history?.messages.some(isSame)) return model;
    const added = appended(noted(model, place, message), place, message);
    const newest = { last_message: message.timestamp, last_message_id: message.id };
    return counted(withNewest(added, packet, newest), place, message);
  },
  poll_vote_update: (model, packet) => withPoll(model, { packet, own: packet.option_ids ?? null }),
  poll_end: (model, packet) => withPoll(model, { packet, own: null }),
  message_edit(model, packet) {
    const { message } = packet;
    const place = placeOf(packet);
    const after = mapHistory(noted(model, place, message), place, (messages) =>
      messages.map((other) => (other.id === message.id ? withVotesOf(message, other) : other)),
    );
    return recounted(after, place, message.id, pingsMe(after, message));
  },
  message_delete(model, packet) {
    const { id, last_message, last_message_id } = packet;
    const place = placeOf(packet);
    const after = mapHistory(notedDeleted(model, place, id), place, (messages) =>
      messages.filter((message) => message.id !== id),
    );
    return recounted(withNewest(after, packet, { last_message, last_message_id }), place, id, null);
  },
  message_react_add: withMark,
  message_react_remove: withMark,
  reaction_add: withMark,
  reaction_remove: withMark,
  message_pin: withMark,
  message_unpin: withMark,
  attachment_gone: withMark,
} satisfies Partial<Reducers>;

function withMark(model: Model, mark: Mark): Model {
  const place = placeOf(mark);
  const before = mapLoading(model, place, (asked) => ({
    ...asked,
    seen: asked.seen.map((message) => marked(message, mark)),
    marks: [...asked.marks, mark],
  }));
  const held = [model.histories.get(place), model.excerpts.get(place)];
  // The same value when nothing changes: an own reaction that was there already is answered all the same.
  if (!held.some((part) => part?.messages.some((message) => marked(message, mark) !== message)))
    return before;
  return mapHistory(before, place, (list) => list.map((message) => marked(message, mark)));
}

function withPoll(model: Model, news: PollNews): Model {
  const { packet, own } = news;
  const place = placeOf(packet);
  const mapped = mapHistory(model, place, (messages) =>
    messages.map((message) => withPollNews(message, news)),
  );
  return mapLoading(mapped, place, (asked) => {
    const known = asked.polls.get(packet.message_id);
    const newest = { packet, own: own ?? known?.own ?? null };
    return {
      ...asked,
      seen: asked.seen.map((message) => withPollNews(message, news)),
      polls: new Map(asked.polls).set(packet.message_id, newest),
    };
  });
}

type Newest = Required<Pick<WireChannel, "last_message" | "last_message_id">>;

function withNewest(
  model: Model,
  { channel: name, thread_id }: { readonly channel: string; readonly thread_id?: string | null },
  newest: Newest,
): Model {
  if (thread_id) {
    return changeForum(model, name, (threads) =>
      threads.map((thread) => (thread.id === thread_id ? { ...thread, ...newest } : thread)),
    );
  }
  const channels = model.channels.map((channel) =>
    channel.name === name ? { ...channel, ...newest } : channel,
  );
  return { ...model, channels };
}
