import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { revokeSession } from "../../actions/sessions/manage.ts";
import { command } from "../command.ts";

export const sessionRevoke = command({
  name: "session_revoke",
  summary:
    "Ends a remembered session of your account, the connections that logged in with it, and web push to the browsers that subscribed in it.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) }),
  reply: Type.Object({ id: Type.String(), revoked: Type.Literal(true) }),
  events: [],
  errors: ["session_not_found"],
  handler: (context, { id }) => answer(revokeSession(context, id), () => ({ reply: { id, revoked: true } })),
});
