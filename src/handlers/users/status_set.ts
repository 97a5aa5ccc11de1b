import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { setStatus } from "../../actions/members/set-status.ts";
import { answered } from "../../actions/outcome.ts";
import { emit, onlyUser } from "../../chat/emission.ts";
import { type Status, statusNames } from "../../chat/model.ts";
import { codePoints, statusText } from "../../chat/names.ts";
import { isHidden } from "../../chat/presence.ts";
import { timedOut } from "../../chat/speaking.ts";
import { fail } from "../../protocol/errors.ts";
import { statusChanged, userConnect, userDisconnect } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { StatusObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const statusSet = command({
  name: "status_set",
  summary:
    "Sets the user's status and its text. `offline` and `invisible` hide the user: others see them as disconnected. The reply is named `status_get` for a visible status, `status_set` for a hidden one. More than about 10 changes in 30 s are stored, and only the last one is sent to others, later. While the user is timed out, the text can only stay or be removed.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    status: Type.Union(statusNames.map((name) => Type.Literal(name))),
    text: Type.Optional(Type.Union([Type.String({ maxLength: limits.statusText * 4 }), Type.Null()])),
  }),
  reply: Type.Object({ status: StatusObject }),
  events: [statusChanged, userConnect, userDisconnect],
  errors: ["timed_out"],
  handler(context, request) {
    const { user, timeoutLeft } = context;
    const status: Status = { status: request.status, text: statusText(request.text) };
    if (codePoints(status.text) > limits.statusText) {
      return fail("invalid_field", { field: "text", problem: `at most ${limits.statusText} characters` });
    }
    // During a timeout a new text is refused. The status itself may change: clients set it without being asked.
    const muted = status.text === "" || status.text === user.status.text ? null : timedOut(timeoutLeft(user));
    if (muted) return muted;
    const { username } = user;
    const packet = emit(statusChanged, { username, status, global: true }, onlyUser(user.id));
    const reply = isHidden(status) ? { status } : answered(packet);
    return answer(setStatus(context, status), () => ({ reply }));
  },
});
