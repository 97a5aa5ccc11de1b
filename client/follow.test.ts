/** A state fetched earlier, with the events since applied, equals a state fetched now: on the real server. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { openLine } from "../tests/support/line.ts";
import { startTestServer, type TestServer } from "../tests/support/server.ts";
import type { Client } from "./client.ts";
import { connect } from "./connect.ts";
import { differences } from "./differences.ts";
import { CommandError } from "./errors.ts";
import { type Followed, fetch, follow } from "./follow.ts";
import { memberNamed } from "./model/members.ts";

let server: TestServer;
/** Owner; a member with the role `guard`; a plain member, also on a second connection; a hidden member. */
let viewers: { owner: Client; guard: Client; member: Client; second: Client; hidden: Client };
const guests: Client[] = [];

const password = "tea and cake";
const requestTimeout = 3000;
const register = (username: string) =>
  connect(server.ws, { login: { register: { username, password } }, requestTimeout });
const login = (username: string) =>
  connect(server.ws, { login: { login: { username, password } }, requestTimeout });

async function guest(username: string): Promise<Client> {
  const client = await register(username);
  guests.push(client);
  return client;
}

beforeAll(async () => {
  server = await startTestServer();
  const [owner, guard, member, hidden] = await Promise.all(["olga", "gus", "mira", "hilda"].map(register));
  if (!owner || !guard || !member || !hidden) throw new Error("nobody came");
  viewers = { owner, guard, member, hidden, second: await login("mira") };
  await owner.request("owner_claim", { code: server.claimCode ?? "" });
  await owner.request("role_create", { name: "guard", color: "#00ff00" });
  await owner.request("user_roles_set", { user: guard.user.id, roles: ["guard", "user"] });
  const onlyGuards = { view: ["guard"], send: ["guard"] };
  await owner.request("channel_create", { name: "gate", type: "text", permissions: onlyGuards });
  await hidden.request("status_set", { status: "invisible", text: "not here" });
  for (let number = 1; number <= 12; number++) {
    await member.request("message_new", { channel: "general", content: `message ${number}` });
  }
});
afterEach(() => {
  for (const client of guests.splice(0)) client.close();
});
afterAll(async () => {
  for (const client of Object.values(viewers)) client.close();
  await server.dispose();
});

/** Everything that the server sent so far has arrived. */
const arrived = (clients: readonly Client[] = Object.values(viewers)) =>
  Promise.all(clients.map((client) => client.request("ping")));

/** Lists of channels are pushed at most once a second; waits for those that are due. */
async function listed(client: Client, followed: Followed): Promise<void> {
  for (;;) {
    const { val } = await client.request("channels_get");
    if (JSON.stringify(val) === JSON.stringify(followed.model.channels)) return;
    const pushed = await client.next("channels_get").catch(() => null);
    if (!pushed) return;
  }
}

/** Follows as every viewer, acts, and compares what each one has with what each would fetch. */
async function holds(act: () => Promise<unknown>): Promise<Followed[]> {
  const clients = Object.values(viewers);
  const followed = await Promise.all(clients.map((client) => follow(client, { messages: 10 })));
  try {
    await act();
    await arrived();
    await Promise.all(clients.map((client, index) => followed[index] && listed(client, followed[index])));
    const kept = followed.map(({ model }) => model);
    const fresh = await Promise.all(clients.map((client) => fetch(client, { messages: 10 })));
    const found = Object.keys(viewers).map((name, index) => {
      const [before, now] = [kept[index], fresh[index]];
      return [name, before && now ? differences(before, now) : ["nothing to compare"]];
    });
    expect(Object.fromEntries(found)).toEqual({ owner: [], guard: [], member: [], second: [], hidden: [] });
    return followed;
  } finally {
    for (const one of followed) one.stop();
  }
}

/** The newest message of #general, as the server has it. */
async function newest() {
  const { messages } = await viewers.owner.request("messages_get", { channel: "general", limit: 1 });
  const [message] = messages;
  if (!message) throw new Error("#general is empty");
  return message;
}

