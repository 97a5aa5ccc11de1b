import { Type } from "@sinclair/typebox";
import { checkContent, checkedEmbeds, mentionsIn } from "../../actions/messages/content.ts";
import { announced, commit } from "../../actions/outcome.ts";
import { awakening } from "../../actions/threads/thread-events.ts";
import { emit, viewers } from "../../chat/emission.ts";
import { packetPlace, placeNow } from "../../chat/place.ts";
import { wireMessage } from "../../chat/wire.ts";
import { editMessage } from "../../db/edit-message.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageEdit as messageEditEvent, threadUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";
import { Content, Embeds } from "./message-fields.ts";

/** 03 §7. */
export const messageEdit = channelCommand({
  name: "message_edit",
  summary: "Changes the content or the embeds of an own message.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "edit_own"],
  locates: "id",
  largeFrames: true,
  speaks: true,
  adds: true,
  cost: "message",
  order: "pipelined",
  request: Type.Object({
    id: MessageId,
    ...channelAddress,
    content: Type.Optional(Content),
    embeds: Embeds,
  }),
  reply: Type.Object({
    id: Type.String(),
    content: Type.String(),
    message: MessageObject,
    ...placeFields,
    global: Type.Literal(true),
  }),
  events: [messageEditEvent, threadUpdate],
  errors: [
    "message_not_found",
    "not_author",
    "message_empty",
    "message_too_long",
    "embed_invalid",
    "embeds_denied",
    "mention_denied",
  ],
  handler(context, request) {
    const { channel, thread, room, user, state, now } = context;
    if (request.content === undefined && !request.embeds) {
      return fail("invalid_field", { field: "content", problem: "content or embeds is required" });
    }
    const checked = request.content === undefined ? null : checkContent(request.content, context);
    if (checked && isFailure(checked)) return checked;
    const embeds = request.embeds ? checkedEmbeds(request.embeds, context) : null;
    if (embeds && isFailure(embeds)) return embeds;
    const mentions = checked && mentionsIn(checked.content, context);
    if (mentions && isFailure(mentions)) return mentions;

    return commit(
      editMessage({
        id: request.id,
        room,
        author: user.id,
        ...(checked && { content: checked.content }),
        ...(mentions && { mentions }),
        ...(embeds && { embeds: embeds.embeds ?? [] }),
        now: now * 1000,
        wakes: thread !== null,
      }),
      (edited) => {
        if (edited.kind === "missing") return fail("message_not_found");
        if (edited.kind === "not_author") return fail("not_author");
        if (edited.kind === "too_many_embeds") {
          const problem = `at most ${limits.embeds - 1} beside the poll are allowed`;
          return fail("invalid_field", { field: "embeds", problem });
        }
        if (edited.kind === "empty") return fail("message_empty");
        const at = placeNow(context, state);
        if (isFailure(at)) return at;
        const message = wireMessage(edited.message, state);
        return {
          ...awakening(at, state),
          reply: announced(
            emit(
              messageEditEvent,
              { id: message.id, content: message.content, message, ...packetPlace(at), global: true },
              viewers(channel.id),
            ),
          ),
        };
      },
    );
  },
});
