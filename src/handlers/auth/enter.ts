/** The last step of every login, when the account is certain. Runs alone among exclusive tasks. */

import { fullDiskNotice } from "../../actions/full-disk.ts";
import { rolesByInvite } from "../../actions/invites/use.ts";
import { presenceEvents } from "../../actions/members/presence.ts";
import { commit, type Session } from "../../actions/outcome.ts";
import { announceMemberRoles } from "../../actions/roles/announce.ts";
import type { SessionLogin } from "../../actions/sessions/session-login.ts";
import { type Emission, type EmissionOf, emit, everyone } from "../../chat/emission.ts";
import { isLocal } from "../../chat/local-accounts.ts";
import type { User } from "../../chat/model.ts";
import { newMember } from "../../chat/new-member.ts";
import { isOwner, OWNER } from "../../chat/permissions.ts";
import { appearance } from "../../chat/presence.ts";
import type { Change, State } from "../../chat/state.ts";
import { wireUser } from "../../chat/wire.ts";
import type { Config } from "../../config/schema.ts";
import { banReason } from "../../db/bans.ts";
import type { Invite } from "../../db/invites.ts";
import { type LoginNote, noteLogin } from "../../db/logins.ts";
import { admitInvitedUser, admitUser } from "../../db/users.ts";
import { fail, isFailure } from "../../protocol/errors.ts";
import { userJoin, userUpdate } from "../../protocol/events.ts";
import { connectionToken } from "../../sealing/connection-token.ts";
import type { OpenContext } from "../context.ts";

export interface Entrant {
  readonly id: string;
  /** The name that the identity service has now, or the local account's. */
  readonly username: string;
  /** For a new local account. */
  readonly nickname: string | null;
  readonly passwordHash: string | null;
  /** The network of a local account's login, if it is remembered. */
  readonly network: string | null;
  /** The session that this login begins or uses. */
  readonly session: SessionLogin | null;
}

/** An entrant who is let in. */
interface Entry {
  readonly user: User;
  /** The member before this login, if they are one. */
  readonly known: User | undefined;
  /** Members who give up the username, with their new names. */
  readonly displaced: readonly User[];
}

/**
 * Lets the entrant in, and makes them a member if needed. Banned members and those kicked a moment ago are refused.
 *
 * @param news events about the member, before the one that they are online
 * @param invite with which a newcomer comes, or null
 */
export async function enter<Name extends string>(
  context: OpenContext,
  entrant: Entrant,
  news: (entry: Entry) => readonly Emission<Name>[],
  invite: Invite | null,
) {
  const known = context.state.users.get(entrant.id);
  if (known?.bannedAt) return banned(context, known);
  return invite && !known
    ? admitInvited(context, entrant, invite, news)
    : admit(context, entrant, known, news);
}

/** The same for a member. @param how the network of a local account's login, and its session, if they are remembered */
export async function enterAgain(
  context: OpenContext,
  user: User,
  how: Pick<Entrant, "network" | "session">,
) {
  const { id, username, nickname, bannedAt } = user;
  if (bannedAt !== null) return banned(context, user);
  const entrant = { id, username, nickname, passwordHash: null, ...how };
  return admit(context, entrant, user, ({ known, user }) =>
    known ? promoted(known, user, context.state) : [],
  );
}

async function banned({ read }: OpenContext, { id }: User) {
  const reason = await read(banReason({ id }));
  return fail("banned", { reason: reason === null ? "" : `: ${reason}` });
}

/** The same for entrants who are not banned. `known` is undefined for a new account. */
export function admit<Name extends string>(
  context: OpenContext,
  entrant: Entrant,
  known: User | undefined,
  news: (entry: Entry) => readonly Emission<Name>[],
) {
  const entry = entryOf(context, entrant, known, null);
  if (isFailure(entry)) return entry;
  const note = noteOf(context, entrant);
  const outcome = () => welcome(context, entry, news(entry), entrant.session);
  if (entry.user !== known) return commit(admitUser(admission(entry, entrant, note)), outcome);
  if (!note.visit && !note.session) return outcome();
  // A login that changes nothing else succeeds even when nothing can be stored. A new session doesn't begin then.
  const stored = entrant.session?.began ? null : entrant.session;
  return commit(noteLogin(note), outcome, () => welcome(context, entry, news(entry), stored));
}

/** The same for a newcomer with an invite, which is used by it. */
export function admitInvited<Name extends string>(
  context: OpenContext,
  entrant: Entrant,
  invite: Invite,
  news: (entry: Entry) => readonly Emission<Name>[],
) {
  const entry = entryOf(context, entrant, undefined, invite);
  if (isFailure(entry)) return entry;
  const note = noteOf(context, entrant);
  const stored = admission(entry, entrant, note);
  const write = admitInvitedUser({ ...stored, invite: invite.code, now: context.now / 1000 });
  return commit(write, (failure) => failure ?? welcome(context, entry, news(entry), entrant.session));
}

