/** Bots are made and deleted by members with `manage_server`. A token is shown once. */
import { emit, everyone } from "../../chat/emission.ts";
import { powerfulMemberLike } from "../../chat/impersonation.ts";
import { idForNewAccount, isBot } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { isReservedUsername, localUsername } from "../../chat/names.ts";
import { newMember } from "../../chat/new-member.ts";
import type { State } from "../../chat/state.ts";
import { wireUser } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { type Bot, resetBotToken, createBot as storeBot } from "../../db/bots.ts";
import { removeUser } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { userJoin } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { localPrefix } from "../../protocol/local-names.ts";
import type { WireBot } from "../../protocol/objects.ts";
import { hashOfSecret, newSecret } from "../../sealing/sealing.ts";
import { mayNotModerate, member } from "../actor.ts";
import { auditRecord } from "../audit.ts";
import { departure } from "../members/member-events.ts";
import { commit } from "../outcome.ts";
import type { ByMember } from "../world.ts";

/** Makes a member with the roles of newcomers, which logs in by the token of the result alone. */
export function createBot(context: ByMember, given: string) {
  const { state, config, user: creator, now } = context;
  const checked = localUsername(given);
  if (isFailure(checked)) return checked;
  const { name } = checked;
  if (isReservedUsername(name)) return fail("username_reserved");
  const id = powerfulMemberLike(name, null, state) ? null : idForNewAccount(name, state);
  if (id === null) return fail("username_taken");
  const names = { id, username: localPrefix + name, nickname: name };
  const added = newMember(names, config.DB.users.default, state.roles, now / 1000);
  const user: User = { ...added, extra: { ...added.extra, bot: true } };
  const token = newSecret();
  const bot: Bot = {
    user: id,
    tokenHash: hashOfSecret(token),
    createdBy: creator.id,
    createdAt: now / 1000,
  };
  const record = auditRecord(context, "bot_create", user);
  return commit(audited(storeBot({ bot, user, most: limits.bots }), record), (failure) => {
    if (failure) return failure;
    return {
      changes: [{ type: "users", users: [user] } as const],
      events: [emit(userJoin, { user: wireUser(user, state) }, everyone)],
      result: { bot: describedBot(bot, user), token },
    };
  });
}

/** Gives the bot a new token, and ends its connections. The result is the token. */
export function replaceBotToken(context: ByMember, target: User) {
  const refused = mayNotManage(context, target);
  if (refused) return refused;
  const token = newSecret();
  const write = resetBotToken({ user: target.id, hash: hashOfSecret(token) });
  return commit(audited(write, auditRecord(context, "bot_token_reset", target)), (failure) => {
    if (failure) return failure;
    const expel = {
      kind: "expel",
      user: target.id,
      error: fail("token_replaced"),
      reason: "The token was replaced",
    } as const;
    return { effects: [expel], result: token };
  });
}

/** Ends the bot's membership, and with it the token. What it wrote stays. */
export function deleteBot(context: ByMember, target: User) {
  const refused = mayNotManage(context, target);
  if (refused) return refused;
  if (target.bannedAt !== null) return fail("member_banned");
  const write = removeUser({ id: target.id, now: context.now / 1000 });
  return commit(audited(write, auditRecord(context, "bot_delete", target)), () =>
    departure(target, "The bot was deleted", fail("account_deleted")),
  );
}

/** Null: it is a member no more. */
export function wireBot(bot: Bot, state: State): WireBot | null {
  const user = state.users.get(bot.user);
  return user ? describedBot(bot, user) : null;
}

function describedBot({ user: id, createdBy, createdAt }: Bot, { username, nickname }: User): WireBot {
  return { id, username, nickname, created_by: createdBy, created_at: createdAt };
}

function mayNotManage({ user, state }: ByMember, target: User) {
  return isBot(target) ? mayNotModerate(member(user), target, state) : fail("not_a_bot");
}
