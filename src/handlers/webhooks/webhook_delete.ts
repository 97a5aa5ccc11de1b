import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { removeWebhook } from "../../actions/webhooks/manage.ts";
import { isFailure } from "../../protocol/errors.ts";
import { webhookDelete as webhookDeleteEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { WebhookId, webhookFor } from "./webhook-fields.ts";

export const webhookDelete = command({
  name: "webhook_delete",
  summary: "Deletes a webhook. What it posted stays.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ id: WebhookId }),
  reply: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
  events: [webhookDeleteEvent],
  errors: ["webhook_not_found"],
  async handler(context, { id }) {
    const webhook = await webhookFor(context, id);
    if (isFailure(webhook)) return webhook;
    return answer(removeWebhook(context, webhook), () => ({ reply: { id, deleted: true } }));
  },
});
