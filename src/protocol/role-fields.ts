/** The fields of a role in requests and in db/roles.json. */
import { Type } from "@sinclair/typebox";
import { limits } from "./limits.ts";

const text = (maxLength: number) => Type.Union([Type.String({ maxLength: maxLength * 2 }), Type.Null()]);

export const PermissionList = Type.Array(Type.String({ maxLength: limits.permissionId }), {
  maxItems: limits.permissions,
  description: "Permission ids; unknown ones are left out",
});

export const roleFields = {
  description: Type.Optional(text(limits.roleDescription)),
  color: Type.Optional(
    Type.Union([Type.String({ maxLength: 10 }), Type.Null()], { description: "#RGB or #RRGGBB" }),
  ),
  gradient: Type.Optional(
    Type.Union([Type.Array(Type.String({ maxLength: 10 }), { maxItems: 6 }), Type.Null()], {
      description: "2-6 colours that newer clients draw the names of members in; null clears it",
    }),
  ),
  hoisted: Type.Optional(Type.Boolean({ description: "Own section in the member list" })),
  self_assignable: Type.Optional(Type.Boolean()),
  permissions: Type.Optional(
    Type.Union([PermissionList, Type.Null()], { description: "Permission ids; unknown ones are left out" }),
  ),
  category: Type.Optional(text(limits.roleCategory)),
};
