import { may } from "../../state/administration.ts";
import { Switch } from "../../ui/switch.tsx";
import { PermissionGroups } from "../permission-groups.tsx";
import { permissionTexts } from "../texts/permission-texts.ts";
import { t } from "../texts/texts.ts";

interface RolePermissionsProps {
  readonly value: readonly string[];
  readonly isLocked: boolean;
  /** Owners may do everything, whatever the list says. */
  readonly isOwner: boolean;
  /** All members hold it. */
  readonly isEverybody: boolean;
  readonly onChange: (permissions: readonly string[]) => void;
}

/** Each permission with a sentence. Those that the person doesn't hold can't be given. */
export function RolePermissions({ value, isLocked, isOwner, isEverybody, onChange }: RolePermissionsProps) {
  const texts = permissionTexts();
  const isAdministrator = value.includes("administrator");
  const note = isOwner ? t().ownerMayAll : isAdministrator ? t().administratorMayAll : t().permissionsHint;
  return (
    <div class="panel">
      <h3>{t().permissions}</h3>
      <p class="quiet">{note}</p>
      {isEverybody && <p class="quiet">{t().everybodyNote}</p>}
      {!isOwner && (
        <PermissionGroups
          row={(id) => (
            <Switch
              key={id}
              label={texts[id]?.name ?? id}
              hint={may(id) || isLocked ? texts[id]?.about : `${texts[id]?.about ?? ""} ${t().notYours}`}
              checked={value.includes(id)}
              disabled={isLocked || !may(id)}
              onChange={(isHeld) => onChange(isHeld ? [...value, id] : value.filter((other) => other !== id))}
            />
          )}
        />
      )}
    </div>
  );
}
