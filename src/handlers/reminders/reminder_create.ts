import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { mayAsMember } from "../../actions/messages/content.ts";
import { makeReminder } from "../../actions/reminders/remind.ts";
import { accessPlace } from "../../chat/access.ts";
import { messageById } from "../../db/messages.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { reminderAdd } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { ReminderObject } from "../../protocol/objects.ts";
import { shownText } from "../../text/shown.ts";
import { command } from "../command.ts";
import { channelAddress } from "../request-fields.ts";

export const reminderCreate = command({
  name: "reminder_create",
  summary: `Makes a reminder, of a message or of anything: the user's own connections are told at its time. At most ${limits.reminders} for one user.`,
  login: "required",
  timedOut: "allowed",
  adds: true,
  cost: "change",
  request: Type.Object({
    text: Type.Optional(
      Type.String({
        maxLength: limits.reminderText * 2,
        description: `At most ${limits.reminderText} characters; needed without \`message_id\``,
      }),
    ),
    remind_at: Type.Number({ description: "Unix seconds; in the future, at most a year away" }),
    ...channelAddress,
    message_id: Type.Optional(
      Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], {
        description: "The message that it is about, in `channel` or `thread_id`",
      }),
    ),
  }),
  reply: Type.Object({ reminder: ReminderObject }),
  events: [reminderAdd],
  errors: ["channel_not_found", "thread_not_found", "message_not_found", "too_many"],
  async handler(context, request) {
    const { user, state, read } = context;
    const text = shownText(request.text ?? "");
    const message = request.message_id || null;
    if (message === null && text === "") {
      return fail("invalid_field", { field: "text", problem: "text or message_id is required" });
    }
    const isPlaced = message !== null || request.channel !== undefined || request.thread_id;
    const place = isPlaced ? accessPlace(request, user, state) : null;
    if (place && isFailure(place)) return place;
    if (place && message !== null) {
      const mayRead = mayAsMember({ ...context, ...place }, "read_message_history");
      const found = mayRead ? await read(messageById({ room: place.room, id: message })) : null;
      if (!found) return fail("message_not_found");
    }
    const step = makeReminder(context, { text, remindAt: request.remind_at, place, message });
    return answer(step, ({ result }) => ({ reply: { reminder: result } }));
  },
});
