import { Type } from "@sinclair/typebox";
import { startErrors, startEvents, startThread } from "../../actions/threads/start.ts";
import { channelCommand } from "../command.ts";
import { startFields, startReply } from "./start-fields.ts";

export const threadNew = channelCommand({
  name: "thread_new",
  summary: "`thread_create` under another name.",
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
  handler: (context, request) => startThread(context, request),
});
