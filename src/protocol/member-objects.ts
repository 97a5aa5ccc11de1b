/** Users and roles on the wire. */
import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "./object-fields.ts";

export const StatusObject = Type.Object({
  status: Type.String({ description: "online, idle, dnd, offline or invisible" }),
  text: Type.String({ description: "At most 100 characters" }),
});

const Gradient = nullable(
  Type.Array(Type.String(), { description: "2-6 colours that newer clients draw the name in" }),
);

/** Every user object has every field. */
export const UserObject = Type.Object({
  id: Type.String(),
  username: Type.String({
    description: "Unique without regard to case; `USR:local_<name>` for local accounts",
  }),
  nickname: nullable(Type.String()),
  roles: Type.Array(Type.String(), { description: "Role names; the first gives the colour" }),
  color: nullable(Type.String()),
  gradient: Gradient,
  status: StatusObject,
  cracked: Type.Boolean({ description: "A local account" }),
  bot: Type.Optional(Type.Literal(true, { description: "Only of bots" })),
  pfp: nullable(Type.String({ description: "URL of the picture" })),
});
export type WireUser = Static<typeof UserObject>;

export const RoleObject = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  color: nullable(Type.String()),
  gradient: Gradient,
  hoisted: Type.Boolean({ description: "Own section in the member list" }),
  permissions: Type.Array(Type.String()),
  self_assignable: Type.Boolean(),
  category: nullable(Type.String()),
  position: Type.Integer({ description: "0 is the highest" }),
});
export type WireRole = Static<typeof RoleObject>;
export const RoleMap = Type.Record(Type.String(), RoleObject, {
  description: "Role name to role, highest first",
});
