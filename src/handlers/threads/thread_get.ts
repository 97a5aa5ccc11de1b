import { Type } from "@sinclair/typebox";
import { wireThread } from "../../chat/wire-thread.ts";
import { ThreadObject } from "../../protocol/objects.ts";
import { threadCommand } from "../command.ts";
import { threadAddress } from "./thread-fields.ts";

export const threadGet = threadCommand({
  name: "thread_get",
  summary: "Gets one thread by its id.",
  login: "required",
  timedOut: "allowed",
  channel: ["view"],
  thread: true,
  cost: "read",
  request: Type.Object(threadAddress),
  reply: Type.Object({ thread: ThreadObject }),
  events: [],
  errors: ["thread_not_found"],
  handler: ({ thread, state }) => ({ reply: { thread: wireThread(thread, state) } }),
});
