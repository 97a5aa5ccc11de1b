import { Type } from "@sinclair/typebox";
import { callEndEvents, leavesCall, ownCall } from "../../actions/voice/leave-call.ts";
import { isFailure } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { OwnCallChannel } from "./voice-fields.ts";

export const voiceLeave = command({
  name: "voice_leave",
  summary: "Leaves the call that this connection is in.",
  login: "required",
  timedOut: "allowed",
  cost: "none",
  request: Type.Object({ channel: OwnCallChannel }),
  reply: Type.Object({ channel: Type.String() }),
  events: callEndEvents,
  errors: ["not_in_call"],
  handler({ state, user, caller }, { channel: named }) {
    const own = ownCall({ user: user.id, connection: caller.id }, named, state);
    if (isFailure(own)) return own;
    return { ...leavesCall(own.call, state), reply: { channel: own.channel.name } };
  },
});
