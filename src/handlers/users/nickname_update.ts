import { Type } from "@sinclair/typebox";
import { newNickname } from "../../actions/members/member-events.ts";
import { setNickname } from "../../actions/members/rename.ts";
import { memberImitated } from "../../chat/impersonation.ts";
import { nickname as checkedNickname } from "../../chat/names.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { nicknameUpdate as nicknameUpdateEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const nicknameUpdate = command({
  name: "nickname_update",
  summary: "Sets the user's nickname. Where member permissions are enforced it needs `change_nickname`.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    nickname: Type.String({
      maxLength: limits.nickname * 10,
      description: `1-${limits.nickname} characters`,
    }),
  }),
  reply: nicknameUpdateEvent.fields,
  events: [nicknameUpdateEvent],
  errors: ["permission_required", "nickname_taken"],
  handler(context, request) {
    const checked = checkedNickname(request.nickname);
    if (isFailure(checked)) return checked;
    const { nickname } = checked;
    if (nickname === null) {
      return fail("invalid_field", { field: "nickname", problem: "it is empty; nickname_remove removes it" });
    }
    if (memberImitated(nickname, context.user, context.state)) return fail("nickname_taken");
    return setNickname(context, nickname, (after) => newNickname(after, nickname));
  },
});
