/** Webhooks on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";

/** Only members with `manage_server` get it, and of those only the caller gets the token. */
export const WebhookObject = Type.Object({
  id: Type.String(),
  channel: Type.String({ description: "Name of the channel that it posts in" }),
  name: Type.String(),
  avatar: nullable(Type.String({ description: "URL of a picture" })),
  token: Type.Optional(
    nullable(
      Type.String({
        description:
          "In replies. Null: the server has lost the key that it was sealed with; the token works on, and `webhook_regenerate` makes one that can be shown",
      }),
    ),
  ),
  created_by: Type.String({ description: "User id" }),
  created_at: seconds("When it was made"),
  signed: Type.Boolean({ description: "Deliveries need the signature that its secret makes" }),
});
export type WireWebhook = Static<typeof WebhookObject>;
