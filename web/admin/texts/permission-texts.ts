/** What each permission of a role lets its holders do. */
import type { Permission } from "../../../client/index.ts";
import { textsOf } from "../../texts/texts-of.ts";
import { permissionsDe } from "./permissions-de.ts";
import { permissionsEn } from "./permissions-en.ts";

export interface PermissionText {
  readonly name: string;
  readonly about?: string;
}

export type PermissionCatalogue = Readonly<Record<Permission, PermissionText>>;

/** A server may know more of them. */
export const permissionTexts: () => Readonly<Record<string, PermissionText>> = textsOf<PermissionCatalogue>(
  permissionsEn,
  { de: permissionsDe },
);
