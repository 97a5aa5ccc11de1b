/** Compares what viewers keep with what they would fetch. */
import { expect } from "bun:test";
import {
  differences,
  type Followed,
  fetch,
  follow,
  type Model,
  pingsMe,
  type Reply,
  type WireChannel,
} from "../../../client/index.ts";
import { type Actions, type Cast, rest, viewers } from "./cast.ts";

/** Packets that may come before a login. */
const beforeLogin = new Set(["handshake", "pong", "ping", "auth_error"]);

/**
 * Does the actions in turn. After each one, every state that is kept must be what its holder would fetch. Gives the
 * commands that were answered with no refusal.
 */
export async function holds(
  cast: Cast,
  actions: Actions,
  changes: "something" | "nothing" = "something",
): Promise<ReadonlySet<string>> {
  const clients = Object.entries(viewers(cast));
  const following = await Promise.all(
    clients.map(async ([name, client]) => [name, client, await follow(client)] as const),
  );
  const answered = new Set<string>();
  for (const [does, act] of Object.entries(actions)) {
    const before = following.map(([, , { model }]) => model);
    const losses = following.map(([, , followed]) => watchLosses(followed));
    rest();
    cast.answered.clear();
    await act(cast);
    for (const name of cast.answered) answered.add(name);
    // Whatever was sent to them stands in front of this answer.
    await Promise.all(clients.map(([, client]) => client.request("ping")));
    const kept = following.map(([, , { model }]) => model);
    // All before the first fetch: two of them are the same user.
    const counts = await Promise.all(clients.map(([, client]) => client.request("unreads_get")));
    const found = await Promise.all(
      following.map(async ([name, client, followed], index) => {
        const [was, is] = [before[index], kept[index]];
        if (!was || !is) return [name, ["no state"]] as const;
        const untouched = changes === "nothing" && was !== is ? ["changed, though nothing happened"] : [];
        const lost = losses[index]?.() ?? new Set();
        const closed = closedWithoutNeed(was, is, lost);
        const unread = miscounted(was, is, lost, counts[index]);
        const fresh = await fetch(client);
        const inbox = misfiled(fresh, await client.request("pings_get", { limit: 100 }));
        await openAll(followed);
        return [name, [...differences(is, fresh), ...unread, ...closed, ...inbox, ...untouched]] as const;
      }),
    );
    const none = clients.map(([name]) => [name, []] as const);
    expect({ does, ...Object.fromEntries(found) }).toEqual({ does, ...Object.fromEntries(none) });
  }
  for (const [, , followed] of following) followed.stop();
  await cast.unauthenticated.ask({ cmd: "ping" }, "pong");
  expect(cast.unauthenticated.received.filter((cmd) => !beforeLogin.has(cmd))).toEqual([]);
  return answered;
}

interface Room extends Pick<WireChannel, "last_message_id"> {
  readonly place: string;
  /** The forum of a thread. */
  readonly forum?: string;
}

/** Where messages can be: text channels and threads. */
function rooms({ channels }: Model): Room[] {
  return channels.flatMap((channel) => [
    ...(channel.type === "text" ? [{ ...channel, place: channel.name }] : []),
    ...(channel.threads ?? []).map((thread) => ({
      ...thread,
      place: `thread:${thread.id}`,
      forum: channel.name,
    })),
  ]);
}

/** Names of channels, and the places in them. */
function placesIn(model: Model): ReadonlySet<string> {
  const names = model.channels.map(({ name }) => name);
  return new Set([...names, ...rooms(model).map(({ place }) => place)]);
}

/** Gives the places that were out of sight for a moment since. */
function watchLosses(followed: Followed): () => ReadonlySet<string> {
  const lost = new Set<string>();
  const places = placesIn(followed.model);
  const stop = followed.changed((model) => {
    const seen = placesIn(model);
    for (const place of places) if (!seen.has(place)) lost.add(place);
  });
  return () => {
    stop();
    return lost;
  };
}

/**
 * Of what was said while a channel was out of sight no event tells. Whom a role calls the server decides by the roles
 * of now, the client by those of then.
 */
function miscounted(
  before: Model,
  after: Model,
  lost: ReadonlySet<string>,
  reply: Reply<"unreads_get"> | undefined,
): string[] {
  const known = new Set(before.channels.map(({ name }) => name));
  const rolesIn = (model: Model) => model.members.get(model.me)?.roles.join();
  const sameRoles = rolesIn(before) === rolesIn(after) && before.roles.size === after.roles.size;
  return Object.entries(reply?.unreads ?? {}).flatMap(
    ([place, { unread_count, ping_count, parent_channel }]) => {
      const channel = parent_channel ?? place;
      if (lost.has(channel) || !known.has(channel)) return [];
      const { messages, pings } = after.unread.get(place) ?? { messages: 0, pings: 0 };
      const same = messages === unread_count && (pings === ping_count || !sameRoles);
      return same
        ? []
        : [`unread in ${place}: kept ${messages} ${pings}, fresh ${unread_count} ${ping_count}`];
    },
  );
}

/**
 * `differences` compares open histories only, so one whose place never was out of sight must stay open, and a thread
 * that came meanwhile be open.
 */
function closedWithoutNeed(before: Model, after: Model, lost: ReadonlySet<string>): string[] {
  const forums = placesIn(before);
  const ends = new Set([...before.histories.values()].map(({ messages }) => messages.at(-1)?.id));
  return rooms(after).flatMap(({ place, forum, last_message_id }) => {
    if (after.histories.has(place) || lost.has(place)) return [];
    const known = before.histories.has(place) || ends.has(last_message_id ?? "");
    const came = forum !== undefined && forums.has(forum) && !lost.has(forum);
    return known || came ? [`history of ${place}: closed`] : [];
  });
}

/** The inbox holds what calls its reader, newest first. The fetched state has all of it: nowhere is more than a page. */
function misfiled(fresh: Model, { messages, total }: Reply<"pings_get">): string[] {
  const me = fresh.members.get(fresh.me)?.username;
  const calling = [...fresh.histories.values()]
    .flatMap((history) => history.messages)
    .filter((message) => message.user !== me && pingsMe(fresh, message))
    // Messages of two places may be of the same time; ids grow.
    .toSorted((a, b) => b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
  const listed = messages.map(({ id }) => id);
  const same = listed.join() === calling.join() && total === calling.length;
  return same ? [] : [`inbox: ${total} ${listed.join()}, in the histories ${calling.join()}`];
}

/** Opens what came into sight, as its viewer would, so that the next action meets it open. */
async function openAll(followed: Followed): Promise<void> {
  for (const { place } of rooms(followed.model)) {
    if (!followed.model.histories.has(place)) await followed.load(place);
  }
}
