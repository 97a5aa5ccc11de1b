import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { createBot } from "../../actions/bots/manage.ts";
import { userJoin } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { BotObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const botCreate = command({
  name: "bot_create",
  summary: `Makes a bot: a member that logs in by a token (\`login\`). The token is shown in this answer only. At most ${limits.bots} for a server.`,
  login: "required",
  timedOut: "refused",
  permission: "manage_server",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({ maxLength: 100, description: "2-32 of a-z 0-9 _ -; trimmed, lower-cased" }),
  }),
  reply: Type.Object({ bot: BotObject, token: Type.String() }),
  events: [userJoin],
  errors: ["username_length", "username_characters", "username_reserved", "username_taken", "too_many"],
  handler: (context, { name }) => answer(createBot(context, name), ({ result }) => ({ reply: result })),
});
