/** The server that a benchmark needs: members, channels with few viewers, a long history. Seeded once, then copied. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { blankRole } from "../src/chat/blank-role.ts";
import { firstChannel, firstRoles } from "../src/chat/first-content.ts";
import type { Channel, Role, User } from "../src/chat/model.ts";
import { createState } from "../src/chat/state.ts";
import { changeChannelList } from "../src/db/channels.ts";
import { migrations } from "../src/db/migrations.ts";
import { insertMessage } from "../src/db/post-message.ts";
import type { Write } from "../src/db/procedure.ts";
import { changeRoles } from "../src/db/roles.ts";
import { indexSome } from "../src/db/search-index.ts";
import { openSqliteStore } from "../src/db/sqlite/store.ts";
import type { Store } from "../src/db/store.ts";
import { admitUser } from "../src/db/users.ts";
import { type FakeRotur, startFakeRotur } from "../tests/support/fake-rotur.ts";
import { writeConfig } from "../tests/support/server.ts";
import { scratch } from "./machine.ts";
import { type MeasuredServer, startServer } from "./processes.ts";
import { talk } from "./words.ts";

export interface World {
  /** Members `bench-0`, `bench-1`, … */
  readonly users: number;
  /** Channels `room-0`, `room-1`, … each of which only its own members view: user n belongs to room n % rooms. */
  readonly rooms: number;
  /** Messages in `general`, which everybody views. */
  readonly messages: number;
  /** Member 0 is the owner. */
  readonly owned?: boolean;
  /** Instead: messages of words as people use them (words.ts), in the rooms in turn. */
  readonly talks?: boolean;
  /** Each message calls member 0: by name, or by the role of all members in turn. Every fourth lies in a room. */
  readonly mentions?: true;
}

export interface RunningWorld extends MeasuredServer {
  readonly rotur: FakeRotur;
}

/** A copy of a seeded world, with nothing running on it. */
export interface WorldCopy {
  readonly folder: string;
  readonly rotur: FakeRotur;
  dispose(): Promise<void>;
}

/**
 * Starts a server on a copy of the world; `stop` removes the copy.
 *
 * @param profile the folder for a CPU profile of its event loop
 */
export async function startWorld(world: World, profile?: string): Promise<RunningWorld> {
  const copy = await copyWorld(world);
  const server = await startServer(copy.folder, profile);
  return {
    ...server,
    rotur: copy.rotur,
    async stop() {
      await server.stop();
      await copy.dispose();
    },
  };
}

/** Copies the world, seeding it if it doesn't exist yet, with a configuration that limits nothing. */
export async function copyWorld(world: World): Promise<WorldCopy> {
  const rotur = startFakeRotur();
  for (let n = 0; n < world.users; n++) rotur.account(userName(n), userId(n));
  const folder = await copySeeded(world);
  writeConfig(folder, {
    rotur: { base_url: rotur.url },
    ...(world.owned && { owners: [userName(0)] }),
    limits: {
      connections: 1_000_000,
      connections_per_address: 1_000_000,
      send_queue_bytes: 64 * 1024 * 1024,
      send_queue_packets: 1_000_000,
    },
    log: { level: "warn" },
  });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.on("exit", remove);
  return {
    folder,
    rotur,
    async dispose() {
      await rotur.stop();
      remove();
      process.off("exit", remove);
    },
  };
}

export const userName = (n: number) => `bench-${n}`;
export const userId = (n: number) => `bench-id-${n}`;
/** Ids of the seeded messages, in their order. */
export const messageId = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
/** 100 characters: what people write is shorter, what bots write is longer. */
export const content = (n: number) => `message ${n} `.padEnd(100, "lorem ipsum dolor sit amet ");

let copies = 0;

