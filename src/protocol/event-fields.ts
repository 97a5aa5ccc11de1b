/** Fields of many events. */
import { Type } from "@sinclair/typebox";

export const global = Type.Optional(
  Type.Literal(true, { description: "In every copy of a packet that is also a reply" }),
);
export const threadId = Type.Union([Type.String(), Type.Null()], {
  description: "Id of the thread, null in a channel",
});
