import { Type } from "@sinclair/typebox";
import { wireWebhook } from "../../actions/webhooks/manage.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { WebhookId, webhookFor, webhookReply } from "./webhook-fields.ts";

export const webhookGet = command({
  name: "webhook_get",
  summary: "Gets one webhook, without its token.",
  login: "required",
  timedOut: "allowed",
  permission: "manage_server",
  cost: "read",
  request: Type.Object({ id: WebhookId }),
  reply: Type.Object(webhookReply),
  events: [],
  errors: ["webhook_not_found"],
  async handler(context, { id }) {
    const webhook = await webhookFor(context, id);
    if (isFailure(webhook)) return webhook;
    const wire = wireWebhook(webhook, context.state);
    return wire ? { reply: { webhook: wire } } : fail("webhook_not_found");
  },
});
