/** Threads of forum channels: starting them, writing in them, taking part, and deleting them. */
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { helperIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { contents, listed, start } from "./support/threads.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return helperIn(town);
}

describe("starting one", () => {
  test("tells every viewer of the forum once, and nobody else", async () => {
    const { mira, nora, zoe } = await cast();
    const thread = await start(mira, "den");
    expect(thread).toEqual({
      id: expect.any(String),
      name: "Printer",
      parent_channel: "den",
      created_by: "mira",
      created_at: expect.any(Number),
      locked: false,
      archived: false,
      pinned: false,
      participants: ["mira"],
      last_message: null,
      last_message_id: null,
    });
    expect(await nora.news()).toEqual([]);
    const open = await start(nora);
    expect(await zoe.news()).toMatchObject([
      { cmd: "thread_create", channel: "help", thread: { id: open.id } },
    ]);
    expect(await listed(zoe)).toEqual([open]);
    expect(await listed(zoe, "den")).toBeUndefined();
  });

  test("with a first message is both or nothing", async () => {
    const { olga, nora, zoe } = await cast();
    const thread = await start(nora, "help", "  it burns, @zoe ");
    expect(await contents(zoe, thread.id)).toEqual(["it burns, @zoe"]);
    const news = await zoe.news();
    expect(news).toMatchObject([
      { cmd: "thread_create", thread: { last_message_id: null } },
      { cmd: "message_new", channel: "help", thread_id: thread.id, message: { pings: { users: ["zoe"] } } },
    ]);
    const long = "x".repeat(2001);
    expect(
      await refusal(nora.request("thread_create", { channel: "help", name: "Long", content: long })),
    ).toBe("message_too_long");
    await olga.request("channel_update", {
      current_name: "help",
      updates: { permissions: { view: ["user"], create_thread: ["user"] } },
    });
    expect(await refusal(nora.request("thread_create", { channel: "help", name: "x", content: "y" }))).toBe(
      "send_denied",
    );
    expect(await listed(zoe)).toHaveLength(1);
  });

  test("comes as thread_new to connections that show the forum's list, and as thread_create to all others", async () => {
    const { mira, nora, zoe } = await cast();
    const first = await start(nora);
    const list = await zoe.request("threads_get", { channel: "help" });
    expect(list).toMatchObject({ channel: "help", threads: [first], total: 1 });
    await mira.news();
    await zoe.news();
    const again = await town.join("nora");
    const answer = await nora.request("thread_new", { channel: "help", name: "Second" });
    expect(answer.cmd).toBe("thread_new");
    expect((await zoe.news()).map(({ cmd }) => cmd)).toEqual(["thread_new"]);
    // The official client appends a thread for each event, also an own one.
    for (const member of [mira, again]) {
      expect((await member.news()).map(({ cmd }) => cmd)).toEqual(["thread_create"]);
    }
    await nora.request("thread_create", { channel: "help", name: "Third" });
    expect((await zoe.news()).map(({ cmd }) => cmd)).toEqual(["thread_new"]);
  });

  test("comes as thread_new only while this forum's list is the latest that one asked for", async () => {
    const { olga, mira, nora } = await cast();
    for (const channel of ["help", "den"]) await olga.request("threads_get", { channel });
    await start(nora);
    await start(mira, "den");
    expect((await olga.news()).map(({ cmd }) => cmd)).toEqual(["thread_create", "thread_new"]);
  });

  test("needs create_thread, a forum, and a name of 1 to 100 characters", async () => {
    const { olga, nora } = await cast();
    const started = (fields: object) =>
      refusal(nora.request("thread_create", { channel: "help", name: "x", ...fields }));
    expect(await started({ channel: "general" })).toBe("not_a_forum");
    expect(await started({ channel: "den" })).toBe("channel_not_found");
    expect(await started({ name: " " })).toBe("thread_name_invalid");
    expect(await started({ name: "🖨".repeat(101) })).toBe("thread_name_invalid");
    expect(await started({ name: 5 })).toBe("invalid_field");
    expect(
      (await nora.request("thread_create", { channel: "help", name: "🖨".repeat(100) })).thread.name,
    ).toHaveLength(200);
    await olga.request("channel_update", {
      current_name: "help",
      updates: { permissions: { view: ["user"], create_thread: ["helper"] } },
    });
    expect(await started({})).toBe("thread_create_denied");
  });
});

