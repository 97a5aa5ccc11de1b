/** Slash commands on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "./object-fields.ts";

export const slashTypes = ["str", "int", "float", "bool", "enum"] as const;

export const SlashOptionObject = Type.Object({
  name: Type.String(),
  description: Type.String(),
  type: Type.Union(slashTypes.map((type) => Type.Literal(type))),
  required: Type.Boolean(),
  choices: Type.Optional(
    nullable(Type.Array(Type.String(), { description: "The values that an `enum` can have" })),
  ),
  autocomplete: Type.Optional(
    Type.Literal(true, { description: "`slash_autocomplete` asks the bot for choices while it is typed" }),
  ),
});
export type WireSlashOption = Static<typeof SlashOptionObject>;

export const SlashCommandObject = Type.Object({
  name: Type.String({ description: "Without the slash" }),
  description: Type.String(),
  options: Type.Array(SlashOptionObject),
  whitelistRoles: nullable(
    Type.Array(Type.String(), {
      description: "Role names, of which the caller needs one; null: none needed",
    }),
  ),
  blacklistRoles: nullable(
    Type.Array(Type.String(), { description: "Role names whose holders may not call it" }),
  ),
  needs: Type.Optional(
    Type.Object(
      {
        permissions: Type.Array(Type.String(), { description: "The caller needs one of these" }),
        roles: Type.Array(Type.String(), { description: "Role names whose holders need none of them" }),
      },
      { description: "Only of the server's own; absent: everybody may call it" },
    ),
  ),
  ephemeral: Type.Boolean({ description: "Answers that don't say otherwise go to the caller alone" }),
  registeredBy: Type.String({ description: "Username of the bot; `originChats` for the server's own" }),
});
export type WireSlashCommand = Static<typeof SlashCommandObject>;
