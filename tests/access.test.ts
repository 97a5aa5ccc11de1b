/** Access to channels and threads, however a request names them. */
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { WireMessage } from "../client/index.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import { actions, allow, ask, type Fields, only, say } from "./support/places.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

// There are very many requests, and the machine may be busy.
setDefaultTimeout(30_000);

let town: Town;
afterEach(() => town.close());

type Name = keyof typeof commands;
/** Only an existing reaction can be removed. */
async function prepare(by: Member, cmd: string, place: Fields, id: string): Promise<void> {
  if (!/^(?:message_react|reaction)_remove$/.test(cmd)) return;
  await ask(by, "message_react_add", { ...place, ...requestFor(cmd, id) });
}

/** Olga the owner and nora the guest; #lobby, and the forum #help with a thread of olga's. */
async function cast() {
  town = await openTown({ config: { rate_limiting: { enabled: false } } });
  const [olga, nora] = await town.people("olga", "nora");
  await olga.request("role_create", { name: "guest" });
  await town.roles("nora", "guest");
  for (const [name, type] of [
    ["lobby", "text"],
    ["help", "forum"],
  ] as const) {
    await olga.request("channel_create", { name, type, permissions: only("guest", actions) });
  }
  const { thread } = await olga.request("thread_create", { channel: "help", name: "Printer" });
  return { olga, nora, thread: thread.id };
}

/** A request for each command about a channel or thread that nothing but sight can refuse. */
const requests: Readonly<Record<string, (id: string) => Fields>> = {
  push_mute: () => ({ muted: true }),
  message_new: () => ({ content: "x" }),
  message_edit: (id) => ({ id, content: "x" }),
  messages_around: (around) => ({ around }),
  messages_search: () => ({ query: "x" }),
  unreads_ack: (message_id) => ({ message_id }),
  poll_create: () => ({ question: "?", options: ["a", "b"] }),
  slash_call: () => ({ command: "roll" }),
  slash_autocomplete: () => ({ command: "roll", option: "sides", value: "" }),
  slash_response: () => ({ response: "x" }),
  message_schedule: () => ({ content: "x", send_at: Date.now() / 1000 + 3600 }),
  thread_create: () => ({ name: "x" }),
  thread_new: () => ({ name: "x" }),
  voice_join: () => ({ peer_id: "p" }),
  thread_update: () => ({ name: "x" }),
  ...Object.fromEntries(
    ["message_react_add", "message_react_remove", "reaction_add", "reaction_remove"].map((cmd) => [
      cmd,
      (id: string) => ({ id, emoji: "👍" }),
    ]),
  ),
};
const requestFor = (cmd: string, id: string) => requests[cmd]?.(id) ?? { id };
const aboutPlaces = Object.values(commands).filter((definition) => "channel" in definition);
/** Those that name a message. */
const located = aboutPlaces.flatMap(({ name, ...definition }): string[] =>
  "locates" in definition ? [name] : [],
);

