/** db/users.json: user id to member (07 §4), without any secret. Nobody joins or leaves through it. */
import { Type } from "@sinclair/typebox";
import { memberImitated } from "../chat/impersonation.ts";
import { isLocal } from "../chat/local-accounts.ts";
import { type Status, statusNames, type User } from "../chat/model.ts";
import { codePoints, httpUrl, localUsername, nickname, statusText } from "../chat/names.ts";
import { BANNED, isOwner, type RoleBook } from "../chat/permissions.ts";
import type { State } from "../chat/state.ts";
import { roleNames } from "../chat/wire.ts";
import { entryText, type Fields, isFields } from "../config/document.ts";
import { isSecret } from "../log/log.ts";
import { limits } from "../protocol/limits.ts";
import { localPrefix, withoutPrefix } from "../protocol/local-names.ts";
import { nameKey } from "../text/skeleton.ts";
import {
  changedKeys,
  type Edited,
  type Fault,
  type Findings,
  mergeExtra,
  noFindings,
  pick,
  typeFault,
  withoutOmissions,
} from "./merge.ts";

export interface UsersMerge extends Findings {
  /** Members who changed, as they are after the edit. */
  readonly users: readonly User[];
}

/** Files of older servers have these; they are never written and never read. */
const secrets: ReadonlySet<string> = new Set(["password_hash", "validator"]);

const shape = Type.Object({
  username: Type.Optional(Type.String({ maxLength: limits.username })),
  nickname: Type.Optional(Type.Union([Type.String({ maxLength: limits.nickname * 10 }), Type.Null()])),
  roles: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: limits.ownRoles })),
  status: Type.Optional(
    Type.Object({
      status: Type.Union(statusNames.map((name) => Type.Literal(name))),
      text: Type.Optional(Type.Union([Type.String({ maxLength: limits.statusText * 4 }), Type.Null()])),
    }),
  ),
  pfp_url: Type.Optional(Type.Union([Type.String({ maxLength: limits.pictureUrl }), Type.Null()])),
  timeout_until: Type.Optional(Type.Union([Type.Number({ minimum: 0 }), Type.Null()])),
});
/** Keys that every entry has. */
const always: ReadonlySet<string> = new Set(["username", "roles", "status"]);
const known: ReadonlySet<string> = new Set([...Object.keys(shape.properties), ...secrets]);

/** Gives the text of the file. Entries are kept: with ten thousand members a change of one writes one anew. */
export function createUsersText(): (state: State) => string {
  let roles: RoleBook | null = null;
  let entries = new WeakMap<User, string>();
  return (state) => {
    if (roles !== state.roles) entries = new WeakMap();
    roles = state.roles;
    const texts: string[] = [];
    for (const user of state.users.values()) {
      let text = entries.get(user);
      if (text === undefined) {
        text = `    ${JSON.stringify(user.id)}: ${entryText(record(user, state))}`;
        entries.set(user, text);
      }
      texts.push(text);
    }
    return texts.length === 0 ? "{}\n" : `{\n${texts.join(",\n")}\n}\n`;
  };
}

function record(user: User, state: State): Fields {
  return {
    username: user.username,
    ...(user.nickname !== null && { nickname: user.nickname }),
    roles: roleNames(user, state),
    status: user.status,
    ...((user.pfp !== null || isLocal(user)) && { pfp_url: user.pfp }),
    ...(user.timeoutUntil !== null && { timeout_until: user.timeoutUntil }),
    ...Object.fromEntries(Object.entries(user.extra).filter(([key]) => !known.has(key))),
  };
}

/**
 * The editor's changes to members, on top of what the server has now.
 *
 * @param roles finds roles as they are after the edit, also under the names that they had before
 * @param now Unix seconds
 */
export function mergeUsers(
  { document, base }: Edited,
  state: State,
  roles: RoleBook,
  now: number,
): UsersMerge {
  const findings = noFindings();
  const { problems, notes, changes } = findings;
  const users = new Map<string, User>();
  if (!isFields(document.value)) {
    problems.push({ line: 1, reason: "the file must hold an object from user id to member" });
    return { ...findings, users: [] };
  }
  const written = isFields(base) ? base : {};

  for (const [id, fields] of Object.entries(document.value)) {
    const refuse = (field: string | undefined, reason: string) =>
      problems.push({ line: document.lineOf(id, field), reason });
    const user = state.users.get(id);
    const before = Object.hasOwn(written, id) ? written[id] : user && record(user, state);
    if (!isFields(fields)) {
      refuse(undefined, `the member '${id}' must be an object`);
      continue;
    }
    const touched = changedKeys(isFields(before) ? before : {}, fields);
    const changed = user ? withoutOmissions(touched, fields, always, `Member '${id}'`, notes) : touched;
    if (user) {
      if (changed.length === 0) continue;
      const wasBanned = bansIn(written[id]);
      const after = withChanges(user, pick(fields, changed), changed, { roles, now, wasBanned });
      if ("reason" in after) {
        refuse(after.key, `member '${id}': ${after.reason}`);
        continue;
      }
      const imitated =
        after.nickname !== null && after.nickname !== user.nickname
          ? memberImitated(after.nickname, after, state)
          : undefined;
      if (imitated) {
        refuse("nickname", `member '${id}': '${after.nickname}' could be taken for '${imitated.username}'`);
        continue;
      }
      const ignored = changed.filter((field) => secrets.has(field) && Object.hasOwn(fields, field));
      if (ignored.length > 0) notes.push(`Member '${id}': ${ignored.join(" and ")} can't be set here`);
      users.set(id, after);
      changes.push(`${after.username}: ${changed.join(", ")}`);
    } else if (before === undefined) {
      refuse(
        undefined,
        `nobody has the id '${id}'; people become members by logging in, so take the entry out`,
      );
    } else if (changed.length > 0) {
      notes.push(`The member '${id}' left meanwhile; the edit of the entry is lost`);
    }
  }
  for (const id of Object.keys(written)) {
    if (Object.hasOwn(document.value, id) || !state.users.has(id)) continue;
    notes.push(
      `The member '${state.users.get(id)?.username}' is left out but stays: nobody is removed by an omission`,
    );
  }
  for (const { id, holder } of nameClashes(state.users, users)) {
    const line = document.lineOf(id, "username");
    problems.push({ line, reason: `the members '${holder}' and '${id}' have the same username` });
  }
  return { ...findings, users: [...users.values()] };
}

