import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { subscribe } from "../../actions/push/subscribe.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

const Key = (bytes: number) =>
  Type.String({ minLength: 1, maxLength: 200, description: `${bytes} bytes in base64url` });

export const pushSubscribe = command({
  name: "push_subscribe",
  summary: `Subscribes with a browser: it is told of mentions and replies while the user is away. At most ${limits.pushSubscriptions} browsers of one user; then the one that was used longest ago goes.`,
  login: "required",
  timedOut: "allowed",
  adds: true,
  cost: "change",
  feature: "push",
  replyName: "push_subscribed",
  request: Type.Object({
    subscription: Type.Object(
      {
        endpoint: Type.String({
          minLength: 1,
          maxLength: limits.pushEndpoint,
          description: "An https address",
        }),
        keys: Type.Object({ p256dh: Key(65), auth: Key(16) }),
      },
      { description: "What `PushSubscription.toJSON()` gives in the browser; other fields are ignored" },
    ),
  }),
  reply: Type.Object({
    success: Type.Literal(true),
    device_fingerprint: Type.String({ description: "16 hexadecimal digits, the same for the same endpoint" }),
  }),
  events: [],
  errors: ["push_unavailable", "push_endpoint_refused", "push_keys_invalid"],
  handler: async (context, { subscription }) =>
    answer(await subscribe(context, subscription, context.caller.loginSession), ({ result }) => ({
      reply: { success: true as const, device_fingerprint: result },
    })),
});
