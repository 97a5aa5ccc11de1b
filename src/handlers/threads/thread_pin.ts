import { Type } from "@sinclair/typebox";
import { setPinned } from "../../actions/threads/pin.ts";
import { threadUpdate } from "../../protocol/events.ts";
import { threadCommand } from "../command.ts";
import { pinReply } from "./pin-fields.ts";
import { threadAddress } from "./thread-fields.ts";

export const threadPin = threadCommand({
  name: "thread_pin",
  summary: "Pins a thread: it is listed before others in its forum. A forum has at most 10 pinned threads.",
  login: "required",
  timedOut: "refused",
  permission: "manage_threads",
  channel: ["view"],
  thread: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object(threadAddress),
  reply: Type.Object(pinReply),
  events: [threadUpdate],
  errors: ["thread_not_found", "too_many"],
  handler: (context) => setPinned(context, true),
});
