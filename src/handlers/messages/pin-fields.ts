/** The reply of `message_pin` and `message_unpin`. */
import { Type } from "@sinclair/typebox";
import { placeFields } from "../request-fields.ts";

export const pinReply = {
  id: Type.String(),
  ...placeFields,
  pinned: Type.Boolean(),
  global: Type.Literal(true),
};
