import { Type } from "@sinclair/typebox";
import { departure } from "../../actions/members/member-events.ts";
import { commit } from "../../actions/outcome.ts";
import { isLastOwner } from "../../chat/ownership.ts";
import { removeUser } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { userLeave as userLeaveEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";

export const userLeave = command({
  name: "user_leave",
  summary: "Leaves the server: deletes the own account here and closes its connections. Messages stay.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    channel: Type.Optional(
      Type.Unknown({
        description: "Refused: a client that leaves a single conversation does not mean the server",
      }),
    ),
  }),
  reply: Type.Object({ user: Type.String(), val: Type.String() }),
  events: [userLeaveEvent],
  errors: ["last_owner", "channel_cannot_be_left"],
  precheck: ({ channel }) =>
    channel === undefined || channel === null ? null : fail("channel_cannot_be_left"),
  handler({ state, user, now }) {
    if (isLastOwner(user, state)) return fail("last_owner");
    return commit(removeUser({ id: user.id, now: now / 1000 }), () => ({
      ...departure(user, "You left the server"),
      reply: { user: user.username, val: "User left server" },
    }));
  },
});
