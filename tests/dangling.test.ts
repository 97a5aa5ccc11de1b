/**
 * Whatever is deleted takes along what hangs on it, and memory follows the store. Several members ask for every command
 * that there is, create and delete everything, in any order and all at the same time, in some runs with a restart
 * between. After each round memory must hold what a fresh start would load (support/fresh-load.ts), and the store must
 * not contradict itself (support/store-checker.ts).
 *
 * Six runs from a fixed seed in the gate; `npm run soak -- dangling` takes others.
 */
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type Client, connect } from "../client/index.ts";
import { pictureIdIn } from "../src/chat/pictures.ts";
import type { AnyCommand } from "../src/handlers/command.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import { channelsText } from "../src/watchers/merge/channels.ts";
import { rolesText } from "../src/watchers/merge/roles.ts";
import { differencesOnLoad, idle } from "./support/fresh-load.ts";
import { namingFields, requestNaming } from "./support/registry/requests.ts";
import { rows } from "./support/registry/rows.ts";
import { faultsIn, settle, tidy } from "./support/store-checker.ts";
import { openTown, type Town } from "./support/town.ts";
import { timeLimit, tries } from "./support/tries.ts";
import { until } from "./support/until.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers of many commands, of which only ids are kept
type Loose = any;
type Fields = Readonly<Record<string, unknown>>;

/** olga owns the server, lena has a local account; all but olga come and go. */
const people = ["mira", "nora", "paul", "lena"] as const;
const lena = { username: "lena", password: "hunter22" };
const spareRoles = ["r0", "r1", "r2"] as const;

const person = fc.constantFrom(...people);
const anybody = fc.constantFrom("olga", "olga", ...people);
const role = fc.constantFrom(...spareRoles);
const some = fc.nat(30);
const maybe = fc.boolean();
const words = ["tea", "Hello @mira", "@&r0 and @nora", "@lena @mira @&r1", "fox https://example.org"];
const text = fc.constantFrom(...words);

/** What is known of the place where things happen. */
interface Known {
  rooms: string[];
  forums: string[];
  /** `channel`, or `thread_id`. */
  threads: string[];
  messages: { readonly id: string; readonly place: Fields; readonly author: string }[];
  polls: string[];
  made: number;
}

/** A member's request. Undefined when there is nothing to do it to. */
type Attempt = { readonly by: string; readonly cmd: string; readonly fields?: Fields } | undefined;
type Act = (known: Known) => Attempt;

const pick = <Value>(values: readonly Value[], index: number): Value | undefined =>
  values[index % Math.max(1, values.length)];
const roomAt = ({ rooms, threads }: Known, index: number): Fields | undefined => {
  const channel = pick(rooms, index);
  const thread = pick(threads, index);
  // Every third time a thread.
  if (index % 3 === 0 && thread) return { thread_id: thread };
  return channel === undefined ? undefined : { channel };
};

function act<Given>(
  weight: number,
  given: { [Key in keyof Given]: fc.Arbitrary<Given[Key]> },
  attempt: (given: Given, known: Known) => Attempt,
): fc.WeightedArbitrary<Act> {
  return {
    weight,
    arbitrary: fc.record(given).map((values) =>
      Object.assign((known: Known) => attempt(values as Given, known), {
        [fc.toStringMethod]: () => `${attempt.name} ${JSON.stringify(values)}`,
      }),
    ),
  };
}

function newChannel(type: string, known: Known): Attempt {
  const all = ["user", "r0"];
  const permissions = { view: all, send: all, create_thread: all, react: all, pin: all };
  return { by: "olga", cmd: "channel_create", fields: { name: `c${known.made++}`, type, permissions } };
}

/** Every command there is, by its row: a new one takes part without a word here. */
const anyCommands = Object.entries<AnyCommand>(commands).filter(([, { login }]) => login !== "before");

