import { blankChannel } from "../../chat/blank-channel.ts";
import { channelName } from "../../chat/names.ts";
import { wireChannel } from "../../chat/wire.ts";
import { addChannel } from "../../db/channels.ts";
import type { ChannelType } from "../../protocol/channel-fields.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import type { ChannelRequest } from "./channel-settings.ts";
import { nameIsFree, withFields } from "./channel-settings.ts";

export function createChannel(
  context: ByMember,
  request: ChannelRequest & { readonly name: string; readonly type: ChannelType },
) {
  const { state, now } = context;
  const checked = channelName(request.name);
  if (isFailure(checked)) return checked;
  const { name } = checked;
  if (!nameIsFree(name, state)) return fail("channel_exists");
  if (state.channels.length >= limits.channels)
    return fail("too_many", { things: "channels", limit: limits.channels });
  const channel = withFields(blankChannel({ id: 0, name, type: request.type }, state.roles), request, state);
  if (isFailure(channel)) return channel;
  const before = state.channels.map(({ id }) => id);
  const record = auditRecord(context, "channel_create", { id: name, name }, { type: channel.type });
  return commit(addChannel({ channel, before, now: now / 1000, record }), (id) => ({
    changes: [{ type: "channels", channels: [...state.channels, { ...channel, id }] }],
    reply: { channel: wireChannel({ ...channel, id }, state), created: true },
  }));
}
