import { mayActOn, type WireRole } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { nameOfMember } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { SubjectPicker } from "../subject-picker.tsx";
import { t } from "../texts/texts.ts";

interface RoleMembersProps {
  readonly role: WireRole;
  readonly isLocked: boolean;
}

const mostShown = 100;

/** The members with the role. It can be given to others and taken away. */
export function RoleMembers({ role, isLocked }: RoleMembersProps) {
  const current = people.value;
  if (!current) return null;
  const holders = [...current.members.values()].filter(({ roles }) => roles.includes(role.name));
  const change = async (command: "user_roles_add" | "user_roles_remove", user: string, text: string) => {
    const { refused } = await ask((client) => client.request(command, { user, roles: [role.id] }));
    if (refused) sayProblem(refused.text);
    else say(text);
  };
  return (
    <div class="panel">
      <h3>{t().holders(holders.length)}</h3>
      {!isLocked && (
        <SubjectPicker
          label={t().giveRoleTo}
          shown=""
          onPick={(subject) => {
            if (subject.kind === "member") void change("user_roles_add", subject.id, t().roleGiven);
          }}
        />
      )}
      <ul class="rows">
        {holders.slice(0, mostShown).map((member) => {
          const name = nameOfMember(member);
          return (
            <li key={member.id} class="row">
              <Avatar name={name} picture={member.pfp} size={32} />
              <span class="row-name">{name}</span>
              {!isLocked && (mayActOn(current, member) || member.id === current.me) && (
                <IconButton
                  icon="x"
                  label={t().takeRoleFrom(name)}
                  onClick={() => void change("user_roles_remove", member.id, t().roleTaken)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {holders.length > mostShown && <p class="quiet">{t().andMore(holders.length - mostShown)}</p>}
    </div>
  );
}
