/** Bots, managed like the commands `bot_*`. A token is shown once. */
import { answer } from "../actions/answer.ts";
import { createBot, deleteBot, replaceBotToken, wireBot } from "../actions/bots/manage.ts";
import { commit } from "../actions/outcome.ts";
import { allBots } from "../db/bots.ts";
import type { WireBot } from "../protocol/objects.ts";
import {
  asOperator,
  decided,
  findMember,
  type OperatorParts,
  operatorWording,
  type Problem,
} from "./parts.ts";

/** The oldest first, without tokens. */
export function botList(parts: OperatorParts): Promise<{ readonly bots: readonly WireBot[] } | Problem> {
  return decided(parts, "bot_list", () =>
    commit(allBots({}), (bots) => ({
      reply: { bots: bots.flatMap((bot) => wireBot(bot, parts.state) ?? []) },
    })),
  );
}

export function botCreate(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<{ readonly bot: WireBot; readonly token: string } | Problem> {
  return decided<{ bot: WireBot; token: string }>(parts, "bot_create", () =>
    answer(createBot(asOperator(parts), name), ({ result }) => ({ reply: result })),
  );
}

/** Gives the bot a new token. The old one is of no more use. */
export function botToken(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<{ readonly id: string; readonly token: string } | Problem> {
  return decided<{ id: string; token: string }>(parts, "bot_token_reset", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    return answer(replaceBotToken(asOperator(parts), user), ({ result }) => ({
      reply: { id: user.id, token: result },
    }));
  });
}

export function botDelete(
  parts: OperatorParts,
  { name }: { readonly name: string },
): Promise<{ readonly id: string } | Problem> {
  return decided<{ id: string }>(parts, "bot_delete", () => {
    const user = findMember(name, parts.state);
    if ("problem" in user) return user;
    const step = answer(deleteBot(asOperator(parts), user), () => ({ reply: { id: user.id } }));
    return operatorWording(step, user);
  });
}