function anyCommand(
  { by, command, nth, named }: { by: string; command: string; nth: number; named: boolean },
  known: Known,
): Attempt {
  const [definition, row] = [(commands as Readonly<Record<string, AnyCommand>>)[command], rows[command]];
  if (!definition || !row) return undefined;
  const message = pick(known.messages.slice(-8), nth);
  const room = roomAt(known, nth) ?? {};
  const living = {
    channel: pick([...known.rooms, ...known.forums], nth) ?? "none",
    thread: pick(known.threads, nth) ?? "none",
    message: message?.id ?? "none",
    poll: pick(known.polls.slice(-4), nth) ?? "none",
    asking: message?.id ?? "none",
    role: pick(spareRoles, nth) ?? "none",
    user: pick(people, nth) ?? "none",
  };
  const field = named ? pick(namingFields(row), nth) : undefined;
  const naming = field ? { field: field.field, name: living[field.kind] } : null;
  const at = "id" in row.names && message ? message.place : room;
  return { by, cmd: command, fields: requestNaming(definition.request, row, naming, at, living) };
}

const action = fc.oneof(
  act(
    40,
    {
      by: anybody,
      command: fc.constantFrom(...anyCommands.map(([command]) => command)),
      nth: some,
      named: maybe,
    },
    anyCommand,
  ),
  act(10, { by: anybody, room: some, text, reply: maybe, nonce: maybe }, (given, known) => {
    const place = roomAt(known, given.room);
    const original = known.messages.findLast((message) => message.place === place || given.reply);
    return (
      place && {
        by: given.by,
        cmd: "message_new",
        fields: {
          ...(given.reply && original ? { ...original.place, reply_to: original.id } : place),
          content: `${given.text} ${known.made++}`,
          ...(given.nonce && { nonce: `n${known.made % 4}` }),
        },
      }
    );
  }),
  act(4, { message: some, text, embeds: maybe }, ({ message, text, embeds }, known) => {
    const found = pick(known.messages, message);
    const embed = { type: "link", url: `https://example.org/${known.made++}` };
    const fields = { ...found?.place, id: found?.id, content: text, ...(embeds && { embeds: [embed] }) };
    return found && { by: found.author, cmd: "message_edit", fields };
  }),
  act(4, { by: anybody, message: some }, ({ by, message }, known) => {
    const found = pick(known.messages, message);
    return found && { by, cmd: "message_delete", fields: { ...found.place, id: found.id } };
  }),
  act(
    6,
    {
      by: anybody,
      message: some,
      cmd: fc.constantFrom("message_react_add", "message_react_remove", "message_pin", "message_unpin"),
      emoji: fc.constantFrom("👍", "🦊", "🍵"),
    },
    ({ by, message, cmd, emoji }, known) => {
      const found = pick(known.messages, message);
      return found && { by, cmd, fields: { ...found.place, id: found.id, emoji } };
    },
  ),
  act(3, { by: anybody, room: some, several: maybe, soon: maybe }, ({ by, room, several, soon }, known) => {
    const place = roomAt(known, room);
    const fields = { ...place, question: `Tea ${known.made++}?`, options: ["yes", "no", "later"] };
    const end = { allow_multiselect: several, ...(soon && { duration_hours: 0.01 }) };
    return place && { by, cmd: "poll_create", fields: { ...fields, ...end } };
  }),
  act(
    12,
    { by: anybody, poll: some, options: fc.subarray(["0", "1", "2"], { maxLength: 2 }) },
    ({ by, poll, options }, known) => ({
      by,
      cmd: "poll_vote",
      fields: { poll_id: pick(known.polls.slice(-4), poll) ?? "none", option_ids: options },
    }),
  ),
  act(1, { by: anybody, poll: some }, ({ by, poll }, known) => ({
    by,
    cmd: "poll_end",
    fields: { poll_id: pick(known.polls, poll) ?? "none" },
  })),
  act(4, { by: anybody, message: some, room: some, force: maybe }, ({ by, message, room, force }, known) => {
    const found = pick(known.messages, message);
    const fields = force && found ? { ...found.place, message_id: found.id, force } : roomAt(known, room);
    return fields && { by, cmd: "unreads_ack", fields };
  }),
  act(3, { by: anybody, room: some, speaks: maybe }, ({ by, room, speaks }, known) => {
    const channel = pick(known.forums, room);
    if (channel === undefined) return undefined;
    const fields = { channel, name: `thread ${known.made++}` };
    return { by, cmd: "thread_create", fields: { ...fields, ...(speaks && { content: "@mira first" }) } };
  }),
  act(
    5,
    {
      by: anybody,
      thread: some,
      cmd: fc.constantFrom("thread_join", "thread_leave", "thread_update", "thread_pin", "thread_delete"),
    },
    ({ by, thread, cmd }, known) => {
      const archived = known.made++ % 2 === 0;
      return {
        by,
        cmd,
        fields: { thread_id: pick(known.threads, thread) ?? "none", name: `t${known.made}`, archived },
      };
    },
  ),
  act(2, { type: fc.constantFrom("text", "forum") }, ({ type }, known) => {
    const permissions = {
      view: ["user", "r0"],
      send: ["user", "r0"],
      create_thread: ["user"],
      react: ["user"],
    };
    return { by: "olga", cmd: "channel_create", fields: { name: `c${known.made++}`, type, permissions } };
  }),
  act(
    2,
    {
      room: some,
      to: some,
      cmd: fc.constantFrom("channel_update", "channel_move", "channel_delete"),
      // r2 is in no list, so that it can always be deleted.
      lists: fc.subarray(["r0", "r1", "!r1"]),
    },
    ({ room, to, cmd, lists }, known) => {
      const name = pick([...known.rooms, ...known.forums], room);
      // What is known of a place goes by its name.
      const updates = to % 4 ? { permissions: { view: [...lists, "user"] } } : { name: `c${known.made++}` };
      return { by: "olga", cmd, fields: { name, current_name: name, updates, position: to % 4 } };
    },
  ),
  act(
    3,
    { name: role, cmd: fc.constantFrom("role_create", "role_create", "role_delete", "role_update") },
    ({ name, cmd }) => ({ by: "olga", cmd, fields: { name, self_assignable: true } }),
  ),
  act(
    3,
    {
      user: person,
      roles: fc.uniqueArray(role),
      cmd: fc.constantFrom("user_roles_set", "user_roles_add", "user_roles_remove"),
    },
    ({ user, roles, cmd }) => ({ by: "olga", cmd, fields: { user, roles: [...roles, "user"] } }),
  ),
  act(
    2,
    { by: person, role, cmd: fc.constantFrom("self_role_add", "self_role_remove") },
    ({ by, role, cmd }) => ({ by, cmd, fields: { role } }),
  ),
  act(
    3,
    { user: person, cmd: fc.constantFrom("user_ban", "user_unban", "user_kick", "user_delete") },
    ({ user, cmd }) => ({ by: "olga", cmd, fields: { user: user === "lena" ? "USR:local_lena" : user } }),
  ),
  act(1, { by: person }, ({ by }) => ({ by, cmd: "user_leave" })),
  act(
    2,
    { by: person, cmd: fc.constantFrom("nickname_update", "nickname_remove", "pfp_set", "status_set") },
    ({ by, cmd }) => {
      const gif = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
      return { by, cmd, fields: { nickname: "Nick", url: gif, status: "dnd", text: "tea" } };
    },
  ),
);

