/** Sends the requests, as the members of the test. */

import type { AnyCommand } from "../../../src/handlers/command.ts";
import { commands } from "../../../src/handlers/registry.gen.ts";
import { type At, hiddenFields, requestNaming } from "../registry/requests.ts";
import type { AnyRow, Hidden } from "../registry/row.ts";
import { rows } from "../registry/rows.ts";
import { type Action, type Loss, roleFields } from "./actions.ts";
import type { Ear, Packet } from "./ear.ts";
import type { Log } from "./log.ts";
import { mayView, type Room, roomOf, type World } from "./world.ts";

type Things = Pick<Log, "messages" | "polls" | "threads">;

const asksNothing: ReadonlySet<string> = new Set(["read", "search", "unreads"]);
/**
 * Channels are changed by the owner alone, so that the log knows of it. The newer names of a command make its connection
 * one that is told in newer packets, which can't be compared with the owner's. Typing is known by its duration, which
 * must be another one each time. What is planned, and what is pushed, is told to nobody but its own user.
 */
const elsewhere = /^channel_|^reaction_|^thread_new$|^typing$|^message_schedule$|^reminder_create$|^push_/;
const isAsked = ([cmd, { tells }]: readonly [string, AnyRow]) =>
  (tells === "named" || tells === "each") && !elsewhere.test(cmd);
const asked = Object.entries(rows).filter(isAsked);
const costOf = (cmd: string) => (commands as Readonly<Record<string, AnyCommand>>)[cmd]?.cost ?? "none";
/** Commands that only look, and those that do something; a new one is among them by its row. */
const readers = asked.filter(([cmd]) => asksNothing.has(costOf(cmd)));
const writers = asked.filter(([cmd]) => !asksNothing.has(costOf(cmd)));
/** Fields with words of people. */
const wordFields: ReadonlySet<string> = new Set(["content", "name", "question", "query"]);

/**
 * Every request of these commands that names one of the things, or asks for a list.
 *
 * @param places where a message is looked for
 * @param words what is said, or sought
 */
function requestsAbout(
  about: readonly (readonly [string, AnyRow])[],
  things: Readonly<Record<Hidden, string>>,
  places: readonly At[],
  words: string,
): Packet[] {
  const living = { ...things, role: "user", user: "mira" };
  return about.flatMap(([cmd, row]) => {
    const { request } = (commands as Readonly<Record<string, AnyCommand>>)[cmd] as AnyCommand;
    const named = hiddenFields(row).flatMap(({ field, kind }) => {
      const isPlace = field === "channel" || field === "thread_id";
      const at = isPlace ? places.slice(0, 1) : places;
      return at.map((one) => requestNaming(request, row, { field, name: things[kind] }, one, living));
    });
    const lists = named.length > 0 ? [] : Object.values(row.lists?.(words) ?? {});
    return [...named, ...lists].map((fields) => {
      const said = Object.entries(fields).map(([field, value]) =>
        wordFields.has(field) && row.names[field] === null ? [field, words] : [field, value],
      );
      return { cmd, ...Object.fromEntries(said) };
    });
  });
}

/** What leaves a mark on a message; each changes something only sometimes. */
const marks = ["message_react_add", "message_react_remove", "message_pin", "message_unpin"];
/** How long a poll with an end lasts: longer than all that happens meanwhile. */
export const pollSeconds = 100_000;
/** Whom a message calls, whether they may view it or not. */
const calls = ["", "", "@mira @nora", "@paul @olga", "@&user", "@&r0 @&r1", "@&r2 @&r3 @mira"];

export interface Actor {
  /** Asks for one thing; what the owner changes is noted in the log. */
  act(action: Action): void;
  /** Changes a member's roles while they ask for something in a channel that they may lose by that. */
  lose(loss: Loss): void;
  /** Every connection looks at something in every way. @param index of what */
  lookAround(index: number): void;
}

