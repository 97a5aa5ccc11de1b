/**
 * What was deleted can't be reached any more: no command of any member finds it by name or by id, no list holds it,
 * and no later thing of the same name brings anything of it back. Neither right after the deletion nor after a
 * restart.
 */
import { afterEach, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Client, type Place as ClientPlace, CommandError } from "../client/index.ts";
import type { AnyCommand } from "../src/handlers/command.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import { type At, namingFields, requestNaming } from "./support/registry/requests.ts";
import type { Fields, Kind } from "./support/registry/row.ts";
import { rows } from "./support/registry/rows.ts";
import { settle } from "./support/store-checker.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

/** By what each deleted thing was known. */
type Names = Partial<Readonly<Record<Kind, readonly string[]>>>;

/** In every name and every text of what is deleted, and nowhere else. */
const marker = "zqdoomed";

let town: Town;
afterEach(() => town.close());

/** Codes that say: there is no such thing. */
const missing: Readonly<Record<Kind, readonly string[]>> = {
  channel: ["channel_not_found"],
  thread: ["thread_not_found"],
  message: ["message_not_found", "reply_target_not_found"],
  poll: ["poll_not_found"],
  asking: ["poll_not_found"],
  role: ["role_not_found", "role_unknown"],
  user: ["user_not_found"],
};

/** Where messages are; of a thread with the name of its forum. */
interface Place extends At {
  readonly forum?: string;
}

interface Asked {
  readonly cmd: string;
  readonly kind: Kind;
  readonly fields: Fields;
}

const rowOf = (cmd: string) => {
  const row = rows[cmd];
  if (!row) throw new Error(`${cmd} has no row in tests/support/registry`);
  return row;
};

/**
 * Every request that names one of these, and is right else.
 *
 * @param place where the messages are looked for; `forum`: the same by the name of a thread's forum
 * @param stays id of a message there
 */
function requestsFor(names: Names, { forum, ...place }: Place, stays: string): Asked[] {
  const living = { channel: "general", thread: "none", poll: "none", asking: "none", role: "user" };
  return Object.entries<AnyCommand>(commands).flatMap(([cmd, { request, locates }]) => {
    const row = rowOf(cmd);
    return namingFields(row).flatMap(({ field, kind }) => {
      // A message of a thread is also found by the forum's name; a thread is always in its forum.
      const isLocated = forum !== undefined && locates !== undefined && kind === "message";
      const inForum = { ...place, ...(forum && kind === "thread" && { channel: forum }) };
      const places = isLocated ? [place, { channel: forum }] : [inForum];
      return (names[kind] ?? []).flatMap((name) =>
        places.map((at) => {
          const others = { ...living, message: stays, user: "mira" };
          return { cmd, kind, fields: requestNaming(request, row, { field, name }, at, others) };
        }),
      );
    });
  });
}

/** Whether the answer says that there is no such thing. @throws Error when the request was wrong by itself */
async function isMissing(by: Client, { cmd, kind, fields }: Asked): Promise<boolean> {
  const answer = await by.request(cmd as "ping", fields).catch((error: unknown) => error);
  if (!(answer instanceof CommandError)) {
    if (answer instanceof Error) throw answer;
    const { empty } = rowOf(cmd);
    return empty !== undefined && isDeepStrictEqual({ ...(answer as object), ...empty }, answer);
  }
  if (answer.code === "invalid_field") throw new Error(`${cmd} ${JSON.stringify(fields)}: ${answer.message}`);
  return missing[kind].includes(answer.code);
}

/** The requests whose answer is not as it should be. */
async function wrongly(found: "found" | "missing", by: Client, asked: readonly Asked[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const each of asked) {
    if ((await isMissing(by, each)) !== (found === "missing"))
      wrong.push(`${each.kind}: ${each.cmd} ${JSON.stringify(each.fields)}`);
  }
  return wrong;
}

/**
 * Which lists that this member gets, and which files, hold the marker or one of the names. What a row doesn't call a
 * list may hold neither.
 */
async function heldIn(by: Client, names: Names): Promise<string[]> {
  const sought = [marker, ...Object.values(names).flat()];
  const holds = (answer: unknown) => sought.some((each) => JSON.stringify(answer ?? null).includes(each));
  const held: string[] = [];
  for (const [cmd, { login }] of Object.entries<AnyCommand>(commands)) {
    const { lists, holds: partOf } = rowOf(cmd);
    if (login === "before") continue;
    for (const [which, fields] of Object.entries(lists?.(marker) ?? {})) {
      const answer = await by.request(cmd as "ping", fields);
      if (holds(partOf ? partOf(answer as never) : answer)) held.push(`${cmd} ${which}`);
    }
  }
  for (const name of ["channels", "roles", "users"]) {
    const file = `db/${name}.json`;
    if (holds(readFileSync(join(town.server.folder, file), "utf8"))) held.push(file);
  }
  return held;
}

interface Cast {
  readonly olga: Member;
  readonly mira: Member;
  /** Ids of what stays: a message of general, and a thread of help with its message. */
  readonly hello: string;
  readonly thread: string;
  readonly inThread: string;
}

