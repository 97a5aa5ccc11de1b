import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { unsubscribe } from "../../actions/push/subscribe.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const pushUnsubscribe = command({
  name: "push_unsubscribe",
  summary: "Ends the subscription of a browser. It succeeds also if there is none.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  feature: "push",
  replyName: "push_unsubscribed",
  request: Type.Object({ endpoint: Type.String({ minLength: 1, maxLength: limits.pushEndpoint }) }),
  reply: Type.Object({ success: Type.Literal(true) }),
  events: [],
  errors: [],
  handler: (context, { endpoint }) =>
    answer(unsubscribe(context, endpoint), () => ({ reply: { success: true as const } })),
});
