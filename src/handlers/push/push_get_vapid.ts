import { Type } from "@sinclair/typebox";
import { pushKeyOf } from "../../actions/push/subscribe.ts";
import { isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";

export const pushGetVapid = command({
  name: "push_get_vapid",
  summary: "Gets the public key with which a browser subscribes to web push.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  feature: "push",
  replyName: "push_vapid",
  request: Type.Object({}),
  reply: Type.Object({ key: Type.String({ description: "A point of P-256 in base64url" }) }),
  events: [],
  errors: ["push_unavailable"],
  handler(context) {
    const found = pushKeyOf(context);
    return isFailure(found) ? found : { reply: found };
  },
});
