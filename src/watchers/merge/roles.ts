/** db/roles.json maps names to roles. Roles are matched by `id`, so that another key is a rename. */

import { isDeepStrictEqual } from "node:util";
import { systemRoles } from "../../actions/roles/role-changes.ts";
import { blankRole } from "../../chat/blank-role.ts";
import { withFormerNames } from "../../chat/former-names.ts";
import { roleLike } from "../../chat/impersonation.ts";
import type { Role } from "../../chat/model.ts";
import type { RoleBook } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { type Document, entryText, type Fields, isFields, type Problem } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { type Edited, type Findings, noFindings } from "./edited.ts";
import { type Entry, mergeEntry, record } from "./entry.ts";
import { isFault } from "./fields.ts";
import {
  duplicateReason,
  findRole,
  idOf,
  keysById,
  named,
  type WrittenRole,
  withLists,
  writtenById,
} from "./role-entries.ts";
import { type EditedRole, roleRules } from "./role-fields.ts";
import { inOrder } from "./role-order.ts";

export interface RolesMerge extends Findings {
  /** All roles after the edit. */
  readonly roles: readonly Role[];
  readonly removed: readonly string[];
  /** Ids of those with a new name. */
  readonly renamed: ReadonlySet<string>;
}

export function rolesText(state: State): string {
  const entries = [...state.roles.byId.values()].map(
    (role) => `    ${JSON.stringify(role.name)}: ${entryText(record(roleRules, { role }, state))}`,
  );
  return `{\n${entries.join(",\n")}\n}\n`;
}

/** The result for a file that was not edited: the present roles. */
export function sameRoles(state: State): RolesMerge {
  return { ...noFindings(), roles: [...state.roles.byId.values()], removed: [], renamed: new Set() };
}

/** Applies the editor's changes to the present roles. */
export function mergeRoles({ document, base }: Edited, state: State, newId: () => string): RolesMerge {
  const findings = noFindings();
  const { problems, notes } = findings;
  if (!isFields(document.value)) {
    problems.push({ line: 1, reason: "the file must hold an object from role name to role" });
    return { ...sameRoles(state), ...findings };
  }
  const written = writtenById(base);
  const { seen, edited } = mergeEntries(document, document.value, written, { state, newId }, findings);
  const table = new Map(state.roles.byId);
  for (const { role } of edited) table.set(role.id, role);
  const places = new Map(
    edited.flatMap(({ role, place }) => (place === undefined ? [] : [[role.id, place] as const])),
  );
  const keptOrder = [...written.keys()].filter((id) => seen.has(id));
  const fileOrder = [...seen.keys()].filter((id) => written.has(id));
  if (places.size === 0 && !isDeepStrictEqual(keptOrder, fileOrder)) {
    notes.push("The order of the entries says nothing: a role stands where its 'position' says");
  }
  const removed = removeLeftOut(table, written, seen, findings);
  if (table.size > limits.roles) problems.push({ line: null, reason: `more than ${limits.roles} roles` });
  const byName = checkNames(table, state.roles, document, problems);
  readMentions(table, edited, byName, state.roles, document, problems);
  const roles = inOrder([...table.values()], places, state.roles.byId).map((role) => ({
    ...role,
    mentionableBy: role.mentionableBy?.filter((one) => table.has(one)) ?? null,
  }));
  const renamed = new Set(edited.filter(({ isRenamed }) => isRenamed).map(({ role }) => role.id));
  return { ...findings, roles: withFormerNames(roles, state.roles.byId), removed, renamed };
}

/** A role that is new or changed. */
interface RoleAfter extends EditedRole {
  /** Of its entry. */
  readonly key: string;
  /** It had another name before. */
  readonly isRenamed: boolean;
}

