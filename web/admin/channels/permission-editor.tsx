import { people } from "../../state/people.ts";
import { Switch } from "../../ui/switch.tsx";
import { PermissionGroups } from "../permission-groups.tsx";
import { permissionTexts } from "../texts/permission-texts.ts";
import { t } from "../texts/texts.ts";
import type { Lists } from "./channel-actions.ts";
import { Outcome } from "./outcome.tsx";
import { PermissionGrid } from "./permission-grid.tsx";

interface PermissionEditorProps {
  readonly type: string;
  readonly permissions: Lists;
  readonly onChange: (permissions: Lists) => void;
}

/** What roles may do in a channel, what comes of it for a member, and which permissions of roles don't count here. */
export function PermissionEditor({ type, permissions, onChange }: PermissionEditorProps) {
  const denied = permissions["deny"] ?? [];
  const deny = (id: string, isDenied: boolean) => {
    const { deny: _, ...lists } = permissions;
    const next = isDenied ? [...denied, id] : denied.filter((other) => other !== id);
    onChange(next.length > 0 ? { ...lists, deny: next } : lists);
  };
  const texts = permissionTexts();
  if (!people.value) return null;
  return (
    <>
      <div class="panel">
        <h3>{t().permissions}</h3>
        <p class="quiet">{t().gridHint}</p>
        <PermissionGrid type={type} permissions={permissions} onChange={onChange} />
      </div>
      <Outcome type={type} permissions={permissions} />
      {type !== "separator" && (
        <details class="panel">
          <summary>
            {t().deny}
            {denied.length > 0 && <span class="tag">{denied.length}</span>}
          </summary>
          <p class="quiet">{t().denyHint}</p>
          <PermissionGroups
            row={(id) => (
              <Switch
                key={id}
                label={texts[id]?.name ?? id}
                hint={texts[id]?.about}
                checked={denied.includes(id)}
                onChange={(isDenied) => deny(id, isDenied)}
              />
            )}
          />
        </details>
      )}
    </>
  );
}
