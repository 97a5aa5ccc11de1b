/** What members hear of channels, and of the threads in them, that a change takes out of their sight (04 §5.5). */
import type { Channel, Thread, User } from "../chat/model.ts";
import { type Emission, onlyUsers } from "../chat/outcome.ts";
import { viewsByRoles } from "../chat/permissions.ts";
import type { State } from "../chat/state.ts";
import { placeLost } from "./unreads/marker.ts";

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
 * Everybody counts what comes live in a forum's threads, joined or not (04 §6), so who loses a forum is told of its
 * threads too: of the newest that anything was written in. The next list of channels comes up to a second later and may
 * show a channel again that was out of sight meanwhile, so each loss is said by itself.
 *
 * @param before the state without the change in it
 * @param members who may lose something by it; else everybody
 */
export function lostChannels(
  before: State,
  after: Pick<State, "channels" | "roles">,
  members: Iterable<Sight> = everybodyHere(before),
): Emission[] {
  const losses = [...listenersByLoss(before, after, members)];
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
  before: State,
  after: Pick<State, "channels" | "roles">,
  members: Iterable<Sight>,
): Map<Channel, Listeners> {
  const sameRoles = new Map<string, Listeners & { readonly sight: Sight }>();
  let rolesMove = before.roles !== after.roles;
  for (const sight of members) {
    const [member, memberAfter] = sight;
    const connections = before.connections(member.id);
    if (connections === 0) continue;
    let key = member.roles.join(" ");
    if (memberAfter.roles !== member.roles) {
      rolesMove = true;
      key += `\n${memberAfter.roles.join(" ")}`;
    }
    const group = sameRoles.get(key);
    if (group) {
      group.users.push(member.id);
      group.connections += connections;
    } else sameRoles.set(key, { users: [member.id], connections, sight });
  }
  const current = new Map(after.channels.map((channel) => [channel.id, channel]));
  const viewListOf = (channel: Channel | undefined) => channel?.permissions.lists.view;
  // While everybody keeps his roles, and they mean the same, only these can be lost.
  const relisted = before.channels.filter(
    (channel) => viewListOf(channel) !== viewListOf(current.get(channel.id)),
  );
  const channels = rolesMove ? before.channels : relisted;
  const views = viewsByRoles(channels, before.roles.byId);
  const left = channels.flatMap(({ id }) => current.get(id) ?? []);
  const viewsAfter = viewsByRoles(left, after.roles.byId);
  const losses = new Map<Channel, Listeners>();
  for (const { sight, users, connections } of sameRoles.values()) {
    const viewed = views(sight[0].roles);
    if (viewed.length === 0) continue;
    const kept = new Set(viewsAfter(sight[1].roles).map((index) => left[index]?.id));
    for (const index of viewed) {
      const channel = channels[index];
      if (!channel || kept.has(channel.id)) continue;
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
