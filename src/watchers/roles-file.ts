/** db/roles.json: role name to role (07 §5). A role is known by its `id`, so that another key is a rename. */
import { isDeepStrictEqual } from "node:util";
import { Type } from "@sinclair/typebox";
import { blankRole } from "../chat/blank-role.ts";
import { withFormerNames } from "../chat/former-names.ts";
import { roleLike } from "../chat/impersonation.ts";
import type { Role } from "../chat/model.ts";
import { codePoints, description, optionalName, roleColor, roleGradient, roleName } from "../chat/names.ts";
import { OWNER, type RoleBook } from "../chat/permissions.ts";
import type { State } from "../chat/state.ts";
import { entryText, type Fields, isFields } from "../config/document.ts";
import { mayBeSelfAssigned, roleFields, systemRoles } from "../handlers/roles/role-fields.ts";
import { limits } from "../protocol/limits.ts";
import { isPermission } from "../protocol/permissions.ts";
import { nameKey } from "../text/skeleton.ts";
import {
  changedKeys,
  type Edited,
  type Fault,
  type Findings,
  noFindings,
  pick,
  typeFault,
  withoutOmissions,
} from "./merge.ts";

export interface RolesMerge extends Findings {
  /** All roles after the edit. */
  readonly roles: readonly Role[];
  readonly removed: readonly string[];
  /** Ids of those with a new name. */
  readonly renamed: ReadonlySet<string>;
}

const shape = Type.Object({
  ...roleFields,
  permissions: Type.Optional(
    Type.Array(Type.String({ maxLength: limits.permissionId }), { maxItems: limits.permissions }),
  ),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  mention_roles: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 })),
});
/** Keys that every entry has. */
const always: ReadonlySet<string> = new Set([
  "description",
  "color",
  "hoisted",
  "permissions",
  "self_assignable",
  "category",
  "position",
]);
const known: ReadonlySet<string> = new Set(["id", "name", ...Object.keys(shape.properties)]);

export function rolesText(state: State): string {
  const entries = [...state.roles.byId.values()].map(
    (role) => `    ${JSON.stringify(role.name)}: ${entryText(record(role, state.roles))}`,
  );
  return `{\n${entries.join(",\n")}\n}\n`;
}

function record(role: Role, { byId }: RoleBook): Fields {
  return {
    id: role.id,
    description: role.description,
    color: role.color,
    ...(role.gradient && { gradient: role.gradient }),
    hoisted: role.hoisted,
    permissions: role.permissions,
    self_assignable: role.selfAssignable,
    category: role.category,
    position: role.position,
    ...(role.mentionableBy && {
      mention_roles: role.mentionableBy.flatMap((id) => byId.get(id)?.name ?? []),
    }),
  };
}

/** Roles as they are, for when the file was not edited. */
export function sameRoles(state: State): RolesMerge {
  return { ...noFindings(), roles: [...state.roles.byId.values()], removed: [], renamed: new Set() };
}

/** What the server last wrote of a role. */
interface Written {
  readonly key: string;
  readonly fields: Fields;
}

/** An entry of the file, held against what the server last wrote of the role, else against what it has. */
interface Entry {
  readonly key: string;
  /** Null: nobody knows the role. */
  readonly id: string | null;
  /** Undefined: new, or deleted meanwhile. */
  readonly role: Role | undefined;
  readonly fields: Fields;
  /** Without the name. */
  readonly changed: readonly string[];
  readonly isRenamed: boolean;
}