describe("without view nothing is done, and the answer doesn't show that the channel exists", () => {
  /** Nora may do everything in #vault and #den but view them. */
  async function hidden() {
    const { olga, nora } = await cast();
    const all = ["manage_messages", "manage_threads", "manage_channels"];
    await olga.request("role_update", { name: "guest", permissions: all });
    for (const [name, type] of [
      ["vault", "text"],
      ["den", "forum"],
    ] as const) {
      const permissions = { ...only("guest", actions), view: [] };
      await olga.request("channel_create", { name, type, permissions });
    }
    const { thread } = await olga.request("thread_create", { channel: "den", name: "Heist" });
    const id = await say(olga, { channel: "vault" });
    const inThread = await say(olga, { thread_id: thread.id });
    for (const member of [olga, nora]) await member.news();
    return { olga, nora, thread: thread.id, id, inThread };
  }
  const answer = async (by: Member, cmd: string, fields: Fields) => {
    const { code, message } = await refusalOf(ask(by, cmd, fields));
    return [cmd, code, message];
  };

  test("in a hidden channel, a hidden forum and an unknown one", async () => {
    const { olga, nora, id, inThread } = await hidden();
    for (const { name: cmd } of aboutPlaces.filter((definition) => !("thread" in definition))) {
      const unknown = [cmd, "channel_not_found", "Channel not found"];
      for (const [channel, message] of [
        ["vault", id],
        ["den", inThread],
        ["nowhere", id],
      ] as const) {
        expect(await answer(nora, cmd, { channel, ...requestFor(cmd, message) })).toEqual(unknown);
      }
    }
    expect(await olga.news()).toEqual([]);
  });

  test("in a hidden thread and an unknown one, whatever channel the request names too", async () => {
    const { olga, nora, thread, inThread } = await hidden();
    for (const { name: cmd } of aboutPlaces.filter(({ request }) => "thread_id" in request.properties)) {
      const unknown = [cmd, "thread_not_found", "Thread not found"];
      for (const thread_id of [thread, "nothing"]) {
        for (const beside of [{}, { channel: "lobby" }]) {
          const fields = { ...beside, thread_id, ...requestFor(cmd, inThread) };
          expect(await answer(nora, cmd, fields)).toEqual(unknown);
        }
      }
    }
    expect(await olga.news()).toEqual([]);
  });

  test("with a hidden message by way of a place in sight", async () => {
    const { olga, nora, id, inThread } = await hidden();
    for (const cmd of located) {
      for (const channel of ["lobby", "help"]) {
        for (const message of [id, inThread, "nothing"]) {
          const request = ask(nora, cmd, { channel, ...requestFor(cmd, message) });
          // The original of replies need not exist.
          if (cmd === "message_replies" && channel === "lobby") {
            expect(await request).toMatchObject({ replies: [] });
          } else expect([cmd, channel, await refusal(request)]).toEqual([cmd, channel, "message_not_found"]);
        }
      }
    }
    expect(await olga.news()).toEqual([]);
  });

  test("in the commands that change channels", async () => {
    const { nora } = await hidden();
    const commandsOn: Readonly<Record<string, (name: string) => Fields>> = {
      channel_update: (name) => ({ current_name: name, updates: { description: "x" } }),
      channel_move: (name) => ({ name, position: 0 }),
      channel_delete: (name) => ({ name }),
    };
    for (const [cmd, fields] of Object.entries(commandsOn)) {
      for (const name of ["vault", "den", "nowhere"]) {
        expect(await answer(nora, cmd, fields(name))).toEqual([
          cmd,
          "channel_not_found",
          "Channel not found",
        ]);
      }
    }
  });
});

/** What each command demands, and how it is refused without it. */
const matrix: readonly {
  readonly cmd: Name;
  readonly needs: Readonly<Record<string, string>>;
  /** The message that it names is the member's own. */
  readonly own?: true;
  /** In a locked thread: refused, or allowed to all with the permission. */
  readonly locked: "refused" | "for all";
}[] = [
  { cmd: "message_new", needs: { send: "send_denied" }, locked: "refused" },
  { cmd: "typing", needs: { send: "send_denied" }, locked: "refused" },
  { cmd: "poll_create", needs: { send: "send_denied" }, locked: "refused" },
  { cmd: "message_edit", needs: { edit_own: "not_author" }, own: true, locked: "refused" },
  { cmd: "message_delete", needs: { delete_own: "delete_denied" }, own: true, locked: "refused" },
  { cmd: "message_delete", needs: { delete: "delete_denied" }, locked: "for all" },
  { cmd: "message_pin", needs: { pin: "pin_denied" }, locked: "for all" },
  { cmd: "message_unpin", needs: { pin: "pin_denied" }, locked: "for all" },
  { cmd: "message_react_add", needs: { react: "react_denied" }, locked: "refused" },
  { cmd: "message_react_remove", needs: { react: "react_denied" }, locked: "refused" },
  ...(
    [
      ...["messages_get", "messages_around", "message_get", "messages_pinned", "messages_search"],
      ...["message_replies", "message_history", "embeds_list"],
    ] as const
  ).map((cmd) => ({ cmd: cmd as Name, needs: {}, locked: "for all" as const })),
];

describe("each command", () => {
  test("needs view and its own list, in the channel or the thread's forum", async () => {
    const { olga, nora, thread } = await cast();
    for (const { cmd, needs, own } of matrix) {
      for (const [channel, place, hidden] of [
        ["lobby", { channel: "lobby" }, "channel_not_found"],
        ["help", { thread_id: thread }, "thread_not_found"],
      ] as const) {
        const attempt = async (allowed: readonly string[]) => {
          await allow(olga, channel, only("guest", actions));
          const id = await say(own ? nora : olga, place);
          await prepare(nora, cmd, place, id);
          await allow(olga, channel, only("guest", allowed));
          return ask(nora, cmd, { ...place, ...requestFor(cmd, id) });
        };
        const enough = ["view", ...Object.keys(needs)];
        expect(await attempt(enough)).toMatchObject({ cmd });
        for (const [action, code] of Object.entries({ view: hidden, ...needs })) {
          const answer: string = await refusal(attempt(enough.filter((other) => other !== action)));
          expect([cmd, channel, action, answer]).toEqual([cmd, channel, action, code]);
        }
      }
    }
  });

  test("that reads or moderates works in locked and archived threads, each that writes does not", async () => {
    const { olga, nora } = await cast();
    for (const { cmd, needs, own, locked } of matrix) {
      await allow(olga, "help", only("guest", actions));
      const thread_id = (await olga.request("thread_create", { channel: "help", name: "x" })).thread.id;
      const id = await say(own ? nora : olga, { thread_id });
      await allow(olga, "help", only("guest", ["view", ...Object.keys(needs)]));
      await olga.request("thread_update", { thread_id, locked: true, archived: true });
      const answer = await ask(nora, cmd, { thread_id, ...requestFor(cmd, id) }).then(
        () => "for all",
        ({ code }: { code: string }) => (code === "thread_locked" ? "refused" : code),
      );
      expect([cmd, own, answer]).toEqual([cmd, own, locked]);
    }
  });
});

