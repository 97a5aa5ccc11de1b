import { Type } from "@sinclair/typebox";
import { auditRecord, given, withBefore } from "../../actions/audit.ts";
import { nameEventList, nameEvents } from "../../actions/members/member-events.ts";
import { commit } from "../../actions/outcome.ts";
import { accessSelfOrSubordinate } from "../../chat/access.ts";
import { memberImitated, powerfulMemberLike } from "../../chat/impersonation.ts";
import { isLocal, registeredAs } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { nickname as checkedNickname, isReservedUsername, localUsername } from "../../chat/names.ts";
import { isOwner } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { localPrefix, withoutPrefix } from "../../protocol/local-names.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

/** 02 §3.4. */
export const userUpdate = command({
  name: "user_update",
  summary: "Changes the nickname of a member below the actor; of a local account also the username.",
  login: "required",
  timedOut: "refused",
  permission: "manage_users",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    user: UserName,
    updates: Type.Object(
      {
        nickname: Type.Optional(
          Type.Union([Type.String({ maxLength: limits.nickname * 10 }), Type.Null()], {
            description: `At most ${limits.nickname} characters; null or "" removes it`,
          }),
        ),
        username: Type.Optional(
          Type.String({
            maxLength: limits.username,
            description: "2-32 of a-z 0-9 _ -, with or without `USR:local_`",
          }),
        ),
      },
      { minProperties: 1, additionalProperties: false },
    ),
  }),
  reply: Type.Object({
    user: Type.String({ description: "The username before" }),
    username: Type.Optional(Type.String({ description: "The new username, if it changed" })),
    nickname: Type.Union([Type.String(), Type.Null()]),
  }),
  events: [...nameEventList],
  errors: [
    "user_not_found",
    "hierarchy",
    "username_fixed",
    "username_in_use",
    "username_reserved",
    "nickname_taken",
    "username_length",
    "username_characters",
  ],
  handler(context, { user: name, updates }) {
    const { state, user: actor } = context;
    const target = accessSelfOrSubordinate(name, actor, state);
    if (isFailure(target)) return target;
    const renamed = withUsername(target, updates.username, actor, state);
    if (isFailure(renamed)) return renamed;
    const checked =
      updates.nickname === undefined ? { nickname: target.nickname } : checkedNickname(updates.nickname);
    if (isFailure(checked)) return checked;
    const { nickname } = checked;
    if (nickname !== null && nickname !== target.nickname && memberImitated(nickname, renamed, state))
      return fail("nickname_taken");
    const after = { ...renamed, nickname };
    const reply = {
      user: target.username,
      ...(after.username !== target.username && { username: after.username }),
      nickname: after.nickname,
    };
    const events = nameEvents(target, after);
    if (events.length === 0) return { reply };
    const details = withBefore(given(updates, ["username", "nickname"]), target);
    const record = auditRecord(context, "user_update", target, details);
    return commit(audited(updateUsers({ users: [after] }), record), () => ({
      changes: [{ type: "users", users: [after] }],
      events,
      reply,
    }));
  },
});

/** Names of other accounts are the identity service's. A new one may be no other member's name, nor id. */
function withUsername(target: User, wanted: string | undefined, actor: User, state: State) {
  if (wanted === undefined || wanted === target.username) return target;
  if (!isLocal(target)) return fail("username_fixed");
  const checked = localUsername(withoutPrefix(wanted));
  if (isFailure(checked)) return checked;
  const username = localPrefix + checked.name;
  if (username === target.username) return target;
  // Only owners give a name in which somebody could speak for the server.
  if (isReservedUsername(checked.name) && !isOwner(actor, state.roles.byId)) return fail("username_reserved");
  const holder = state.userByName(username) ?? registeredAs(username, state);
  const isTaken = holder ? holder.id !== target.id : powerfulMemberLike(checked.name, target.id, state);
  return isTaken ? fail("username_in_use") : { ...target, username };
}
