/** Threads, which lie in the list of their channel. */
import type { WireThread } from "../types.ts";
import { settled } from "./histories.ts";
import type { Model, Reducers } from "./model.ts";

export const threadReducers = {
  thread_create: (model, { thread }) => withNewThread(model, thread),
  thread_new: (model, { thread }) => withNewThread(model, thread),
  thread_update: (model, { thread }) => withThread(model, thread),
  thread_join: (model, { thread }) => withThread(model, thread),
  thread_leave: (model, { thread }) => withThread(model, thread),
  thread_delete: (model, { thread_id, channel }) =>
    settled(changeForum(model, channel, (threads) => threads.filter(({ id }) => id !== thread_id))),
} satisfies Partial<Reducers>;

export function changeForum(
  model: Model,
  name: string,
  change: (threads: readonly WireThread[]) => WireThread[],
): Model {
  const channels = model.channels.map((channel) =>
    channel.name === name && channel.threads ? { ...channel, threads: change(channel.threads) } : channel,
  );
  return { ...model, channels };
}

/** It comes once, at the end of the list, and is open: there's nothing in it yet. */
function withNewThread(model: Model, thread: WireThread): Model {
  return settled(
    changeForum(model, thread.parent_channel, (threads) => [
      ...threads.filter(({ id }) => id !== thread.id),
      thread,
    ]),
  );
}

function withThread(model: Model, thread: WireThread): Model {
  return changeForum(model, thread.parent_channel, (threads) =>
    threads.map((other) => (other.id === thread.id ? thread : other)),
  );
}

/** These threads were fetched. A forum lists not all, if there are too many for one packet. */
export function withThreads(model: Model, threads: readonly WireThread[]): Model {
  return threads.reduce((before, thread) => {
    const forum = before.channels.find(({ name }) => name === thread.parent_channel);
    const isKnown = forum?.threads?.some(({ id }) => id === thread.id) ?? true;
    return isKnown ? withThread(before, thread) : withNewThread(before, thread);
  }, model);
}

export function mapThreads(model: Model, change: (thread: WireThread) => WireThread): Model {
  const channels = model.channels.map((channel) =>
    channel.threads ? { ...channel, threads: channel.threads.map(change) } : channel,
  );
  return { ...model, channels };
}
