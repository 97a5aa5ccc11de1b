import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { createWebhook } from "../../actions/webhooks/manage.ts";
import { webhookCreate as webhookCreateEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { webhookFields, webhookName, webhookReply } from "./webhook-fields.ts";

export const webhookCreate = command({
  name: "webhook_create",
  summary: `Makes a webhook: an address under which a program posts into a text channel. At most ${limits.webhooks} for one channel.`,
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    channel: Type.String({ maxLength: limits.channelName, description: "Name of a text channel" }),
    ...webhookName,
    ...webhookFields,
  }),
  reply: Type.Object(webhookReply),
  events: [webhookCreateEvent],
  errors: ["channel_not_found", "channel_wrong_type", "too_many", "webhook_not_found"],
  handler: (context, { channel, ...request }) =>
    answer(createWebhook(context, channel, request), ({ result }) => ({ reply: { webhook: result } })),
});