describe("messages in threads", () => {
  test("go to every viewer of the forum, whatever channel the sender names", async () => {
    const { olga, mira, nora } = await cast();
    const secret = await start(mira, "den");
    await nora.news();
    await olga.news();
    // Otherwise viewers of another channel could get a private thread.
    await mira.request("message_new", { channel: "general", thread_id: secret.id, content: "psst" });
    expect(await nora.news()).toEqual([]);
    expect(await olga.news()).toMatchObject([{ cmd: "message_new", channel: "den", thread_id: secret.id }]);
  });

  test("can be read and written without joining, and don't join", async () => {
    const { mira, nora, zoe } = await cast();
    const { id: thread_id } = await start(nora);
    await mira.news();
    await zoe.request("message_new", { thread_id, content: "one" });
    expect(await mira.news()).toMatchObject([{ cmd: "message_new", channel: "help", thread_id }]);
    expect((await zoe.request("thread_get", { thread_id })).thread.participants).toEqual(["nora"]);
  });

  test("are found by the forum's name and the message's id", async () => {
    const { nora, zoe } = await cast();
    const thread = await start(nora, "help", "one");
    const { message } = await nora.request("message_new", { thread_id: thread.id, content: "two" });
    const { id } = message;
    const at = { channel: "help", thread_id: thread.id };
    expect(await zoe.request("message_get", { channel: "help", id })).toMatchObject({
      ...at,
      message: { id },
    });
    expect(await zoe.request("messages_around", { channel: "help", around: id })).toMatchObject({
      ...at,
      range: { start: 0, end: 2 },
    });
    expect(await nora.request("message_edit", { channel: "help", id, content: "2" })).toMatchObject(at);
    expect(await zoe.request("message_replies", { channel: "help", id })).toMatchObject({
      ...at,
      replies: [],
    });
    expect(await refusal(zoe.request("message_get", { channel: "help", id: "nothing" }))).toBe(
      "message_not_found",
    );
    expect(await nora.request("message_delete", { channel: "help", id })).toMatchObject(at);
    expect(await zoe.request("messages_get", { channel: "help" })).toMatchObject({ messages: [] });
    expect(await contents(zoe, thread.id)).toEqual(["one"]);
  });

  test("of another forum are not found by this one's name", async () => {
    const { mira, nora } = await cast();
    const thread = await start(mira, "den", "secret");
    const { messages } = await mira.request("messages_get", { thread_id: thread.id });
    const id = messages[0]?.id ?? "";
    expect(await refusal(nora.request("message_get", { channel: "help", id }))).toBe("message_not_found");
    expect(await refusal(nora.request("messages_get", { thread_id: thread.id }))).toBe("thread_not_found");
  });

  test("take `thread` as the thread only in its own forum", async () => {
    const { mira, nora } = await cast();
    const thread = await start(nora);
    const inForum = { channel: "help", thread: thread.id, content: "a" };
    expect(await nora.request("message_new", inForum)).toMatchObject({ thread_id: thread.id });
    const elsewhere = { channel: "general", thread: thread.id, content: "b" };
    expect(await nora.request("message_new", elsewhere)).toMatchObject({
      channel: "general",
      thread_id: null,
    });
    // A forum out of sight gives the same answers as a missing one.
    const secret = await start(mira, "den");
    const hidden = { channel: "den", thread: secret.id, content: "c" };
    expect(await refusal(nora.request("message_new", hidden))).toBe("channel_not_found");
  });

  test("answer only messages of the same thread", async () => {
    const { nora } = await cast();
    const [one, other] = [await start(nora, "help", "one"), await start(nora, "help", "other")];
    const { messages } = await nora.request("messages_get", { thread_id: one.id });
    const reply = { thread_id: other.id, content: "x", reply_to: messages[0]?.id ?? "" };
    expect(await refusal(nora.request("message_new", reply))).toBe("reply_target_not_found");
  });
});

