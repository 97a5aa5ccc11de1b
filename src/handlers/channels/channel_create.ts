import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { nameIsFree, withFields } from "../../actions/channels/channel-settings.ts";
import { commit } from "../../actions/outcome.ts";
import { blankChannel } from "../../chat/blank-channel.ts";
import { channelName } from "../../chat/names.ts";
import { wireChannel } from "../../chat/wire.ts";
import { addChannel } from "../../db/channels.ts";
import { ChannelTypeName, channelFields } from "../../protocol/channel-fields.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { channelsGet } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ChannelObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

/** 03 §3.2. */
export const channelCreate = command({
  name: "channel_create",
  summary: "Adds a channel at the end of the list. Without `permissions` only owners see it.",
  login: "required",
  timedOut: "refused",
  permission: "manage_channels",
  largeFrames: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({
      maxLength: limits.channelName,
      description:
        "1-64 characters, unique without regard to case and to characters that nobody sees; spaces become -",
    }),
    type: ChannelTypeName,
    ...channelFields,
  }),
  reply: Type.Object({ channel: ChannelObject, created: Type.Literal(true) }),
  events: [channelsGet],
  errors: ["channel_name_invalid", "channel_exists", "too_many", "role_unknown"],
  handler(context, request) {
    const { state, now } = context;
    const checked = channelName(request.name);
    if (isFailure(checked)) return checked;
    const { name } = checked;
    if (!nameIsFree(name, state)) return fail("channel_exists");
    if (state.channels.length >= limits.channels)
      return fail("too_many", { things: "channels", limit: limits.channels });
    const channel = withFields(
      blankChannel({ id: 0, name, type: request.type }, state.roles),
      request,
      state,
    );
    if (isFailure(channel)) return channel;
    const before = state.channels.map(({ id }) => id);
    const record = auditRecord(context, "channel_create", { id: name, name }, { type: channel.type });
    return commit(addChannel({ channel, before, now: now / 1000, record }), (id) => ({
      changes: [{ type: "channels", channels: [...state.channels, { ...channel, id }] }],
      reply: { channel: wireChannel({ ...channel, id }, state), created: true },
    }));
  },
});
