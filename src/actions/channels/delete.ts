import { accessChannel } from "../../chat/access.ts";
import { preview } from "../../chat/preview.ts";
import { audited } from "../../db/audit.ts";
import { changeChannelList } from "../../db/channels.ts";
import { isFailure } from "../../protocol/errors.ts";
import { nameKey } from "../../text/skeleton.ts";
import { auditRecord } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";
import { channelSettings } from "./channel-settings.ts";
import { lostChannels } from "./lost-channels.ts";

/** @param name exact, else in any case */
export function channelToDelete({ state, user }: ByMember, name: string) {
  const exact = state.channelByName(name);
  const named = exact ?? state.channels.find((other) => nameKey(other.name) === nameKey(name));
  return accessChannel({ channel: named?.name ?? name }, user, state);
}

/** @param name as above */
export function deleteChannel(context: ByMember, name: string) {
  const { state, now } = context;
  const channel = channelToDelete(context, name);
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
}