describe("taking part", () => {
  test("can be ended after losing sight of the forum, without being told of the thread", async () => {
    const { olga, mira, nora } = await cast();
    const { id: thread_id } = await start(olga, "den", "one");
    await mira.request("thread_join", { thread_id });
    await town.roles("mira", "user");
    await olga.news();
    expect(await refusal(nora.request("thread_leave", { thread_id }))).toBe("thread_not_found");
    const { listener, ...reply } = (await mira.request("thread_leave", { thread_id })) as {
      listener?: string;
    };
    expect(reply).toEqual({ cmd: "thread_leave", thread_id, user: "mira", global: true } as never);
    expect(await olga.news()).toMatchObject([
      { cmd: "thread_leave", channel: "den", user: "mira", thread: { participants: ["olga"] } },
    ]);
    expect(await mira.news()).toEqual([]);
    expect(await refusal(mira.request("thread_leave", { thread_id }))).toBe("thread_not_found");
    await town.restart();
    const [again] = await town.people("olga");
    expect((await again.request("thread_get", { thread_id })).thread.participants).toEqual(["olga"]);
  });

  test("is told to viewers only, once, in the order of joining", async () => {
    const { olga, mira, nora, zoe } = await cast();
    const { id: thread_id } = await start(mira, "den");
    for (const member of [olga, nora]) await member.news();
    await olga.request("thread_join", { thread_id });
    expect(await nora.news()).toEqual([]);
    expect(await mira.news()).toMatchObject([
      {},
      { cmd: "thread_join", channel: "den", user: "olga", thread: { participants: ["mira", "olga"] } },
    ]);
    await olga.request("thread_join", { thread_id });
    expect(await mira.news()).toEqual([]);
    expect(await refusal(zoe.request("thread_leave", { thread_id }))).toBe("thread_not_found");
    // Leaving without having joined works, without an event.
    const { id: open } = await start(mira);
    await mira.news();
    expect(await nora.request("thread_leave", { thread_id: open })).toMatchObject({
      channel: "help",
      thread_id: open,
      user: "nora",
      thread: { participants: ["mira"] },
    });
    expect(await mira.news()).toEqual([]);
    // The creator really leaves.
    expect(await mira.request("thread_leave", { thread_id })).toMatchObject({
      thread: { participants: ["olga"] },
    });
    await mira.request("thread_join", { thread_id });
    await town.restart();
    const [again] = await town.people("olga");
    expect((await again.request("thread_get", { thread_id })).thread.participants).toEqual(["olga", "mira"]);
  });
});

describe("deleting", () => {
  test("deletes the messages too, by the creator or a member with manage_threads", async () => {
    const { mira, nora, zoe } = await cast();
    const thread = await start(nora, "help", "one");
    const thread_id = thread.id;
    const { messages } = await nora.request("messages_get", { thread_id });
    expect(await refusal(zoe.request("thread_delete", { thread_id }))).toBe("thread_denied");
    await zoe.news();
    await mira.request("thread_delete", { thread_id });
    expect(await zoe.news()).toEqual([
      { cmd: "unreads_update", thread_id, last_read: null },
      { cmd: "unreads_update", channel: thread_id, last_read: null },
      { cmd: "thread_delete", thread_id, channel: "help", global: true },
    ]);
    const id = messages[0]?.id ?? "";
    expect(await refusal(nora.request("message_get", { channel: "help", id }))).toBe("message_not_found");
    expect(await refusal(nora.request("messages_get", { thread_id }))).toBe("thread_not_found");
    expect(await listed(nora)).toEqual([]);
    await town.restart();
    const [again] = await town.people("nora");
    expect(await listed(again)).toEqual([]);
    expect(await refusal(again.request("thread_get", { thread_id }))).toBe("thread_not_found");
  });

  test("a forum that is renamed keeps its threads and their messages", async () => {
    const { olga, mira, nora } = await cast();
    const { id: thread_id } = await start(nora, "help", "one @mira");
    await olga.request("message_pin", {
      channel: "help",
      id: (await mira.request("messages_get", { thread_id })).messages[0]?.id ?? "",
    });
    await olga.request("channel_update", { current_name: "help", updates: { name: "ask" } });
    for (const again of [false, true]) {
      if (again) await town.restart();
      const reader = again ? (await town.people("mira"))[0] : mira;
      expect(await listed(reader, "ask")).toMatchObject([{ id: thread_id, parent_channel: "ask" }]);
      expect(await reader.request("messages_get", { thread_id })).toMatchObject({
        channel: "ask",
        messages: [{ content: "one @mira" }],
      });
      expect((await reader.request("pings_get")).messages).toMatchObject([{ channel: "ask", thread_id }]);
      expect((await reader.request("messages_pinned", { channel: "ask" })).messages).toHaveLength(1);
    }
  });

  test("while others write there refuses them as in a thread that never was", async () => {
    const { mira, nora, zoe } = await cast();
    const threads: string[] = [];
    for (let count = 0; count < 10; count++) threads.push((await start(nora)).id);
    const outcomes = await Promise.allSettled(
      threads.flatMap((thread_id) => [
        mira.request("thread_delete", { thread_id }),
        nora.request("message_new", { thread_id, content: "one" }),
        zoe.request("poll_create", { thread_id, question: "Now?", options: ["yes", "no"] }),
      ]),
    );
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason.code] : [],
    );
    expect(refusals).not.toEqual([]);
    expect(refusals.filter((code) => code !== "thread_not_found")).toEqual([]);
  });

  test("a forum takes its threads along; one of the same name starts empty", async () => {
    const { olga, nora } = await cast();
    const { id: thread_id } = await start(nora, "help", "one");
    await olga.request("channel_delete", { name: "help" });
    const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
    await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
    expect(await listed(nora)).toEqual([]);
    expect(await refusal(nora.request("thread_get", { thread_id }))).toBe("thread_not_found");
  });
});

