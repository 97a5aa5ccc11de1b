/** db/users.json maps user ids to members, without secrets. An edit can't add or remove members. */
import type { User } from "../../chat/model.ts";
import { isOwner, type RoleBook } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { entryText, isFields } from "../../config/document.ts";
import { nameKey } from "../../text/skeleton.ts";
import { type Edited, type Findings, noFindings } from "./edited.ts";
import { mergeEntry, record } from "./entry.ts";
import { isFault } from "./fields.ts";
import { type UserContext, userRules } from "./user-fields.ts";

export interface UsersMerge extends Findings {
  /** Members who changed, as they are after the edit. */
  readonly users: readonly User[];
}

/** Makes the text of the file. Texts of entries are cached, since one change among ten thousand members is common. */
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
        text = `    ${JSON.stringify(user.id)}: ${entryText(record(userRules, user, state))}`;
        entries.set(user, text);
      }
      texts.push(text);
    }
    return texts.length === 0 ? "{}\n" : `{\n${texts.join(",\n")}\n}\n`;
  };
}

/** Applies the editor's changes to the present members. */
export function mergeUsers({ document, base }: Edited, context: UserContext): UsersMerge {
  const { state } = context;
  const findings = noFindings();
  const { problems, notes, changes } = findings;
  if (!isFields(document.value)) {
    problems.push({ line: 1, reason: "the file must hold an object from user id to member" });
    return { ...findings, users: [] };
  }
  const users = new Map<string, User>();
  const written = isFields(base) ? base : {};
  for (const [id, fields] of Object.entries(document.value)) {
    const refuse = (key: string | undefined, reason: string) =>
      problems.push({ line: document.lineOf(id, key), reason });
    if (!isFields(fields)) {
      refuse(undefined, `the member '${id}' must be an object`);
      continue;
    }
    const last = Object.hasOwn(written, id) ? written[id] : undefined;
    const entry = {
      name: id,
      fields,
      written: isFields(last) ? last : undefined,
      current: state.users.get(id),
      isRenamed: false,
    };
    if (!entry.current && !entry.written) {
      const advice = "people become members by logging in, so take the entry out";
      refuse(undefined, `nobody has the id '${id}'; ${advice}`);
      continue;
    }
    const result = mergeEntry(userRules, entry, context, notes);
    if (result === null) continue;
    if (isFault(result)) {
      refuse(result.key, `member '${id}': ${result.reason}`);
      continue;
    }
    users.set(id, result.after);
    changes.push(`${result.after.username}: ${result.keys.join(", ")}`);
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

/** Members with the same username after the edit. Checked only when the edit changed a username. */
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

/** The first owner who loses that role by the edit, if no owner would be left. */
export function lostOwner(before: State, users: ReadonlyMap<string, User>): User | null {
  let lost: User | null = null;
  for (const user of before.users.values()) {
    const after = users.get(user.id) ?? user;
    if (after.bannedAt === null && isOwner(after, before.roles.byId)) return null;
    if (user.bannedAt === null && isOwner(user, before.roles.byId)) lost ??= user;
  }
  return lost;
}
