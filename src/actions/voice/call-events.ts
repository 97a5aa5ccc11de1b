/** Events of calls. Clients can reach each member by the peer id, so only connections in the call get it. */
import type { CallMember } from "../../chat/calls.ts";
import { emit, onlyConnections, otherViewers, viewers } from "../../chat/emission.ts";
import type { Channel } from "../../chat/model.ts";
import type { State } from "../../chat/state.ts";
import { voiceMuteEvent, voiceUserJoined, voiceUserLeft, voiceUserUpdated } from "../../protocol/events.ts";

type Place = Pick<Channel, "id" | "name">;

/**
 * A member joined the call. Their connection gets the reply instead: the web client would call itself
 * (compatibility.md#own-voice-join).
 *
 * @param others the members that were in it before
 */
export function joinedEvents(
  channel: Place,
  joined: CallMember,
  others: readonly CallMember[],
  state: State,
) {
  const user = callUser(joined, state);
  const inside = [...others, joined].map(({ connection }) => connection);
  const { id, name } = channel;
  const outside = emit(voiceUserJoined, { channel: name, user }, otherViewers(id, inside));
  if (others.length === 0) return [outside];
  const known = { ...user, peer_id: joined.peer };
  return [emit(voiceUserJoined, { channel: name, user: known }, onlyConnections(others)), outside];
}

/** A member is muted, or not any more. Newer clients know only `voice_mute` (compatibility.md#voice-mute). */
export function mutedEvents(
  channel: Place,
  member: CallMember,
  members: readonly CallMember[],
  state: State,
) {
  const { id, name } = channel;
  const { peer, muted } = member;
  const user = callUser(member, state);
  const known = { ...user, peer_id: peer };
  const inside = members.map(({ connection }) => connection);
  const others = members.filter(({ connection }) => connection !== member.connection);
  const events = [
    emit(voiceUserUpdated, { channel: name, user: known }, onlyConnections(members)),
    emit(voiceUserUpdated, { channel: name, user }, otherViewers(id, inside)),
  ];
  if (others.length === 0) return events;
  const newer = { channel: name, peer_id: peer, username: user.username, muted };
  return [...events, emit(voiceMuteEvent, newer, onlyConnections(others))];
}

export function leftEvent(channel: Place, { user }: CallMember, state: State) {
  return emit(
    voiceUserLeft,
    { channel: channel.name, username: state.authorName(user) },
    viewers(channel.id),
  );
}

/** A member of a call as those see them that are not in it. */
export function callUser({ user, muted }: CallMember, state: State) {
  return { id: user, username: state.authorName(user), muted };
}
