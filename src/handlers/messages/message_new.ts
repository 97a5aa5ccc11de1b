import { Type } from "@sinclair/typebox";
import { checkContent } from "../../actions/messages/content.ts";
import { attachErrors, postMessage } from "../../actions/messages/post.ts";
import { postEvents } from "../../actions/messages/posted.ts";
import { checkEmbeds } from "../../chat/embeds.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, placeFields } from "../request-fields.ts";
import { Content, Embeds } from "./message-fields.ts";

export const messageNew = channelCommand({
  name: "message_new",
  summary: "Posts a message. The reply is the packet that everybody gets, after the message has been stored.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  largeFrames: true,
  speaks: true,
  adds: true,
  cost: "message",
  order: "pipelined",
  request: Type.Object({
    ...channelAddress,
    thread: Type.Optional(
      Type.Unknown({
        description: "The same as `thread_id` if it is a thread of this forum; else ignored",
      }),
    ),
    content: Type.Optional(Content),
    reply_to: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], {
        description: "Id of a message in the same channel",
      }),
    ),
    ping: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], { description: "false: the reply mentions nobody" }),
    ),
    embeds: Embeds,
    attachments: Type.Optional(
      Type.Union([
        Type.Array(Type.Object({ id: Type.String({ maxLength: limits.id }) }), {
          maxItems: limits.attachments,
          description: "Uploads of the sender, in the order to show. Of each only `id` counts",
        }),
        Type.Null(),
      ]),
    ),
    alias: Type.Optional(Type.Null({ description: "Refused: members can't post under another name" })),
    nonce: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description:
          "Chosen by the sender. A repeat within 10 minutes returns the first message and posts nothing; if that message was deleted, it fails with `message_not_found`",
      }),
    ),
  }),
  reply: Type.Object({
    message: MessageObject,
    ...placeFields,
    global: Type.Literal(true),
  }),
  events: postEvents,
  errors: [
    "message_empty",
    "message_too_long",
    "embed_invalid",
    "embeds_denied",
    "mention_denied",
    "channel_wrong_type",
    "send_denied",
    "reply_target_not_found",
    "message_not_found",
    ...attachErrors,
    "slow_mode",
  ],
  precheck(request, config) {
    const { content = "", attachments, embeds } = request;
    const checked = checkContent(content, { config });
    if (isFailure(checked)) return checked;
    if (checked.content === "" && !attachments?.length) return fail("message_empty");
    const shown = checkEmbeds(embeds);
    return isFailure(shown) ? shown : null;
  },
  handler: (context, { content = "", reply_to, ping, embeds, attachments, nonce }) =>
    postMessage(context, {
      content,
      replyTo: reply_to || null,
      ping: ping ?? null,
      embeds,
      attachments: attachments ?? [],
      nonce: nonce || null,
    }),
});
