import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { changeWebhook } from "../../actions/webhooks/manage.ts";
import { isFailure } from "../../protocol/errors.ts";
import { webhookUpdate as webhookUpdateEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";
import { WebhookId, webhookFields, webhookFor, webhookName, webhookReply } from "./webhook-fields.ts";

export const webhookUpdate = command({
  name: "webhook_update",
  summary: "Changes the name, picture or secret of a webhook.",
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ id: WebhookId, name: Type.Optional(webhookName.name), ...webhookFields }),
  reply: Type.Object(webhookReply),
  events: [webhookUpdateEvent],
  errors: ["webhook_not_found"],
  async handler(context, { id, ...request }) {
    const webhook = await webhookFor(context, id);
    if (isFailure(webhook)) return webhook;
    return answer(changeWebhook(context, webhook, request), ({ result }) => ({ reply: { webhook: result } }));
  },
});
