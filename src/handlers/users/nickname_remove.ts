import { Type } from "@sinclair/typebox";
import { noNickname } from "../../actions/members/member-events.ts";
import { setNickname } from "../../actions/members/rename.ts";
import { nicknameRemove as nicknameRemoveEvent } from "../../protocol/events.ts";
import { command } from "../command.ts";

export const nicknameRemove = command({
  name: "nickname_remove",
  summary: "Removes the user's nickname. Where member permissions are enforced it needs `change_nickname`.",
  login: "required",
  timedOut: "refused",
  cost: "change",
  order: "exclusive",
  request: Type.Object({}),
  reply: nicknameRemoveEvent.fields,
  events: [nicknameRemoveEvent],
  errors: ["permission_required"],
  handler: (context) => setNickname(context, null, noNickname),
});
