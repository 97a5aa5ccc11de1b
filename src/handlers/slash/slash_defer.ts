import { Type } from "@sinclair/typebox";
import { deferAnswer } from "../../actions/slash/defer.ts";
import { fail } from "../../protocol/errors.ts";
import { slashDeferred } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const slashDefer = command({
  name: "slash_defer",
  summary:
    "For bots: tells the caller that the answer to a call takes some time. An answer that doesn't come in that time is refused.",
  login: "required",
  timedOut: "refused",
  cost: "slash_answer",
  request: Type.Object({
    call: Type.String({ maxLength: limits.id, description: "Id of the call" }),
    seconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.slashDeferral,
        description: `From now, and at most ${limits.slashDeferral} seconds after the call; default ${limits.slashDeferral}. Sent again, it replaces the earlier time`,
      }),
    ),
  }),
  reply: Type.Object({ call: Type.String(), until: slashDeferred.fields.properties.until }),
  events: [slashDeferred],
  errors: ["slash_call_not_found", "slash_call_late"],
  handler(context, { call: id, seconds = limits.slashDeferral }) {
    const found = context.slashCalls.named(context.user.id, id);
    return found ? deferAnswer(context, found, seconds) : fail("slash_call_not_found");
  },
});
