import { accessChannel } from "../../chat/access.ts";
import { visibleChannels } from "../../chat/permissions.ts";
import { audited } from "../../db/audit.ts";
import { changeChannelList } from "../../db/channels.ts";
import { isFailure } from "../../protocol/errors.ts";
import { auditChange, withBefore } from "../audit.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";

/** @param position among the channels that the member views, from 0 */
export function moveChannel(context: ByMember, name: string, position: number) {
  const { state, user, now } = context;
  const channel = accessChannel({ channel: name }, user, state);
  if (isFailure(channel)) return channel;
  const rest = state.channels.filter((other) => other.id !== channel.id);
  const seen = visibleChannels(user, state).filter((other) => other.id !== channel.id);
  // The channel goes right before the next one that the actor sees. Channels hidden from the actor keep their neighbours.
  const next = seen[position];
  const last = seen.at(-1);
  const index = next ? rest.indexOf(next) : last ? rest.indexOf(last) + 1 : state.channels.indexOf(channel);
  const channels = rest.toSpliced(index, 0, channel);
  const order = channels.map(({ id }) => ({ id }));
  return commit(
    audited(
      changeChannelList({ changed: [], removed: [], added: [], order, now: now / 1000 }),
      auditChange(
        { ...context, channel },
        [state.channels, channels],
        "channel_move",
        { id: name, name },
        withBefore({ position }, { position: visibleChannels(user, state).indexOf(channel) }),
      ),
    ),
    () => ({ changes: [{ type: "channels", channels }], reply: { name, position, moved: true } }),
  );
}