function entryOf(context: OpenContext, entrant: Entrant, known: User | undefined, invite: Invite | null) {
  const { state, config, identity, disk } = context;
  // A kick may have been stored while this login waited for its turn.
  const keptOut = identity.keptOut(entrant.id) ?? (isLocal(entrant) && identity.keptOut(entrant.username));
  if (keptOut) return keptOut;
  if (!known && disk.isLow) return fail("storage_full");

  const before = known ?? newcomer(entrant, invite, context);
  // Names are unique. A member who still has this one gets their present name at their own next login.
  const holder = state.userByName(entrant.username);
  const displaced =
    holder && holder.id !== entrant.id ? [{ ...holder, username: placeholder(holder, state) }] : [];
  const named = before.username === entrant.username ? before : { ...before, username: entrant.username };
  return { user: withOwnership(named, config, state), known, displaced };
}

function noteOf({ now }: OpenContext, { id, network, session }: Entrant): LoginNote {
  return {
    visit: network === null ? null : { id, network, at: now / 1000 },
    session: session?.note ?? null,
  };
}

function admission({ user, known, displaced }: Entry, { passwordHash }: Entrant, note: LoginNote) {
  return { user, isNew: !known, passwordHash, displaced, note };
}

/** A new member. A timeout from an earlier membership that still runs goes on. */
function newcomer(entrant: Entrant, invite: Invite | null, { state, config, now }: OpenContext): User {
  const until = state.formerTimeout(entrant);
  const member = newMember(entrant, config.DB.users.default, state.roles, now / 1000);
  return {
    ...member,
    ...(invite && { roles: rolesByInvite(invite, member.roles, state) }),
    timeoutUntil: until !== null && until > now / 1000 ? until : null,
  };
}

/** A name that no other member has. */
function placeholder({ id, username }: User, state: State): string {
  const short = `${username}#${id.slice(0, 8)}`;
  return state.userByName(short) ? `${username}#${id}` : short;
}

/**
 * Config `owners` names users by id or username. A local account must be named in full, `USR:local_…`: its short name
 * could be another person's at the identity service.
 */
function withOwnership(user: User, config: Config, state: State): User {
  const owner = state.roles.byName.get(OWNER);
  if (!owner || user.roles.includes(owner.id)) return user;
  // A local account counts by its id alone, so that members who may rename others can't make owners.
  const names = (isLocal(user) ? [user.id] : [user.id, user.username]).map((name) => name.toLowerCase());
  const listed = config.owners.some((name) => names.includes(name.toLowerCase()));
  return listed ? { ...user, roles: [owner.id, ...user.roles] } : user;
}

function welcome<Name extends string>(
  { state, disk, caller, sealing }: OpenContext,
  { user, known, displaced }: Entry,
  news: readonly Emission<Name>[],
  login: SessionLogin | null,
) {
  const isFirst = state.connections(user.id) === 0;
  const isOwnerWarned = disk.isLow && isOwner(user, state.roles.byId);
  // A member who comes back unchanged is no change: others need to fetch nothing.
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
        loginSession: login?.id ?? null,
        ready: (session: Session) => ({
          user: { ...user.extra, ...wireUser(user, state, "own"), pfp_url: user.pfp },
          validator: connectionToken(caller.validatorKey, sealing),
          session,
          ...(login?.began && { login_session: { id: login.id, ...login.began } }),
        }),
      } as const,
    ],
  };
}

/** The events of `arrived`. */
export const arrivalEvents = [userUpdate, userJoin] as const;

/** A new member, or one who comes back. */
export function arrived(user: User, state: State): EmissionOf<typeof arrivalEvents>[] {
  const join = emit(userJoin, { user: { ...wireUser(user, state), status: user.status } }, everyone);
  const former = state.authorName(user.id);
  // Old messages get the new name of a member who returns, unless another account has or had the old name.
  const others = state.idsOfFormer(former).filter((id) => id !== user.id);
  const isTheirs = !state.userByName(former) && others.length === 0;
  if (!state.hasLeft(user.id) || former === user.username || !isTheirs) return [join];
  const { username, nickname } = user;
  return [emit(userUpdate, { user: former, username, nickname }, everyone), join];
}

/** A member whom the configuration made an owner since their last login. */
export function promoted(known: User, user: User, state: State) {
  return known.roles === user.roles ? [] : announceMemberRoles(state, state, [user]);
}
