import { Type } from "@sinclair/typebox";
import { channelsGet, usersOnline } from "../../protocol/events.ts";
import { command } from "../command.ts";

export const resume = command({
  name: "resume",
  summary:
    "Sends every event that this user missed since `seq`, in order and once, as fast as the client reads, then the events that came meanwhile; then replies. With `recovered: false` nothing was sent and the client must fetch everything again. The reasons: the events are no longer kept, the channels that the user may view have changed, `seq` is older than the user's first login since the server started, or a message was posted in a channel whose history the user may not read. Messages that were edited or deleted since come without their earlier text. Send it right after the login; events with a larger `seq` than that of `ready` may arrive before the missed ones.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({
    epoch: Type.String({ maxLength: 100, description: "From `ready.session`" }),
    seq: Type.Integer({ minimum: 0, description: "The largest `seq` that the client has handled" }),
  }),
  reply: Type.Object({
    recovered: Type.Boolean(),
    seq: Type.Integer({ description: "Everything up to here has been sent" }),
    events: Type.Integer({ description: "How many were sent" }),
  }),
  events: [channelsGet, usersOnline],
  errors: [],
  handler: (_context, request) => ({
    effects: [{ kind: "resume", epoch: request.epoch, seq: request.seq, reply: (result) => result }],
  }),
});