describe("messages", () => {
  test("new ones, replies and mentions", () =>
    holds(async () => {
      const { message } = await viewers.member.request("message_new", {
        channel: "general",
        content: "hello @gus",
      });
      await viewers.guard.request("message_new", {
        channel: "general",
        content: "hello",
        reply_to: message.id,
      });
      await viewers.owner.request("message_new", { channel: "general", content: "@&guard, to the gate" });
      await viewers.guard.request("message_new", { channel: "gate", content: "here" });
    }));

  test("many at once, from everybody", () =>
    holds(() =>
      Promise.all(
        Object.values(viewers).flatMap((client) =>
          [1, 2, 3, 4, 5].map((number) =>
            client.request("message_new", { channel: "general", content: `at once ${number}` }),
          ),
        ),
      ),
    ));

  test("edited", () =>
    holds(async () => {
      const { message } = await viewers.member.request("message_new", {
        channel: "general",
        content: "helo",
      });
      await viewers.second.request("message_edit", {
        channel: "general",
        id: message.id,
        content: "hello @gus",
      });
    }));

  test("the newest deleted", () =>
    holds(async () => {
      await viewers.owner.request("message_delete", { channel: "general", id: (await newest()).id });
    }));

  test("the newest deleted, where no history is open", async () => {
    const { owner } = viewers;
    const { message } = await owner.request("message_new", { channel: "general", content: "oops" });
    const followed = await follow(owner, { messages: 0 });
    await owner.request("message_delete", { channel: "general", id: message.id });
    expect(differences(followed.model, await fetch(owner, { messages: 0 }))).toEqual([]);
    followed.stop();
  });

  test("the only one deleted", async () => {
    await viewers.owner.request("channel_create", {
      name: "short",
      type: "text",
      permissions: { view: ["user"] },
    });
    await holds(async () => {
      const { message } = await viewers.owner.request("message_new", { channel: "short", content: "oops" });
      await viewers.owner.request("message_delete", { channel: "short", id: message.id });
    });
  });
});

describe("members", () => {
  test("a newcomer", () => holds(() => guest("nora")));

  test("a member goes away and comes back", () =>
    holds(async () => {
      const client = await guest("toni");
      await client.request("status_set", { status: "idle" });
      const gone = viewers.owner.next("user_disconnect");
      client.close();
      await gone;
      guests.push(await login("toni"));
    }));

  test("a member goes away with a status text", () =>
    holds(async () => {
      const client = await guest("tilda");
      await client.request("status_set", { status: "dnd", text: "back on Monday" });
      const gone = viewers.owner.next("user_disconnect");
      client.close();
      await gone;
    }));

  test("a member leaves the server", () =>
    holds(async () => {
      const client = await guest("liam");
      await client.request("message_new", { channel: "general", content: "bye" });
      await client.request("user_leave");
    }));

  test("a member sets a status, hides and shows up again", () =>
    holds(async () => {
      await viewers.member.request("status_set", { status: "dnd", text: "reading" });
      await viewers.second.request("status_set", { status: "invisible" });
      await viewers.member.request("status_set", { status: "idle", text: "back" });
      await viewers.hidden.request("status_set", { status: "offline", text: "still not here" });
    }));

  test("other roles, and with them another colour", () =>
    holds(async () => {
      await viewers.owner.request("user_roles_set", {
        user: viewers.hidden.user.id,
        roles: ["user", "moderator"],
      });
      await viewers.owner.request("user_roles_set", {
        user: viewers.hidden.user.id,
        roles: ["moderator", "user"],
      });
    }));
});

describe("roles", () => {
  test("made, coloured, renamed while mentioned and in use, deleted", () =>
    holds(async () => {
      const { owner, member } = viewers;
      const { id } = await owner.request("role_create", { name: "cook", color: "#123456" });
      await owner.request("user_roles_set", { user: member.user.id, roles: ["cook", "user"] });
      await owner.request("message_new", { channel: "general", content: "@&cook and @&guard" });
      await owner.request("role_update", { id, color: "#654321" });
      await owner.request("role_update", { id, name: "chef" });
      const guard = (await owner.request("roles_list")).roles["guard"]?.id ?? "";
      await owner.request("role_update", { id: guard, name: "watch" });
      await owner.request("role_delete", { id });
      await owner.request("role_update", { id: guard, name: "guard" });
    }));
});

