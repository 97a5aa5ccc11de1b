/** Events for members who can no longer view a channel and its threads: their clients drop its unread counts. */

import { lostViewers, onlyUsers } from "../../chat/emission.ts";
import type { Channel, Thread, User } from "../../chat/model.ts";
import { viewsByRoles } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { placeLost } from "../unreads/marker.ts";

/** A member before the change and after it. */
type Sight = readonly [before: User, after: User];

/** The members to tell, and how many connections they have. */
interface Listeners {
  readonly users: string[];
  connections: number;
}

/** Most threads of one forum. Counts of older threads stay until the member marks the server as read. */
const mostThreads = 200;
/** Most packets about threads, for all connections together. With more connections each gets fewer threads. */
const mostPackets = 50_000;

/**
 * The next list of channels comes up to a second later, and may hold a channel again that was lost and regained
 * meanwhile. So each loss has an event of its own.
 *
 * @param before the state before the change
 * @param members those whose roles change; null when nobody's do
 */
export function lostChannels(
  before: State,
  after: Pick<State, "channels" | "roles">,
  members: Iterable<Sight> | null = null,
) {
  if (members || before.roles !== after.roles) {
    return lossesByMember(before.channels, before, after, members ?? everybodyHere(before));
  }
  const current = new Map(after.channels.map((channel) => [channel.id, channel]));
  const viewListOf = (channel: Channel | undefined) => channel?.permissions.lists.view;
  const relisted = before.channels.filter(
    (channel) => viewListOf(channel) !== viewListOf(current.get(channel.id)),
  );
  const forums = relisted.filter(({ type }) => type === "forum");
  const others = relisted.filter(({ type }) => type !== "forum");
  return [
    ...(forums.length > 0 ? lossesByMember(forums, before, after, everybodyHere(before)) : []),
    ...others.flatMap((channel) => placeLost({ channel, thread: null }, lostViewers(channel.id))),
  ];
}

/**
 * Clients count live messages in all threads of a forum, joined or not. Members who lose a forum are therefore told of
 * its newest threads with messages too.
 *
 * @param channels those that may be lost
 */
function lossesByMember(
  channels: readonly Channel[],
  before: State,
  after: Pick<State, "channels" | "roles">,
  members: Iterable<Sight>,
) {
  const losses = [...listenersByLoss(channels, before, after, members)];
  const forums = losses.filter(([{ type }]) => type === "forum");
  const connections = forums.reduce((sum, [, listeners]) => sum + listeners.connections, 0);
  const most = Math.min(mostThreads, Math.floor(mostPackets / 2 / connections));
  return losses.flatMap(([channel, { users }]) => {
    const to = onlyUsers(users);
    const threads = channel.type === "forum" ? newestThreads(channel, most, before) : [];
    return [
      ...placeLost({ channel, thread: null }, to),
      // Without numbers: so many would push all other events out of the log for `resume`.
      ...threads.flatMap((thread) => placeLost({ channel, thread }, to, { replayed: false })),
    ];
  });
}

/** @param current gives the member after the change */
export function* everybodyHere(state: State, current = (member: User) => member): Iterable<Sight> {
  for (const id of state.online()) {
    const member = state.users.get(id);
    if (member) yield [member, current(member)];
  }
}

/** What is lost depends on roles alone, and many members have the same set of roles. */
function listenersByLoss(
  channels: readonly Channel[],
  before: State,
  after: Pick<State, "channels" | "roles">,
  members: Iterable<Sight>,
): Map<Channel, Listeners> {
  const groups = new Map<string, Listeners & { readonly sight: Sight }>();
  for (const sight of members) {
    const [{ id, roles }, { roles: rolesAfter }] = sight;
    const connections = before.connections(id);
    if (connections === 0) continue;
    const key = `${roles.join(" ")}\n${rolesAfter.join(" ")}`;
    const group = groups.get(key);
    if (group) {
      group.users.push(id);
      group.connections += connections;
    } else groups.set(key, { users: [id], connections, sight });
  }
  const views = viewsByRoles(channels, before.roles.byId);
  const viewsAfter = viewsByRoles(after.channels, after.roles.byId);
  const losses = new Map<Channel, Listeners>();
  for (const { sight, users, connections } of groups.values()) {
    const kept = new Set(viewsAfter(sight[1].roles).map((index) => after.channels[index]?.id));
    for (const channel of views(sight[0].roles).flatMap((index) => channels[index] ?? [])) {
      if (kept.has(channel.id)) continue;
      const told = losses.get(channel);
      if (told) {
        for (const user of users) told.users.push(user);
        told.connections += connections;
      } else losses.set(channel, { users: [...users], connections });
    }
  }
  return losses;
}

function newestThreads(forum: Channel, most: number, state: State): Thread[] {
  return state
    .threadsOf(forum.id)
    .flatMap((thread) => {
      const tail = state.tail(thread.room);
      return tail ? [{ thread, at: tail.lastMessageAt }] : [];
    })
    .sort((a, b) => b.at - a.at)
    .slice(0, most)
    .map(({ thread }) => thread);
}
