import { Type } from "@sinclair/typebox";
import { auditRecord } from "../../actions/audit.ts";
import { channelSettings } from "../../actions/channels/channel-settings.ts";
import { lostChannels } from "../../actions/channels/lost-channels.ts";
import { commit } from "../../actions/outcome.ts";
import { accessChannel } from "../../chat/access.ts";
import { preview } from "../../chat/preview.ts";
import { audited } from "../../db/audit.ts";
import { changeChannelList } from "../../db/channels.ts";
import { isFailure } from "../../protocol/errors.ts";
import { channelsGet, unreadsUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { nameKey } from "../../text/skeleton.ts";
import { command } from "../command.ts";

/** 03 §3.5, 08 §7. */
export const channelDelete = command({
  name: "channel_delete",
  summary: "Deletes a channel with its messages.",
  login: "required",
  timedOut: "refused",
  permission: "manage_channels",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({ maxLength: limits.channelName, description: "Exact, else in any case" }),
  }),
  reply: Type.Object({ name: Type.String(), channel: Type.String(), deleted: Type.Literal(true) }),
  events: [channelsGet, unreadsUpdate],
  errors: ["channel_not_found"],
  handler(context, { name }) {
    const { state, user, now } = context;
    const exact = state.channelByName(name);
    const named = exact ?? state.channels.find((other) => nameKey(other.name) === nameKey(name));
    const channel = accessChannel({ channel: named?.name ?? name }, user, state);
    if (isFailure(channel)) return channel;
    const { name: _, ...settings } = channelSettings(channel, state);
    const channels = state.channels.filter((other) => other.id !== channel.id);
    const order = channels.map(({ id }) => ({ id }));
    return commit(
      audited(
        changeChannelList({ changed: [], removed: [channel.id], added: [], order, now: now / 1000 }),
        auditRecord(
          { ...context, channel },
          "channel_delete",
          { id: channel.name, name: channel.name },
          { before: settings },
        ),
      ),
      () => ({
        changes: [
          ...state.threadsOf(channel.id).map(({ id }) => ({ type: "thread_gone" as const, id })),
          { type: "channels", channels },
        ],
        events: lostChannels(state, preview(state, { channels })),
        reply: { name: channel.name, channel: channel.name, deleted: true },
      }),
    );
  },
});
