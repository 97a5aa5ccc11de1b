import { Type } from "@sinclair/typebox";
import { withFormerNames } from "../../chat/former-names.ts";
import { roleName } from "../../chat/names.ts";
import { preview } from "../../chat/preview.ts";
import { audited } from "../../db/audit.ts";
import { changeRoles } from "../../db/roles.ts";
import { commit } from "../../db/store.ts";
import { fail } from "../../protocol/errors.ts";
import { auditRecord } from "../audit.ts";
import { command } from "../command.ts";
import { announceRoles, roleEvents } from "./announce.ts";
import { mostRoles, roleFields, withFields } from "./role-fields.ts";

/** 02 §5.3. */
export const roleCreate = command({
  name: "role_create",
  summary: "Adds a role at the bottom of the list. It may get only permissions that the actor holds.",
  login: "required",
  permission: "manage_roles",
  cost: "change",
  order: "exclusive",
  request: Type.Object({
    name: Type.String({ maxLength: 200, description: "1-32 characters, unique" }),
    ...roleFields,
  }),
  reply: Type.Object({ id: Type.String(), name: Type.String() }),
  events: [...roleEvents],
  errors: ["role_name_invalid", "role_exists", "too_many", "cannot_grant", "role_not_self_assignable"],
  handler(context, request) {
    const { state, user, newId } = context;
    const checked = roleName(request.name);
    if ("failure" in checked) return checked.failure;
    const { name } = checked;
    if (state.roles.byName.has(name.toLowerCase())) return fail("role_exists");
    const roles = [...state.roles.byId.values()];
    if (roles.length >= mostRoles) return fail("too_many", { things: "roles", limit: mostRoles });
    const blank = {
      id: newId(),
      name,
      description: null,
      color: null,
      gradient: null,
      hoisted: false,
      permissions: [],
      selfAssignable: false,
      category: null,
      position: 1 + Math.max(-1, ...roles.map((role) => role.position)),
      mentionableBy: null,
      formerNames: [],
    };
    const role = withFields(blank, request, user, state);
    if ("code" in role) return role;
    const after = withFormerNames([...roles, role], state.roles.byId);
    const changed = after.filter((one) => one !== state.roles.byId.get(one.id));
    const change = changeRoles({ roles: changed, removed: [], users: [], channels: [] });
    const { color, permissions } = role;
    return commit(audited(change, auditRecord(context, "role_create", role, { color, permissions })), () => ({
      changes: [{ type: "roles", roles: after }],
      events: announceRoles(preview(state, { roles: after }), [], []),
      reply: { id: role.id, name },
    }));
  },
});
