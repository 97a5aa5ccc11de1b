import { Type } from "@sinclair/typebox";
import { createChannel } from "../../actions/channels/create.ts";
import { ChannelTypeName, channelFields } from "../../protocol/channel-fields.ts";
import { channelsGet } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ChannelObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const channelCreate = command({
  name: "channel_create",
  summary: "Adds a channel at the end of the list. Without `permissions` only owners can view it.",
  login: "required",
  timedOut: "refused",
  permission: "manage_channels",
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({
      maxLength: limits.channelName,
      description: "1-64 characters, unique whatever the case and invisible characters; spaces become -",
    }),
    type: ChannelTypeName,
    ...channelFields,
  }),
  reply: Type.Object({ channel: ChannelObject, created: Type.Literal(true) }),
  events: [channelsGet],
  errors: ["channel_name_invalid", "channel_exists", "too_many", "role_unknown"],
  handler: (context, request) => createChannel(context, request),
});
