/** Calls: the members in voice channels. Clients connect to each other (compatibility.md#peer-to-peer). */
import type { Channel, User } from "./model.ts";
import { mayView } from "./permissions.ts";
import type { Preview, Upcoming } from "./preview.ts";
import type { State } from "./state.ts";

/** A member in a call, by one of their connections. A member is in one call at most. */
export interface CallMember {
  /** User id. */
  readonly user: string;
  /** Id of the connection. */
  readonly connection: string;
  /** Id of the voice channel. */
  readonly channel: number;
  /** By which other clients reach this one. Only members of the call get it. */
  readonly peer: string;
  readonly muted: boolean;
}

/** The members of each call. */
export interface Calls {
  /** By user id. */
  readonly members: ReadonlyMap<string, CallMember>;
  /** The members in a voice channel, in the order of joining. */
  in(channel: number): readonly CallMember[];
  /** A member who joined, or is muted or not any more. They are in no other call. */
  keep(member: CallMember): void;
  drop(user: string): void;
}

export function createCalls(): Calls {
  const members = new Map<string, CallMember>();
  const byChannel = new Map<number, Map<string, CallMember>>();

  function drop(user: string): void {
    const before = members.get(user);
    members.delete(user);
    const call = before && byChannel.get(before.channel);
    call?.delete(user);
    if (before && call?.size === 0) byChannel.delete(before.channel);
  }

  return {
    members,
    in: (channel) => [...(byChannel.get(channel)?.values() ?? [])],
    keep(member) {
      const { user, channel } = member;
      if (members.get(user)?.channel !== channel) drop(user);
      members.set(user, member);
      const call = byChannel.get(channel);
      if (call) call.set(user, member);
      else byChannel.set(channel, new Map([[user, member]]));
    },
    drop,
  };
}

/** The member's call, if this connection is the one that is in it. */
export function callOf(
  { user, connection }: Pick<CallMember, "user" | "connection">,
  { calls }: Pick<State, "calls">,
): CallMember | null {
  const call = calls.get(user);
  return call?.connection === connection ? call : null;
}

/**
 * May the member stay in the call after this change? A rename ends the call, since clients know calls by the channel's
 * name (compatibility.md#voice-channel-names).
 */
export function staysInCall(
  { user: id, channel: channelId }: CallMember,
  before: Pick<State, "users" | "channelById">,
  change: Preview,
  after: Pick<Upcoming, "roles">,
): boolean {
  const was = before.channelById(channelId);
  const channel = change.channels ? change.channels.find((other) => other.id === channelId) : was;
  const old = before.users.get(id);
  const user = change.users?.find((other) => other.id === id) ?? old;
  if (!was || !channel || !old || !user) return false;
  return (
    isSameCall(was, channel) &&
    user.bannedAt === null &&
    mayView(user, channel, after) &&
    !isSilenced(old, user)
  );
}

function isSameCall(before: Channel, after: Channel): boolean {
  return after.type === "voice" && after.name === before.name;
}

/** A new timeout ends the call. One that is there already has no call to end. */
function isSilenced(before: User, after: User): boolean {
  return after.timeoutUntil !== null && after.timeoutUntil !== before.timeoutUntil;
}
