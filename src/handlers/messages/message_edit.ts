import { Type } from "@sinclair/typebox";
import { editOwnMessage } from "../../actions/messages/edit.ts";
import { messageEdit as messageEditEvent, threadUpdate } from "../../protocol/events.ts";
import { MessageObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { channelAddress, MessageId, placeFields } from "../request-fields.ts";
import { Content, Embeds } from "./message-fields.ts";

export const messageEdit = channelCommand({
  name: "message_edit",
  summary: "Changes the content or the embeds of a message of the user's.",
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
  handler: (context, { id, content, embeds }) =>
    editOwnMessage(context, { id, embeds, ...(content !== undefined && { content }) }),
});
