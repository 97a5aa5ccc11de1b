import { Type } from "@sinclair/typebox";
import { offerChoices } from "../../actions/slash/complete.ts";
import { fail } from "../../protocol/errors.ts";
import { slashChoices as slashChoicesEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const slashChoices = command({
  name: "slash_choices",
  summary: "For bots: answers a `slash_autocomplete`, once and within 10 seconds.",
  login: "required",
  timedOut: "refused",
  cost: "slash_answer",
  request: Type.Object({
    query: Type.String({ maxLength: limits.id, description: "Id of the query" }),
    choices: Type.Array(Type.String({ maxLength: limits.slashChoice * 4 }), {
      maxItems: limits.slashOffered,
      description: `At most ${limits.slashOffered} values of the option, each of at most ${limits.slashChoice} characters`,
    }),
  }),
  reply: Type.Object({ query: Type.String() }),
  events: [slashChoicesEvent],
  errors: ["slash_query_not_found"],
  handler({ user, slashCalls }, { query: id, choices }) {
    const query = slashCalls.query(user.id, id);
    return query ? offerChoices(query, choices) : fail("slash_query_not_found");
  },
});