/** Between the rounds. */
const pause = fc.constantFrom("nothing", "restart", "hide", "show", "callers");

async function play(rounds: readonly { acts: readonly Act[]; last: string }[]): Promise<void> {
  // Polls end, and nonces are forgotten.
  let now = Date.now();
  const clock = () => (now += 1000);
  const town = await openTown({ now: clock });
  try {
    await playIn(town, rounds);
    await settle(town.server.store, clock());
    expect(faultsIn(join(town.server.folder, "db", "server.db"))).toEqual([]);
  } finally {
    await town.close();
  }
}

async function playIn(town: Town, rounds: readonly { acts: readonly Act[]; last: string }[]): Promise<void> {
  const known: Known = { rooms: [], forums: [], threads: [], messages: [], polls: [], made: 0 };
  const present = new Map<string, Client>();
  const hidden: Loose[] = [];
  const seen = {
    users: new Set<string>(),
    names: new Set<string>(),
    rooms: new Set<number>(),
    pictures: new Set<string>(),
  };

  await everybodyComes();
  for (const name of spareRoles) await ask({ by: "olga", cmd: "role_create", fields: { name } });
  for (const type of ["text", "text", "forum", "forum"]) await ask(newChannel(type, known));
  look();
  for (const channel of known.forums) {
    await ask({
      by: "mira",
      cmd: "thread_create",
      fields: { channel, name: channel, content: "@nora first" },
    });
  }
  for (const { acts, last } of rounds) {
    // Members that leave in the last round stay away.
    await everybodyComes();
    remember();
    look();
    // All at once, while what was deleted before is purged bit by bit, and the rest indexed.
    let isOver = false;
    const asked = Promise.all(acts.map((attempt) => ask(attempt(known)))).then(() => (isOver = true));
    while (!isOver) await tidy(town.server.store, 2);
    await asked;
    await compare();
    if (last === "restart") {
      await town.restart();
      present.clear();
    }
    if (last === "hide" || last === "show" || last === "callers") await editByHand(last);
    await compare();
  }

  /** Memory with what a restart would load, and the store with itself. */
  async function compare(): Promise<void> {
    remember();
    await idle(town.server.store);
    expect(differencesOnLoad(town.server, seen)).toEqual([]);
  }

  /** Also of what is gone since. */
  function remember(): void {
    const { users, channels, threadsOf } = town.server.state;
    for (const { id, username, pfp } of users.values()) {
      seen.users.add(id);
      seen.names.add(username);
      const picture = pfp === null ? null : pictureIdIn(pfp);
      if (picture !== null) seen.pictures.add(picture);
    }
    for (const { id } of channels) {
      seen.rooms.add(id);
      for (const { room } of threadsOf(id)) seen.rooms.add(room);
    }
  }

  async function ask(attempt: Attempt): Promise<void> {
    if (!attempt) return;
    const { by, cmd, fields } = attempt;
    const answer: Loose = await present
      .get(by)
      ?.request(cmd as "ping", fields)
      .catch(() => null);
    if ((cmd === "thread_create" || cmd === "thread_new") && answer) known.threads.push(answer.thread.id);
    if (cmd === "poll_create" && answer) known.polls.push(answer.poll_id);
    const id = cmd === "poll_create" ? answer?.message_id : cmd === "message_new" ? answer?.message.id : null;
    if (!id) return;
    const { thread_id, channel } = answer;
    known.messages.push({ id, place: thread_id ? { thread_id } : { channel }, author: by });
  }

  /** All that are not here, and not banned, log in. */
  async function everybodyComes(): Promise<void> {
    for (const name of ["olga", ...people]) {
      const gone = await present
        .get(name)
        ?.request("ping")
        .catch(() => null);
      if (gone) continue;
      const come = name === "lena" ? lenaComes() : town.join(name);
      const client = await come.catch(() => null);
      if (client) present.set(name, client);
      else present.delete(name);
    }
  }

  async function lenaComes(): Promise<Client> {
    const { state, ws } = town.server;
    const isKnown = state.users.has("USR:local_lena");
    return connect(ws, { reconnect: [], login: isKnown ? { login: lena } : { register: lena } });
  }

  /** The names of channels change all the time. */
  function look(): void {
    const named = (type: string) => town.server.state.channels.filter((channel) => channel.type === type);
    known.rooms = named("text").map(({ name }) => name);
    known.forums = named("forum").map(({ name }) => name);
  }

  /** Leaves a channel out of its file, brings back those that were left out, or limits mentions. */
  async function editByHand(how: "hide" | "show" | "callers"): Promise<void> {
    const { state, folder } = town.server;
    const isOfRoles = how === "callers";
    const text = () => (isOfRoles ? rolesText(state) : channelsText(state));
    const path = join(folder, "db", isOfRoles ? "roles.json" : "channels.json");
    await until("the file", () => readFileSync(path, "utf8") === text() || undefined);
    const edited: Loose = JSON.parse(text());
    if (how === "hide") hidden.push(...edited.splice(known.made % (edited.length + 1), 1));
    // Roles that its lists name may be gone.
    if (how === "show") for (const { type, name } of hidden.splice(0)) edited.push({ type, name });
    const present = spareRoles.filter((name) => name in edited);
    if (isOfRoles) for (const name of present) edited[name].mention_roles = present;
    writeFileSync(path, JSON.stringify(edited));
    await until(
      "the server",
      () => isDeepStrictEqual(whatCounts(JSON.parse(text())), whatCounts(edited)) || undefined,
    );
  }
}

/** The callers of roles, the names of channels. */
function whatCounts(file: Loose): unknown[] {
  return Object.values<Loose>(file).map(({ name, mention_roles }) => name ?? mention_roles);
}

test(
  "whatever was deleted, nothing dangles",
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ acts: fc.array(action, { minLength: 50, maxLength: 110, size: "max" }), last: pause }),
          {
            minLength: 3,
            maxLength: 5,
          },
        ),
        play,
      ),
      tries(6),
    ),
  timeLimit(120_000, 6),
);
