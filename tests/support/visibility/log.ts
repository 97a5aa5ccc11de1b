/**
 * What happened, as the owner received it. She sees everything, so the frames that she gets, in their order, say when
 * each change took effect, and which ids belong to which channel.
 */
import type { Packet } from "./ear.ts";
import { markersOf, type World } from "./world.ts";

/** Something with an id in a channel. */
interface Thing {
  readonly id: string;
  readonly marker: string;
}
interface Message extends Thing {
  readonly author: string;
  readonly thread: string | null;
}
/** A message's text now, and the members whom it mentions. */
interface Said extends Message {
  readonly content: string;
  readonly pings: { readonly users: string[]; readonly roles: string[]; readonly replies: string[] };
}

export interface Log {
  /** The world after all that was read. */
  world: World;
  /** The world before and after each frame. */
  readonly before: readonly World[];
  readonly after: readonly World[];
  readonly threads: readonly Thing[];
  readonly messages: readonly Message[];
  readonly polls: readonly Thing[];
  /** The messages that weren't deleted; those of deleted channels are among them. */
  readonly living: ReadonlyMap<string, Said>;
  /** What an answer to the owner, if it is no error, makes of the world; by its listener. */
  readonly effects: Map<unknown, (world: World) => World>;
  /** Reads on. */
  read(frames: readonly Packet[]): void;
  /** Has this user ever taken part in the thread? They may leave it although they can't view its forum any more. */
  hasTakenPart(thread: unknown, user: string): boolean;
  /** Of which channels does a packet speak, by name or by an id of something in them? */
  markersIn(packet: object): string[];
  /** Names the event, if it is one that concerns a channel and has a place in the order of all. */
  keyOf(packet: Packet): string | null;
}

/** By answer to the owner the event that told everybody of the same. */
const announcing = new Map([
  ["user_roles_set", "user_roles_get"],
  ["channel_delete", "unreads_update"],
]);
const anyId = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

export function createLog(): Log {
  const before: World[] = [];
  const after: World[] = [];
  const threads: Thing[] = [];
  const messages: Message[] = [];
  const polls: Thing[] = [];
  const living = new Map<string, Said>();
  const markers = new Map<string, string>();
  /** The users that each thread has ever had, by its id. */
  const participants = new Map<unknown, Set<string>>();
  let length = 0;

  function remember({ cmd, ...packet }: Packet): void {
    const marker = markersOf(String(packet["channel"]))[0];
    if (marker === undefined) return;
    const add = <Kind extends Thing>(list: Kind[], thing: Kind) => {
      if (markers.has(thing.id)) return;
      markers.set(thing.id, marker);
      list.push(thing);
    };
    if (cmd === "thread_create") add(threads, { id: (packet["thread"] as Thing).id, marker });
    if (cmd === "thread_create" || cmd === "thread_join") {
      const { id, participants: present } = packet["thread"] as Thing & { participants: string[] };
      participants.set(id, new Set([...(participants.get(id) ?? []), ...present]));
    }
    if (cmd === "message_delete") living.delete(String(packet["id"]));
    if (cmd === "thread_delete") {
      for (const { id, thread } of living.values()) if (thread === packet["thread_id"]) living.delete(id);
    }
    if (cmd !== "message_new" && cmd !== "message_edit") return;
    const message = packet["message"] as Said & { readonly user: string };
    const { id, user, content, pings } = message;
    const thread = packet["thread_id"] as string | null;
    living.set(id, { id, marker, author: user, thread, content, pings });
    if (cmd === "message_edit") return;
    add(messages, { id, marker, author: user, thread });
    if (typeof packet["poll_id"] === "string") add(polls, { id: packet["poll_id"], marker });
  }

  /** A role of the same name that comes later is another one. */
  function forgetRole(role: string): void {
    for (const message of living.values()) {
      const { pings } = message;
      if (!pings.roles.includes(role)) continue;
      const roles = pings.roles.filter((name) => name !== role);
      living.set(message.id, { ...message, pings: { ...pings, roles } });
    }
  }

  const log: Log = {
    world: { holders: new Map([["olga", ["owner", "user"]]]), roles: new Set(["user"]), rooms: [] },
    before,
    after,
    threads,
    messages,
    polls,
    living,
    effects: new Map(),
    read(frames) {
      for (; length < frames.length; length++) {
        const packet = frames[length] as Packet;
        before.push(log.world);
        const effect = log.effects.get(packet["listener"]);
        if (effect && packet.cmd !== "error") {
          const { roles } = log.world;
          log.world = effect(log.world);
          for (const role of roles) if (!log.world.roles.has(role)) forgetRole(role);
          // Everybody was told right before the answer, and members who received it see the new state.
          const announced = announcing.get(packet.cmd);
          let at = length - 1;
          if (packet.cmd === "channel_delete") {
            // What the owner is told of its threads follows it.
            while (frames[at]?.cmd === announced && frames[at]?.["channel"] !== packet["channel"]) at--;
          }
          if (frames[at]?.cmd === announced) after.fill(log.world, at);
        }
        after.push(log.world);
        remember(packet);
      }
    },
    hasTakenPart: (thread, user) => participants.get(thread)?.has(user) ?? false,
    markersIn(packet) {
      const text = JSON.stringify(packet);
      const byId = (text.match(anyId) ?? []).flatMap((id) => markers.get(id) ?? []);
      return [...new Set([...markersOf(text), ...byId])];
    },
    keyOf(packet) {
      if (packet.cmd === "typing" && packet["duration"] !== undefined) return `typing ${packet["duration"]}`;
      if (typeof packet["seq"] !== "number" || log.markersIn(packet).length === 0) return null;
      // The same event for clients that show the list of threads, with another number.
      if (packet.cmd === "thread_create" || packet.cmd === "thread_new") {
        return `thread ${(packet["thread"] as Thing).id}`;
      }
      return `${packet.cmd} ${packet["seq"]}`;
    },
  };
  return log;
}