async function openCast(): Promise<Cast> {
  town = await openTown();
  const [olga, mira] = await town.people("olga", "mira");
  const all = ["user"];
  const permissions = { view: all, send: all, create_thread: all, react: all };
  await olga.request("channel_create", { name: "help", type: "forum", permissions });
  const hello = await say(olga, { channel: "general" }, "hello");
  const started = await olga.request("thread_create", { channel: "help", name: "why", content: "hello" });
  const thread = started.thread.id;
  const { messages } = await olga.request("thread_messages", { thread_id: thread });
  return { olga, mira, hello, thread, inThread: messages[0]?.id ?? "" };
}

const say = async (by: Client, at: object, content: string, fields: Fields = {}) =>
  (await by.request("message_new", { ...(at as ClientPlace), content, ...fields })).message.id;

/** Something that is deleted. */
interface Doomed {
  readonly names: Names;
  /** Where its messages are. */
  readonly place: Place;
  /** The lists that hold it. */
  readonly held: readonly string[];
  remove(olga: Client): Promise<unknown>;
}

/** Messages of mira: one that calls olga, who pinned it, a reply to it, and a poll. */
async function fill({ olga, mira }: Cast, { forum, ...place }: Place) {
  const message = await say(mira, place, `${marker} @olga`);
  const reply = await say(mira, place, `${marker} too`, { reply_to: message });
  const asked = await mira.request("poll_create", {
    ...(place as ClientPlace),
    question: marker,
    options: ["yes", "no"],
  });
  const { channel } = await olga.request("message_pin", { ...(place as ClientPlace), id: message });
  const names = { message: [message], poll: [asked.poll_id], asking: [asked.message_id] };
  const remove = async (olga: Client) => {
    for (const id of [message, reply, asked.message_id])
      await olga.request("message_delete", { channel, id });
  };
  return { names, remove };
}

/** What a text channel and a forum have in common. */
const wholeChannel = {
  held: [
    ...["channels_get all", "unreads_get all", "pings_get all", "messages_search elsewhere"],
    "db/channels.json",
  ],
  remove: (olga: Client) => olga.request("channel_delete", { name: marker }),
};

const things = {
  async "a channel"(cast: Cast) {
    const { olga } = cast;
    const place = { channel: marker };
    await olga.request("channel_create", {
      name: marker,
      type: "text",
      permissions: { view: ["user"], send: ["user"] },
    });
    const { names } = await fill(cast, place);
    return {
      names: { channel: [marker], ...names },
      place,
      ...wholeChannel,
    };
  },
  async "a forum"(cast: Cast) {
    const { olga, mira } = cast;
    await olga.request("channel_create", {
      name: marker,
      type: "forum",
      permissions: { view: ["user"], send: ["user"] },
    });
    const { thread } = await olga.request("thread_create", { channel: marker, name: marker });
    await mira.request("thread_join", { thread_id: thread.id });
    const place = { thread_id: thread.id, forum: marker };
    const { names } = await fill(cast, place);
    return {
      names: { channel: [marker], thread: [thread.id], ...names },
      place,
      ...wholeChannel,
    };
  },
  async "a thread"(cast: Cast) {
    const { olga, mira } = cast;
    const { thread } = await olga.request("thread_create", { channel: "help", name: marker });
    await mira.request("thread_join", { thread_id: thread.id });
    const place = { thread_id: thread.id, forum: "help" };
    const { names } = await fill(cast, place);
    return {
      names: { thread: [thread.id], ...names },
      place,
      held: [
        ...["channels_get all", "threads_get help", "unreads_get all", "pings_get all"],
        ...["messages_pinned help", "messages_search help"],
      ],
      remove: (olga: Client) => olga.request("thread_delete", { thread_id: thread.id }),
    };
  },
  async "a message"(cast: Cast) {
    const place = { channel: "general" };
    return {
      ...(await fill(cast, place)),
      place,
      held: [
        ...["channels_get all", "pings_get all", "messages_pinned general", "messages_get general"],
        "messages_search general",
      ],
    };
  },
  async "a message of a thread"(cast: Cast) {
    const place = { thread_id: cast.thread, forum: "help" };
    return {
      ...(await fill(cast, place)),
      place,
      held: [
        "channels_get all",
        "threads_get help",
        "pings_get all",
        "messages_pinned help",
        "messages_search help",
      ],
    };
  },
  async "a role"({ olga }: Cast) {
    const { id } = await olga.request("role_create", { name: marker, self_assignable: true });
    await olga.request("user_roles_add", { user: "mira", roles: [marker] });
    return {
      names: { role: [marker, id] },
      place: {},
      held: [
        ...["roles_list all", "self_roles_list all", "users_list all", "users_online all"],
        ...["user_roles_get mira", "db/roles.json", "db/users.json"],
      ],
      remove: (olga: Client) => olga.request("role_delete", { name: marker }),
    };
  },
  async "a user"({ thread }: Cast) {
    const guest = await town.join(marker);
    await guest.request("thread_join", { thread_id: thread });
    return {
      names: { user: [marker, guest.user.id] },
      place: {},
      held: ["channels_get all", "threads_get help", "users_list all", "db/users.json"],
      remove: (olga: Client) => olga.request("user_delete", { user: marker }),
    };
  },
} satisfies Readonly<Record<string, (cast: Cast) => Promise<Doomed>>>;

