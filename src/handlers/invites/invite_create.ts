import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { createInvite, wireInvite } from "../../actions/invites/manage.ts";
import { limits } from "../../protocol/limits.ts";
import { InviteObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";
import { RoleName } from "../request-fields.ts";

const week = 7 * 86_400;

export const inviteCreate = command({
  name: "invite_create",
  summary: `Makes an invite, with which people join. At most ${limits.invites} of one member.`,
  login: "required",
  timedOut: "refused",
  permission: "create_invite",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    max_uses: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100_000, description: "How many may join; default 0: any number" }),
    ),
    expires_in: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 365 * 86_400,
        description: "Seconds; default a week; 0: for ever",
      }),
    ),
    roles: Type.Optional(
      Type.Array(RoleName, {
        maxItems: limits.ownRoles,
        description: "Names of roles that newcomers get besides the usual ones. Needs `manage_users`",
      }),
    ),
  }),
  reply: Type.Object({ invite: InviteObject }),
  events: [],
  errors: ["permission_required", "role_not_found", "invalid_field", "hierarchy", "cannot_grant", "too_many"],
  handler(context, { max_uses: maxUses = 0, expires_in: expiresIn = week, roles = [] }) {
    const base = context.publicUrl();
    return answer(createInvite(context, { maxUses, expiresIn, roles }), ({ result }) => ({
      reply: { invite: wireInvite(result, context.state, base) },
    }));
  },
});
