/** db/roles.json. */
import { firstRoles } from "../../chat/first-content.ts";
import { roleColor } from "../../chat/names.ts";
import { BANNED, OWNER } from "../../chat/permissions.ts";
import { type Fields, isFields } from "../../config/document.ts";
import { nameKey } from "../../text/skeleton.ts";
import { firstFreeName } from "../first-free-name.ts";
import { listOf, madeId, numberOf, someText, textOf, textsOf } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import { type Findings, noteUnknownKeys } from "./findings.ts";

export interface Roles {
  /** The highest first. */
  readonly records: readonly RecordOf<"role">[];
  /** The id of the role that the folder's files call so; in these, capitals count. */
  idOf(name: string): string | undefined;
}

const file = "db/roles.json";

/** Roles that every server has, with the permissions that they get where a file has none. */
const standard = new Map(firstRoles(() => "").map((role) => [role.name, role]));

interface Entry {
  readonly name: string;
  readonly fields: Fields;
  readonly position: number;
}

/**
 * @param held names of roles that members hold. Those that were deleted still let their holders into channels, so they
 *   come back without permissions
 */
export function readRoles(value: unknown, held: ReadonlySet<string>, findings: Findings): Roles {
  const entries = entriesIn(value, findings);
  const present = new Set(entries.map(({ name }) => name));
  for (const name of standard.keys()) {
    if (present.has(name)) continue;
    findings.repaired("roles", "a role that every server has was missing", `${file}: ${name}`);
    add(name, name === OWNER ? -1 : Number.MAX_SAFE_INTEGER - 1);
  }
  for (const name of held) {
    if (present.has(name)) continue;
    findings.repaired(
      "roles",
      "a deleted role that members still hold; it has no permissions",
      `${file}: ${name}`,
    );
    add(name, Number.MAX_SAFE_INTEGER);
  }
  function add(name: string, position: number): void {
    present.add(name);
    entries.push({ name, fields: {}, position });
  }

  const sorted = entries.toSorted((a, b) => a.position - b.position);
  const ids = idsOf(sorted);
  const names = distinctNames(sorted, findings);
  const records = sorted.map((entry) => recordOf(entry, names, ids, findings));
  findings.imported("roles", records.length);
  return { records, idOf: (name) => ids.get(name) };
}

function entriesIn(value: unknown, findings: Findings): Entry[] {
  if (value !== undefined && !isFields(value)) {
    findings.skipped("roles", "the file must hold an object", file, value);
  }
  const entries: Entry[] = [];
  for (const [name, fields] of Object.entries(isFields(value) ? value : {})) {
    findings.read("roles");
    const place = `${file}: ${name}`;
    if (!isFields(fields)) findings.skipped("roles", "a role must be an object", place, fields);
    else if (name === "" || nameKey(name) === BANNED || name === "__proto__") {
      findings.skipped("roles", "no role may have this name", place, fields);
    } else entries.push({ name, fields, position: numberOf(fields["position"]) ?? entries.length });
  }
  return entries;
}

function idsOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    entries.map(({ name, fields }) => {
      const given = someText(fields["id"]);
      const id =
        given !== undefined && given.length <= 100 && !taken.has(given) ? given : madeId("role", name);
      taken.add(id);
      return [name, id];
    }),
  );
}

/** On this server, names that differ only in case are the same. */
function distinctNames(entries: readonly Entry[], findings: Findings): ReadonlyMap<string, string> {
  const keys = new Set<string>();
  const names = new Map<string, string>();
  for (const { name } of entries) {
    const free = firstFreeName(name, (one) => keys.has(nameKey(one)));
    keys.add(nameKey(free));
    names.set(name, free);
    if (free !== name) {
      findings.repaired(
        "roles",
        "another role has this name in other capitals",
        `${file}: ${name}, now ${free}`,
      );
    }
  }
  return names;
}

const knownKeys: ReadonlySet<string> = new Set([
  ...[
    "id",
    "name",
    "description",
    "color",
    "hoisted",
    "permissions",
    "mention_roles",
    "self_assignable",
    "category",
    "position",
  ],
]);

function recordOf(
  { name, fields }: Entry,
  names: ReadonlyMap<string, string>,
  ids: ReadonlyMap<string, string>,
  findings: Findings,
): RecordOf<"role"> {
  const place = `${file}: ${name}`;
  noteUnknownKeys(fields, knownKeys, { collection: "roles", place, findings });
  const usual = standard.get(name);
  const description =
    textOf(fields["description"]) ?? (fields["description"] === undefined ? usual?.description : null);
  const category = someText(fields["category"]);
  // A list has no place for it; then it may stand beside the list.
  const mentioners = isFields(fields["permissions"])
    ? fields["permissions"]["mention_roles"]
    : fields["mention_roles"];
  const mentionableBy = mentionersOf(mentioners, ids, place, findings);
  const color = colorOf(
    fields["color"] === undefined && usual ? usual.color : fields["color"],
    place,
    findings,
  );
  return {
    kind: "role",
    id: ids.get(name) ?? "",
    name: names.get(name) ?? name,
    ...(description && { description }),
    ...(color !== null && { color }),
    ...((fields["hoisted"] === true || (fields["hoisted"] === undefined && usual?.hoisted)) && {
      hoisted: true,
    }),
    permissions: permissionsOf(fields["permissions"], usual?.permissions ?? [], place, findings),
    ...(fields["self_assignable"] === true && { selfAssignable: true }),
    ...(category !== undefined && { category }),
    ...(mentionableBy !== null && { mentionableBy }),
  };
}

function colorOf(value: unknown, place: string, findings: Findings): string | null {
  const checked = roleColor(value ?? null);
  if ("color" in checked) return checked.color;
  findings.repaired("roles", "not a valid colour", place);
  return null;
}

/** A list; older files have an object, or nothing. */
function permissionsOf(
  value: unknown,
  usual: readonly string[],
  place: string,
  findings: Findings,
): string[] {
  if (Array.isArray(value)) {
    const permissions = [...new Set(textsOf(value))];
    if (textsOf(value).length < value.length)
      findings.repaired("roles", "a permission that is not text", place);
    return permissions;
  }
  const named = Object.entries(isFields(value) ? value : {}).flatMap(([key, held]) =>
    key !== "mention_roles" && held ? [key] : [],
  );
  if (usual.length > 0 && value === undefined) {
    findings.repaired("roles", "no list of permissions; it gets the usual ones", place);
  }
  return [...new Set([...usual, ...named])];
}

/** The roles that may mention the role, as older files say it. Null: everybody. */
function mentionersOf(
  value: unknown,
  ids: ReadonlyMap<string, string>,
  place: string,
  findings: Findings,
): string[] | null {
  if (value === undefined || value === null || value === true) return null;
  const names = typeof value === "string" ? [value] : textsOf(listOf(value));
  return names.flatMap((name) => {
    const id = ids.get(name);
    if (id === undefined) findings.repaired("roles", `mention_roles names no role: ${name}`, place);
    return id ?? [];
  });
}
