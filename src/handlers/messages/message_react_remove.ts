import { Type } from "@sinclair/typebox";
import { removeErrors, removeEvents, removeReaction } from "../../actions/messages/react.ts";
import { channelCommand } from "../command.ts";
import { reactionReply, reactionRequest } from "./reaction-fields.ts";

export const messageReactRemove = channelCommand({
  name: "message_react_remove",
  summary: "Removes a reaction of the user's.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "react"],
  locates: "id",
  speaks: true,
  cost: "react",
  order: "pipelined",
  request: Type.Object(reactionRequest),
  reply: Type.Object(reactionReply),
  events: [...removeEvents],
  errors: [...removeErrors],
  handler: (context, request) => removeReaction(context, request),
});
