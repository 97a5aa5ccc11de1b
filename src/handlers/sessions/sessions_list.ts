import { Type } from "@sinclair/typebox";
import { wireSession } from "../../actions/sessions/manage.ts";
import { hasExpired } from "../../actions/sessions/session-login.ts";
import { sessionsOf } from "../../db/login-sessions.ts";
import { LoginSessionObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

export const sessionsList = command({
  name: "sessions_list",
  summary: "Lists the remembered sessions of your account, the last used first.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ sessions: Type.Array(LoginSessionObject) }),
  events: [],
  errors: [],
  async handler(context) {
    const { caller, read, user } = context;
    const sessions = await read(sessionsOf({ user: user.id }));
    const current = sessions.filter((session) => !hasExpired(session, context));
    return {
      reply: { sessions: current.map((session) => wireSession(session, context, caller.loginSession)) },
    };
  },
});
