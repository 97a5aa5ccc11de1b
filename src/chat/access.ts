/** The only ways from a name in a request to a channel, a member or a role: a missing check is visible in review. */

import { type ErrorCode, fail, isFailure } from "../protocol/errors.ts";
import { type ChannelAction, isPermission } from "../protocol/permissions.ts";
import { mayActOn, mayGrant, mayManageRole } from "./hierarchy.ts";
import { memberNamed } from "./local-accounts.ts";
import type { Channel, Role, User } from "./model.ts";
import { mayInChannel, roleNamed } from "./permissions.ts";
import type { State } from "./state.ts";

export interface ChannelAddress {
  readonly channel?: string;
  readonly thread_id?: string | null;
}

/** How an action is refused to a member who may view the channel. */
const denials = {
  send: "send_denied",
  delete: "delete_denied",
  delete_own: "delete_denied",
  edit_own: "not_author",
  react: "react_denied",
  pin: "pin_denied",
  create_thread: "thread_create_denied",
} as const satisfies Readonly<Record<Exclude<ChannelAction, "view">, ErrorCode>>;

/** The channel that a request names. If the user may not view it, the refusal is the same as if it did not exist. */
export function accessChannel(address: ChannelAddress, user: User, state: State) {
  const channel = address.channel === undefined ? undefined : state.channelByName(address.channel);
  return channel && mayInChannel(user, state.roles.byId, channel, "view")
    ? channel
    : fail("channel_not_found");
}

/** The same, if the user may do all of `actions` there. */
export function accessChannelFor(
  actions: readonly ChannelAction[],
  address: ChannelAddress,
  user: User,
  state: State,
) {
  const channel = accessChannel(address, user, state);
  return isFailure(channel) ? channel : (denied(actions, channel, user, state) ?? channel);
}

function denied(actions: readonly ChannelAction[], channel: Channel, user: User, state: State) {
  for (const action of actions) {
    if (action === "view" || mayInChannel(user, state.roles.byId, channel, action)) continue;
    return fail(denials[action]);
  }
  return null;
}

/** The thread that a request names and its forum, whose permissions it has. */
export function accessThread(id: string, user: User, state: State) {
  const thread = state.threadById(id);
  const channel = thread && state.channelById(thread.parent);
  if (!channel || !mayInChannel(user, state.roles.byId, channel, "view")) return fail("thread_not_found");
  return { channel, thread, room: thread.room };
}

/** The channel or thread that a request names, with its room. */
export function accessPlace(address: ChannelAddress, user: User, state: State) {
  if (address.thread_id) return accessThread(address.thread_id, user, state);
  const channel = accessChannel(address, user, state);
  return isFailure(channel) ? channel : { channel, thread: null, room: channel.id };
}

/** The same, if the user may do all of `actions` there. */
export function accessThreadFor(actions: readonly ChannelAction[], id: string, user: User, state: State) {
  const place = accessThread(id, user, state);
  return isFailure(place) ? place : (denied(actions, place.channel, user, state) ?? place);
}

/** The same, but participants also reach it when they can no longer view it: they may always leave. */
export function accessJoinedThread(id: string, user: User, state: State) {
  const thread = state.threadById(id);
  const channel = thread && state.channelById(thread.parent);
  return channel && thread.participants.includes(user.id)
    ? { channel, thread, room: thread.room }
    : accessThread(id, user, state);
}

/** The member that a request names: exact id first, then username in any case, then a local account's plain name. */
export function accessUser(name: string, state: State) {
  return state.users.get(name) ?? memberNamed(name, state) ?? fail("user_not_found");
}

/** The member that a request names, to ban, kick or mute them: below the actor, and not the actor. */
export function accessSubordinate(name: string, actor: User, state: State) {
  const target = accessUser(name, state);
  if (isFailure(target)) return target;
  if (target.id === actor.id) return fail("cannot_act_on_self");
  return memberOutOfReach(target, actor, state) ?? target;
}

/** The member that a request names, to change what members may also change themselves: the actor, or below the actor. */
export function accessSelfOrSubordinate(name: string, actor: User, state: State) {
  const target = accessUser(name, state);
  return isFailure(target) ? target : (memberOutOfReach(target, actor, state) ?? target);
}

/** Why the actor may not act on this member, or null: it is the actor, or a member below them. */
export function memberOutOfReach(target: User, actor: User, state: State) {
  if (target.id === actor.id || mayActOn(actor, target, state.roles.byId)) return null;
  return fail("hierarchy", { target: target.username });
}

/** What `accessSubordinate` can refuse. */
export const subordinateErrors = ["user_not_found", "cannot_act_on_self", "hierarchy"] as const;

/** The role that a request names by `id`, else by `name`; either may be an id or a name. */
export function accessRole({ id, name }: { readonly id?: string; readonly name?: string }, state: State) {
  const text = id ?? name;
  if (text === undefined) return fail("invalid_field", { field: "name", problem: "id or name is required" });
  return roleNamed(state.roles, text) ?? fail("role_not_found");
}

/** One of several roles that a request names: the refusal says which one doesn't exist. */
export function accessListedRole(text: string, state: State) {
  return roleNamed(state.roles, text) ?? fail("role_unknown", { role: text });
}

/** The role that a request names, to change it: below those of the actor. */
export function accessManageableRole(
  request: { readonly id?: string; readonly name?: string },
  actor: User,
  state: State,
) {
  const role = accessRole(request, state);
  return isFailure(role) ? role : (roleOutOfReach(role, actor, state) ?? role);
}

/** Why the actor may not change, move, give or take this role, or null. */
export function roleOutOfReach(role: Role, actor: User, state: State) {
  return mayManageRole(actor, role, state.roles.byId)
    ? null
    : fail("hierarchy", { target: `the role '${role.name}'` });
}

/**
 * Why the actor may not give this role to somebody, or change it, though it stands below them, or null: it holds a
 * permission that they don't hold. Ids that this server doesn't know permit nothing.
 */
export function roleBeyond(role: Role, actor: User, state: State) {
  const permission = mayGrant(actor, role.permissions.filter(isPermission), state.roles.byId);
  return permission === null ? null : fail("cannot_grant", { permission });
}
