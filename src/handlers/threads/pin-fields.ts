/** What `thread_pin` and `thread_unpin` answer. */
import { Type } from "@sinclair/typebox";
import { ThreadObject } from "../../protocol/objects.ts";

export const pinReply = {
  thread_id: Type.String(),
  channel: Type.String(),
  pinned: Type.Boolean(),
  thread: ThreadObject,
};
