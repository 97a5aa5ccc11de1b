/** What `thread_join` and `thread_leave` answer. */
import { Type } from "@sinclair/typebox";
import { ThreadObject } from "../../protocol/objects.ts";

export const partReply = {
  thread: ThreadObject,
  channel: Type.String(),
  thread_id: Type.String(),
  user: Type.String(),
  global: Type.Literal(true),
};
