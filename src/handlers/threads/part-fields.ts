/** The reply of `thread_join` and `thread_leave`. */
import { Type } from "@sinclair/typebox";
import { ThreadObject } from "../../protocol/objects.ts";

export const partReply = {
  thread: ThreadObject,
  channel: Type.String(),
  thread_id: Type.String(),
  user: Type.String(),
  global: Type.Literal(true),
};
