import type { ComponentChildren } from "preact";
import { type Checking, checkingOf, permissionIds } from "./permissions.ts";
import { t } from "./texts/texts.ts";

interface PermissionGroupsProps {
  /** The row of a permission. */
  readonly row: (id: string) => ComponentChildren;
}

/** All permissions, by whether the server checks them. */
export function PermissionGroups({ row }: PermissionGroupsProps) {
  const ids = permissionIds();
  const of = (checking: Checking) => ids.filter((id) => checkingOf(id) === checking).map(row);
  return (
    <>
      {of("always")}
      <fieldset class="permission-group">
        <legend>{t().checkedIfEnforced}</legend>
        {of("optional")}
      </fieldset>
      <fieldset class="permission-group">
        <legend>{t().neverChecked}</legend>
        {of("never")}
      </fieldset>
    </>
  );
}
