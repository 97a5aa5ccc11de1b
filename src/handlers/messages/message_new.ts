import { Type } from "@sinclair/typebox";
import { emit, openedEmpty, viewers } from "../../chat/outcome.ts";
import { mayView, wireMessage } from "../../chat/wire.ts";
import { insertMessage } from "../../db/messages.ts";
import { commit } from "../../db/store.ts";
import { fail } from "../../protocol/errors.ts";
import { firstMessage, messageNew as messageNewEvent } from "../../protocol/events.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelAddress } from "../access.ts";
import { channelCommand } from "../command.ts";
import { Content, checkContent, checkedEmbeds, Embeds, mayAsMember, mentionsIn } from "./content.ts";

/** 03 §6. */
export const messageNew = channelCommand({
  name: "message_new",
  summary: "Posts a message. The reply is the packet that everybody gets, once the message is stored.",
  login: "required",
  channel: ["view", "send"],
  speaks: true,
  cost: "message",
  order: "pipelined",
  request: Type.Object({
    ...channelAddress,
    content: Type.Optional(Content),
    reply_to: Type.Optional(
      Type.Union([Type.String({ maxLength: 128 }), Type.Null()], {
        description: "Id of a message in the same channel",
      }),
    ),
    ping: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], { description: "false: a reply calls nobody" }),
    ),
    embeds: Embeds,
    attachments: Type.Optional(
      Type.Union([
        Type.Array(Type.Object({ id: Type.String({ maxLength: 128 }) }), { maxItems: 10 }),
        Type.Null(),
      ]),
    ),
    nonce: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description:
          "Of the sender's choosing: a repeat within 10 minutes returns the first message and posts nothing; if that one was deleted, it fails with `message_not_found`",
      }),
    ),
  }),
  reply: Type.Object({
    message: MessageObject,
    channel: Type.String(),
    thread_id: Type.Union([Type.String(), Type.Null()]),
    global: Type.Literal(true),
  }),
  events: [messageNewEvent, firstMessage],
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
    "attachment_not_found",
    "attachments_disabled",
  ],
  handler(context, request) {
    const { channel, user, state, now } = context;
    const checked = checkContent(request.content ?? "", context);
    if ("failure" in checked) return checked.failure;
    const { content } = checked;
    // No upload exists yet that a message could carry.
    const attachment = request.attachments?.[0];
    if (attachment) {
      return context.config.attachments.enabled
        ? fail("attachment_not_found", { id: attachment.id })
        : fail("attachments_disabled");
    }
    if (content === "") return fail("message_empty");
    if (channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
    if (!mayAsMember(context, "send_messages")) return fail("send_denied");
    const embeds = checkedEmbeds(request.embeds, context);
    if ("failure" in embeds) return embeds.failure;
    const mentions = mentionsIn(content, context);
    if ("failure" in mentions) return mentions.failure;

    return commit(
      insertMessage({
        id: context.newId(),
        channel: channel.id,
        author: user.id,
        content,
        now: now * 1000,
        replyTo: request.reply_to || null,
        ping: request.ping ?? null,
        mentions,
        embeds: embeds.embeds,
        nonce: request.nonce ?? null,
      }),
      (stored) => {
        if (stored.kind === "channel_gone") return fail("channel_not_found");
        if (stored.kind === "reply_target_gone") return fail("reply_target_not_found");
        if (stored.kind === "repeated_gone") return fail("message_not_found");
        // A nonce may have been used in another channel, which this user lost sight of since.
        const at = state.channelById(stored.message.channel);
        if (stored.kind === "repeated" && !(at && mayView(user, at, state))) return fail("message_not_found");
        // A rename may have overtaken the message.
        const name = at?.name ?? channel.name;
        const packet = {
          message: wireMessage(stored.message, state),
          channel: name,
          thread_id: null,
          global: true as const,
        };
        if (stored.kind === "repeated") return { reply: packet };
        const first = state.tail(channel.id) === null;
        return {
          changes: [
            {
              type: "tail",
              channel: channel.id,
              tail: { lastMessageId: stored.message.id, lastMessageAt: stored.message.at },
            },
          ],
          announce: emit(messageNewEvent, packet, viewers(channel.id), { exceptRequester: true }),
          ...(first && {
            afterwards: [
              emit(
                firstMessage,
                {
                  channel: name,
                  messages: [packet.message],
                  range: { start: 0, end: 1 },
                  at_start: true,
                  at_end: true,
                },
                openedEmpty(channel.id),
              ),
            ],
          }),
        };
      },
    );
  },
});
