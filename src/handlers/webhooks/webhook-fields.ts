/** What the commands about webhooks share. */
import { Type } from "@sinclair/typebox";
import { seesWebhook } from "../../actions/webhooks/manage.ts";
import { type Webhook, webhookById } from "../../db/webhooks.ts";
import { type Failure, fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { WebhookObject } from "../../protocol/objects.ts";
import type { Context } from "../context.ts";

export const WebhookId = Type.String({ minLength: 1, maxLength: limits.id });

const WebhookName = Type.String({
  maxLength: limits.webhookName * 4,
  description: `1 to ${limits.webhookName} characters`,
});
export const webhookName = { name: WebhookName };
export const webhookFields = {
  avatar: Type.Optional(
    Type.Union([Type.String({ maxLength: limits.pictureUrl }), Type.Null()], {
      description: 'An http(s) URL of a picture; null or "" removes it',
    }),
  ),
  secret: Type.Optional(
    Type.Union([Type.String({ maxLength: limits.webhookSecret }), Type.Null()], {
      description:
        'Deliveries must carry the signature that GitHub makes with it (`X-Hub-Signature-256`); null or "": they need none',
    }),
  ),
};

export const webhookReply = { webhook: WebhookObject };

/** The webhook of this id, if the caller may see it. */
export async function webhookFor(
  context: Pick<Context, "read" | "user" | "state">,
  id: string,
): Promise<Webhook | Failure<"webhook_not_found">> {
  const webhook = await context.read(webhookById({ id }));
  return webhook && seesWebhook(webhook, context) ? webhook : fail("webhook_not_found");
}
