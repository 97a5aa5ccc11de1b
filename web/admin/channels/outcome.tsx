import { useSignal } from "@preact/signals";
import { type Access, accessOf } from "../../../client/index.ts";
import { Icon } from "../../icons/icon.tsx";
import { nameOfMember } from "../../state/names.ts";
import { people } from "../../state/people.ts";
import { type Subject, SubjectPicker } from "../subject-picker.tsx";
import { t } from "../texts/texts.ts";
import { actionsOf, type Lists } from "./channel-actions.ts";
import { actionName } from "./permission-grid.tsx";

interface OutcomeProps {
  readonly type: string;
  readonly permissions: Lists;
}

/** What a member, or a holder of one role, ends up able to do, and by what. */
export function Outcome({ type, permissions }: OutcomeProps) {
  const subject = useSignal<Subject>({ kind: "role", name: "user" });
  const current = people.value;
  if (!current) return null;
  const member = subject.value.kind === "member" ? current.members.get(subject.value.id) : undefined;
  const roles = subject.value.kind === "role" ? [subject.value.name] : (member?.roles ?? []);
  const name = subject.value.kind === "role" ? subject.value.name : member ? nameOfMember(member) : "";
  return (
    <div class="panel">
      <h3>{t().outcome}</h3>
      <p class="quiet">{t().outcomeHint}</p>
      <SubjectPicker
        label={t().outcomeFor}
        shown={name}
        withRoles
        onPick={(picked) => {
          subject.value = picked;
        }}
      />
      <ul class="outcome" aria-label={t().outcomeOf(name)}>
        {actionsOf(type).map((action) => {
          const access = accessOf(roles, permissions, action);
          return (
            <li key={action} class={access.allowed ? "yes" : "no"}>
              <Icon name={access.allowed ? "check" : "x"} size={16} />
              <span class="outcome-action">
                {actionName(action, type)}
                <span class="visually-hidden">: {access.allowed ? t().yes : t().no}</span>
              </span>
              <span class="quiet">{reasonOf(access)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function reasonOf(access: Access): string {
  switch (access.by) {
    case "owner":
      return t().becauseOwner;
    case "role":
      return t().becauseAllowed(access.role);
    case "block":
      return t().becauseBlocked(access.role);
    case "nothing":
      return t().becauseNothing;
    case "view":
      return t().becauseHidden;
  }
}
