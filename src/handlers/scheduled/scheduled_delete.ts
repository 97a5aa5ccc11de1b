import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { unscheduleMessage } from "../../actions/scheduled/schedule.ts";
import { scheduledRemove } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const scheduledDelete = command({
  name: "scheduled_delete",
  summary: "Deletes a scheduled message of the user's. It is not posted.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  request: Type.Object({ id: Type.String({ minLength: 1, maxLength: limits.id }) }),
  reply: Type.Object({ id: Type.String(), deleted: Type.Literal(true) }),
  events: [scheduledRemove],
  errors: ["scheduled_not_found"],
  handler: (context, { id }) =>
    answer(unscheduleMessage(context, id), () => ({ reply: { id, deleted: true } })),
});
