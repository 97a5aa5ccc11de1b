import { Type } from "@sinclair/typebox";
import { accessUser } from "../../chat/access.ts";
import { wireUser } from "../../chat/wire.ts";
import { isFailure } from "../../protocol/errors.ts";
import { StatusObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const statusGet = command({
  name: "status_get",
  summary: "Gets the status of a member as others see it. One's own is the real one.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  replyName: "status",
  request: Type.Object({ user: UserName }),
  reply: Type.Object({ username: Type.String(), status: StatusObject }),
  events: [],
  errors: ["user_not_found"],
  handler({ state, user }, request) {
    const target = accessUser(request.user, state);
    if (isFailure(target)) return target;
    const { username, status } = wireUser(target, state, target.id === user.id ? "own" : "others");
    return { reply: { username, status } };
  },
});
