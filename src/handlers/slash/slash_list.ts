import { Type } from "@sinclair/typebox";
import { builtIns } from "../../actions/slash/built-ins.ts";
import { SlashCommandObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const slashList = command({
  name: "slash_list",
  summary: "Lists all slash commands, also those that the user may not call.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ commands: Type.Array(SlashCommandObject) }),
  events: [],
  errors: [],
  handler: ({ state }) => ({
    reply: { commands: [...builtIns.values(), ...state.slashes.values()].map(({ wire }) => wire) },
  }),
});
