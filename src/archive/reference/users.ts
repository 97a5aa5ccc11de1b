/** db/users.json: members, local accounts, bans, and the names of the oldest servers. */
import { statusNames } from "../../chat/model.ts";
import { codePoints, httpUrl } from "../../chat/names.ts";
import { BANNED } from "../../chat/permissions.ts";
import { type Fields, isFields } from "../../config/document.ts";
import { limits } from "../../protocol/limits.ts";
import { localPrefix } from "../../protocol/local-names.ts";
import { firstFreeName } from "../first-free-name.ts";
import { fieldsOf, someText, textOf, textsOf, timeOf, unknownFields } from "../reading/values.ts";
import type { RecordOf } from "../records.ts";
import type { Findings } from "./findings.ts";
import type { Ban } from "./modlog.ts";
import type { Known, Person } from "./people.ts";
import type { Roles } from "./roles.ts";

const file = "db/users.json";

export interface Users {
  readonly entries: readonly UserEntry[];
  /** The oldest entries, whose key is a name. */
  readonly legacy: readonly LegacyEntry[];
  readonly known: Known;
  /** Names of roles that somebody holds. */
  readonly heldRoles: ReadonlySet<string>;
}

export interface UserEntry {
  readonly id: string;
  readonly username: string;
  readonly fields: Fields;
  /** In the order of the file, without the ban. */
  readonly roles: readonly string[];
  readonly isBanned: boolean;
}

export interface LegacyEntry {
  readonly key: string;
  readonly roles: readonly string[];
  readonly isBanned: boolean;
  /** The member that it means, or null. */
  readonly id: string | null;
}

/** @param names ids that the operator gave for names of the oldest servers, by the name in lower case */
export function readUsers(value: unknown, names: ReadonlyMap<string, string>, findings: Findings): Users {
  if (value !== undefined && !isFields(value)) {
    findings.skipped("users", "the file must hold an object", file, value);
  }
  const read = Object.entries(isFields(value) ? value : {}).flatMap(([id, fields]) => {
    findings.read("users");
    if (isFields(fields) && id !== "" && id !== "__proto__") return [entryOf(id, fields)];
    findings.skipped("users", "a user must be an object under an id", `${file}: ${id}`, fields);
    return [];
  });
  const { entries, old } = sorted(read, names);
  const byName = namesOf(entries);
  const legacy = old.map(({ id: key, roles, isBanned }): LegacyEntry => {
    const id = names.get(key.toLowerCase()) ?? byName.get(key.toLowerCase()) ?? null;
    return { key, roles, isBanned, id };
  });
  return {
    entries: withDistinctNames(entries, findings),
    legacy,
    known: {
      members: new Set(entries.map(({ id }) => id)),
      byName,
      legacy: new Map([...legacy.map(({ key, id }) => [key.toLowerCase(), id] as const), ...names]),
    },
    heldRoles: new Set(entries.flatMap(({ roles }) => roles)),
  };
}

function entryOf(id: string, fields: Fields): UserEntry {
  const roles = [...new Set(textsOf(fields["roles"]))];
  const plain = roles.filter((role) => role !== BANNED && role !== "");
  return {
    id,
    username: someText(fields["username"]) ?? "",
    fields,
    roles: plain,
    isBanned: plain.length < roles.length,
  };
}

/** Members, and entries whose key is a name. The operator may have said which account a name means. */
function sorted(read: readonly UserEntry[], names: ReadonlyMap<string, string>) {
  const entries: UserEntry[] = [];
  const old: UserEntry[] = [];
  const ids = new Set(read.filter(({ username }) => username !== "").map(({ id }) => id));
  for (const entry of read) {
    const given = names.get(entry.id.toLowerCase());
    const isPlaceholder = entry.username === "" || isOldBridge(entry);
    if (!isPlaceholder) entries.push(entry);
    else if (given === undefined || ids.has(given)) old.push(entry);
    else {
      ids.add(given);
      entries.push({ ...entry, id: given, username: entry.id });
    }
  }
  return { entries, old };
}

/** The first bridge to Discord made entries for people there. */
const isOldBridge = ({ id, username }: UserEntry) => id === username && !id.startsWith("USR:");

function namesOf(entries: readonly UserEntry[]): Map<string, string | null> {
  const byName = new Map<string, string | null>();
  const add = (name: string, id: string) => {
    const key = name.toLowerCase();
    byName.set(key, byName.has(key) && byName.get(key) !== id ? null : id);
  };
  for (const { id, username } of entries) {
    add(username, id);
    // Local accounts wrote under their plain name at first.
    if (id.startsWith(localPrefix) && username !== id) add(id, id);
  }
  return byName;
}

