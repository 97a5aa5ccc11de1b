import { Type } from "@sinclair/typebox";
import { builtInErrors, builtInEvents } from "../../actions/slash/built-in.ts";
import { builtIns } from "../../actions/slash/built-ins.ts";
import { callSlash } from "../../actions/slash/call.ts";
import { callBuiltIn } from "../../actions/slash/call-built-in.ts";
import { messageNew, slashCall as slashCallEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";

export const slashCall = channelCommand({
  name: "slash_call",
  summary:
    "Calls a slash command in a channel or thread. A bot's answer comes as a message; the server's own commands are answered with theirs.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  speaks: true,
  adds: true,
  order: "exclusive",
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
  reply: Type.Partial(Type.Object({ ...slashCallEvent.fields.properties, ...messageNew.fields.properties })),
  events: [slashCallEvent, ...builtInEvents],
  errors: [...builtInErrors, "slash_denied", "slash_not_found"],
  handler(context, { command, args = {} }) {
    const own = builtIns.get(command);
    return own ? callBuiltIn(context, own, { command, args }) : callSlash(context, { command, args });
  },
});
