import { Type } from "@sinclair/typebox";
import { askForChoices } from "../../actions/slash/complete.ts";
import { slashAutocomplete as slashAutocompleteEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { channelCommand } from "../command.ts";
import { channelAddress } from "../request-fields.ts";

export const slashAutocomplete = channelCommand({
  name: "slash_autocomplete",
  summary:
    "Asks the bot of a slash command for choices while the user types an argument. They come as `slash_choices` with the same `query`, or not at all. A connection waits for its newest query only.",
  login: "required",
  timedOut: "refused",
  channel: ["view", "send"],
  speaks: true,
  cost: "slash_query",
  request: Type.Object({
    ...channelAddress,
    command: Type.String({ maxLength: limits.slashName * 4, description: "Without the slash" }),
    option: Type.String({ maxLength: limits.slashName * 4, description: "The option that is typed" }),
    value: Type.String({
      maxLength: limits.slashChoice * 4,
      description: "What has been typed of it",
    }),
    args: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: "The other arguments, as in `slash_call`. Those that don't fit are left out",
      }),
    ),
  }),
  reply: Type.Object({ query: Type.String() }),
  events: [slashAutocompleteEvent],
  errors: [
    "channel_wrong_type",
    "role_required",
    "send_denied",
    "slash_denied",
    "slash_not_found",
    "slash_option_not_completed",
  ],
  handler: (context, { command, option, value, args = {} }) =>
    askForChoices(context, context.caller.id, { command, option, value, args }),
});
