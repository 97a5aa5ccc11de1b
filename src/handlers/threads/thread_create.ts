import { Type } from "@sinclair/typebox";
import { channelCommand } from "../command.ts";
import { startErrors, startEvents, startFields, startReply, startThread } from "./start-thread.ts";

/** 04 §2.1. */
export const threadCreate = channelCommand({
  name: "thread_create",
  summary: "Starts a thread in a forum, with its first message if `content` is given.",
  login: "required",
  timedOut: "refused",
  channel: ["view"],
  largeFrames: true,
  speaks: true,
  adds: true,
  cost: "change",
  order: "exclusive",
  request: Type.Object(startFields),
  reply: Type.Object(startReply),
  events: [...startEvents],
  errors: [...startErrors],
  handler: (context, request) => startThread(context, request, "thread_create"),
});
