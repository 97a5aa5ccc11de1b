import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { removeReminder } from "../../actions/reminders/remind.ts";
import { reminderRemove } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const reminderDelete = command({
  name: "reminder_delete",
  summary: "Deletes a reminder of the user's, before or after its time.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  request: Type.Object({ id: Type.String({ minLength: 1, maxLength: limits.id }) }),
  reply: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
  events: [reminderRemove],
  errors: ["reminder_not_found"],
  handler: (context, { id }) => answer(removeReminder(context, id), () => ({ reply: { id, deleted: true } })),
});
