/** Calls: the members in each voice channel. */
import type { WireChannel } from "../types.ts";
import type { Model, Reducers } from "./model.ts";

type Caller = NonNullable<WireChannel["voice_state"]>[number];

export const voiceReducers = {
  voice_user_joined: (model, { channel, user: { username, muted } }) =>
    changeCall(model, channel, (callers) => [
      ...callers.filter((other) => other.username !== username),
      { username, muted },
    ]),
  voice_user_updated: (model, { channel, user: { username, muted } }) =>
    changeCall(model, channel, (callers) =>
      callers.map((caller) => (caller.username === username ? { ...caller, muted } : caller)),
    ),
  voice_user_left: (model, { channel, username }) =>
    changeCall(model, channel, (callers) => callers.filter((caller) => caller.username !== username)),
} satisfies Partial<Reducers>;

function changeCall(model: Model, name: string, change: (callers: readonly Caller[]) => Caller[]): Model {
  return mapCalls(model, (callers, channel) => (channel.name === name ? change(callers) : [...callers]));
}

export function mapCalls(
  model: Model,
  change: (callers: readonly Caller[], channel: WireChannel) => Caller[],
): Model {
  const channels = model.channels.map((channel) =>
    channel.voice_state ? { ...channel, voice_state: change(channel.voice_state, channel) } : channel,
  );
  return { ...model, channels };
}
