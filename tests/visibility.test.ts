/**
 * Nobody who can't view a channel receives one byte about it, and everybody who may gets each event exactly once,
 * in one order. Random roles, channel lists and changes, all under way at the same time, against a naive evaluator.
 *
 * The owner sees everything, so the frames that she gets, in their order, are the log: it says when each change
 * took effect. Every event with a number must reach exactly those who may view its channel at its place in the
 * log. A frame without a number (an answer, a pushed list) may speak only of what its receiver could view at some
 * place between the numbered ones around it.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Member, openTown, type Town } from "./support/town.ts";

type Packet = Readonly<Record<string, unknown>> & { readonly cmd: string };

// What the evaluator knows. Nothing of it comes from src/.

interface Room {
  /** In every name and every message of this channel, and nowhere else. */
  readonly marker: string;
  readonly name: string;
  readonly view: readonly string[];
  readonly type: "text" | "forum";
}

interface World {
  /** User to role names. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly roles: ReadonlySet<string>;
  readonly rooms: readonly Room[];
}

function mayView(world: World, user: string, room: Room): boolean {
  const held = world.holders.get(user) ?? [];
  if (held.includes("owner")) return true;
  let allowed = false;
  for (const role of held) {
    if (room.view.includes(`!${role}`)) return false;
    if (room.view.includes(role)) allowed = true;
  }
  return allowed;
}

const roomOf = (world: World, marker: string) => world.rooms.find((room) => room.marker === marker);
const sees = (world: World, user: string, marker: string) => {
  const room = roomOf(world, marker);
  return room !== undefined && mayView(world, user, room);
};

// What happens.

const people = ["mira", "nora", "paul"] as const;
const spareRoles = ["r0", "r1", "r2", "r3"] as const;
const rolesToHold = [...spareRoles, "user"];
const entries = [...rolesToHold, "owner", ...rolesToHold.map((role) => `!${role}`)];

const person = fc.constantFrom(...people);
const role = fc.constantFrom(...spareRoles);
const some = fc.nat(20);
const view = fc.uniqueArray(fc.constantFrom(...entries), { maxLength: 4 });

const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("give" as const),
      person,
      roles: fc.uniqueArray(fc.constantFrom(...rolesToHold), { minLength: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("role_create" as const), role }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("role_delete" as const), role }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("role_update" as const), role }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("create" as const),
      view,
      type: fc.constantFrom("text" as const, "forum" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("lists" as const), room: some, view }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), room: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("move" as const), room: some, to: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete_room" as const), room: some }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("say" as const), person, room: some }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("edit" as const), person, message: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unsay" as const), person, message: some }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("start" as const), person, room: some }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("thread_join", "thread_leave", "thread_update", "thread_delete", "thread_get"),
      // Most threads can be changed by their creator and the owner alone.
      person: fc.constantFrom("olga", ...people),
      thread: some,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("mark" as const), person, message: some, how: some }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("type" as const), person, room: some }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("read" as const), person, room: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("list" as const), person }) },
);
/** What leaves a mark on a message; each changes something only sometimes. */
const marks = ["message_react_add", "message_react_remove", "message_pin", "message_unpin"];
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** A connection with all that it was sent. */
interface Ear {
  readonly user: string;
  readonly member: Member;
  readonly frames: Packet[];
  /** Sends a request; its answer carries the listener that this returns. */
  ask(packet: object): string;
  /** Until all requests are answered, and everything that they caused has arrived. */
  settled(): Promise<void>;
}

async function listen(town: Town, user: string): Promise<Ear> {
  const member = await town.join(user, { requestTimeout: 4000 });
  const frames: Packet[] = [];
  const open = new Set<string>();
  let wake = () => {};
  let count = 0;
  member.received((text) => {
    const packet: Packet = JSON.parse(text);
    frames.push(packet);
    if (typeof packet["listener"] === "string" && open.delete(packet["listener"]) && open.size === 0) wake();
  });
  return {
    user,
    member,
    frames,
    ask(packet) {
      const listener = `ask ${count++}`;
      open.add(listener);
      member.send({ ...packet, listener });
      return listener;
    },
    async settled() {
      if (open.size > 0) await new Promise<void>((resolve) => (wake = resolve));
      wake = () => {};
    },
  };
}

async function play(
  start: readonly (readonly string[])[],
  rounds: readonly (readonly Action[])[],
  patient: boolean,
): Promise<void> {
  // With a clock that leaps, pushed lists never have to wait for their second.
  let now = Date.now();
  const leaping = () => (now += 1000);
  const town = await openTown({ now: patient ? Date.now : leaping });
  try {
    await playIn(town, start, rounds);
  } finally {
    await town.close();
  }
}

async function playIn(
  town: Town,
  start: readonly (readonly string[])[],
  rounds: readonly (readonly Action[])[],
): Promise<void> {
  /** Log: the world before and after each of the owner's frames. */
  const worldsBefore: World[] = [];
  const worldsAfter: World[] = [];
  let world: World = {
    holders: new Map([["olga", ["owner", "user"]]]),
    roles: new Set(["user"]),
    rooms: [],
  };
  /** What an answer to the owner, if it is no error, makes of the world. */
  const effects = new Map<string, (world: World) => World>();
  const messages: { id: string; author: string; marker: string }[] = [];
  const threads: { id: string; marker: string }[] = [];
  let roomsMade = 0;
  let texts = 0;
  let logged = 0;

  await run();

  async function run(): Promise<void> {
    const [olga] = await town.people("olga", ...people);
    await olga.request("channel_delete", { name: "general" });
    for (const name of spareRoles) await olga.request("role_create", { name });
    for (const [index, user] of people.entries()) {
      const roles = [...(start[index] ?? ["user"])];
      await olga.request("user_roles_set", { user, roles });
      world = { ...world, holders: new Map(world.holders).set(user, roles) };
    }
    world = { ...world, roles: new Set([...spareRoles, "user"]) };

    const ears = [await listen(town, "olga")];
    // One person has two connections.
    for (const user of [...people, "mira"]) ears.push(await listen(town, user));
    const [owner] = ears;
    if (!owner) return;
    const settle = async () => {
      await Promise.all(ears.map((ear) => ear.settled()));
      for (const ear of ears) ear.ask({ cmd: "ping" });
      await Promise.all(ears.map((ear) => ear.settled()));
    };
    await settle();
    log(owner);
    // Something to see from the start.
    act({ do: "create", view: ["user", "r0"], type: "text" }, owner, ears);
    act({ do: "create", view: ["user", "r1"], type: "forum" }, owner, ears);
    act({ do: "create", view: ["r0", "r2"], type: "forum" }, owner, ears);
    await settle();
    log(owner);
    for (const { name, marker } of world.rooms) {
      owner.ask({ cmd: "thread_create", channel: name, name: `${marker} first`, content: marker });
    }
    await settle();
    log(owner);
    for (const ear of ears) collect(ear);
    for (const actions of rounds) {
      for (const one of actions) act(one, owner, ears);
      await settle();
      log(owner);
      for (const ear of ears) collect(ear);
    }
    await listsArrive(ears);
    log(owner);
    for (const ear of ears) check(ear, owner);
  }

  function act(one: Action, owner: Ear, ears: readonly Ear[]): void {
    const { rooms } = world;
    const pick = <Value>(values: readonly Value[], index: number) =>
      values[index % Math.max(1, values.length)];
    const room = "room" in one ? pick(rooms, one.room) : undefined;
    const by = "person" in one ? ears.find(({ user }) => user === one.person) : owner;
    if (!by) return;
    const change = (packet: object, effect: (world: World) => World) =>
      effects.set(owner.ask(packet), effect);
    const lists = (view: readonly string[]) => {
      return {
        view,
        send: view,
        edit_own: view,
        delete_own: view,
        create_thread: view,
        react: view,
        pin: view,
      };
    };
    /** In a forum the newest thread. */
    const placeIn = ({ marker, name, type }: Room) =>
      type === "text"
        ? { channel: name }
        : { thread_id: threads.findLast((thread) => thread.marker === marker)?.id ?? "none" };
    const replace = (marker: string, fields: Partial<Room>) => (world: World) => ({
      ...world,
      rooms: world.rooms.map((other) => (other.marker === marker ? { ...other, ...fields } : other)),
    });

    switch (one.do) {
      case "give":
        change({ cmd: "user_roles_set", user: one.person, roles: one.roles }, (world) => ({
          ...world,
          holders: new Map(world.holders).set(one.person, one.roles),
        }));
        break;
      case "role_create":
        change({ cmd: "role_create", name: one.role }, (world) => ({
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
      case "say":
        if (room) by.ask({ cmd: "message_new", ...placeIn(room), content: `${room.marker} ${texts++}` });
        break;
      case "edit":
      case "unsay": {
        const message = pick(messages, one.message);
        const where = message && roomOf(world, message.marker);
        if (!message || !where) break;
        const author = ears.find(({ user }) => user === message.author) ?? by;
        const target = { channel: where.name, id: message.id };
        if (one.do === "edit")
          author.ask({ cmd: "message_edit", ...target, content: `${where.marker} ${texts++}` });
        else by.ask({ cmd: "message_delete", ...target });
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
        const thread = pick(threads, one.thread);
        const name = `${thread?.marker} ${texts++}`;
        if (thread) by.ask({ cmd: one.do, thread_id: thread.id, name });
        break;
      }
      case "mark": {
        const message = pick(messages, one.message);
        const where = message && roomOf(world, message.marker);
        const cmd = pick(marks, one.how);
        if (where && cmd) by.ask({ cmd, channel: where.name, id: message.id, emoji: "👍" });
        break;
      }
      case "type":
        if (room) by.ask({ cmd: "typing", ...placeIn(room), duration: ++texts });
        break;
      case "read": {
        if (!room) break;
        const message = messages.findLast(({ marker }) => marker === room.marker);
        by.ask({ cmd: "messages_get", ...placeIn(room) });
        if (message) by.ask({ cmd: "messages_around", channel: room.name, around: message.id });
        if (message) by.ask({ cmd: "message_get", channel: room.name, id: message.id });
        break;
      }
      case "list":
        by.ask({ cmd: "channels_get" });
        break;
    }
  }

  /** Reads on in the owner's frames. */
  function log({ frames }: Ear): void {
    for (; logged < frames.length; logged++) {
      const packet = frames[logged];
      worldsBefore.push(world);
      const effect = effects.get(String(packet?.["listener"]));
      if (effect && packet?.cmd !== "error") world = effect(world);
      worldsAfter.push(world);
    }
  }

  /** Ids of messages to edit and delete in later rounds. */
  function collect({ user, frames }: Ear): void {
    for (const packet of frames) {
      if (packet.cmd === "thread_create" && typeof packet["listener"] === "string") {
        const { id, name } = packet["thread"] as { id: string; name: string };
        const marker = name.split(" ")[0] ?? "";
        if (!threads.some((known) => known.id === id)) threads.push({ id, marker });
      }
      if (packet.cmd !== "message_new" || typeof packet["listener"] !== "string") continue;
      const { id, content } = packet["message"] as { id: string; content: string };
      if (messages.some((known) => known.id === id)) continue;
      messages.push({ id, author: user, marker: content.split(" ")[0] ?? "" });
    }
  }

  /** Pushed lists are at most one a second: waits until each connection has the last one, but for renames. */
  async function listsArrive(ears: readonly Ear[]): Promise<void> {
    for (const { user, member, frames } of ears) {
      const wanted = namesFor(world, user).map(markerOf).join();
      const shows = (packet: object) =>
        names(packet as Packet)
          .map(markerOf)
          .join() === wanted;
      const newest = frames.findLast(({ cmd }) => cmd === "channels_get");
      if (newest ? shows(newest) : wanted === "") continue;
      const pushed = await member.next("channels_get", shows).catch(() => null);
      if (!pushed) throw new Error(`${user} was not shown ${wanted} but ${JSON.stringify(newest)}`);
    }
  }

  function namesFor(world: World, user: string): string[] {
    return world.rooms.filter((room) => mayView(world, user, room)).map(({ name }) => name);
  }

  function check(ear: Ear, owner: Ear): void {
    const { user } = ear;
    const heard: string[] = [];
    const own = new Set<string>();
    const logged = new Set(owner.frames.map(keyOf));
    for (const packet of ear.frames) {
      const key = keyOf(packet);
      // Answered, though others were told of his typing a moment before, and aren't again (03 §12).
      const repeats = packet.cmd === "typing" && typeof packet["listener"] === "string";
      if (key === null || ((repeats || packet.cmd === "unreads_update") && !logged.has(key))) continue;
      if (typeof packet["listener"] === "string") own.add(key);
      heard.push(key);
    }
    const due = owner.frames.flatMap((packet, at) => {
      const key = keyOf(packet);
      const marker = markersIn(packet)[0];
      const before = worldsBefore[at];
      const after = worldsAfter[at];
      if (key === null || marker === undefined || !before || !after) return [];
      // Answers come also to who lost sight of the channel while his request was under way.
      if (own.has(key)) return [key];
      const seen = sees(before, user, marker);
      return seen && (packet.cmd !== "channel_update" || sees(after, user, marker)) ? [key] : [];
    });
    expect({ user, heard }).toEqual({ user, heard: due });

    const places = placesOf(ear.frames, owner.frames);
    for (const [index, packet] of ear.frames.entries()) {
      const key = keyOf(packet);
      // Only who loses sight of a channel is told that, so it isn't in the log unless the channel is deleted.
      if (key !== null && (packet.cmd !== "unreads_update" || logged.has(key))) continue;
      const [from, to] = places[index] ?? [0, 0];
      const worlds = worldsAfter.slice(from, Math.max(from + 1, to));
      for (const marker of markersIn(packet)) {
        const known = worlds.some((world) => sees(world, user, marker));
        if (!known) throw new Error(`${user} can't view ${marker} but was sent ${JSON.stringify(packet)}`);
      }
      if (packet.cmd === "channels_get") {
        const lists = worlds.map((world) => namesFor(world, user).join());
        expect(lists).toContain(names(packet).join());
      }
    }
  }

  /** For each frame of a connection: from which place in the log on, and before which one, it was sent. */
  function placesOf(frames: readonly Packet[], log: readonly Packet[]): [number, number][] {
    const numbers = log.map(({ seq }) => seq);
    const placeOf = (seq: unknown) => (typeof seq === "number" ? numbers.indexOf(seq) : -1);
    const result: [number, number][] = [];
    let from = 0;
    for (const { seq } of frames) {
      from = Math.max(from, placeOf(seq));
      result.push([from, log.length]);
    }
    let to = log.length;
    for (let index = frames.length - 1; index >= 0; index--) {
      const place = result[index];
      if (place) place[1] = to;
      const own = placeOf(frames[index]?.["seq"]);
      if (own >= 0) to = Math.min(to, own);
    }
    return result;
  }
}

const markerOf = (name: string) => /^zq\d+x/.exec(name)?.[0] ?? name;

/** Names the event, if it is one that concerns a channel and has a place in the log. */
function keyOf(packet: Packet): string | null {
  if (packet.cmd === "typing" && packet["duration"] !== undefined) return `typing ${packet["duration"]}`;
  return typeof packet["seq"] === "number" && markersIn(packet).length > 0
    ? `${packet.cmd} ${packet["seq"]}`
    : null;
}

/** Of which channels does a packet speak? An error repeats the name that was asked for. */
function markersIn(packet: Packet): string[] {
  const { channel, ...rest } = packet;
  const text = JSON.stringify(packet.cmd === "error" ? rest : packet);
  return [...new Set(text.match(/zq\d+x/g) ?? [])];
}

function names(packet: Packet): string[] {
  return (packet["val"] as { name: string }[]).map(({ name }) => name);
}

test(
  "whatever changes, everybody hears exactly what he may",
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(fc.constantFrom(...rolesToHold), { minLength: 1 }), {
          minLength: 3,
          maxLength: 3,
        }),
        fc.array(fc.array(action, { minLength: 10, maxLength: 40 }), { minLength: 3, maxLength: 8 }),
        fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: 7, arbitrary: fc.constant(false) }),
        play,
      ),
      {
        seed: Number(process.env["SEED"] ?? 5613),
        numRuns: Number(process.env["RUNS"] ?? 25),
        endOnFailure: true,
      },
    ),
  60_000,
);
