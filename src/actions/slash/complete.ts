/** While a member types an argument of a slash command, its bot offers choices. */
import { emit, onlyConnection } from "../../chat/emission.ts";
import { codePoints } from "../../chat/names.ts";
import { packetPlace } from "../../chat/place.ts";
import { fittingArguments } from "../../chat/slash.ts";
import type { SlashQuery } from "../../chat/slash-queries.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { slashAutocomplete, slashChoices } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { InPlace } from "../world.ts";
import { callable } from "./call.ts";

export interface ToComplete {
  readonly command: string;
  /** Name of the option that is being typed. */
  readonly option: string;
  /** What has been typed of it. */
  readonly value: string;
  /** The other arguments, as far as they are there. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** Asks the bot. Its choices come later, or not at all. @param connection that asks */
export function askForChoices(context: InPlace, connection: string, asked: ToComplete) {
  const { user, newId } = context;
  const { command: name, option: wanted, value, args } = asked;
  const found = callable(context, name);
  if (isFailure(found)) return found;
  const { command, bot } = found;
  const { options } = command.wire;
  const isOffered = options.some((option) => option.name === wanted && option.autocomplete === true);
  if (!isOffered) return fail("slash_option_not_completed", { option: wanted });
  const query: SlashQuery = { id: newId(), provider: bot.id, user: user.id, connection };
  const fields = {
    query: query.id,
    command: name,
    option: wanted,
    value,
    args: fittingArguments(args, options),
    invoker: user.id,
    invokerUsername: user.username,
    ...packetPlace(context),
  };
  return {
    events: [emit(slashAutocomplete, fields, onlyConnection(bot.id, command.connection))],
    effects: [{ kind: "slash_asked", query }] as const,
    reply: { query: query.id },
  };
}

/** Passes a bot's choices on to the connection that asked. */
export function offerChoices(query: SlashQuery, choices: readonly string[]) {
  const problem = choices.some((choice) => codePoints(choice) > limits.slashChoice)
    ? `a choice may have ${limits.slashChoice} characters`
    : null;
  if (problem !== null) return fail("invalid_field", { field: "choices", problem });
  const { id, user, connection } = query;
  return {
    events: [emit(slashChoices, { query: id, choices: [...choices] }, onlyConnection(user, connection))],
    effects: [{ kind: "slash_completed", query }] as const,
    reply: { query: id },
  };
}