describe("channels", () => {
  test("made for everybody and filled at once", () =>
    holds(async () => {
      await viewers.owner.request("channel_create", {
        name: "kitchen",
        type: "text",
        permissions: { view: ["user"], send: ["user"] },
      });
      await viewers.member.request("message_new", { channel: "kitchen", content: "tea?" });
    }));

  test("described, and renamed with its history", () =>
    holds(async () => {
      const update = (updates: object, current_name = "general") =>
        viewers.owner.request("channel_update", { current_name, updates });
      await update({ description: "talk", display_name: "General" });
      await update({ name: "hall" });
      await viewers.member.request("message_new", { channel: "hall", content: "a new name" });
      await update({ name: "general" }, "hall");
    }));

  test("moved", () =>
    holds(async () => {
      await viewers.owner.request("channel_move", { name: "general", position: 9 });
      await viewers.owner.request("channel_move", { name: "gate", position: 1 });
    }));

  test("closed to a viewer, who gets nothing more, and opened again", async () => {
    const { owner, guard } = viewers;
    const gate = (role: string) =>
      owner.request("channel_update", {
        current_name: "gate",
        updates: { permissions: { view: [role], send: [role] } },
      });
    const sees = (can: boolean) =>
      guard.next("channels_get", ({ val }) => val.some(({ name }) => name === "gate") === can);
    const followed = await holds(async () => {
      const away = sees(false);
      await gate("admin");
      await away;
      await owner.request("message_new", { channel: "gate", content: "they can't hear us" });
      const back = sees(true);
      await gate("guard");
      await back;
    });
    // The history has a hole now, so it isn't open any more, rather than wrong.
    const [, kept] = followed;
    expect(kept?.model.channels.some(({ name }) => name === "gate")).toBeTrue();
    expect(kept?.model.histories.has("gate")).toBeFalse();
  });

  test("deleted, and another made of the same name", () =>
    holds(async () => {
      const { owner, member } = viewers;
      const brief = { name: "brief", type: "text", permissions: { view: ["user"], send: ["user"] } } as const;
      const seen = member.next("channels_get", ({ val }) => val.some(({ name }) => name === "brief"));
      await owner.request("channel_create", brief);
      await seen;
      await member.request("message_new", { channel: "brief", content: "old" });
      await owner.request("channel_delete", { name: "brief" });
      await owner.request("channel_create", brief);
      await member.request("message_new", { channel: "brief", content: "new" });
    }));
});