/** Of two with the same name the later one keeps it; and local accounts are named as the newest reference names them. */
function withDistinctNames(entries: readonly UserEntry[], findings: Findings): UserEntry[] {
  const taken = new Set<string>();
  const named = entries.toReversed().map((entry) => {
    const local = entry.id.startsWith(localPrefix) && !entry.username.startsWith(localPrefix);
    const wanted = local ? entry.id : entry.username.slice(0, limits.username);
    const username = firstFreeName(wanted, (name) => taken.has(name.toLowerCase()));
    taken.add(username.toLowerCase());
    const place = `${file}: ${entry.id}`;
    if (local) findings.repaired("users", "a local account under its plain name", place);
    if (username !== wanted)
      findings.repaired("users", "another user has the same name", `${place}, now ${username}`);
    return { ...entry, username };
  });
  return named.toReversed();
}

export interface MemberContext {
  readonly roles: Roles;
  readonly bans: ReadonlyMap<string, Ban>;
  /** The person behind an id, who is kept as a user because of this. */
  needed(id: string): Person;
  person(id: string): Person;
  /** Unix seconds. */
  readonly now: number;
}

export function memberRecord(
  entry: UserEntry,
  context: MemberContext,
  findings: Findings,
): RecordOf<"member"> {
  const { id, username, fields, isBanned } = entry;
  const place = `${file}: ${id}`;
  const roles = entry.roles.flatMap((name) => context.roles.idOf(name) ?? []);
  const plain = id.startsWith(localPrefix) && !textOf(fields["username"])?.startsWith(localPrefix);
  const nickname = someText(fields["nickname"]) ?? (plain ? someText(fields["username"]) : undefined);
  const passwordHash = hashOf(fields["password_hash"], place, findings);
  const pfp = pictureOf(fields["pfp_url"], place, findings);
  const extra = extraOf(fields, place, findings);
  findings.imported("users");
  return {
    kind: "member",
    id,
    username,
    ...(nickname !== undefined && { nickname }),
    ...(roles.length > 0 && { roles }),
    ...statusOf(fields["status"], place, findings),
    ...(pfp !== undefined && { pfp }),
    ...(passwordHash !== undefined && { passwordHash }),
    createdAt: timeOf(fields["created_at"]) ?? context.person(id).firstAt ?? context.now,
    ...(isBanned && { ban: banOf(id, context) }),
    ...(extra && { extra }),
  };
}

function banOf(id: string, { bans, needed, now }: MemberContext) {
  const ban = bans.get(id);
  return {
    at: ban && ban.at > 0 ? ban.at : now,
    ...(ban && ban.by !== null && { by: needed(ban.by).id }),
    ...(ban && ban.reason !== null && { reason: ban.reason }),
  };
}

/** What comes of somebody who left: their name, for what they wrote. */
export function formerRecord({ id, name, firstAt }: Person, now: number): RecordOf<"member"> {
  return { kind: "member", id, username: name, createdAt: firstAt ?? now, leftAt: now };
}

function statusOf(value: unknown, place: string, findings: Findings) {
  const { status, text } = fieldsOf(value);
  const known = statusNames.find((name) => name === status);
  if (status !== undefined && known === undefined) findings.repaired("users", "an unknown status", place);
  const plain = textOf(text) ?? "";
  const statusText =
    codePoints(plain) > limits.statusText ? [...plain].slice(0, limits.statusText).join("") : plain;
  return {
    ...(known !== undefined && known !== "online" && { status: known }),
    ...(statusText !== "" && { statusText }),
  };
}

const bcrypt = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

function hashOf(value: unknown, place: string, findings: Findings): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && bcrypt.test(value)) return value;
  findings.repaired("users", "not a password hash; the operator must set a new password", place);
  return undefined;
}

function pictureOf(value: unknown, place: string, findings: Findings): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const url = httpUrl(value, limits.pictureUrl);
  if (url === null) findings.repaired("users", "a picture that has no http address", place);
  return url ?? undefined;
}

const knownKeys: ReadonlySet<string> = new Set([
  ...["username", "roles", "nickname", "status", "validator", "password_hash", "pfp_url", "created_at", "id"],
]);

function extraOf(fields: Fields, place: string, findings: Findings): Record<string, unknown> | undefined {
  const extra = unknownFields(fields, knownKeys);
  if (!extra) return undefined;
  // On this server it marks members that log in by a token.
  const { bot, ...others } = extra;
  if (bot !== undefined) findings.repaired("users", "the key `bot`, which means something else here", place);
  return Object.keys(others).length > 0 ? others : undefined;
}
