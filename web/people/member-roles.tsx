import { mayManageRole, type WireUser } from "../../client/index.ts";
import { ask } from "../state/ask.ts";
import { people } from "../state/people.ts";
import { FormField } from "../ui/form-field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { RoleDot } from "../ui/role-dot.tsx";
import { say, sayProblem } from "../ui/said.tsx";
import { t } from "./texts/texts.ts";

interface MemberRolesProps {
  readonly member: WireUser;
  readonly isLocked: boolean;
}

/** The roles of a member: those below the person can be given and taken. */
export function MemberRoles({ member, isLocked }: MemberRolesProps) {
  const current = people.value;
  if (!current) return null;
  const roles = [...current.roles.values()];
  const change = async (command: "user_roles_add" | "user_roles_remove", role: string, text: string) => {
    const { refused } = await ask((client) => client.request(command, { user: member.id, roles: [role] }));
    if (refused) sayProblem(refused.text);
    else say(text);
  };
  const free = roles.filter((role) => !member.roles.includes(role.name) && mayManageRole(current, role));
  return (
    <div class="panel">
      <h3>{t().roles}</h3>
      <ul class="chips" aria-label={t().roles}>
        {roles
          .filter(({ name }) => member.roles.includes(name))
          .map((role) => (
            <li key={role.id} class="role-chip">
              <RoleDot name={role.name} />
              <span>{role.name}</span>
              {!isLocked && mayManageRole(current, role) && (
                <IconButton
                  icon="x"
                  label={t().takeRole(role.name)}
                  onClick={() => void change("user_roles_remove", role.id, t().roleTaken)}
                />
              )}
            </li>
          ))}
      </ul>
      {!isLocked && free.length > 0 && (
        <FormField label={t().giveRole}>
          {(attributes) => (
            <select
              {...attributes}
              value=""
              onChange={({ currentTarget }) => {
                const role = currentTarget.value;
                currentTarget.value = "";
                if (role !== "") void change("user_roles_add", role, t().roleGiven);
              }}
            >
              <option value="">{t().chooseOne}</option>
              {free.map((role) => (
                <option key={role.id} value={role.id}>
                  {role.name}
                </option>
              ))}
            </select>
          )}
        </FormField>
      )}
    </div>
  );
}