const each: [string, (cast: Cast) => Promise<Doomed>][] = Object.entries(things);
describe.each(each)("%s", (_name, arrange) => {
  test("is found by every command", async () => {
    const cast = await openCast();
    const { names, place } = await arrange(cast);
    const asked = requestsFor(names, place, names.message?.[0] ?? cast.hello);
    expect(asked.length).toBeGreaterThan(0);
    expect(
      await wrongly(
        "found",
        cast.olga,
        asked.filter(({ cmd }) => !rowOf(cmd).ends),
      ),
    ).toEqual([]);
  });

  test("is found by no command after its deletion", async () => {
    const cast = await openCast();
    const { names, place, remove } = await arrange(cast);
    await remove(cast.olga);
    const asked = place.forum
      ? requestsFor(names, { thread_id: cast.thread, forum: "help" }, cast.inThread)
      : requestsFor(names, { channel: "general" }, cast.hello);
    expect(await wrongly("missing", cast.olga, asked)).toEqual([]);
    await town.restart();
    const [olga] = await town.people("olga");
    expect(await wrongly("missing", olga, asked)).toEqual([]);
  });

  test("is in no list after its deletion", async () => {
    const { names, held, remove } = await arrange(await openCast());
    // The files are written at the latest when the server stops.
    await town.restart();
    const [before] = await town.people("olga", "mira");
    expect((await heldIn(before, names)).toSorted()).toEqual(held.toSorted());
    await remove(before);
    expect((await heldIn(before, names)).filter((name) => !name.startsWith("db/"))).toEqual([]);
    await town.restart();
    const [after] = await town.people("olga", "mira");
    expect(await heldIn(after, names)).toEqual([]);
  });
});

test.each(["a channel", "a forum", "a thread"] as const)(
  "a nonce leads to no message of %s",
  async (which) => {
    const cast = await openCast();
    const { place, remove }: Doomed = await things[which](cast);
    const { forum, ...at } = place;
    await say(cast.mira, at, "once", { nonce: "n" });
    await remove(cast.olga);
    const repeat = { channel: "general", content: "once", nonce: "n" };
    expect(await refusal(cast.mira.request("message_new", repeat))).toBe("message_not_found");
  },
);

describe("what comes under the name of something deleted has nothing of it:", () => {
  test("a channel, whether the old one is purged or not", async () => {
    const cast = await openCast();
    const { olga } = cast;
    const { names, remove } = await things["a channel"](cast);
    await remove(olga);
    for (const purged of [false, true]) {
      if (purged) await settle(town.server.store, Date.now());
      await olga.request("channel_create", { name: marker, type: "text" });
      const asked = requestsFor({ ...names, channel: [] }, { channel: marker }, "none");
      expect(await wrongly("missing", olga, asked)).toEqual([]);
      expect(await olga.request("messages_get", { channel: marker })).toMatchObject({ messages: [] });
      expect(await olga.request("messages_pinned", { channel: marker })).toMatchObject({ messages: [] });
      expect(await olga.request("unreads_count", { channel: marker })).toMatchObject({
        last_read: null,
        unread_count: 0,
        ping_count: 0,
        total_messages: 0,
      });
      const found = await olga.request("messages_search", { channel: marker, query: marker });
      expect(found.results).toEqual([]);
      expect((await olga.request("pings_get")).total).toBe(0);
      await remove(olga);
    }
  });

  test("a role", async () => {
    const cast = await openCast();
    const { olga, mira } = cast;
    const { remove } = await things["a role"](cast);
    await olga.request("message_new", { channel: "general", content: `hello @&${marker}` });
    expect((await mira.request("pings_get")).total).toBe(1);
    await remove(olga);
    await olga.request("role_create", { name: marker });
    expect((await mira.request("user_roles_get", { user: "mira" })).roles).toEqual(["user"]);
    await olga.request("user_roles_add", { user: "mira", roles: [marker] });
    expect((await mira.request("pings_get")).total).toBe(0);
  });

  test("a member", async () => {
    const cast = await openCast();
    const { olga, thread } = cast;
    const { remove } = await things["a user"](cast);
    await olga.request("role_create", { name: "staff" });
    await olga.request("user_roles_add", { user: marker, roles: ["staff"] });
    await olga.request("user_update", { user: marker, updates: { nickname: "Nick" } });
    await remove(olga);
    const again = await town.join(marker);
    expect(again.user).toMatchObject({ roles: ["user"], nickname: null });
    expect((await olga.request("thread_get", { thread_id: thread })).thread.participants).not.toContain(
      marker,
    );
    expect(Object.keys((await again.request("unreads_get")).unreads)).toEqual(["general"]);
  });
});
