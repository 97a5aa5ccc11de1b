/** What members hear of channels, and of the threads in them, that a change takes out of their sight. */

import { lostViewers, onlyUsers } from "../../chat/emission.ts";
import type { Channel, Thread, User } from "../../chat/model.ts";
import { viewsByRoles } from "../../chat/permissions.ts";
import type { State } from "../../chat/state.ts";
import { placeLost } from "../unreads/marker.ts";

/** A member as he is before the change and after it. */
type Sight = readonly [before: User, after: User];

/** Members who are told, and how many connections they have. */
interface Listeners {
  readonly users: string[];
  connections: number;
}

/** Threads told of in each forum: who has counts in older ones keeps them until he marks the server as read. */
const mostThreads = 200;
/** Packets for threads, to all connections together: the more are here, the fewer threads each is told of. */
const mostPackets = 50_000;

/**
 * The next list of channels comes up to a second later and may show a channel again that was out of sight meanwhile, so
 * each loss is said by itself.
 *
 * @param before the state without the change in it
 * @param members who may lose something by it, or null: everybody keeps the roles that he has
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
 * Everybody counts what comes live in a forum's threads, joined or not, so who loses a forum is told of its
 * threads too: of the newest that anything was written in.
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
      // Without numbers, or they would push everything else out of what others can resume.
      ...threads.flatMap((thread) => placeLost({ channel, thread }, to, { replayed: false })),
    ];
  });
}

/** @param current gives a member as he is after the change */
export function* everybodyHere(state: State, current = (member: User) => member): Iterable<Sight> {
  for (const id of state.online()) {
    const member = state.users.get(id);
    if (member) yield [member, current(member)];
  }
}

/** What is lost depends on roles alone, and few sets of them are worn by many. */
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