/** @param now of the server, in milliseconds */
export function createActor(log: Log, ears: readonly Ear[], now: () => number): Actor {
  let roomsMade = 0;
  let texts = 0;
  /** Nonces; one that is used again, in another channel perhaps, brings the message of the first time. */
  const said: { readonly user: string; readonly marker: string; readonly nonce: string }[] = [];

  function pick<Value>(values: readonly Value[], index: number): Value | undefined {
    return values[index % Math.max(1, values.length)];
  }
  function ear(user: string): Ear {
    return ears.find((other) => other.user === user) as Ear;
  }
  function change(packet: Packet, effect: (world: World) => World): void {
    log.effects.set(ear("olga").ask(packet), effect);
  }
  function replace(marker: string, fields: Partial<Room>): (world: World) => World {
    return (world) => ({
      ...world,
      rooms: world.rooms.map((other) => (other.marker === marker ? { ...other, ...fields } : other)),
    });
  }
  function lists(view: readonly string[]): object {
    const names = ["view", "send", "edit_own", "delete_own", "create_thread", "react", "pin"];
    return Object.fromEntries(names.map((name) => [name, view]));
  }
  /** In a forum the newest thread. */
  function placeIn({ marker, name, type }: Room): { channel: string } | { thread_id: string } {
    if (type === "text") return { channel: name };
    return { thread_id: log.threads.findLast((thread) => thread.marker === marker)?.id ?? "none" };
  }
  function newest({ marker }: Room): string | undefined {
    return log.messages.findLast((message) => message.marker === marker)?.id;
  }

  /** Every way to look at a channel, or at all of them, each with its request. @param things in it, or anywhere */
  function looks(room: Room, index: number, things: Things): Packet[] {
    const channel = room.name;
    const message = pick(things.messages, index);
    const where = message && roomOf(log.world, message.marker);
    const poll_id = pick(things.polls, index)?.id ?? "none";
    const thread_id = pick(things.threads, index)?.id ?? "none";
    const elsewhere = pick(log.world.rooms, index)?.name;
    const named: Record<Hidden, string> = {
      channel,
      thread: thread_id,
      poll: poll_id,
      message: message?.id ?? "none",
      asking: message?.id ?? "none",
    };
    // Also a message of one channel asked for in another.
    const places = [{ channel: where?.name ?? channel }, placeIn(room)];
    return [
      ...requestsAbout(readers, named, places, "zq*"),
      { cmd: "messages_search", ...placeIn(room), query: "zq*" },
      { cmd: "messages_search", channel, query: `in:${elsewhere} zq*` },
      { cmd: "messages_search", channel: elsewhere, query: `in:${channel} zq*` },
    ];
  }

  function poll(room: Room): Packet {
    const question = `${room.marker} ${texts++}`;
    const options = [`${question} yes`, `${question} no`];
    const expires_at = texts % 2 ? now() / 1000 + pollSeconds : null;
    return { cmd: "poll_create", ...placeIn(room), question, options, expires_at };
  }

  /** What one may do in a channel that takes its turn among the writes. */
  function deeds(user: string, room: Room, index: number, things: Things): Packet[] {
    const message = pick(things.messages, index)?.id ?? "none";
    const poll_id = pick(things.polls, index)?.id ?? "none";
    const place = { channel: room.name, id: message };
    const content = `${room.marker} ${texts++}`;
    const again = said.findLast((one) => one.user === user && one.marker === room.marker)?.nonce ?? content;
    return [
      ...["0", "1"].map((option) => ({ cmd: "poll_vote", poll_id, option_ids: [option] })),
      { cmd: "poll_end", poll_id },
      poll(room),
      { cmd: "unreads_count", ...placeIn(room) },
      { cmd: "unreads_ack", ...placeIn(room) },
      { cmd: "unreads_ack", ...placeIn(room), message_id: message, force: true },
      { cmd: "messages_get", ...placeIn(room) },
      { cmd: "message_new", ...placeIn(room), content },
      { cmd: "message_new", ...placeIn(room), content, nonce: again },
      { cmd: "message_edit", ...place, content },
      { cmd: "message_delete", ...place },
      { cmd: "thread_create", channel: room.name, name: content, content },
      ...marks.map((cmd) => ({ cmd, ...place, emoji: "👍" })),
      ...requestsAbout(
        writers,
        {
          channel: room.name,
          thread: pick(things.threads, index)?.id ?? "none",
          poll: poll_id,
          message,
          asking: message,
        },
        [placeIn(room)],
        content,
      ),
    ];
  }

  function give(user: string, held: readonly string[]): void {
    change({ cmd: "user_roles_set", user, roles: held }, (world) => ({
      ...world,
      holders: new Map(world.holders).set(user, held),
    }));
  }

  function act(one: Action): void {
    const { rooms } = log.world;
    const room = "room" in one ? pick(rooms, one.room) : undefined;
    const by = ear("person" in one ? one.person : "olga");

    switch (one.do) {
      case "give":
        give(one.person, one.roles);
        break;
      case "role_create":
        change({ cmd: "role_create", ...roleFields(one.role) }, (world) => ({
          ...world,
          roles: new Set(world.roles).add(one.role),
        }));
        break;
      case "role_update":
        change({ cmd: "role_update", name: one.role, hoisted: true }, (world) => world);
        break;
      case "role_delete":
        change({ cmd: "role_delete", name: one.role }, (world) => ({
          ...world,
          roles: new Set([...world.roles].filter((name) => name !== one.role)),
          holders: new Map(
            [...world.holders].map(([user, held]) => [user, held.filter((name) => name !== one.role)]),
          ),
        }));
        break;
      case "create": {
        const marker = `zq${roomsMade++}x`;
        const packet = { cmd: "channel_create", name: marker, type: one.type, permissions: lists(one.view) };
        change(packet, (world) => ({
          ...world,
          rooms: [...world.rooms, { marker, name: marker, view: one.view, type: one.type }],
        }));
        break;
      }
      case "lists":
        if (!room) break;
        change(
          { cmd: "channel_update", current_name: room.name, updates: { permissions: lists(one.view) } },
          replace(room.marker, { view: one.view }),
        );
        break;
      case "rename": {
        if (!room) break;
        const name = `${room.marker}-${texts++}`;
        change(
          { cmd: "channel_update", current_name: room.name, updates: { name } },
          replace(room.marker, { name }),
        );
        break;
      }
      case "move": {
        if (!room) break;
        const position = one.to % rooms.length;
        change({ cmd: "channel_move", name: room.name, position }, (world) => {
          const moved = world.rooms.filter(({ marker }) => marker === room.marker);
          const others = world.rooms.filter(({ marker }) => marker !== room.marker);
          return { ...world, rooms: others.toSpliced(position, 0, ...moved) };
        });
        break;
      }
      case "delete_room":
        if (!room) break;
        change({ cmd: "channel_delete", name: room.name }, (world) => ({
          ...world,
          rooms: world.rooms.filter(({ marker }) => marker !== room.marker),
        }));
        break;
      case "say": {
        if (!room) break;
        const content = `${room.marker} ${texts++} ${pick(calls, one.calling)}`;
        const reply_to = one.reply % 3 === 0 ? newest(room) : undefined;
        const own = said.filter(({ user }) => user === by.user);
        const again = one.reply % 4 === 1 ? pick(own, one.calling)?.nonce : undefined;
        const nonce = again ?? `n${texts}`;
        if (!again) said.push({ user: by.user, marker: room.marker, nonce });
        by.ask({ cmd: "message_new", ...placeIn(room), content, nonce, ...(reply_to && { reply_to }) });
        break;
      }
      case "edit":
      case "unsay": {
        const message = pick(log.messages, one.message);
        const where = message && roomOf(log.world, message.marker);
        if (!message || !where) break;
        const target = { channel: where.name, id: message.id };
        if (one.do === "edit") {
          const content = `${where.marker} ${texts++} ${pick(calls, one.calling)}`;
          ear(message.author).ask({ cmd: "message_edit", ...target, content });
        } else by.ask({ cmd: "message_delete", ...target });
        break;
      }
      case "start": {
        if (!room) break;
        const name = `${room.marker} ${texts++}`;
        by.ask({ cmd: "thread_create", channel: room.name, name, ...(texts % 2 && { content: name }) });
        break;
      }
      case "thread_join":
      case "thread_leave":
      case "thread_update":
      case "thread_delete":
      case "thread_get": {
        const thread = pick(log.threads, one.thread);
        const name = `${thread?.marker} ${texts++}`;
        if (thread) by.ask({ cmd: one.do, thread_id: thread.id, name });
        break;
      }
      case "mark": {
        const message = pick(log.messages, one.message);
        const where = message && roomOf(log.world, message.marker);
        const cmd = pick(marks, one.how);
        if (where && cmd) by.ask({ cmd, channel: where.name, id: message.id, emoji: "👍" });
        break;
      }
      case "poll":
        if (room) by.ask(poll(room));
        break;
      case "vote": {
        const poll = pick(log.polls, one.poll);
        const option_ids = [[], ["0"], ["1"]][one.option % 3];
        if (poll) by.ask({ cmd: "poll_vote", poll_id: poll.id, option_ids });
        break;
      }
      case "end": {
        const poll = pick(log.polls, one.poll);
        if (poll) by.ask({ cmd: "poll_end", poll_id: poll.id });
        break;
      }
      case "type":
        if (room) by.ask({ cmd: "typing", ...placeIn(room), duration: ++texts });
        break;
      case "read": {
        if (!room) break;
        const message = newest(room);
        by.ask({ cmd: "messages_get", ...placeIn(room) });
        if (message) by.ask({ cmd: "messages_around", channel: room.name, around: message });
        if (message) by.ask({ cmd: "message_get", channel: room.name, id: message });
        break;
      }
      case "ack": {
        if (!room) break;
        const own = log.messages.filter(({ marker }) => marker === room.marker);
        const message_id = pick([null, ...own.map(({ id }) => id)], one.message);
        by.ask({ cmd: "unreads_ack", ...placeIn(room), message_id, force: one.message % 2 === 0 });
        break;
      }
      case "look": {
        const look = room && pick(looks(room, one.message, log), one.how);
        if (look) by.ask(look);
        break;
      }
      case "list":
        by.ask({ cmd: "channels_get" });
        break;
    }
  }

  return {
    act,
    lose({ person, roles, room, thing, how }) {
      const after = { ...log.world, holders: new Map(log.world.holders).set(person, roles) };
      const inSight = log.world.rooms.filter((other) => mayView(log.world, person, other));
      const lost = inSight.filter((other) => !mayView(after, person, other));
      const seen = pick(lost.length > 0 ? lost : inSight, room);
      if (!seen) return give(person, roles);
      const here = ({ marker }: { marker: string }) => marker === seen.marker;
      const things = {
        messages: log.messages.filter(here),
        polls: log.polls.filter(here),
        threads: log.threads.filter(here),
      };
      const done = deeds(person, seen, thing, things);
      // What asks of all channels at once checks by itself what was lost while it was read.
      const across = [{ cmd: "pings_get" }, { cmd: "modlog_get" }, { cmd: "modlog_get" }];
      const requests = [...done, ...done, ...across, ...across, ...looks(seen, thing, things)];
      const own = ears.filter(({ user }) => user === person);
      // What is read first has to be asked first, or it comes too late.
      if (thing % 2) give(person, roles);
      for (const [offset, ear] of own.entries()) ear.ask(pick(requests, how + 13 * offset) as Packet);
      if (thing % 2 === 0) give(person, roles);
    },
    lookAround(index) {
      for (const [offset, ear] of ears.entries()) {
        const room = pick(log.world.rooms, index + offset);
        for (const look of room ? looks(room, index + offset, log) : []) ear.ask(look);
      }
    },
  };
}
