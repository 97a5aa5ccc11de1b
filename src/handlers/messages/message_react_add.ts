import { Type } from "@sinclair/typebox";
import { addErrors, addEvents, addReaction } from "../../actions/messages/react.ts";
import { channelCommand } from "../command.ts";
import { reactionReply, reactionRequest } from "./reaction-fields.ts";

export const messageReactAdd = channelCommand({
  name: "message_react_add",
  summary: "Adds a reaction to a message.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "react"],
  locates: "id",
  speaks: true,
  adds: true,
  cost: "react",
  order: "pipelined",
  request: Type.Object(reactionRequest),
  reply: Type.Object(reactionReply),
  events: [...addEvents],
  errors: [...addErrors],
  handler: (context, request) => addReaction(context, request),
});
