import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { addErrors, addEvents, addReaction } from "../../actions/messages/react.ts";
import { channelCommand } from "../command.ts";
import { reactionReply, reactionRequest } from "./reaction-fields.ts";

export const reactionAdd = channelCommand({
  name: "reaction_add",
  summary:
    "`message_react_add` under another name. From then on this connection gets events of reactions under these names.",
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
  handler: (context, request) =>
    answer(addReaction(context, request), () => ({ effects: [{ kind: "newer_reactions" }] })),
});
