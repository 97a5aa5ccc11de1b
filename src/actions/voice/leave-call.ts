/** A member leaves a call: they hang up, their connection ends, or they may no longer be in it. */
import { type CallMember, callOf, staysInCall } from "../../chat/calls.ts";
import { type Preview, preview } from "../../chat/preview.ts";
import type { Change, State } from "../../chat/state.ts";
import { fail } from "../../protocol/errors.ts";
import { voiceUserLeft } from "../../protocol/events.ts";
import { leftEvent } from "./call-events.ts";

/** What can follow from a change of members, roles or channels, besides the events of its own. */
export const callEndEvents = [voiceUserLeft] as const;

/** The connection's call, or why it is in none. @param named the channel that the request names, if it does */
export function ownCall(
  { user, connection }: Pick<CallMember, "user" | "connection">,
  named: string | null | undefined,
  state: State,
) {
  const call = callOf({ user, connection }, state);
  const channel = call && state.channelById(call.channel);
  if (!call || !channel || (named && named !== channel.name)) return fail("not_in_call");
  return { call, channel };
}

/** What changes when this member has left the call. */
export function leavesCall(member: CallMember, state: State) {
  const channel = state.channelById(member.channel);
  return {
    changes: [{ type: "call_left", user: member.user }] as const,
    events: channel ? [leftEvent(channel, member, state)] : [],
  };
}

/** What changes when the connection has ended; nothing if it was in no call. */
export function callGone(member: Pick<CallMember, "user" | "connection">, state: State) {
  const call = callOf(member, state);
  return call ? leavesCall(call, state) : { changes: [], events: [] };
}

/**
 * The ends of calls that these changes bring: of members who are banned, timed out or gone, or may no longer view the
 * channel, and of channels that are deleted, renamed or of another type. It comes before the changes, so that everybody
 * is told who could see the call. Null: all calls go on.
 */
export function callsEndedBy(changes: readonly Change[], state: State) {
  if (state.calls.size === 0) return null;
  const upcoming: { -readonly [Field in keyof Preview]: Preview[Field] } = {};
  const gone = new Set<string>();
  for (const change of changes) {
    if (change.type === "users") upcoming.users = [...(upcoming.users ?? []), ...change.users];
    else if (change.type === "roles") upcoming.roles = change.roles;
    else if (change.type === "channels") upcoming.channels = change.channels;
    else if (change.type === "user_left") gone.add(change.id);
  }
  if (gone.size === 0 && Object.keys(upcoming).length === 0) return null;
  const after = preview(state, upcoming);
  const { users, roles, channels } = upcoming;
  const concerned =
    roles || channels
      ? [...state.calls.values()]
      : [...new Set([...gone, ...(users ?? []).map(({ id }) => id)])].flatMap(
          (id) => state.calls.get(id) ?? [],
        );
  const ended = concerned.filter(
    (member) => gone.has(member.user) || !staysInCall(member, state, upcoming, after),
  );
  if (ended.length === 0) return null;
  const each = ended.map((member) => leavesCall(member, state));
  return { changes: each.flatMap((one) => one.changes), events: each.flatMap(({ events }) => events) };
}
