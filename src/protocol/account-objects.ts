/** Invites, sessions and bots on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable, seconds } from "./object-fields.ts";

export const InviteObject = Type.Object({
  code: Type.String({ description: "12 hexadecimal characters; accepted in any case" }),
  url: Type.String({ description: "A page for people" }),
  created_by: Type.String({ description: "Username" }),
  created_at: seconds("When it was made"),
  expires_at: nullable(seconds("When it ends; null: never")),
  max_uses: Type.Integer({ description: "How many people may join with it; 0: any number" }),
  uses: Type.Integer({ description: "How many have" }),
  roles: Type.Array(Type.String(), { description: "Names of roles that they get besides the usual ones" }),
});
export type WireInvite = Static<typeof InviteObject>;

/** Only its own member gets it. */
export const LoginSessionObject = Type.Object({
  id: Type.String(),
  device: Type.String({ description: "As the client named it at the login; may be empty" }),
  created_at: seconds("When it began"),
  used_at: seconds("Of the newest login with it, at most an hour late"),
  expires_at: seconds("When it ends; each login with it puts it off"),
  current: Type.Boolean({ description: "This connection logged in with it" }),
});
export type WireLoginSession = Static<typeof LoginSessionObject>;

/** Only members with `manage_server` get it. */
export const BotObject = Type.Object({
  id: Type.String({ description: "User id" }),
  username: Type.String(),
  nickname: nullable(Type.String()),
  created_by: Type.String({ description: "User id" }),
  created_at: seconds("When it was made"),
});
export type WireBot = Static<typeof BotObject>;
