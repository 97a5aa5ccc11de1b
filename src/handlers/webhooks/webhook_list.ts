import { Type } from "@sinclair/typebox";
import { seesWebhook, withToken } from "../../actions/webhooks/manage.ts";
import { accessChannel } from "../../chat/access.ts";
import { allWebhooks } from "../../db/webhooks.ts";
import { isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { WebhookObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const webhookList = command({
  name: "webhook_list",
  summary:
    "Lists the webhooks of the channels that the caller may view, with their tokens, the oldest first.",
  login: "required",
  timedOut: "allowed",
  permission: "manage_server",
  cost: "read",
  request: Type.Object({
    channel: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.channelName }), Type.Null()], {
        description: "Name of a channel: only its webhooks",
      }),
    ),
  }),
  reply: Type.Object({ webhooks: Type.Array(WebhookObject) }),
  events: [],
  errors: ["channel_not_found"],
  async handler(context, { channel }) {
    const { state, user, read } = context;
    const only = channel ? accessChannel({ channel }, user, state) : null;
    if (only && isFailure(only)) return only;
    const webhooks = (await read(allWebhooks({})))
      .filter((webhook) => (!only || webhook.room === only.id) && seesWebhook(webhook, context))
      .flatMap((webhook) => withToken(webhook, context) ?? []);
    return { reply: { webhooks } };
  },
});
