/** Names a thread in a request. */
import { Type } from "@sinclair/typebox";

export const threadAddress = {
  thread_id: Type.String({ minLength: 1, maxLength: 64, description: "Id of the thread" }),
};
