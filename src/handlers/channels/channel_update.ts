import { Type } from "@sinclair/typebox";
import { channelChangeEvents } from "../../actions/channels/change-events.ts";
import { changeChannel } from "../../actions/channels/update.ts";
import { ChannelTypeName, channelFields } from "../../protocol/channel-fields.ts";
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
  events: channelChangeEvents,
  errors: [
    "channel_not_found",
    "channel_name_invalid",
    "channel_exists",
    "channel_type_fixed",
    "role_unknown",
  ],
  handler: (context, { current_name, updates }) => changeChannel(context, current_name, updates),
});