async function copySeeded(world: World): Promise<string> {
  const kind = world.talks ? "-talk" : world.mentions ? "-mentions" : "";
  const name = `${world.users}-${world.rooms}-${world.messages}${kind}-${Bun.hash(JSON.stringify(migrations)).toString(36)}`;
  const seeded = join(scratch, "seeded", name);
  if (!existsSync(seeded)) {
    const unfinished = `${seeded}.${process.pid}`;
    await seed(world, unfinished);
    renameSync(unfinished, seeded);
  }
  const folder = join(scratch, `run-${process.pid}-${copies++}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(seeded, folder, { recursive: true });
  return folder;
}

async function seed(world: World, folder: string): Promise<void> {
  console.error(`seeding ${world.users} users, ${world.messages} messages …`);
  mkdirSync(join(folder, "db"), { recursive: true });
  // Durability is what the benchmarks measure, not what the seeding needs.
  const store = await openSqliteStore({ folder: join(folder, "db"), synchronous: "OFF" });
  const submit = writer(store);
  const rooms = Array.from({ length: world.rooms }, (_, n) =>
    blankRole(`room-role-${n}`, `room-${n}`, 10 + n),
  );
  const roles = [...firstRoles(() => Bun.randomUUIDv7()), ...rooms];
  const { roles: book } = createState({ users: [], former: [], roles, channels: [], threads: [] });
  const general = firstChannel(book);
  const channels = [general, ...rooms.map((role) => roomFor(role, general))];
  await submit(changeRoles({ roles, removed: [], users: [], channels: [] }));
  await submit(
    changeChannelList({
      changed: [],
      removed: [],
      added: channels,
      order: channels.map((_, added) => ({ added })),
      now: Date.now() / 1000,
    }),
  );
  const member = book.byName.get("user")?.id ?? "";
  for (let n = 0; n < world.users; n++) {
    const room = rooms[n % Math.max(1, rooms.length)];
    const user = newUser(n, room ? [member, room.id] : [member]);
    await submit(admitUser({ user, isNew: true, passwordHash: null, displaced: [] }));
  }
  const start = Date.now() * 1000 - world.messages * 1_000_000;
  for (let n = 0; n < world.messages; n++) {
    const byName = n % 2 === 0;
    const mentions = { users: byName ? [userId(0)] : [], roles: byName ? [] : [member] };
    await submit(
      insertMessage({
        id: messageId(n),
        room: roomOfNth(world, n),
        author: userId(n % world.users),
        content: world.talks ? talk(n) : content(n),
        now: start + n * 1_000_000,
        replyTo: null,
        ping: null,
        mentions: world.mentions ? mentions : { users: [], roles: [] },
        embeds: null,
        nonce: null,
      }),
    );
  }
  // Benchmarks of other things should not meet a server that is busy with it.
  while (await stored(store, indexSome({ work: 2048 }))) {}
  await store.close();
}

function stored<Result>(store: Store, write: Write<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    store.commit(write, (result, failure) => {
      if (failure) reject(new Error(failure.reason));
      else resolve(result as Result);
    });
  });
}

/** Ids are given in order: `general`, then the rooms. */
function roomOfNth({ talks, mentions, rooms }: World, n: number): number {
  return talks || (mentions && n % 4 === 0) ? 2 + (n % rooms) : 1;
}

/** Submits writes; waits only when many are under way, so that a commit holds hundreds. */
function writer(store: Store) {
  let underWay = 0;
  let wake: (() => void) | null = null;
  return (write: Write<unknown>): Promise<void> | undefined => {
    underWay++;
    store.commit(write, (_result, failure) => {
      if (failure) throw new Error(failure.reason);
      underWay--;
      if (underWay < 512) wake?.();
    });
    if (underWay < 2048) return undefined;
    return new Promise((resolve) => (wake = resolve));
  };
}

function roomFor(role: Role, general: Channel): Channel {
  const only = [{ role: role.id, blocks: false }];
  const { permissions } = general;
  return {
    ...general,
    name: role.name,
    description: null,
    permissions: { ...permissions, lists: { ...permissions.lists, view: only, send: only } },
  };
}

function newUser(n: number, roles: readonly string[]): User {
  return {
    id: userId(n),
    username: userName(n),
    nickname: null,
    roles,
    status: { status: "online", text: "" },
    pfp: null,
    createdAt: Date.now() / 1000,
    bannedAt: null,
    timeoutUntil: null,
    extra: {},
  };
}
