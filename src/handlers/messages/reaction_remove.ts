import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { removeErrors, removeEvents, removeReaction } from "../../actions/messages/react.ts";
import { channelCommand } from "../command.ts";
import { reactionReply, reactionRequest } from "./reaction-fields.ts";

export const reactionRemove = channelCommand({
  name: "reaction_remove",
  summary:
    "`message_react_remove` under another name. From then on this connection gets events of reactions under these names.",
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
  handler: (context, request) =>
    answer(removeReaction(context, request), () => ({ effects: [{ kind: "newer_reactions" }] })),
});
