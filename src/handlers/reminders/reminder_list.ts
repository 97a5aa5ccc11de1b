import { Type } from "@sinclair/typebox";
import { commit } from "../../actions/outcome.ts";
import { wireReminder } from "../../actions/reminders/remind.ts";
import { remindersOf } from "../../db/reminders.ts";
import { ReminderObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const reminderList = command({
  name: "reminder_list",
  summary:
    "Lists the user's reminders, the next one first. Those whose time has come stay until they are deleted.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ reminders: Type.Array(ReminderObject) }),
  events: [],
  errors: [],
  handler: ({ user, state }) =>
    commit(remindersOf({ user: user.id }), (own) => ({
      reply: { reminders: own.map((reminder) => wireReminder(reminder, state)) },
    })),
});
