import { Type } from "@sinclair/typebox";
import { auditChange, given, withBefore } from "../../actions/audit.ts";
import { channelSettings, nameIsFree, withFields } from "../../actions/channels/channel-settings.ts";
import { historiesAgain, historyAgainEvents } from "../../actions/channels/histories-again.ts";
import { lostChannels } from "../../actions/channels/lost-channels.ts";
import { announced, commit } from "../../actions/outcome.ts";
import { accessChannel } from "../../chat/access.ts";
import { emit, keptViewers } from "../../chat/emission.ts";
import type { Channel } from "../../chat/model.ts";
import { channelName } from "../../chat/names.ts";
import { preview } from "../../chat/preview.ts";
import { isEmptyChannel, type State } from "../../chat/state.ts";
import { wireChannel } from "../../chat/wire.ts";
import { updateChannel } from "../../db/channels.ts";
import { ChannelTypeName, channelFields } from "../../protocol/channel-fields.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { channelsGet, channelUpdate as channelUpdateEvent, unreadsUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ChannelObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const channelUpdate = command({
  name: "channel_update",
  summary: "Changes a channel. A rename keeps its messages. Unknown keys of `updates` are ignored.",
  login: "required",
  timedOut: "refused",
  permission: "manage_channels",
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    current_name: Type.String({ maxLength: limits.channelName }),
    updates: Type.Object(
      {
        name: Type.Optional(Type.String({ maxLength: limits.channelName })),
        type: Type.Optional(ChannelTypeName),
        ...channelFields,
      },
      { minProperties: 1 },
    ),
  }),
  reply: Type.Object({ channel: ChannelObject, current_name: Type.String(), updated: Type.Literal(true) }),
  events: [channelUpdateEvent, channelsGet, unreadsUpdate, ...historyAgainEvents],
  errors: [
    "channel_not_found",
    "channel_name_invalid",
    "channel_exists",
    "channel_type_fixed",
    "role_unknown",
  ],
  handler(context, { current_name, updates }) {
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
        if (outcome.kind === "not_empty") return fail("channel_type_fixed", { type: after.type });
        const packet = {
          channel: wireChannel(after, state),
          current_name: channel.name,
          updated: true as const,
        };
        return {
          changes: [{ type: "channels", channels }],
          // The next list comes up to a second later, and may show the channel again, with a gap (04 §5.5).
          events: lostChannels(state, preview(state, { channels })),
          reply: announced(emit(channelUpdateEvent, packet, keptViewers(channel.id))),
          afterwards: historiesAgain(outcome.shown, channels, state),
        };
      },
    );
  },
});

function withName(channel: Channel, wanted: string | undefined, state: State) {
  if (wanted === undefined || wanted === channel.name) return channel;
  const checked = channelName(wanted);
  if (isFailure(checked)) return checked;
  return nameIsFree(checked.name, state, channel)
    ? { ...channel, name: checked.name }
    : fail("channel_exists");
}

/** Messages, calls and threads belong to a type, so only an empty channel changes it. */
function withType(channel: Channel, type: Channel["type"] | undefined, state: State) {
  if (type === undefined || type === channel.type) return channel;
  return isEmptyChannel(channel, state) ? { ...channel, type } : fail("channel_type_fixed", { type });
}
