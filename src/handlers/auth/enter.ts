/** What every login leads to, once it is certain who it is (01 §7.6). Runs alone among exclusive commands. */

import { randomBytes } from "node:crypto";
import { commit, type Outcome } from "../../actions/outcome.ts";
import { type Emission, emit, everyone } from "../../chat/emission.ts";
import { isLocal } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { newMember } from "../../chat/new-member.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { connectionChange } from "../../chat/presence.ts";
import type { Change, State } from "../../chat/state.ts";
import { wireUser } from "../../chat/wire.ts";
import type { Config } from "../../config/schema.ts";
import { rememberNetwork } from "../../db/logins.ts";
import { admitUser } from "../../db/users.ts";
import { fail } from "../../protocol/errors.ts";
import { userJoin, userUpdate } from "../../protocol/events.ts";
import type { Next, OpenContext } from "../command.ts";
import { fullDiskNotice } from "../full-disk.ts";
import { profileEvents } from "../member-events.ts";
import { presenceEvents } from "../presence.ts";
import { announceMemberRoles } from "../roles/announce.ts";

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

/** Lets the entrant in, creating the member if needed; a banned one is refused. */
export function enter(context: OpenContext, entrant: Entrant): Next {
  const { state, config, identity, now, disk } = context;
  const known = state.users.get(entrant.id);
  if (known?.bannedAt) return fail("banned");
  // The kick may have been stored while this login waited for its turn.
  const keptOut = identity.keptOut(entrant.id) ?? (isLocal(entrant) && identity.keptOut(entrant.username));
  if (keptOut) return keptOut;
  if (!known && disk.isLow) return fail("storage_full");

  const before = known ?? newcomer(entrant, context);
  // Names are unique: whoever still holds this one gets his real name at his own next login (01 §7.3).
  const holder = state.userByName(entrant.username);
  const displaced =
    holder && holder.id !== entrant.id ? [{ ...holder, username: placeholder(holder, state) }] : [];
  const named = before.username === entrant.username ? before : { ...before, username: entrant.username };
  const user = withOwnership(named, config, state);

  const outcome = () => welcome(context, user, known, displaced);
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
 * Config `owners` names users by id or username (01 §10). A local account only by its whole `USR:local_…`: its
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

function welcome(
  { state, disk }: OpenContext,
  user: User,
  known: User | undefined,
  displaced: readonly User[],
): Outcome {
  const connections = state.connections(user.id);
  const changes: Change[] = [
    // Who comes as he was is no change, for which others would have to fetch anything anew.
    ...(user === known ? [] : [{ type: "users" as const, users: [...displaced, user] }]),
    { type: "presence", id: user.id, delta: 1 },
  ];
  const events: Emission[] = [];
  for (const renamed of displaced) {
    const before = state.users.get(renamed.id);
    if (before) events.push(...profileEvents(before, renamed, state));
  }
  if (known) events.push(...profileEvents(known, user, state));
  if (known && known.roles !== user.roles) events.push(...announceMemberRoles(state, state, [user]));
  if (!known) {
    const former = state.authorName(user.id);
    // Who returns under another name takes his words along, unless somebody else is called as he was, or was so.
    const others = state.idsOfFormer(former).filter((id) => id !== user.id);
    const isHis = !state.userByName(former) && others.length === 0;
    if (state.hasLeft(user.id) && former !== user.username && isHis) {
      const { username, nickname } = user;
      events.push(emit(userUpdate, { user: former, username, nickname }, everyone));
    }
    events.push(emit(userJoin, { user: { ...wireUser(user, state), status: user.status } }, everyone));
  }
  events.push(
    ...presenceEvents(
      connectionChange({ status: state.shownStatus(user), before: connections, after: connections + 1 }),
      user,
      state,
    ),
  );
  if (disk.isLow && isOwner(user, state.roles.byId)) events.push(...fullDiskNotice([user.id]));
  return {
    changes,
    events,
    effects: [
      {
        kind: "login",
        user: user.id,
        ready: (session) => ({
          user: { ...user.extra, ...wireUser(user, state, "own"), pfp_url: user.pfp },
          // Clients may expect a token here. It opens nothing, so nothing of it is kept.
          validator: randomBytes(32).toString("base64url"),
          session,
        }),
      },
    ],
  };
}
