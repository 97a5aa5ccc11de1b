import { useSignal } from "@preact/signals";
import { mayMoveRole, type WireRole } from "../../../client/index.ts";
import { ask } from "../../state/ask.ts";
import { people } from "../../state/people.ts";
import { unlessUnsaved } from "../../state/screen.ts";
import { RoleDot } from "../../ui/role-dot.tsx";
import { sayProblem } from "../../ui/said.tsx";
import { moved } from "../move-order.ts";
import { SortableList } from "../sortable-list.tsx";
import { SplitView } from "../split-view.tsx";
import { t } from "../texts/texts.ts";
import { NewRole } from "./new-role.tsx";
import { RoleEditor } from "./role-editor.tsx";

/** The roles, highest first. Those that the person can't change are locked. */
export function RolesSection() {
  /** Id, which stays when the role is renamed. */
  const chosen = useSignal<string | null>(null);
  const isAdding = useSignal(false);
  const current = people.value;
  if (!current) return null;
  const roles = [...current.roles.values()];
  const role = roles.find(({ id }) => id === chosen.value);
  const isFixed = (one: WireRole) => one.name === "owner" || !mayMoveRole(current, one);
  const choose = (id: string | null) =>
    unlessUnsaved(() => {
      chosen.value = id;
    });
  const add = () =>
    unlessUnsaved(() => {
      isAdding.value = true;
    });
  const move = async (id: string, index: number) => {
    const order = moved(
      roles.map((one) => one.id),
      id,
      index,
    );
    const { refused } = await ask((client) => client.request("role_reorder", { roles: order }));
    if (refused) sayProblem(refused.text);
    return refused === null;
  };
  const holders = (name: string) =>
    [...current.members.values()].filter((member) => member.roles.includes(name)).length;
  const list = (
    <>
      <div class="list-head">
        <button type="button" class="primary" onClick={add}>
          {t().newRole}
        </button>
        <p class="quiet">{t().rolesHint}</p>
      </div>
      <SortableList
        label={t().roleOrder}
        onMove={move}
        items={roles.map((one) => ({
          key: one.id,
          name: one.name,
          isFixed: isFixed(one),
          row: (
            <button
              type="button"
              class="row-button"
              aria-current={one.id === chosen.value ? "true" : undefined}
              onClick={() => choose(one.id)}
            >
              <RoleDot name={one.name} />
              <span class="row-name">{one.name}</span>
              <span class="quiet">
                <span class="visually-hidden">{t().holders(holders(one.name))}</span>
                <span aria-hidden="true">{holders(one.name)}</span>
              </span>
            </button>
          ),
        }))}
      />
    </>
  );
  return (
    <>
      <SplitView list={list} chosen={role?.name ?? null} empty={t().chooseRole} onBack={() => choose(null)}>
        {role && <RoleEditor key={role.id} role={role} />}
      </SplitView>
      {isAdding.value && (
        <NewRole
          onClose={() => {
            isAdding.value = false;
          }}
          onMade={(id) => {
            chosen.value = id;
          }}
        />
      )}
    </>
  );
}
