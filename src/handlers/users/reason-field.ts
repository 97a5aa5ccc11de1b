import { Type } from "@sinclair/typebox";
import { longestReason } from "../../actions/members/reason.ts";

export const Reason = Type.Optional(
  Type.Union([Type.String({ maxLength: longestReason * 2 }), Type.Null()], {
    description: `At most ${longestReason} characters`,
  }),
);
