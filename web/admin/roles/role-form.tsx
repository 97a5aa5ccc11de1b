import type { WireRole } from "../../../client/index.ts";
import { problemOf, type Refused } from "../../state/ask.ts";
import { TextField } from "../../ui/form-field.tsx";
import { Switch } from "../../ui/switch.tsx";
import { t } from "../texts/texts.ts";
import { ColorField, GradientField } from "./color-fields.tsx";

export interface RoleFields {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  /** Empty: none. */
  readonly color: string;
  readonly gradient: readonly string[];
  readonly hoisted: boolean;
  readonly self_assignable: boolean;
  readonly permissions: readonly string[];
}

export function roleFields(role: WireRole): RoleFields {
  const { name, hoisted, self_assignable, permissions } = role;
  return {
    name,
    description: role.description ?? "",
    category: role.category ?? "",
    color: role.color ?? "",
    gradient: role.gradient ?? [],
    hoisted,
    self_assignable,
    permissions,
  };
}

/** Empty means none. */
export function updatesOf({ gradient, permissions, color, ...texts }: Partial<RoleFields>) {
  return {
    ...texts,
    ...(color !== undefined && { color: color === "" ? null : color }),
    ...(gradient && { gradient: gradient.length > 1 ? [...gradient] : null }),
    ...(permissions && { permissions: [...permissions] }),
  };
}

interface RoleFormProps {
  readonly value: RoleFields;
  /** Its name is fixed. */
  readonly isSystem: boolean;
  readonly refused: Refused | null;
  readonly set: (part: Partial<RoleFields>) => void;
}

export function RoleForm({ value, isSystem, refused, set }: RoleFormProps) {
  return (
    <>
      <div class="form-row">
        <TextField
          label={t().roleName}
          hint={isSystem ? t().systemRole : undefined}
          disabled={isSystem}
          value={value.name}
          problem={problemOf(refused, "name")}
          onInput={(name) => set({ name })}
        />
        <TextField
          label={t().category}
          hint={t().categoryHint}
          value={value.category}
          problem={problemOf(refused, "category")}
          onInput={(category) => set({ category })}
        />
      </div>
      <TextField
        label={t().description}
        value={value.description}
        problem={problemOf(refused, "description")}
        onInput={(description) => set({ description })}
      />
      <div class="form-row">
        <ColorField
          value={value.color}
          problem={problemOf(refused, "color")}
          onChange={(color) => set({ color })}
        />
        <GradientField
          value={value.gradient}
          problem={problemOf(refused, "gradient")}
          onChange={(gradient) => set({ gradient })}
        />
      </div>
      <div class="panel">
        <Switch
          label={t().hoisted}
          hint={t().hoistedHint}
          checked={value.hoisted}
          onChange={(hoisted) => set({ hoisted })}
        />
        <Switch
          label={t().selfAssignable}
          hint={t().selfAssignableHint}
          checked={value.self_assignable}
          onChange={(self_assignable) => set({ self_assignable })}
        />
        <p class="problem" role="alert">
          {problemOf(refused, "self_assignable")}
        </p>
      </div>
    </>
  );
}
