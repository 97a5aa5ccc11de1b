/** Makes one consistent change of roles, channels and members from edited files. Pure: nothing is stored yet. */
import { isDeepStrictEqual } from "node:util";
import type { Channel, Role, User } from "../chat/model.ts";
import { type RoleBook, usesRole } from "../chat/permissions.ts";
import type { State } from "../chat/state.ts";
import type { Problem } from "../config/document.ts";
import type { LoadedChannel } from "../db/channels.ts";
import { errorText } from "../text/error-text.ts";
import { nameKey } from "../text/skeleton.ts";
import { type ChannelsMerge, mergeChannels, sameChannels } from "./merge/channels.ts";
import { type Edited, type Findings, noFindings } from "./merge/edited.ts";
import { mergeRoles, type RolesMerge, sameRoles } from "./merge/roles.ts";
import { lostOwner, mergeUsers } from "./merge/users.ts";

export const fileNames = ["roles", "channels", "users"] as const;
export type FileName = (typeof fileNames)[number];
export type EditedFiles = Readonly<Partial<Record<FileName, Edited>>>;

export interface Plan {
  readonly roles: RolesMerge;
  readonly rolesChanged: boolean;
  readonly channels: ChannelsMerge;
  readonly channelsChanged: boolean;
  /** Members who changed, by the file or because a role of theirs is removed. */
  readonly users: readonly User[];
  readonly findings: Readonly<Partial<Record<FileName, Findings>>>;
}

interface Circumstances {
  readonly state: State;
  readonly hidden: readonly LoadedChannel[];
  newId(): string;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Plans all files together, since an edit of one may need an edit of another, such as a new role and its members. A file
 * with a problem is left out as a whole, and the others are planned without it.
 */
export function planEdit(
  edited: EditedFiles,
  circumstances: Circumstances,
): { readonly plan: Plan; readonly refused: ReadonlyMap<FileName, readonly Problem[]> } {
  const refused = new Map<FileName, readonly Problem[]>();
  let rest: EditedFiles = edited;
  for (;;) {
    const plan = planAll(rest, circumstances);
    const faulty = fileNames.filter((name) => (plan.findings[name]?.problems.length ?? 0) > 0);
    if (faulty.length === 0) return { plan, refused };
    for (const name of faulty) refused.set(name, plan.findings[name]?.problems ?? []);
    rest = Object.fromEntries(Object.entries(rest).filter(([name]) => !refused.has(name as FileName)));
  }
}

function planAll(edited: EditedFiles, { state, hidden, newId, now }: Circumstances): Plan {
  const { roles: editedRoles, channels: editedChannels, users: editedUsers } = edited;
  const noRoles = sameRoles(state);
  const roles = editedRoles ? merge(() => mergeRoles(editedRoles, state, newId), noRoles) : noRoles;
  const book = bookAfter(roles.roles, state.roles);
  const withRoles: State = { ...state, roles: book };
  const noChannels = sameChannels(state);
  const channels = editedChannels
    ? merge(() => mergeChannels(editedChannels, withRoles, hidden), noChannels)
    : noChannels;
  for (const id of roles.removed) {
    const user = channels.channels.find((channel) => usesRole(channel.permissions, id));
    const name = state.roles.byId.get(id)?.name;
    if (user) {
      const reason = `the role '${name}' is named in the permissions of the channel '${user.name}'`;
      roles.problems.push({ line: null, reason: `${reason}; take it out of db/channels.json too` });
    }
  }
  const noUsers = { ...noFindings(), users: [] };
  const merged = editedUsers && merge(() => mergeUsers(editedUsers, { state, roles: book, now }), noUsers);
  const users = new Map(merged?.users.map((user) => [user.id, user]));
  for (const user of roles.removed.length > 0 ? state.users.values() : []) {
    const after = users.get(user.id) ?? user;
    const kept = after.roles.filter((id) => !roles.removed.includes(id));
    if (kept.length < after.roles.length) users.set(user.id, { ...after, roles: kept });
  }
  const lost = lostOwner(state, users);
  if (lost && editedUsers) {
    const reason = `'${lost.username}' is the last owner; somebody must keep the role 'owner'`;
    merged?.problems.push({ line: editedUsers.document.lineOf(lost.id, "roles"), reason });
  }
  return {
    roles,
    rolesChanged: !isDeepStrictEqual(roles.roles, [...state.roles.byId.values()]),
    channels,
    channelsChanged: !isDeepStrictEqual(channels.channels, state.channels),
    users: [...users.values()].filter((user) => !isDeepStrictEqual(user, state.users.get(user.id))),
    findings: {
      ...(editedRoles && { roles }),
      ...(editedChannels && { channels }),
      ...(merged && { users: merged }),
    },
  };
}

/** A file whose merge throws is refused like one with a problem. The others are taken over. */
function merge<Merged extends Findings>(run: () => Merged, none: Merged): Merged {
  try {
    return run();
  } catch (error) {
    const problem = { line: null, reason: `the file can't be merged: ${errorText(error)}` };
    return { ...none, problems: [problem] };
  }
}

/** Finds roles by new names, and by old ones that are free, which the other files may still use. */
function bookAfter(roles: readonly Role[], before: RoleBook): RoleBook {
  const byId = new Map(roles.map((role) => [role.id, role]));
  const byName = new Map<string, Role>();
  for (const { id, name } of before.byId.values()) {
    const role = byId.get(id);
    if (role) byName.set(nameKey(name), role);
  }
  for (const role of roles) byName.set(nameKey(role.name), role);
  return { byId, byName };
}

/** The channels of the plan, with the ids that the store gave to new ones. */
export function withIds({ channels }: ChannelsMerge, ids: readonly number[]): readonly Channel[] {
  return channels.map((channel) =>
    channel.id < 0 ? { ...channel, id: ids[-1 - channel.id] ?? 0 } : channel,
  );
}
