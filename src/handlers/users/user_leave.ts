import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { leave } from "../../actions/members/remove.ts";
import { callEndEvents } from "../../actions/voice/leave-call.ts";
import { fail } from "../../protocol/errors.ts";
import { userLeave as userLeaveEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";

export const userLeave = command({
  name: "user_leave",
  summary: "Leaves the server: deletes the user's account here and closes its connections. Messages stay.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    channel: Type.Optional(
      Type.Unknown({
        description: "Refused, since a client that leaves a single conversation does not mean the server",
      }),
    ),
  }),
  reply: Type.Object({ user: Type.String(), val: Type.String() }),
  events: [...callEndEvents, userLeaveEvent],
  errors: ["last_owner", "channel_cannot_be_left"],
  precheck: ({ channel }) =>
    channel === undefined || channel === null ? null : fail("channel_cannot_be_left"),
  handler: (context) =>
    answer(leave(context), () => ({ reply: { user: context.user.username, val: "User left server" } })),
});
