/** The reply of `thread_pin` and `thread_unpin`. */
import { Type } from "@sinclair/typebox";
import { ThreadObject } from "../../protocol/objects.ts";

export const pinReply = {
  thread_id: Type.String(),
  channel: Type.String(),
  pinned: Type.Boolean(),
  thread: ThreadObject,
};
