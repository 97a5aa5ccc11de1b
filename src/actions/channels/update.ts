import { accessChannel } from "../../chat/access.ts";
import { emit, keptViewers } from "../../chat/emission.ts";
import type { Channel } from "../../chat/model.ts";
import { channelName } from "../../chat/names.ts";
import { preview } from "../../chat/preview.ts";
import { isEmptyChannel, type State } from "../../chat/state.ts";
import { wireChannel } from "../../chat/wire.ts";
import { updateChannel } from "../../db/channels.ts";
import type { ChannelType } from "../../protocol/channel-fields.ts";
import { channelFields } from "../../protocol/channel-fields.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { channelUpdate as channelUpdateEvent } from "../../protocol/events.ts";
import { auditChange, given, withBefore } from "../audit.ts";
import { announced, commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import type { ChannelRequest } from "./channel-settings.ts";
import { channelSettings, nameIsFree, withFields } from "./channel-settings.ts";
import { lostChannels } from "./lost-channels.ts";
import { pushHistories } from "./push-histories.ts";

export interface ChannelUpdate extends ChannelRequest {
  readonly name?: string;
  readonly type?: ChannelType;
}

export function changeChannel(context: ByMember, current_name: string, updates: ChannelUpdate) {
  const { state, user } = context;
  const channel = accessChannel({ channel: current_name }, user, state);
  if (isFailure(channel)) return channel;
  const named = withName(channel, updates.name, state);
  if (isFailure(named)) return named;
  const typed = withType(named, updates.type, state);
  if (isFailure(typed)) return typed;
  const after = withFields(typed, updates, state);
  if (isFailure(after)) return after;

  const channels = state.channels.map((other) => (other.id === channel.id ? after : other));
  return commit(
    updateChannel({
      channel: after,
      renamed: after.name !== channel.name,
      record: auditChange(
        { ...context, channel },
        [channel, after],
        "channel_update",
        { id: channel.name, name: after.name },
        withBefore(
          given(updates, ["name", "type", ...Object.keys(channelFields)]),
          channelSettings(channel, state),
        ),
      ),
    }),
    (outcome) => {
      if (isFailure(outcome)) return outcome;
      const upcoming = preview(state, { channels });
      const packet = {
        channel: wireChannel(after, upcoming),
        current_name: channel.name,
        updated: true as const,
      };
      return {
        changes: [{ type: "channels", channels }],
        // The next list comes up to a second later. It may hold the channel again, but messages are missing between.
        events: lostChannels(state, upcoming),
        reply: announced(emit(channelUpdateEvent, packet, keptViewers(channel.id))),
        afterwards: pushHistories(outcome.shown, channels, state),
      };
    },
  );
}

function withName(channel: Channel, wanted: string | undefined, state: State) {
  if (wanted === undefined || wanted === channel.name) return channel;
  const checked = channelName(wanted);
  if (isFailure(checked)) return checked;
  return nameIsFree(checked.name, state, channel)
    ? { ...channel, name: checked.name }
    : fail("channel_exists");
}

/** Only an empty channel can change its type: messages, calls and threads belong to a type. */
function withType(channel: Channel, type: Channel["type"] | undefined, state: State) {
  if (type === undefined || type === channel.type) return channel;
  return isEmptyChannel(channel, state) ? { ...channel, type } : fail("channel_type_fixed", { type });
}
