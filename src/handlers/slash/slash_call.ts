import { Type } from "@sinclair/typebox";
import { callSlash } from "../../actions/slash/call.ts";
import { slashCall as slashCallEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";

export const slashCall = channelCommand({
  name: "slash_call",
  summary: "Calls a slash command in a channel or thread. The bot's answer comes as a message.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  speaks: true,
  cost: "slash",
  request: Type.Object({
    ...channelAddress,
    command: Type.String({ maxLength: limits.slashName * 4, description: "Without the slash" }),
    args: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'By option. Text is read as the option\'s type; null and "" count as left out',
      }),
    ),
  }),
  reply: slashCallEvent.fields,
  events: [slashCallEvent],
  errors: [
    "channel_wrong_type",
    "role_required",
    "send_denied",
    "slash_argument_invalid",
    "slash_denied",
    "slash_not_found",
  ],
  handler: (context, { command, args = {} }) => callSlash(context, { command, args }),
});
