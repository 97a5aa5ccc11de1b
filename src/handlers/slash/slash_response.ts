import { Type } from "@sinclair/typebox";
import { checkContent } from "../../actions/messages/content.ts";
import { attachErrors, postMessage } from "../../actions/messages/post.ts";
import { postEvents } from "../../actions/messages/posted.ts";
import { answerSlash } from "../../actions/slash/respond.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { messageNew } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { channelCommand } from "../command.ts";
import { Embeds } from "../messages/message-fields.ts";
import { channelAddress } from "../request-fields.ts";

const optional = (maxLength: number, description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()], { description }));

export const slashResponse = channelCommand({
  name: "slash_response",
  summary:
    "Answers the call of a slash command of this user, as often as needed within 24 hours. Without a call that fits it posts an ordinary message, like `message_new`.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  largeFrames: true,
  speaks: true,
  adds: true,
  cost: "slash_answer",
  request: Type.Object({
    ...channelAddress,
    response: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: "The text" })),
    embeds: Embeds,
    call: optional(limits.id, "Id of the call; without it the newest call that fits is answered"),
    command: optional(limits.slashName * 4, "The command that was called; without it any"),
    invoker: optional(limits.username, "User id of the caller; default: the user"),
    ephemeral: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], {
        description: "true: for the caller alone, and not stored; absent: as the command says",
      }),
    ),
  }),
  replyName: "message_new",
  reply: messageNew.fields,
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
    "slash_call_late",
    "slow_mode",
    "too_many_requests",
  ],
  handler(context, request) {
    const { user, room, slashCalls, messageLimits } = context;
    const { embeds } = request;
    const content = request.response ?? "";
    const { call: id, command, invoker } = request;
    const to = { id: id || null, command: command || null, invoker: invoker || user.id, room };
    const found = slashCalls.find(user.id, to);
    if (found) {
      const answer = { content, embeds, ephemeral: request.ephemeral ?? null };
      return found.isLate ? fail("slash_call_late") : answerSlash(context, found.call, answer);
    }
    const checked = checkContent(content, context);
    if (isFailure(checked)) return checked;
    if (checked.content === "" && !embeds?.length) return fail("message_empty");
    const refused = messageLimits.charge(user.id);
    if (refused) return refused;
    const message = { content, embeds, replyTo: null, ping: null, attachments: [], nonce: null };
    return postMessage(context, message);
  },
});
