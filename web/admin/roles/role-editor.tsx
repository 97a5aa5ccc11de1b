import { useSignal } from "@preact/signals";
import { mayManageRole, type WireRole } from "../../../client/index.ts";
import { can, may } from "../../state/administration.ts";
import { ask, problemBeside, type Refused } from "../../state/ask.ts";
import { people } from "../../state/people.ts";
import { t as common } from "../../texts/texts.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { say, sayProblem } from "../../ui/said.tsx";
import { SaveBar } from "../../ui/save-bar.tsx";
import { useChanges } from "../../ui/use-changes.ts";
import { t } from "../texts/texts.ts";
import { RoleForm, roleFields, updatesOf } from "./role-form.tsx";
import { RoleMembers } from "./role-members.tsx";
import { RolePermissions } from "./role-permissions.tsx";

/** Roles that the server itself needs. */
const systemRoles: ReadonlySet<string> = new Set(["owner", "admin", "user"]);
const known = ["name", "description", "color", "gradient", "category", "self_assignable"];

/** Everything of one role. One that is out of the person's reach is shown, and can't be changed. */
export function RoleEditor({ role }: { readonly role: WireRole }) {
  const changes = useChanges(roleFields(role));
  const refused = useSignal<Refused | null>(null);
  const isBusy = useSignal(false);
  const isDeleting = useSignal(false);
  const current = people.value;
  if (!current) return null;
  const isLocked = !mayManageRole(current, role);
  const { value, changed, isChanged } = changes;

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value || !isChanged) return;
    isBusy.value = true;
    const answer = await ask((client) =>
      client.request("role_update", { id: role.id, ...updatesOf(changed) }),
    );
    isBusy.value = false;
    refused.value = answer.refused;
    if (answer.refused) return;
    changes.reset();
    say(t().saved);
  }
  async function remove(): Promise<void> {
    const answer = await ask((client) => client.request("role_delete", { id: role.id }));
    if (answer.refused) sayProblem(answer.refused.text);
    else say(t().roleDeleted);
  }
  const problem = problemBeside(refused.value, known);
  return (
    <>
      {isLocked && <p class="line notice">{t().roleLocked}</p>}
      <RoleMembers role={role} isLocked={isLocked || !may("manage_users")} />
      <form class="form" noValidate onSubmit={save}>
        <fieldset class="form" disabled={isLocked}>
          <RoleForm
            value={value}
            isSystem={systemRoles.has(role.name)}
            refused={refused.value}
            set={changes.set}
          />
          <RolePermissions
            value={value.permissions}
            isLocked={isLocked}
            isOwner={role.name === "owner"}
            isEverybody={role.name === "user"}
            onChange={(permissions) => changes.set({ permissions })}
          />
        </fieldset>
        <SaveBar
          isChanged={isChanged}
          isBusy={isBusy.value}
          problem={problem}
          onReset={() => {
            refused.value = null;
            changes.reset();
          }}
        />
      </form>
      {!isLocked && !systemRoles.has(role.name) && can("role_delete") && (
        <div class="danger-zone">
          <button
            type="button"
            class="danger-plain"
            onClick={() => {
              isDeleting.value = true;
            }}
          >
            {t().deleteRole}
          </button>
        </div>
      )}
      {isDeleting.value && (
        <ConfirmDialog
          title={t().deleteRoleQuestion(role.name)}
          action={common().remove}
          onConfirm={() => void remove()}
          onClose={() => {
            isDeleting.value = false;
          }}
        >
          <p>{t().deleteRoleNote}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
