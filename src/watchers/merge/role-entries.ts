/** The entries of db/roles.json: the role of each entry, and the forms that older servers wrote. */
import type { Role } from "../../chat/model.ts";
import type { RoleBook } from "../../chat/permissions.ts";
import { type Fields, isFields } from "../../config/document.ts";
import { nameKey } from "../../text/skeleton.ts";

/** The entry of a role as the server last wrote it. */
export interface WrittenRole {
  readonly key: string;
  readonly fields: Fields;
}

/** By id the key of the entry that states it. */
export function keysById(entries: Fields): ReadonlyMap<unknown, string> {
  const keys = new Map<unknown, string>();
  for (const [key, value] of Object.entries(entries)) {
    const id = isFields(value) ? value["id"] : undefined;
    if (id !== undefined && !keys.has(id)) keys.set(id, key);
  }
  return keys;
}

/** The problem of two entries for the same role. */
export function duplicateReason(one: string, other: string): string {
  if (nameKey(one) !== nameKey(other)) {
    return `the roles '${one}' and '${other}' have the same id; a new role needs none`;
  }
  return `there is a role '${one}' already, and '${other}' differs from it only in case; give it another name`;
}

export function writtenById(base: unknown): ReadonlyMap<string, WrittenRole> {
  const written = new Map<string, WrittenRole>();
  for (const [key, fields] of Object.entries(isFields(base) ? base : {})) {
    if (isFields(fields)) written.set(String(fields["id"]), { key, fields });
  }
  return written;
}

/** The role of an entry: by its id, else by the key that the server wrote, else by a role's present name. */
export function idOf(
  key: string,
  given: unknown,
  written: ReadonlyMap<string, Pick<WrittenRole, "key">>,
  book: RoleBook,
): string | null {
  if (typeof given === "string" && (book.byId.has(given) || written.has(given))) return given;
  for (const [id, entry] of written) if (entry.key === key) return id;
  return book.byName.get(nameKey(key))?.id ?? null;
}

/** Older servers wrote permissions as an object, with `mention_roles` in it: true, false, a role or a list of roles. */
export function withLists(fields: Fields): Fields {
  const { permissions, mention_roles, ...rest } = fields;
  const object = isFields(permissions) ? permissions : null;
  const mentionable = object && mention_roles === undefined ? object["mention_roles"] : mention_roles;
  const list =
    mentionable === false ? [] : typeof mentionable === "string" ? [mentionable] : (mentionable ?? true);
  const names = object
    ? Object.keys(object).filter((key) => key !== "mention_roles" && object[key])
    : permissions;
  return {
    ...rest,
    ...(names !== undefined && { permissions: names }),
    ...(list !== true && { mention_roles: list }),
  };
}

/** Roles by their names in lower case, and the first role whose name another has already. */
export function named<Named extends Pick<Role, "name">>(
  roles: readonly Named[],
): {
  readonly byName: ReadonlyMap<string, Named>;
  readonly clash: { readonly name: string; readonly holder: string } | null;
} {
  const byName = new Map<string, Named>();
  let clash: { name: string; holder: string } | null = null;
  for (const role of roles) {
    const key = nameKey(role.name);
    const holder = byName.get(key);
    if (holder) clash ??= { name: role.name, holder: holder.name };
    byName.set(key, role);
  }
  return { byName, clash };
}

/** By the name that it has after the edit, else by the one before. */
export function findRole(name: string, after: ReadonlyMap<string, Role>, before: RoleBook): Role | undefined {
  return after.get(nameKey(name)) ?? before.byName.get(nameKey(name));
}
