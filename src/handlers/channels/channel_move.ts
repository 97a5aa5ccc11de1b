import { Type } from "@sinclair/typebox";
import { moveChannel } from "../../actions/channels/move.ts";
import { channelsGet } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const channelMove = command({
  name: "channel_move",
  summary: "Moves a channel to a position in the list that the actor sees.",
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
      description: "0 is the top; a number beyond the end means the end",
    }),
  }),
  reply: Type.Object({ name: Type.String(), position: Type.Integer(), moved: Type.Boolean() }),
  events: [channelsGet],
  errors: ["channel_not_found"],
  handler: (context, { name, position }) => moveChannel(context, name, position),
});
