import { Type } from "@sinclair/typebox";
import { auditRecord, withBefore } from "../../actions/audit.ts";
import { commit } from "../../actions/outcome.ts";
import { announceMemberRoles, memberRoleEvents } from "../../actions/roles/announce.ts";
import { hasOwner } from "../../chat/ownership.ts";
import { OWNER } from "../../chat/permissions.ts";
import { roleNames } from "../../chat/wire.ts";
import { audited } from "../../db/audit.ts";
import { updateUsers } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { command } from "../command.ts";

/** Makes the first owner without editing files: the first start prints the code. */
export const ownerClaim = command({
  name: "owner_claim",
  summary:
    "Makes the caller an owner, with the code that the first start printed. It works until there is an owner.",
  login: "required",
  timedOut: "allowed",
  cost: "claim",
  order: "exclusive",
  request: Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) }),
  reply: Type.Object({ user: Type.String(), owner: Type.Literal(true) }),
  events: [...memberRoleEvents],
  errors: ["claim_invalid"],
  handler(context, { code }) {
    const { claim, state, user } = context;
    const owner = state.roles.byName.get(OWNER);
    if (!owner || hasOwner(state) || !claim.matches(code)) return fail("claim_invalid");
    const after = { ...user, roles: [owner.id, ...user.roles] };
    const roles = roleNames(after, state);
    const details = withBefore({ roles }, { roles: roleNames(user, state) });
    const record = auditRecord(context, "user_roles_set", user, details);
    return commit(audited(updateUsers({ users: [after] }), record), () => ({
      changes: [{ type: "users", users: [after] }],
      events: announceMemberRoles(state, state, [after]),
      reply: { user: user.username, owner: true },
    }));
  },
});