test("changing threads has a budget, which leaves messages alone", async () => {
  town = await openTown({ now: () => 1_800_000_000_000, config: { rate_limiting: { enabled: true } } });
  const [olga] = await town.people("olga");
  await olga.request("channel_create", { name: "help", type: "forum", permissions: { view: ["user"] } });
  const { id: thread_id } = await start(olga);
  const rename = (name: string) => olga.request("thread_update", { thread_id, name });
  for (let count = 0; count < 38; count++) await rename(`${count}`);
  expect(await refusal(rename("x"))).toBe("too_many_requests");
  for (const command of ["thread_create", "thread_new"] as const) {
    expect(await refusal(olga.request(command, { channel: "help", name: "x" }))).toBe("too_many_requests");
  }
  for (const command of ["thread_join", "thread_leave", "thread_pin", "thread_delete"] as const) {
    expect(await refusal(olga.request(command, { thread_id }))).toBe("too_many_requests");
  }
  await olga.request("message_new", { thread_id, content: "still here" });
});

test("changes of a thread are sent to the viewers of its forum, with the forum's name", async () => {
  const { olga, mira, nora } = await cast();
  const { id: thread_id } = await start(mira, "den");
  for (const member of [olga, nora]) await member.news();
  const changes = [{ name: "Scanner" }, { archived: true }, { locked: true }];
  for (const change of changes) await mira.request("thread_update", { thread_id, ...change });
  await mira.request("thread_pin", { thread_id });
  await mira.request("thread_leave", { thread_id });
  await mira.request("thread_delete", { thread_id });
  const at = { channel: "den", thread_id };
  const news = (await olga.news()).filter(({ cmd }) => cmd !== "unreads_update");
  expect(news).toMatchObject([
    ...changes.map((thread) => ({ cmd: "thread_update" as const, ...at, thread })),
    { cmd: "thread_update", ...at, thread: { pinned: true } },
    { cmd: "thread_leave", ...at },
    { cmd: "thread_delete", ...at },
  ]);
  expect(await nora.news()).toEqual([]);
});

test("names and ids that look like paths are just names and ids", async () => {
  const { olga } = await cast();
  // Data files have a temporary name while they are written.
  const files = () =>
    readdirSync(town.server.folder, { recursive: true })
      .filter((name) => !/\.tmp$|-journal$/.test(String(name)))
      .toSorted();
  const before = files();
  for (const thread_id of ["../users", "/etc/passwd", "__proto__", "constructor"]) {
    expect(await refusal(olga.request("thread_get", { thread_id }))).toBe("thread_not_found");
    expect(await refusal(olga.request("thread_leave", { thread_id }))).toBe("thread_not_found");
    expect(await refusal(olga.request("thread_delete", { thread_id }))).toBe("thread_not_found");
    expect(await refusal(olga.request("message_new", { thread_id, content: "x" }))).toBe("thread_not_found");
    expect(await refusal(olga.request("message_new", { channel: thread_id, content: "x" }))).toBe(
      "channel_not_found",
    );
    expect(await refusal(olga.request("channel_delete", { name: thread_id }))).toBe("channel_not_found");
    expect(await refusal(olga.request("message_delete", { channel: "general", id: thread_id }))).toBe(
      "message_not_found",
    );
  }
  // Valid names make no file either.
  for (const name of ["..users", "users.json", "constructor"]) {
    await olga.request("channel_create", { name, type: "text" });
    await olga.request("message_new", { channel: name, content: "x" });
    await olga.request("channel_delete", { name });
  }
  expect(files()).toEqual(before);
});