describe("following", () => {
  test("while others write, a fetch misses nothing and doubles nothing", async () => {
    const { member, guard, owner } = viewers;
    let writing = true;
    const write = async (client: Client) => {
      for (let number = 0; writing; number++) {
        const { message } = await client.request("message_new", {
          channel: "general",
          content: `busy ${number}`,
        });
        if (number % 2)
          await client.request("message_edit", { channel: "general", id: message.id, content: "edited" });
        if (number % 3 === 0) await client.request("message_delete", { channel: "general", id: message.id });
      }
    };
    const writers = Promise.all([write(member), write(guard)]);
    const followed: Followed[] = [];
    for (let round = 0; round < 10; round++) followed.push(await follow(owner, { messages: 5 }));
    writing = false;
    await writers;
    await arrived();
    const kept = followed.map(({ model }) => model);
    const fresh = await fetch(owner, { messages: 200 });
    expect(kept.map((model) => differences(model, fresh))).toEqual(kept.map(() => []));
    for (const one of followed) one.stop();
  });

  test("what happens between two answers of a fetch is taken in: a channel goes, a message comes", async () => {
    const hall = { name: "hall", type: "text", permissions: {}, last_message: 1, last_message_id: "m1" };
    const posted = {
      id: "m2",
      user: "bob",
      content: "hello",
      timestamp: 2,
      pings: { users: [], roles: [], replies: [] },
    };
    let happen = (_event: object) => {};
    const replies: Record<string, object> = {
      roles_list: { roles: {}, val: {} },
      users_list: { users: [] },
      channels_get: { val: [hall, { ...hall, name: "attic" }] },
      unreads_get: { unreads: {} },
      messages_get: { messages: [{ ...posted, id: "m1", timestamp: 1 }], at_start: true, at_end: true },
    };
    // A client that says what the test says.
    const client = {
      user: { id: "1" },
      on(_name: string, handler: (event: object) => void) {
        happen = handler;
        return () => {};
      },
      async request(
        name: string,
        fields: { channel?: string },
        { inOrder }: { inOrder(reply: object): void },
      ) {
        if (fields.channel === "attic")
          throw new CommandError(name, "channel_not_found", "Channel not found");
        if (name === "messages_get") happen({ cmd: "message_new", channel: "hall", message: posted });
        const reply = {
          cmd: name,
          scheduled: [],
          reminders: [],
          commands: [],
          emojis: {},
          stickers: {},
          ...replies[name],
        };
        inOrder(reply);
        return reply;
      },
    } as unknown as Client;
    const model = await fetch(client);
    expect([...model.histories].map(([name, { messages }]) => [name, messages.map(({ id }) => id)])).toEqual([
      ["hall", ["m1", "m2"]],
    ]);
    // Whether the page brought it along only the server knows, and says so.
    expect(model.unread.get("hall")).toMatchObject({ messages: 1 });
  });

  test("older pages join the history", async () => {
    const followed = await follow(viewers.member, { messages: 3, channels: ["general"] });
    expect(followed.model.histories.has("kitchen")).toBeFalse();
    const messages = () => followed.model.histories.get("general")?.messages ?? [];
    expect(messages()).toHaveLength(3);
    await followed.load("general", 4);
    expect(messages()).toHaveLength(7);
    const { messages: page } = await viewers.member.request("messages_get", { channel: "general", limit: 7 });
    expect(messages()).toEqual(page);
    followed.stop();
  });

  test("counts what is unread until it is read, and what calls", async () => {
    const followed = await follow(viewers.member);
    const { guard } = viewers;
    await guard.request("message_new", { channel: "general", content: "hello" });
    await guard.request("message_new", { channel: "general", content: "hello @mira" });
    await arrived();
    expect(followed.model.unread.get("general")).toMatchObject({ messages: 2, pings: 1 });
    await viewers.member.request("message_new", { channel: "general", content: "hello too" });
    expect(followed.model.unread.has("general")).toBeFalse();
    followed.stop();
  });

  test("goes on after the server went away and came back, with everything as it is now", async () => {
    const house = await startTestServer();
    const account = { username: "ada", password };
    const clock: (() => void)[] = [];
    const client = await connect(house.ws, {
      login: { register: account },
      random: () => 0.5,
      later(task, milliseconds) {
        // Only the first attempt to come back is the test's to start.
        if (milliseconds === 1000) clock.push(task);
        const timer = setTimeout(task, milliseconds + 60_000);
        return () => clearTimeout(timer);
      },
    });
    const followed = await follow(client);
    await client.request("message_new", { channel: "general", content: "before" });
    const lost = client.next("lost");
    await house.stop();
    await lost;
    // The same address: the client knows no other.
    const again = await startTestServer({
      folder: house.folder,
      config: { websocket: { host: "127.0.0.1", port: house.port } },
    });
    const other = await connect(again.ws, { login: { register: { username: "bea", password } } });
    await other.request("message_new", { channel: "general", content: "in between" });
    const refetched = new Promise<void>((resolve) => {
      followed.changed((model) => {
        if (memberNamed(model, "usr:local_bea")) resolve();
      });
    });
    const reset = client.next("reset");
    clock.shift()?.();
    await reset;
    await refetched;
    const messages = followed.model.histories.get("general")?.messages.map(({ content }) => content);
    expect(messages).toEqual(["before", "in between"]);
    expect(differences(followed.model, await fetch(client))).toEqual([]);
    const models: boolean[] = [];
    followed.changed((model) => models.push(model === followed.model));
    await other.request("message_new", { channel: "general", content: "after" });
    await client.request("ping");
    expect(models).toEqual([true]);
    followed.stop();
    client.close();
    other.close();
    await again.dispose();
  });

  test("through a network that breaks again and again, every event comes once and in order", async () => {
    const line = await openLine(server.url);
    const client = await connect(line.address, {
      login: { register: { username: "cora", password } },
      reconnect: [1],
    });
    const followed = await follow(client, { messages: 200 });
    const received: string[] = [];
    let resets = 0;
    client.on("message_new", ({ message }) => received.push(message.content));
    client.on("reset", () => resets++);
    const { member, guard } = viewers;
    const sent: string[] = [];
    const write = async (author: Client, count: number) => {
      for (let number = 0; number < count; number++) {
        const { message } = await author.request("message_new", {
          channel: "general",
          content: `wire ${number}`,
        });
        sent.push(message.content);
      }
    };
    for (let round = 0; round < 5; round++) {
      const back = client.next("ready");
      const writing = write(member, 20);
      await guard.request("message_new", { channel: "gate", content: "not for her" });
      line.cut();
      await Promise.all([back, writing]);
    }
    await client.request("ping");
    expect(received).toEqual(sent);
    expect(resets).toBe(0);
    expect(differences(followed.model, await fetch(client, { messages: 200 }))).toEqual([]);
    followed.stop();
    client.close();
    line.close();
  });
});
