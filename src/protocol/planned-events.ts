/** Events of scheduled messages and reminders. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { ReminderObject, ScheduledObject } from "./objects.ts";

export const scheduledAdd = event({
  name: "scheduled_add",
  summary: "The user has scheduled a message, on this connection or another one.",
  audience: "user",
  fields: Type.Object({ scheduled: ScheduledObject }),
});

export const scheduledRemove = event({
  name: "scheduled_remove",
  summary: "A scheduled message was posted or deleted, and is off the user's list.",
  audience: "user",
  fields: Type.Object({
    id: Type.String(),
    message_id: Type.Union([Type.String(), Type.Null()], {
      description: "Id of the posted message; null if it was deleted",
    }),
  }),
});

export const scheduledFail = event({
  name: "scheduled_fail",
  summary: "A scheduled message could not be posted at its time. It stays on the list until it is deleted.",
  audience: "user",
  fields: Type.Object({ scheduled: ScheduledObject }),
});

export const reminderAdd = event({
  name: "reminder_add",
  summary: "The user has made a reminder, on this connection or another one.",
  audience: "user",
  fields: Type.Object({ reminder: ReminderObject }),
});

export const reminderRemove = event({
  name: "reminder_remove",
  summary: "The user has deleted a reminder, on this connection or another one.",
  audience: "user",
  fields: Type.Object({ id: Type.String() }),
});

export const reminderDue = event({
  name: "reminder_due",
  summary:
    "The time of a reminder has come. If the user is offline then, it comes after the next login. The reminder stays on the list until it is deleted.",
  audience: "user",
  fields: Type.Object({ reminder: ReminderObject }),
});
