import { Type } from "@sinclair/typebox";
import { wireBot } from "../../actions/bots/manage.ts";
import { commit } from "../../actions/outcome.ts";
import { allBots } from "../../db/bots.ts";
import { BotObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const botList = command({
  name: "bot_list",
  summary: "Lists the bots, without their tokens, the oldest first.",
  login: "required",
  timedOut: "allowed",
  permission: "manage_server",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ bots: Type.Array(BotObject) }),
  events: [],
  errors: [],
  handler: ({ state }) =>
    commit(allBots({}), (bots) => ({ reply: { bots: bots.flatMap((bot) => wireBot(bot, state) ?? []) } })),
});