/** The member with these fields, of which some were taken out of the entry. */
function withChanges(
  user: User,
  fields: Fields,
  changed: readonly string[],
  { roles, now, wasBanned }: { readonly roles: RoleBook; readonly now: number; readonly wasBanned: boolean },
): User | Fault {
  const refuse = (key: string, reason: string): Fault => ({ key, reason });
  const fault = typeFault(shape, fields);
  if (fault) return fault;
  const values = fields as {
    username?: string;
    nickname?: string | null;
    roles?: readonly string[];
    status?: { status: Status["status"]; text?: string | null };
    pfp_url?: string | null;
    timeout_until?: number | null;
  };
  const has = (field: string) => changed.includes(field);
  const secret = Object.keys(fields).find((field) => isSecret(field) && !secrets.has(field));
  if (secret !== undefined) return refuse(secret, secretAdvice(secret, user));
  let after: User = user;
  if (has("username") && values.username !== user.username) {
    const username = localName(user, values.username ?? "");
    if (username === null) {
      return refuse(
        "username",
        isLocal(user)
          ? `the username of a local account is ${localPrefix} and 2-32 of a-z 0-9 _ -`
          : "the username comes from the identity service and can't be changed here",
      );
    }
    after = { ...after, username };
  }
  if (has("nickname")) {
    const checked = nickname(values.nickname ?? null);
    if ("failure" in checked) return refuse("nickname", checked.failure.val);
    after = { ...after, nickname: checked.nickname };
  }
  if (has("roles")) {
    const names = values.roles ?? [];
    const ids = new Set<string>();
    for (const name of names) {
      if (name === BANNED) continue;
      const role = roles.byName.get(nameKey(name));
      if (!role) return refuse("roles", `the role '${name}' does not exist`);
      ids.add(role.id);
    }
    // Only a ban that the editor put in or took out: one by command meanwhile stays.
    const banned = names.includes(BANNED);
    const bannedAt = banned === wasBanned ? user.bannedAt : banned ? (user.bannedAt ?? now) : null;
    after = { ...after, roles: [...ids], bannedAt };
  }
  if (has("status")) {
    const text = statusText(values.status?.text);
    if (codePoints(text) > limits.statusText)
      return refuse("status", `the text of 'status' may have ${limits.statusText} characters`);
    after = { ...after, status: { status: values.status?.status ?? "online", text } };
  }
  if (has("pfp_url")) {
    const url = values.pfp_url ? httpUrl(values.pfp_url, limits.pictureUrl) : null;
    if (values.pfp_url && url === null) return refuse("pfp_url", "'pfp_url' must be an http or https URL");
    after = { ...after, pfp: url };
  }
  if (has("timeout_until")) {
    const until = values.timeout_until ?? null;
    if (until !== null && until > now + limits.timeout) {
      return refuse("timeout_until", "'timeout_until' is in Unix seconds, at most 28 days ahead");
    }
    after = { ...after, timeoutUntil: until !== null && until > now ? until : null };
  }
  if (changed.some((field) => !known.has(field))) {
    after = { ...after, extra: mergeExtra(after.extra, fields, changed, known) };
  }
  return after;
}

function secretAdvice(key: string, user: User): string {
  const advice = isLocal(user)
    ? `take it out, and set a password with \`npm run cli -- user passwd ${withoutPrefix(user.username)}\``
    : "take it out";
  return `'${key}' would stand here for all to read: ${advice}`;
}

/** Who has the username of another after the edit; asked only if it changed any. */
export function nameClashes(
  members: ReadonlyMap<string, User>,
  edited: ReadonlyMap<string, User>,
): { readonly id: string; readonly holder: string }[] {
  if (![...edited].some(([id, { username }]) => username !== members.get(id)?.username)) return [];
  const holders = new Map<string, string>();
  const clashes: { id: string; holder: string }[] = [];
  for (const member of members.values()) {
    const { id, username } = edited.get(member.id) ?? member;
    const key = nameKey(username);
    const holder = holders.get(key);
    if (holder !== undefined) clashes.push({ id, holder });
    holders.set(key, id);
  }
  return clashes;
}

/** Like at registration; nobody else's name is the operator's to give. */
function localName(user: User, wanted: string): string | null {
  if (!isLocal(user) || !wanted.startsWith(localPrefix)) return null;
  const checked = localUsername(wanted.slice(localPrefix.length));
  return "failure" in checked ? null : localPrefix + checked.name;
}

function bansIn(fields: unknown): boolean {
  return isFields(fields) && Array.isArray(fields["roles"]) && fields["roles"].includes(BANNED);
}

/** The first owner who is one no more, if nobody else is one either (02 §6.4). */
export function lostOwner(before: State, users: ReadonlyMap<string, User>): User | null {
  let lost: User | null = null;
  for (const user of before.users.values()) {
    const after = users.get(user.id) ?? user;
    if (after.bannedAt === null && isOwner(after, before.roles.byId)) return null;
    if (user.bannedAt === null && isOwner(user, before.roles.byId)) lost ??= user;
  }
  return lost;
}
