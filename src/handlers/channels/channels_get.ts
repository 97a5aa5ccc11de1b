import { Type } from "@sinclair/typebox";
import { visibleChannels } from "../../chat/permissions.ts";
import { wireChannel } from "../../chat/wire.ts";
import { ChannelObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const channelsGet = command({
  name: "channels_get",
  summary: "Lists all channels that the user may view, in order, each with its newest message.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ val: Type.Array(ChannelObject) }),
  events: [],
  errors: [],
  handler: ({ state, user }) => ({
    reply: { val: visibleChannels(user, state).map((channel) => wireChannel(channel, state)) },
  }),
});
