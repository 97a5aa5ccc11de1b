/** Events of webhooks. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { WebhookObject } from "./objects.ts";

export const webhookCreate = event({
  name: "webhook_create",
  summary: "A webhook was made. For members who manage webhooks and view its channel; without the token.",
  audience: "user",
  fields: Type.Object({ webhook: WebhookObject }),
});
export const webhookUpdate = event({
  name: "webhook_update",
  summary: "A webhook was changed, or has a new token. For members who manage webhooks and view its channel.",
  audience: "user",
  fields: Type.Object({ webhook: WebhookObject }),
});
export const webhookDelete = event({
  name: "webhook_delete",
  summary: "A webhook was deleted. For members who manage webhooks and viewed its channel.",
  audience: "user",
  fields: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
});
