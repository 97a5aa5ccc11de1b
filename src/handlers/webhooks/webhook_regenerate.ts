import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { regenerateWebhook } from "../../actions/webhooks/manage.ts";
import { isFailure } from "../../protocol/errors.ts";
import { webhookUpdate } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { WebhookId, webhookFor, webhookReply } from "./webhook-fields.ts";

export const webhookRegenerate = command({
  name: "webhook_regenerate",
  summary: "Gives a webhook a new token. The old one leads nowhere from then on.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ id: WebhookId }),
  reply: Type.Object(webhookReply),
  events: [webhookUpdate],
  errors: ["webhook_not_found"],
  async handler(context, { id }) {
    const webhook = await webhookFor(context, id);
    if (isFailure(webhook)) return webhook;
    return answer(regenerateWebhook(context, webhook), ({ result }) => ({ reply: { webhook: result } }));
  },
});
