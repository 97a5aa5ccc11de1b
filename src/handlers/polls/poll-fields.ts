/** How a request names a poll. */
import { Type } from "@sinclair/typebox";
import { limits } from "../../protocol/limits.ts";

const Id = Type.Optional(Type.Union([Type.String({ maxLength: limits.id }), Type.Null()]));
export const pollAddress = {
  poll_id: Id,
  message_id: Type.Optional(
    Type.Union([Type.String({ maxLength: limits.id }), Type.Null()], { description: "Instead of `poll_id`" }),
  ),
};
