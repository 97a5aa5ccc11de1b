import { Type } from "@sinclair/typebox";
import { deleteChannel } from "../../actions/channels/delete.ts";
import { callEndEvents } from "../../actions/voice/leave-call.ts";
import { channelsGet, unreadsUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

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
  events: [...callEndEvents, channelsGet, unreadsUpdate],
  errors: ["channel_not_found"],
  handler: (context, { name }) => deleteChannel(context, name),
});