function mergeEntries(
  document: Document,
  entries: Fields,
  written: ReadonlyMap<string, WrittenRole>,
  { state, newId }: { readonly state: State; newId(): string },
  { problems, notes, changes }: Findings,
) {
  const stated = keysById(entries);
  /** By id the key of the entry. */
  const seen = new Map<string, string>();
  const edited: RoleAfter[] = [];
  for (const [key, value] of Object.entries(entries)) {
    const refuse = (field: string | undefined, reason: string) =>
      problems.push({ line: document.lineOf(key, field), reason });
    if (!isFields(value)) {
      refuse(undefined, `the role '${key}' must be an object`);
      continue;
    }
    const id = idOf(key, value["id"], written, state.roles);
    const twin = id === null ? undefined : (seen.get(id) ?? (value["id"] === id ? key : stated.get(id)));
    if (id !== null && twin !== undefined && twin !== key) {
      refuse(value["id"] === id ? "id" : undefined, duplicateReason(twin, key));
      continue;
    }
    if (id !== null) seen.set(id, key);
    const role = id === null ? undefined : state.roles.byId.get(id);
    const last = id === null ? undefined : written.get(id);
    const isRenamed = key !== (last?.key ?? role?.name);
    const entry: Entry<EditedRole> = {
      name: key,
      fields: withLists(value),
      written: last?.fields,
      isRenamed,
      current: role && { role },
      create: () => ({ role: blankRole(newId(), "", Number.MAX_SAFE_INTEGER) }),
    };
    const result = mergeEntry(roleRules, entry, { state }, notes);
    if (result === null) continue;
    if (isFault(result)) {
      refuse(result.key, `role '${key}': ${result.reason}`);
      continue;
    }
    edited.push({ ...result.after, key, isRenamed: role !== undefined && isRenamed });
    changes.push(`${key}: ${role ? result.keys.join(", ") : "new"}`);
  }
  return { seen, edited };
}

/** Removes the roles whose entries the editor removed, and returns their ids. */
function removeLeftOut(
  table: Map<string, Role>,
  written: ReadonlyMap<string, WrittenRole>,
  seen: ReadonlyMap<string, string>,
  { problems, changes }: Findings,
): string[] {
  const removed: string[] = [];
  for (const [id, { key }] of written) {
    const role = table.get(id);
    if (seen.has(id) || !role) continue;
    if (systemRoles.has(role.name)) {
      problems.push({ line: null, reason: `the role '${key}' is a system role and can't be removed` });
      continue;
    }
    table.delete(id);
    removed.push(id);
    changes.push(`${key}: removed`);
  }
  return removed;
}

/** Refuses names that another role has or that look like another's. Returns the roles by name. */
function checkNames(
  table: ReadonlyMap<string, Role>,
  before: RoleBook,
  document: Document,
  problems: Problem[],
): ReadonlyMap<string, Role> {
  const { byName, clash } = named([...table.values()]);
  // After another problem a role may still have its old name here.
  if (clash && problems.length === 0) {
    problems.push({
      line: document.lineOf(clash.name),
      reason: `there is a role '${clash.holder}' already; names differ in more than case`,
    });
  }
  for (const { id, name } of clash ? [] : table.values()) {
    if (name === before.byId.get(id)?.name) continue;
    const alike = roleLike(name, table.values(), id);
    if (!alike) continue;
    const reason = `the role '${name}' looks like the role '${alike.name}'; give it another name`;
    problems.push({ line: document.lineOf(name), reason });
  }
  return byName;
}

/** Sets which roles may mention a role. Their names can be looked up only after all renames. */
function readMentions(
  table: Map<string, Role>,
  edited: readonly RoleAfter[],
  byName: ReadonlyMap<string, Role>,
  before: RoleBook,
  document: Document,
  problems: Problem[],
): void {
  for (const {
    role: { id },
    key,
    mentionedBy,
  } of edited) {
    const role = table.get(id);
    if (!role || !mentionedBy) continue;
    const found = mentionedBy.map((name) => findRole(name, byName, before));
    const unknown = mentionedBy.find((_, index) => !table.has(found[index]?.id ?? ""));
    if (unknown === undefined) {
      table.set(id, { ...role, mentionableBy: found.flatMap((one) => one?.id ?? []) });
      continue;
    }
    problems.push({
      line: document.lineOf(key, "mention_roles"),
      reason: `the role '${unknown}' of 'mention_roles' does not exist`,
    });
  }
}
