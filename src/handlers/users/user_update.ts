import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { nameEventList } from "../../actions/members/member-events.ts";
import { renameMember } from "../../actions/members/rename.ts";
import { accessSelfOrSubordinate } from "../../chat/access.ts";
import { isFailure } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";
import { UserName } from "../request-fields.ts";

export const userUpdate = command({
  name: "user_update",
  summary: "Changes the nickname of a member below the actor, and of a local account also the username.",
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
    user: Type.String({ description: "The username before the change" }),
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
    const target = accessSelfOrSubordinate(name, context.user, context.state);
    if (isFailure(target)) return target;
    return answer(renameMember(context, target, updates), ({ result: { username, nickname } }) => ({
      reply: { user: target.username, ...(username !== target.username && { username }), nickname },
    }));
  },
});
