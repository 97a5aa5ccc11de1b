/** Scheduled messages and reminders on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";

/** Only its author gets it. */
export const ScheduledObject = Type.Object({
  id: Type.String(),
  channel: nullable(
    Type.String({
      description: "Channel name; a thread's forum. Null: deleted, or the user may no longer view it",
    }),
  ),
  thread_id: nullable(Type.String({ description: "Null in a channel" })),
  content: Type.String(),
  reply_to: nullable(Type.String({ description: "Id of a message in the same channel or thread" })),
  send_at: seconds("When it is posted"),
  created_at: seconds("When it was scheduled"),
  error: nullable(
    Type.Object(
      { code: Type.String(), val: Type.String() },
      { description: "Why it could not be posted at its time; it stays until it is deleted" },
    ),
  ),
});
export type WireScheduled = Static<typeof ScheduledObject>;

export const ReminderObject = Type.Object({
  id: Type.String(),
  text: Type.String(),
  channel: nullable(
    Type.String({
      description: "Channel of the message. Null: no message, or it is gone or may no longer be viewed",
    }),
  ),
  thread_id: nullable(Type.String()),
  message_id: nullable(Type.String({ description: "The message that it is about" })),
  remind_at: seconds("When the user is reminded"),
  created_at: seconds("When it was made"),
});
export type WireReminder = Static<typeof ReminderObject>;
