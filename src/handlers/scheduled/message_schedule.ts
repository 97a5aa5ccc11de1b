import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { checkContent } from "../../actions/messages/content.ts";
import { scheduleMessage } from "../../actions/scheduled/schedule.ts";
import { messageById } from "../../db/messages.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { scheduledAdd } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ScheduledObject } from "../../protocol/objects.ts";
import { channelCommand } from "../command.ts";
import { Content } from "../messages/message-fields.ts";
import { channelAddress } from "../request-fields.ts";

export const messageSchedule = channelCommand({
  name: "message_schedule",
  summary: `Schedules a message: the server posts it at its time, as the user. If the user may not post it then, they get a \`scheduled_fail\`. At most ${limits.scheduled} wait for one user.`,
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  largeFrames: true,
  speaks: true,
  adds: true,
  cost: "message",
  request: Type.Object({
    ...channelAddress,
    content: Content,
    reply_to: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], {
        description: "Id of a message in the same channel or thread",
      }),
    ),
    send_at: Type.Number({ description: "Unix seconds; in the future, at most a year away" }),
  }),
  reply: Type.Object({ scheduled: ScheduledObject }),
  events: [scheduledAdd],
  errors: [
    "message_empty",
    "message_too_long",
    "channel_wrong_type",
    "send_denied",
    "reply_target_not_found",
    "too_many",
  ],
  precheck({ content }, config) {
    const checked = checkContent(content, { config });
    if (isFailure(checked)) return checked;
    return checked.content === "" ? fail("message_empty") : null;
  },
  async handler(context, { content, reply_to, send_at }) {
    const replyTo = reply_to || null;
    const original = replyTo && (await context.read(messageById({ room: context.room, id: replyTo })));
    if (replyTo !== null && !original) return fail("reply_target_not_found");
    const step = scheduleMessage(context, { content, replyTo, sendAt: send_at });
    return answer(step, ({ result }) => ({ reply: { scheduled: result } }));
  },
});
