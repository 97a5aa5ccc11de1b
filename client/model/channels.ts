/** The list of channels. */
import { settled } from "./histories.ts";
import type { Loading, Model, Reducers } from "./model.ts";
import { withRenamedMutes } from "./push-settings.ts";

export const channelReducers = {
  channels_get: (model, { val }) => settled({ ...model, channels: val }),
  channel_update(model, { channel, current_name }) {
    const index = model.channels.findIndex(({ name }) => name === current_name);
    // The member who changed it gets this too, even when they lost sight of the channel by it.
    if (index < 0) return model;
    const channels = model.channels.with(index, channel);
    return settled(rekeyed({ ...model, channels }, current_name, channel.name));
  },
} satisfies Partial<Reducers>;

function rekeyed(model: Model, before: string, after: string): Model {
  if (before === after) return model;
  const rekey = <Value>(map: ReadonlyMap<string, Value>) =>
    new Map([...map].map(([name, value]) => [name === before ? after : name, value]));
  const loading = new Map<number, Loading>();
  for (const [ticket, asked] of model.loading) {
    loading.set(ticket, asked.place === before ? { ...asked, place: after } : asked);
  }
  return {
    ...model,
    histories: rekey(model.histories),
    excerpts: rekey(model.excerpts),
    unread: rekey(model.unread),
    pushSettings: withRenamedMutes(model.pushSettings, before, after),
    loading,
  };
}
