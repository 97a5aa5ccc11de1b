/** Changing roles, for `user_roles_set`, `user_roles_add` and `user_roles_remove`. */

import { Type } from "@sinclair/typebox";
import { memberRoleEvents } from "../../actions/roles/announce.ts";
import { callEndEvents } from "../../actions/voice/leave-call.ts";
import type { ErrorCode } from "../../protocol/errors.ts";
import { channelsGet, unreadsUpdate } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import { RoleName, UserName } from "../request-fields.ts";

export const assignment = {
  login: "required",
  timedOut: "refused",
  permission: "manage_users",
  cost: "change",
  order: "exclusive",
  replyName: "user_roles_get",
  request: Type.Object({
    user: UserName,
    roles: Type.Array(RoleName, { minItems: 1, maxItems: limits.ownRoles }),
  }),
  reply: Type.Object({
    user: Type.String(),
    roles: Type.Array(Type.String()),
    color: Type.Union([Type.String(), Type.Null()]),
    global: Type.Literal(true),
  }),
  events: [...memberRoleEvents, channelsGet, unreadsUpdate, ...callEndEvents],
  errors: [
    "user_not_found",
    "role_unknown",
    "hierarchy",
    "role_required",
    "cannot_grant",
    "last_owner",
    "too_many",
  ],
} as const satisfies { readonly errors: readonly ErrorCode[]; readonly [key: string]: unknown };
