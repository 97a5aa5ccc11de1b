import { Type } from "@sinclair/typebox";
import { accessUser } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const pfpGet = command({
  name: "pfp_get",
  summary: "Gets the URL of a member's picture; null where clients choose the picture.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({ username: UserName }),
  reply: Type.Object({
    username: Type.String({ description: "As in the request" }),
    val: Type.Union([Type.String(), Type.Null()]),
  }),
  events: [],
  errors: ["user_not_found"],
  handler({ state }, { username }) {
    const target = accessUser(username, state);
    return isFailure(target) ? target : { reply: { username, val: target.pfp } };
  },
});