test("manage_messages deletes and pins wherever its holder can view, also in a locked thread", async () => {
  const { olga, nora, thread } = await cast();
  for (const channel of ["lobby", "help"]) await allow(olga, channel, only("guest", ["view"]));
  await olga.request("thread_update", { thread_id: thread, locked: true, archived: true });
  for (const place of [{ channel: "lobby" }, { thread_id: thread }]) {
    const id = await say(olga, place);
    if (place.thread_id) {
      await olga.request("thread_update", { thread_id: thread, locked: true, archived: true });
    }
    const each = [
      () => nora.request("message_pin", { ...place, id }),
      () => nora.request("message_unpin", { ...place, id }),
      () => nora.request("message_delete", { ...place, id }),
    ];
    await olga.request("role_update", { name: "guest", permissions: [] });
    for (const act of each) expect(await refusal(act())).toMatch(/pin_denied|delete_denied|thread_locked/);
    await olga.request("role_update", { name: "guest", permissions: ["manage_messages"] });
    for (const act of each) await act();
  }
});

describe("a forum's name without the thread's id", () => {
  test("finds the thread of the message that is named, for every command that names one", async () => {
    const { olga, thread } = await cast();
    await olga.request("thread_create", { channel: "help", name: "Other", content: "elsewhere" });
    expect(located.toSorted()).toEqual([
      ...["embeds_list", "message_delete", "message_edit", "message_get", "message_history", "message_pin"],
      ...["message_react_add", "message_react_remove", "message_replies", "message_unpin", "messages_around"],
      ...["reaction_add", "reaction_remove", "unreads_ack"],
    ]);
    for (const cmd of located) {
      const id = await say(olga, { thread_id: thread });
      await prepare(olga, cmd, { thread_id: thread }, id);
      const reply = await ask(olga, cmd, { channel: "help", ...requestFor(cmd, id) });
      expect([cmd, reply["thread_id"]]).toEqual([cmd, thread]);
      if (cmd !== "unreads_ack") expect([cmd, reply["channel"]]).toEqual([cmd, "help"]);
    }
  });

  test("lists the pins and finds of all its threads; history there is empty", async () => {
    const { olga, nora, thread } = await cast();
    const other = (await olga.request("thread_create", { channel: "help", name: "Other" })).thread.id;
    const places = [
      [await say(olga, { thread_id: thread }, "salt one"), thread],
      [await say(olga, { thread_id: other }, "salt two"), other],
    ];
    for (const [id = "", thread_id = ""] of places) await olga.request("message_pin", { thread_id, id });
    await say(olga, { channel: "lobby" }, "salt elsewhere");
    const pairs = (messages: readonly (WireMessage & { thread_id?: string | null })[]) =>
      messages.map(({ id, thread_id }) => [id, thread_id]);
    const pinned = await nora.request("messages_pinned", { channel: "help" });
    expect(pairs(pinned.messages)).toEqual(places.toReversed());
    const found = await nora.request("messages_search", { channel: "help", query: "salt" });
    expect(pairs(found.results)).toEqual(places.toReversed());
    expect(found.results.map(({ channel }) => channel)).toEqual(["help", "help"]);
    expect(await nora.request("messages_get", { channel: "help" })).toMatchObject({
      channel: "help",
      thread_id: null,
      messages: [],
      at_start: true,
      at_end: true,
    });
  });

  test("takes no new message and no typing: there is no telling where", async () => {
    const { olga } = await cast();
    for (const cmd of ["message_new", "typing", "poll_create"]) {
      const request = ask(olga, cmd, { channel: "help", ...requestFor(cmd, "") });
      expect([cmd, await refusal(request)]).toEqual([cmd, "channel_wrong_type"]);
    }
  });
});

