import { Type } from "@sinclair/typebox";
import { answer } from "../../actions/answer.ts";
import { endInvite } from "../../actions/invites/manage.ts";
import { normalCode } from "../../actions/invites/use.ts";
import { inviteByCode } from "../../db/invites.ts";
import { fail } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { command } from "../command.ts";

export const inviteDelete = command({
  name: "invite_delete",
  summary: "Ends an invite of yours, or with `manage_invites` or `manage_server` that of another member.",
  login: "required",
  timedOut: "allowed",
  cost: "change",
  order: "exclusive",
  request: Type.Object({ code: Type.String({ minLength: 1, maxLength: limits.inviteCode }) }),
  reply: Type.Object({ code: Type.String(), deleted: Type.Literal(true) }),
  events: [],
  errors: ["invite_not_found"],
  async handler(context, request) {
    const code = normalCode(request.code);
    const invite = code === null ? null : await context.read(inviteByCode({ code }));
    if (!code || !invite) return fail("invite_not_found");
    return answer(endInvite(context, invite), () => ({ reply: { code, deleted: true } }));
  },
});
