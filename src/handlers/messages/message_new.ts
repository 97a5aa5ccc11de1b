import { Type } from "@sinclair/typebox";
import {
  checkContent,
  checkedEmbeds,
  mayAsMember,
  mentionsIn,
  storedContent,
} from "../../actions/messages/content.ts";
import { postEvents, posted } from "../../actions/messages/posted.ts";
import { pauseBefore, tooSoon } from "../../actions/messages/slow-mode.ts";
import { announced, commit } from "../../actions/outcome.ts";
import { checkEmbeds } from "../../chat/embeds.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { mayView } from "../../chat/permissions.ts";
import { packetPlace, placeNow, placeOfRoom } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { type InsertOutcome, insertMessage } from "../../db/post-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew as messageNewEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import type { ChannelContext } from "../context.ts";
import { channelAddress, placeFields } from "../request-fields.ts";
import { Content, Embeds } from "./message-fields.ts";

/** 03 §6. */
export const messageNew = channelCommand({
  name: "message_new",
  summary: "Posts a message. The reply is the packet that everybody gets, once the message is stored.",
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
        description: "Like `thread_id`, if it is one of this forum; else passed over (08 §12.4)",
      }),
    ),
    content: Type.Optional(Content),
    reply_to: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], {
        description: "Id of a message in the same channel",
      }),
    ),
    ping: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], { description: "false: a reply calls nobody" }),
    ),
    embeds: Embeds,
    attachments: Type.Optional(
      Type.Union([
        Type.Array(Type.Object({ id: Type.String({ maxLength: limits.id }) }), { maxItems: 10 }),
        Type.Null(),
      ]),
    ),
    alias: Type.Optional(
      Type.Null({ description: "Nobody posts under another name; bridges' messages carry one (08 §8.3)" }),
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
    "attachment_not_found",
    "attachments_disabled",
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
  handler(context, request) {
    const { channel, thread, room, user, state, now } = context;
    const content = storedContent(request.content ?? "");
    // No upload exists yet that a message could carry.
    const attachment = request.attachments?.[0];
    if (attachment) {
      return context.config.attachments.enabled
        ? fail("attachment_not_found", { id: attachment.id })
        : fail("attachments_disabled");
    }
    if (!thread && channel.type !== "text") return fail("channel_wrong_type", { type: channel.type });
    if (!mayAsMember(context, "send_messages")) return fail("send_denied");
    const embeds = checkedEmbeds(request.embeds, context);
    if (isFailure(embeds)) return embeds;
    const mentions = mentionsIn(content, context);
    if (isFailure(mentions)) return mentions;
    const pause = pauseBefore(context);
    // With a nonce it may be a repeat, which is answered at any time.
    if (pause > 0 && !request.nonce) return tooSoon(pause);

    return commit(
      insertMessage({
        id: context.newId(),
        room,
        author: user.id,
        content,
        now: now * 1000,
        replyTo: request.reply_to || null,
        ping: request.ping ?? null,
        mentions,
        embeds: embeds.embeds,
        nonce: request.nonce ?? null,
        nonceAt: context.nonceTime * 1000,
        wakes: thread !== null,
        onlyRepeats: pause > 0,
      }),
      (stored) => {
        if (stored.kind === "not_repeated") return tooSoon(pause);
        if (stored.kind !== "stored") {
          const effects = pause > 0 ? [] : [{ kind: "slow_mode_undone" as const, user: user.id, room }];
          return { reply: notPosted(stored, context), effects };
        }
        const at = placeNow(context, state);
        if (isFailure(at)) return at;
        const { packet, ...rest } = posted(stored.message, at, context);
        return {
          ...rest,
          reply: announced(emit(messageNewEvent, packet, viewers(channel.id))),
        };
      },
    );
  },
});

/** The answer where nothing was posted: why, or the message of which this one is a repeat. */
function notPosted(
  stored: Exclude<InsertOutcome, { kind: "stored" | "not_repeated" }>,
  { user, state, thread }: ChannelContext,
) {
  switch (stored.kind) {
    case "room_gone":
      return fail(thread ? "thread_not_found" : "channel_not_found");
    case "reply_target_gone":
      return fail("reply_target_not_found");
    case "repeated_gone":
      return fail("message_not_found");
    case "repeated": {
      // The nonce may have been used elsewhere, where this user has lost sight since, even just now.
      const at = placeOfRoom(stored.message.room, state);
      const author = state.users.get(user.id);
      if (!at || !author || !mayView(author, at.channel, state)) return fail("message_not_found");
      return { message: wireMessage(stored.message, state), ...packetPlace(at), global: true as const };
    }
  }
}
