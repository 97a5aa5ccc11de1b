/** Events of a connection: its first packet, logging in, and its end. */
import { Type } from "@sinclair/typebox";
import { event } from "./event.ts";
import { UserObject } from "./objects.ts";

export const handshake = event({
  name: "handshake",
  summary: "The first packet of every connection: the server's name, limits and capabilities.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    val: Type.Object({
      server: Type.Record(Type.String(), Type.Unknown()),
      limits: Type.Record(Type.String(), Type.Number()),
      attachments: Type.Record(Type.String(), Type.Unknown()),
      version: Type.String(),
      validator_key: Type.String({
        description: "The key to make a Rotur validator for; this connection's own",
      }),
      capabilities: Type.Array(Type.String()),
      permissions: Type.Array(Type.String()),
      auth_mode: Type.String(),
      server_time: Type.Number({ description: "Unix seconds with fraction" }),
      signing_url: Type.Union([Type.String(), Type.Null()]),
    }),
  }),
});

export const authSuccess = event({
  name: "auth_success",
  summary: "The login was accepted; `ready` follows.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({ val: Type.String() }),
});

export const authError = event({
  name: "auth_error",
  summary:
    "A login was refused, or a command needs one. Never used for anything else, since clients open a dialog.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    val: Type.String(),
    code: Type.String(),
    reason: Type.Optional(
      Type.String({ description: "The code again, where clients can show more than the text" }),
    ),
  }),
});

export const ready = event({
  name: "ready",
  summary: "The login is complete: your user object, and where your stream of events starts.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    user: Type.Intersect([UserObject, Type.Object({ pfp_url: Type.Union([Type.String(), Type.Null()]) })]),
    validator: Type.String({
      description: "Authorizes uploads as `Authorization: Bearer` while this connection is open",
    }),
    session: Type.Object({
      id: Type.String(),
      epoch: Type.String({ description: "Changes with each start of the server" }),
      seq: Type.Integer({ description: "Every later event has a larger `seq`" }),
    }),
    login_session: Type.Optional(
      Type.Object(
        {
          id: Type.String(),
          token: Type.String(),
          expires_at: Type.Number({ description: "Unix seconds; each login with the token puts it off" }),
        },
        {
          description:
            "After a login with `remember`: `login` with this `token` as `session` needs no password",
        },
      ),
    ),
  }),
});

export const error = event({
  name: "error",
  summary: "A command failed; nothing was changed.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({
    src: Type.Optional(Type.Unknown({ description: "The command that failed, as it was sent" })),
    val: Type.String(),
    code: Type.String({ description: "Stable name of the error, see the errors table" }),
    retry_after: Type.Optional(Type.Integer({ description: "Milliseconds after which it may succeed" })),
    channel: Type.Optional(Type.Unknown({ description: "As in the request" })),
    thread_id: Type.Optional(Type.Unknown({ description: "As in the request" })),
  }),
});

export const rateLimit = event({
  name: "rate_limit",
  summary: "The rate limiter refused a message command, or the user was timed out.",
  audience: "user",
  replayed: false,
  fields: Type.Object({
    reason: Type.String(),
    length: Type.Integer({ description: "Milliseconds to wait" }),
    code: Type.Optional(Type.String({ description: "In a reply: the code in the errors table" })),
  }),
});

export const ping = event({
  name: "ping",
  summary: "Every 30 s; needs no answer.",
  audience: "connection",
  replayed: false,
  fields: Type.Object({}),
});

export const disconnect = event({
  name: "disconnect",
  summary: "The server is about to close this connection for good.",
  audience: "user",
  replayed: false,
  fields: Type.Object({ reason: Type.String() }),
});
