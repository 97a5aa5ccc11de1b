import { Type } from "@sinclair/typebox";
import { removeThread } from "../../actions/threads/delete.ts";
import { threadDelete as threadDeleteEvent, unreadsUpdate } from "../../protocol/events.ts";
import { threadCommand } from "../command.ts";
import { threadAddress } from "./thread-fields.ts";

export const threadDelete = threadCommand({
  name: "thread_delete",
  summary: "Deletes a thread with its messages: one's own, or with `manage_threads` anybody's.",
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  thread: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object(threadAddress),
  reply: Type.Object({
    thread_id: Type.String(),
    channel: Type.String(),
    global: Type.Literal(true),
  }),
  events: [threadDeleteEvent, unreadsUpdate],
  errors: ["thread_not_found", "thread_denied"],
  handler: (context) => removeThread(context),
});
