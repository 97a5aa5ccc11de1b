/** What every login leads to, once it is certain who it is. Runs alone among exclusive commands. */

import { randomBytes } from "node:crypto";
import { fullDiskNotice } from "../../actions/full-disk.ts";
import { presenceEvents } from "../../actions/members/presence.ts";
import { commit, type Session } from "../../actions/outcome.ts";
import { announceMemberRoles } from "../../actions/roles/announce.ts";
import { type Emission, type EmissionOf, emit, everyone } from "../../chat/emission.ts";
import { isLocal } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { newMember } from "../../chat/new-member.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { appearance } from "../../chat/presence.ts";
import type { Change, State } from "../../chat/state.ts";
import { wireUser } from "../../chat/wire.ts";
import type { Config } from "../../config/schema.ts";
import { rememberNetwork } from "../../db/logins.ts";
import { admitUser } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { userJoin, userUpdate } from "../../protocol/events.ts";
import type { OpenContext } from "../context.ts";

export interface Entrant {
  readonly id: string;
  /** The name that the identity service gave now, or the local account's. */
  readonly username: string;
  /** For a new local account. */
  readonly nickname: string | null;
  readonly passwordHash: string | null;
  /** The network of a local account's login, if it is to be remembered. */
  readonly network: string | null;
}

/** Somebody who is let in. */
interface Entry {
  readonly user: User;
  /** The member as they were, if they are one. */
  readonly known: User | undefined;
  /** Members who give up the username, under the names that they get for it. */
  readonly displaced: readonly User[];
}

/**
 * Lets the entrant in, creating the member if needed. Banned members and those kicked a moment ago are refused.
 *
 * @param news what everybody is told of the member, before that they are online
 */
export function enter<Name extends string>(
  context: OpenContext,
  entrant: Entrant,
  news: (entry: Entry) => readonly Emission<Name>[],
) {
  const known = context.state.users.get(entrant.id);
  return known?.bannedAt ? fail("banned") : admit(context, entrant, known, news);
}

/** The same for somebody who is not banned: a new account, with `known` undefined. */
export function admit<Name extends string>(
  context: OpenContext,
  entrant: Entrant,
  known: User | undefined,
  news: (entry: Entry) => readonly Emission<Name>[],
) {
  const { state, config, identity, now, disk } = context;
  // The kick may have been stored while this login waited for its turn.
  const keptOut = identity.keptOut(entrant.id) ?? (isLocal(entrant) && identity.keptOut(entrant.username));
  if (keptOut) return keptOut;
  if (!known && disk.isLow) return fail("storage_full");

  const before = known ?? newcomer(entrant, context);
  // Names are unique: whoever still holds this one gets his real name at his own next login.
  const holder = state.userByName(entrant.username);
  const displaced =
    holder && holder.id !== entrant.id ? [{ ...holder, username: placeholder(holder, state) }] : [];
  const named = before.username === entrant.username ? before : { ...before, username: entrant.username };
  const user = withOwnership(named, config, state);

  const entry = { user, known, displaced };
  const outcome = () => welcome(context, entry, news(entry));
  const { network, passwordHash } = entrant;
  const visit = network === null ? null : { id: user.id, network, at: now / 1000 };
  // A login that changes nothing else succeeds also where nothing can be stored.
  if (user === known) return visit ? commit(rememberNetwork(visit), outcome, outcome) : outcome();
  return commit(admitUser({ user, isNew: !known, passwordHash, displaced, visit }), outcome);
}

/** A new member. Leaving and coming back ends no timeout, so one that still runs goes on. */
function newcomer(entrant: Entrant, { state, config, now }: OpenContext): User {
  const until = state.formerTimeout(entrant);
  return {
    ...newMember(entrant, config.DB.users.default, state.roles, now / 1000),
    timeoutUntil: until !== null && until > now / 1000 ? until : null,
  };
}

/** A name that nobody else has: ids may begin alike. */
function placeholder({ id, username }: User, state: State): string {
  const short = `${username}#${id.slice(0, 8)}`;
  return state.userByName(short) ? `${username}#${id}` : short;
}

/**
 * Config `owners` names users by id or username. A local account only by its whole `USR:local_…`: its
 * short name could be somebody else's at the identity service.
 */
function withOwnership(user: User, config: Config, state: State): User {
  const owner = state.roles.byName.get(OWNER);
  if (!owner || user.roles.includes(owner.id)) return user;
  // A local account by its id alone: who may rename others must not make owners.
  const names = (isLocal(user) ? [user.id] : [user.id, user.username]).map((name) => name.toLowerCase());
  const listed = config.owners.some((name) => names.includes(name.toLowerCase()));
  return listed ? { ...user, roles: [owner.id, ...user.roles] } : user;
}

function welcome<Name extends string>(
  { state, disk }: OpenContext,
  { user, known, displaced }: Entry,
  news: readonly Emission<Name>[],
) {
  const isFirst = state.connections(user.id) === 0;
  const isOwnerWarned = disk.isLow && isOwner(user, state.roles.byId);
  // Members who come as they were are no change, for which others would have to fetch anything anew.
  const members: Change[] = user === known ? [] : [{ type: "users", users: [...displaced, user] }];
  return {
    changes: [...members, { type: "presence", id: user.id, delta: 1 } as const],
    events: [
      ...news,
      ...presenceEvents(isFirst ? appearance(state.shownStatus(user)) : [], user, state),
      ...(isOwnerWarned ? fullDiskNotice([user.id]) : []),
    ],
    effects: [
      {
        kind: "login",
        user: user.id,
        ready: (session: Session) => ({
          user: { ...user.extra, ...wireUser(user, state, "own"), pfp_url: user.pfp },
          // Clients may expect a token here. It opens nothing, so nothing of it is kept.
          validator: randomBytes(32).toString("base64url"),
          session,
        }),
      } as const,
    ],
  };
}

/** What `arrived` can be. */
export const arrivalEvents = [userUpdate, userJoin] as const;

/** A new member, or one who comes back. */
export function arrived(user: User, state: State): EmissionOf<typeof arrivalEvents>[] {
  const join = emit(userJoin, { user: { ...wireUser(user, state), status: user.status } }, everyone);
  const former = state.authorName(user.id);
  // Members who return under another name take their words along, unless somebody else has or had that name.
  const others = state.idsOfFormer(former).filter((id) => id !== user.id);
  const isTheirs = !state.userByName(former) && others.length === 0;
  if (!state.hasLeft(user.id) || former === user.username || !isTheirs) return [join];
  const { username, nickname } = user;
  return [emit(userUpdate, { user: former, username, nickname }, everyone), join];
}

/** A member who was made an owner by the configuration since. */
export function promoted(known: User, user: User, state: State) {
  return known.roles === user.roles ? [] : announceMemberRoles(state, state, [user]);
}
