import { Type } from "@sinclair/typebox";
import { auditChange, withBefore } from "../../actions/audit.ts";
import { commit } from "../../actions/outcome.ts";
import { accessChannel } from "../../chat/access.ts";
import { visibleChannels } from "../../chat/permissions.ts";
import { audited } from "../../db/audit.ts";
import { changeChannelList } from "../../db/channels.ts";
import { isFailure } from "../../protocol/errors.ts";
import { channelsGet } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

/** 03 §3.4. */
export const channelMove = command({
  name: "channel_move",
  summary: "Moves a channel to a position in the list as the actor sees it.",
  login: "required",
  timedOut: "refused",
  permission: "manage_channels",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({ maxLength: limits.channelName }),
    position: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      description: "0 is the top; more than there are = the end",
    }),
  }),
  reply: Type.Object({ name: Type.String(), position: Type.Integer(), moved: Type.Boolean() }),
  events: [channelsGet],
  errors: ["channel_not_found"],
  handler(context, { name, position }) {
    const { state, user, now } = context;
    const channel = accessChannel({ channel: name }, user, state);
    if (isFailure(channel)) return channel;
    const rest = state.channels.filter((other) => other.id !== channel.id);
    const seen = visibleChannels(user, state).filter((other) => other.id !== channel.id);
    // Hidden channels keep their neighbours: the place is right before the next one that the actor sees.
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
  },
});
