import { Type } from "@sinclair/typebox";
import { registerSlashes, slashEvents } from "../../actions/slash/register.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { slashTypes } from "../../protocol/objects.ts";
import { command } from "../command.ts";

/** Schemas count UTF-16 units, and the exact checks come later. */
const text = (characters: number) => Type.String({ maxLength: characters * 4 });
const truth = (description: string) =>
  Type.Optional(Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: 10 })], { description }));
const roles = Type.Optional(
  Type.Union([Type.Array(text(100), { maxItems: limits.roles }), Type.Null()], {
    description: "Role names; null or empty: no restriction",
  }),
);

export const slashRegister = command({
  name: "slash_register",
  summary:
    "Replaces the slash commands that this connection answers. They are gone when it ends. Of two connections of one user, the newer one gets the calls.",
  login: "required",
  timedOut: "refused",
  cost: "slash",
  request: Type.Object({
    commands: Type.Array(
      Type.Object({
        name: text(limits.slashName),
        description: text(limits.slashDescription),
        options: Type.Optional(
          Type.Array(
            Type.Object({
              name: text(limits.slashName),
              description: Type.Optional(text(limits.slashDescription)),
              type: Type.Union(slashTypes.map((type) => Type.Literal(type))),
              required: truth("Default true"),
              choices: Type.Optional(
                Type.Union([Type.Array(text(limits.slashChoice), { maxItems: 1000 }), Type.Null()], {
                  description: "Needed for an `enum`, and ignored for others",
                }),
              ),
              autocomplete: truth(
                "While a member types this argument, the bot is asked for choices; default false. Not for `bool` and `enum`",
              ),
            }),
            { maxItems: 1000 },
          ),
        ),
        whitelistRoles: roles,
        blacklistRoles: roles,
        ephemeral: truth("Answers that don't say otherwise go to the caller alone; default false"),
      }),
      { maxItems: 1000, description: `At most ${limits.slashCommands}; none withdraws all` },
    ),
  }),
  reply: Type.Object({ val: Type.String() }),
  events: slashEvents,
  errors: ["slash_command_invalid", "too_many", "role_required"],
  handler(context, { commands }) {
    // A member without any role is a guest on the reference server.
    if (context.user.roles.length === 0) return fail("role_required", { role: "user" });
    const step = registerSlashes(context, context.caller.id, commands);
    if ("code" in step) return step;
    return { ...step, reply: { val: `${commands.length} commands registered successfully` } };
  },
});
