/** Fields that `login` and `register` share. */
import { Type } from "@sinclair/typebox";
import { limits } from "../../protocol/limits.ts";

export const Remember = Type.Optional(
  Type.Boolean({ description: "Begins a session, whose token `ready` has in `login_session`" }),
);

export const InviteCode = Type.Optional(
  Type.String({ maxLength: limits.inviteCode, description: "Code of an invite, in any case" }),
);

export const DeviceName = Type.Optional(
  Type.String({ maxLength: limits.deviceName, description: "Name of the session, for `sessions_list`" }),
);