test("the five commands that knew channels only take thread_id, and it goes before the channel", async () => {
  const { olga, nora, thread } = await cast();
  const other = (await olga.request("thread_create", { channel: "help", name: "Other", content: "salt" }))
    .thread.id;
  const id = await say(olga, { thread_id: thread }, "salt");
  const answer = await say(olga, { thread_id: thread, reply_to: id }, "yes");
  await olga.request("message_pin", { channel: "help", id: answer });
  const where = { channel: "help", thread_id: thread };
  for (const channel of [undefined, "help", "lobby"]) {
    const at = { ...(channel && { channel }), thread_id: thread };
    expect(await olga.request("message_pin", { ...at, id })).toMatchObject({ ...where, pinned: true });
    const pinned = await nora.request("messages_pinned", at);
    expect(pinned).toMatchObject({ ...where, messages: [{ id: answer }, { id }] });
    expect(await olga.request("message_unpin", { ...at, id })).toMatchObject({ ...where, pinned: false });
    const found = await nora.request("messages_search", { ...at, query: "salt" });
    expect(found).toMatchObject({ ...where, results: [{ id, ...where }] });
    expect(found.results).toHaveLength(1);
    const { replies, ...rest } = await nora.request("message_replies", { ...at, id });
    expect(rest).toMatchObject({ ...where, message_id: id });
    expect(replies.map((reply) => reply.id)).toEqual([answer]);
  }
  // Null and "" count as absent.
  for (const thread_id of [null, ""]) {
    const found = await nora.request("messages_search", { channel: "help", thread_id, query: "salt" });
    expect(found.results.map((result) => result.thread_id)).toEqual([thread, other]);
  }
});

test("a place without messages of its own reads as empty, and takes no messages", async () => {
  const { olga } = await cast();
  for (const type of ["voice", "separator", "forum"] as const) {
    await olga.request("channel_create", { name: type, type });
    expect(await olga.request("messages_get", { channel: type })).toMatchObject({
      channel: type,
      messages: [],
      at_start: true,
      at_end: true,
    });
    expect(await olga.request("messages_get", { channel: type, start: "any" })).toMatchObject({
      messages: [],
    });
    expect(await olga.request("messages_pinned", { channel: type })).toMatchObject({ messages: [] });
    expect(await olga.request("messages_search", { channel: type, query: "x" })).toMatchObject({
      results: [],
    });
    for (const cmd of ["message_new", "typing"]) {
      const request = ask(olga, cmd, { channel: type, ...requestFor(cmd, "") });
      expect([type, cmd, await refusal(request)]).toEqual([type, cmd, "channel_wrong_type"]);
    }
    expect(await refusal(olga.request("message_get", { channel: type, id: "x" }))).toBe("message_not_found");
  }
});

test("a wrong type in any field is answered, and names it", async () => {
  const { olga, thread } = await cast();
  const id = await say(olga, { channel: "lobby" });
  const answer = async (cmd: string, fields: Fields) => {
    const { code, message } = await refusalOf(ask(olga, cmd, fields));
    return [cmd, code, message.split(" is not valid")[0]];
  };
  for (const { name: cmd, request, ...definition } of aboutPlaces) {
    const place = "thread" in definition ? { thread_id: thread } : { channel: "lobby" };
    // Values of any type. An empty `thread` is ignored, and `bounds` and `args` are objects.
    const others = /^(?:thread|bounds|args)$/;
    for (const field of Object.keys(request.properties).filter((each) => !others.test(each))) {
      const fields = { ...place, ...requestFor(cmd, id), [field]: { a: 1 } };
      expect(await answer(cmd, fields)).toEqual([cmd, "invalid_field", `Field '${field}'`]);
    }
    if ("thread_id" in request.properties) {
      const fields = { ...requestFor(cmd, id), thread_id: "i".repeat(129) };
      expect(await answer(cmd, fields)).toEqual([cmd, "invalid_field", "Field 'thread_id'"]);
    }
  }
  for (const [cmd, fields, field] of [
    ["messages_get", { channel: "lobby", limit: "10" }, "limit"],
    ["message_new", { channel: "lobby", content: 5 }, "content"],
    ["channel_create", { name: 5, type: "text" }, "name"],
    ["messages_search", { channel: "lobby", query: ["a"] }, "query"],
    ["messages_search", { channel: "lobby" }, "query"],
    ["messages_around", { channel: "lobby", around: id, bounds: { above: "1" } }, "bounds"],
    ["pings_get", { offset: "0" }, "offset"],
    ["channel_update", { current_name: "lobby", updates: { permissions: 5 } }, "updates.permissions"],
    ["channel_move", { name: "lobby", position: "0" }, "position"],
    ["channel_delete", { name: ["lobby"] }, "name"],
  ] as const) {
    expect(await answer(cmd, fields)).toEqual([cmd, "invalid_field", `Field '${field}'`]);
  }
  expect((await olga.request("messages_get", { channel: "lobby" })).messages).toHaveLength(1);
});