/** The editor's changes to the roles, on top of what the server has now. */
export function mergeRoles({ document, base }: Edited, state: State, newId: () => string): RolesMerge {
  const findings = noFindings();
  const { problems, notes, changes } = findings;
  if (!isFields(document.value)) {
    problems.push({ line: 1, reason: "the file must hold an object from role name to role" });
    return { ...sameRoles(state), ...findings };
  }
  const written = writtenById(base);
  const stated = keysById(document.value);
  const table = new Map(state.roles.byId);
  const renamed = new Set<string>();
  /** Where the file wants a role whose place it changed. */
  const wantedPlaces = new Map<string, number>();
  /** Lists of role names that can be read when all names are known. */
  const mentions: { id: string; key: string; names: readonly string[] }[] = [];
  /** By id the key of the entry. */
  const seen = new Map<string, string>();

  for (const [key, value] of Object.entries(document.value)) {
    const refuse = (field: string | undefined, reason: string) =>
      problems.push({ line: document.lineOf(key, field), reason });
    if (!isFields(value)) {
      refuse(undefined, `the role '${key}' must be an object`);
      continue;
    }
    const entry = readEntry(key, value, written, state.roles);
    const { id, role, isRenamed } = entry;
    const twin = id === null ? undefined : (seen.get(id) ?? (value["id"] === id ? key : stated.get(id)));
    if (id !== null && twin !== undefined && twin !== key) {
      refuse(value["id"] === id ? "id" : undefined, twinReason(twin, key));
      continue;
    }
    if (id !== null) seen.set(id, key);
    const changed = role
      ? withoutOmissions(entry.changed, entry.fields, always, `Role '${key}'`, notes)
      : entry.changed;
    if (id !== null && !role) {
      // Deleted by a command since the file was written.
      if (changed.length > 0 || isRenamed)
        notes.push(`The role '${key}' was deleted meanwhile; its edit is lost`);
      continue;
    }
    if (role && changed.length === 0 && !isRenamed) continue;
    const result = withChanges(role ?? blankRole(newId(), "", Number.MAX_SAFE_INTEGER), {
      ...entry,
      changed,
    });
    if ("reason" in result) {
      refuse(result.key, `role '${key}': ${result.reason}`);
      continue;
    }
    const { role: after, place, mentionedBy } = result;
    table.set(after.id, after);
    if (role && isRenamed) renamed.add(after.id);
    if (place !== undefined) wantedPlaces.set(after.id, place);
    if (mentionedBy) mentions.push({ id: after.id, key, names: mentionedBy });
    const unknown = changed.filter((field) => !known.has(field));
    if (unknown.length > 0) notes.push(`Role '${key}': unknown keys are dropped: ${unknown.join(", ")}`);
    const what = [...(isRenamed ? ["name"] : []), ...changed];
    changes.push(role ? `${key}: ${what.join(", ")}` : `${key}: new`);
  }

  const keptOrder = [...written.keys()].filter((id) => seen.has(id));
  const fileOrder = [...seen.keys()].filter((id) => written.has(id));
  if (wantedPlaces.size === 0 && !isDeepStrictEqual(keptOrder, fileOrder)) {
    notes.push("The order of the entries says nothing: a role stands where its 'position' says");
  }

  const removed: string[] = [];
  for (const [id, { key }] of written) {
    const role = state.roles.byId.get(id);
    if (seen.has(id) || !role) continue;
    if (systemRoles.has(role.name)) {
      problems.push({ line: null, reason: `the role '${key}' is a system role and can't be removed` });
      continue;
    }
    table.delete(id);
    removed.push(id);
    changes.push(`${key}: removed`);
  }
  if (table.size > limits.roles) problems.push({ line: null, reason: `more than ${limits.roles} roles` });

  const { byName, clash } = named([...table.values()]);
  // After another problem a role may still have its old name here.
  if (clash && problems.length === 0) {
    problems.push({
      line: document.lineOf(clash.name),
      reason: `there is a role '${clash.holder}' already; names differ in more than case`,
    });
  }
  for (const { id, name } of clash ? [] : table.values()) {
    if (name === state.roles.byId.get(id)?.name) continue;
    const alike = roleLike(name, table.values(), id);
    if (!alike) continue;
    const reason = `the role '${name}' looks like the role '${alike.name}'; give it another name`;
    problems.push({ line: document.lineOf(name), reason });
  }
  for (const { id, key, names } of mentions) {
    const role = table.get(id);
    const found = names.map((name) => findRole(name, byName, state.roles));
    const unknown = names.find((_, index) => !table.has(found[index]?.id ?? ""));
    if (unknown !== undefined) {
      problems.push({
        line: document.lineOf(key, "mention_roles"),
        reason: `the role '${unknown}' of 'mention_roles' does not exist`,
      });
    } else if (role) table.set(id, { ...role, mentionableBy: found.flatMap((one) => one?.id ?? []) });
  }
  const roles = inOrder([...table.values()], wantedPlaces, state.roles.byId).map((role) => ({
    ...role,
    mentionableBy: role.mentionableBy?.filter((one) => table.has(one)) ?? null,
  }));
  return { ...findings, roles: withFormerNames(roles, state.roles.byId), removed, renamed };
}

/** By id the key of the entry that states it. */
function keysById(entries: Fields): ReadonlyMap<unknown, string> {
  const keys = new Map<unknown, string>();
  for (const [key, value] of Object.entries(entries)) {
    const id = isFields(value) ? value["id"] : undefined;
    if (id !== undefined && !keys.has(id)) keys.set(id, key);
  }
  return keys;
}

/** What is wrong with two entries that mean the same role. */
function twinReason(one: string, other: string): string {
  if (nameKey(one) !== nameKey(other)) {
    return `the roles '${one}' and '${other}' have the same id; a new role needs none`;
  }
  return `there is a role '${one}' already, and '${other}' differs from it only in case; give it another name`;
}

function writtenById(base: unknown): ReadonlyMap<string, Written> {
  const written = new Map<string, Written>();
  for (const [key, fields] of Object.entries(isFields(base) ? base : {})) {
    if (isFields(fields)) written.set(String(fields["id"]), { key, fields });
  }
  return written;
}

function readEntry(key: string, value: Fields, written: ReadonlyMap<string, Written>, book: RoleBook): Entry {
  const fields = withLists(value);
  const id = idOf(key, fields["id"], written, book);
  const role = id === null ? undefined : book.byId.get(id);
  const last = id === null ? undefined : written.get(id);
  const basis = last?.fields ?? (role ? record(role, book) : {});
  const changed = changedKeys(basis, fields).filter((field) => field !== "id" && field !== "name");
  return { key, id, role, fields, changed, isRenamed: key !== (last?.key ?? role?.name) };
}

/** Whose entry it is: by its id, else by the key that the server wrote, else by the name that a role has now. */
export function idOf(
  key: string,
  given: unknown,
  written: ReadonlyMap<string, Pick<Written, "key">>,
  book: RoleBook,
): string | null {
  if (typeof given === "string" && (book.byId.has(given) || written.has(given))) return given;
  for (const [id, entry] of written) if (entry.key === key) return id;
  return book.byName.get(nameKey(key))?.id ?? null;
}

interface ChangedRole {
  readonly role: Role;
  /** Where it is wanted, if that is new. */
  readonly place: number | undefined;
  /** The names of who may mention it, if that is new. */
  readonly mentionedBy: readonly string[] | undefined;
}

/** The role with the changes of its entry. */
function withChanges(role: Role, { key, fields, changed, isRenamed }: Entry): ChangedRole | Fault {
  const refuse = (field: string | undefined, reason: string): Fault => ({ key: field, reason });
  const edited = pick(fields, changed);
  const fault = typeFault(shape, edited);
  if (fault) return fault;
  const values = edited as {
    description?: string | null;
    color?: string | null;
    gradient?: readonly string[] | null;
    hoisted?: boolean;
    self_assignable?: boolean;
    permissions?: readonly string[];
    category?: string | null;
    position?: number;
    mention_roles?: readonly string[];
  };
  const has = (field: string) => changed.includes(field);
  let { name } = role;
  if (isRenamed) {
    const checked = roleName(key);
    if ("failure" in checked) return refuse(undefined, checked.failure.val);
    if (systemRoles.has(role.name)) return refuse(undefined, `'${role.name}' can't be renamed`);
    ({ name } = checked);
  }
  const texts = {
    description: description(values.description ?? null),
    category: optionalName(values.category ?? null),
  };
  for (const [field, limit] of [
    ["description", limits.roleDescription],
    ["category", limits.roleCategory],
  ] as const) {
    if (codePoints(texts[field] ?? "") > limit)
      return refuse(field, `'${field}' may have at most ${limit} characters`);
  }
  const color = has("color") ? roleColor(values.color ?? null) : { color: role.color };
  if ("failure" in color) return refuse("color", color.failure.val);
  const gradient = has("gradient") ? roleGradient(values.gradient ?? null) : { gradient: role.gradient };
  if ("failure" in gradient) return refuse("gradient", gradient.failure.val);
  const permissions = has("permissions") ? [...new Set(values.permissions ?? [])] : role.permissions;
  const odd = permissions.find((one) => !isPermission(one) && !role.permissions.includes(one));
  if (odd !== undefined) return refuse("permissions", `'${odd}' is not a permission`);
  const after: Role = {
    ...role,
    name,
    description: has("description") ? texts.description : role.description,
    color: color.color,
    gradient: gradient.gradient,
    hoisted: has("hoisted") ? (values.hoisted ?? false) : role.hoisted,
    selfAssignable: has("self_assignable") ? (values.self_assignable ?? false) : role.selfAssignable,
    permissions,
    category: has("category") ? texts.category : role.category,
    mentionableBy: has("mention_roles") ? null : role.mentionableBy,
  };
  if (after.selfAssignable && !mayBeSelfAssigned(after)) {
    return refuse(
      "self_assignable",
      "a system role, or one with management permissions, can't be self-assignable",
    );
  }
  return { role: after, place: values.position, mentionedBy: values.mention_roles };
}

/** Roles by their names, whatever the case, and the first whose name another has already. */
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
function findRole(name: string, after: ReadonlyMap<string, Role>, before: RoleBook): Role | undefined {
  return after.get(nameKey(name)) ?? before.byName.get(nameKey(name));
}

/**
 * Roles in their order after the edit, numbered anew if the editor moved any. Owners stay on top.
 *
 * @param wantedPlaces by id
 * @param before the others are new
 */
export function inOrder(
  all: readonly Role[],
  wantedPlaces: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, Role>,
): Role[] {
  const isNew = (role: Role) => !before.has(role.id);
  if (wantedPlaces.size === 0 && !all.some(isNew)) return [...all];
  // Who is moved up comes before whoever has the place now, who is moved down comes behind.
  const placeOf = (role: Role) => {
    const wanted = wantedPlaces.get(role.id);
    if (role.name === OWNER) return -1;
    if (wanted === undefined) return isNew(role) ? Number.MAX_SAFE_INTEGER : role.position;
    return isNew(role) || wanted < role.position ? wanted - 0.5 : wanted + 0.5;
  };
  return all
    .toSorted(
      (a, b) =>
        placeOf(a) - placeOf(b) ||
        (wantedPlaces.get(a.id) ?? a.position) - (wantedPlaces.get(b.id) ?? b.position),
    )
    .map((role, position) => ({ ...role, position }));
}

/**
 * Older servers wrote permissions as an object, with `mention_roles` in it: true, false, a role or a list of
 * roles (02 §6.6).
 */
function withLists(fields: Fields): Fields {
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
