/** Threads of forum channels: who may do what, what is told, and what stays when one goes. */
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { limits } from "../src/protocol/limits.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

/** Olga the owner, mira who manages threads, nora and zoe; #help for all, #den for mira and olga. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  const [olga, mira, nora, zoe] = await town.people("olga", "mira", "nora", "zoe");
  await olga.request("role_create", { name: "helper", permissions: ["manage_threads"] });
  await town.roles("mira", "helper", "user");
  const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
  const few = { view: ["helper"], send: ["helper"], create_thread: ["helper"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  await olga.request("channel_create", { name: "den", type: "forum", permissions: few });
  for (const member of [olga, mira, nora, zoe]) await member.news();
  return { olga, mira, nora, zoe };
}

const start = async (by: Member, channel = "help", content?: string) =>
  (await by.request("thread_create", { channel, name: "Printer", ...(content && { content }) })).thread;
const contents = async (by: Member, thread_id: string) =>
  (await by.request("messages_get", { thread_id })).messages.map(({ content }) => content);
const listed = async (by: Member, channel = "help") =>
  (await by.request("channels_get")).val.find(({ name }) => name === channel)?.threads;

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

  test("comes as thread_new to who has the forum's list open, and as thread_create to all others", async () => {
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
    // The official client appends it each time that it hears of it, also of an own one.
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

describe("the lists of threads", () => {
  const begin = (by: Member, name: string) => by.request("thread_create", { channel: "help", name });

  test("are filled by nobody alone: who doesn't manage threads has 200 in one forum", async () => {
    const { olga, nora } = await cast();
    const [one] = await Promise.all(Array.from({ length: 200 }, (_, n) => begin(nora, `n${n}`)));
    expect(await refusal(begin(nora, "more"))).toBe("too_many");
    await begin(olga, "hers");
    await nora.request("thread_delete", { thread_id: one?.thread.id ?? "" });
    await begin(nora, "again");
  });

  test("stay below what a library takes in one packet: the newest are listed, and pages have all", async () => {
    const { olga, mira, nora } = await cast();
    const long = "東".repeat(100);
    const started = [];
    for (let n = 0; n < 18; n++) {
      started.push(...(await Promise.all(Array.from({ length: 100 }, () => begin(olga, long)))));
    }
    const ids = started.map(({ thread }) => thread.id);
    const [oldest = "", second = "", third = ""] = ids;
    await olga.request("thread_pin", { thread_id: second });
    await olga.request("message_new", { thread_id: third, content: "x" });
    const { thread: elsewhere } = await mira.request("thread_create", { channel: "den", name: "small" });
    let largest = 0;
    nora.received((text) => {
      largest = Math.max(largest, Buffer.byteLength(text));
    });
    const { val } = await nora.request("channels_get");
    expect(largest).toBeGreaterThan(600_000);
    expect(largest).toBeLessThan(768 * 1024 + 2000);
    const listed = val.find(({ name }) => name === "help")?.threads?.map(({ id }) => id) ?? [];
    expect(listed.slice(0, 2)).toEqual([second, third]);
    expect(listed.slice(2)).toEqual(ids.slice(ids.length - listed.length + 2));
    const all = (await mira.request("channels_get")).val;
    expect(all.find(({ name }) => name === "den")?.threads?.map(({ id }) => id)).toContain(elsewhere.id);
    const page = await nora.request("threads_get", { channel: "help", offset: 1799 });
    expect([page.total, page.threads.map(({ id }) => id)]).toEqual([1800, [oldest]]);
    expect((await nora.request("thread_get", { thread_id: oldest })).thread.name).toBe(long);
  });

  test("no number of members closes a forum for those who manage its threads", async () => {
    const { olga, nora } = await cast();
    const { thread } = await begin(olga, "one");
    const { state } = town.server;
    const one = state.threadById(thread.id);
    if (!one) throw new Error("no thread");
    for (let n = 1; n < limits.threads; n++) {
      state.apply({ type: "thread", thread: { ...one, id: `other-${n}`, room: 1_000_000 + n } });
    }
    expect(await refusal(begin(nora, "more"))).toBe("too_many");
    await begin(olga, "hers");
    state.apply({ type: "thread_gone", id: "other-1" });
    state.apply({ type: "thread_gone", id: "other-2" });
    await begin(nora, "again");
  });

  test("a thread with a thousand participants takes no more, but who manages threads", async () => {
    const { olga, mira, nora } = await cast();
    const { thread } = await begin(mira, "crowd");
    const { state } = town.server;
    const now = state.threadById(thread.id);
    if (!now) throw new Error("no thread");
    const crowd = Array.from({ length: limits.participants }, (_, n) => `somebody-${n}`);
    state.apply({ type: "thread", thread: { ...now, participants: crowd } });
    const join = (by: Member) => by.request("thread_join", { thread_id: thread.id });
    expect(await refusal(join(nora))).toBe("too_many");
    expect((await join(olga)).thread.participants).toHaveLength(limits.participants + 1);
  });
});

describe("messages in threads", () => {
  test("go to every viewer of the forum, whatever channel the sender names", async () => {
    const { olga, mira, nora } = await cast();
    const secret = await start(mira, "den");
    await nora.news();
    await olga.news();
    // Else a private thread could be shown to the viewers of another channel.
    await mira.request("message_new", { channel: "general", thread_id: secret.id, content: "psst" });
    expect(await nora.news()).toEqual([]);
    expect(await olga.news()).toMatchObject([{ cmd: "message_new", channel: "den", thread_id: secret.id }]);
  });

  test("need no part in it, neither to hear them nor to write them, and give none", async () => {
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
    // A forum out of sight answers as one that there isn't, whatever thread is named.
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

describe("locked and archived", () => {
  test("a locked thread is read by all and written by who manages threads", async () => {
    const { mira, nora, zoe } = await cast();
    const thread = await start(nora, "help", "one");
    const thread_id = thread.id;
    const { messages } = await nora.request("messages_get", { thread_id });
    const id = messages[0]?.id ?? "";
    await mira.request("thread_update", { thread_id, locked: true });
    expect(await zoe.news()).toMatchObject([
      {},
      {},
      { cmd: "thread_update", channel: "help", thread_id, thread: { locked: true } },
    ]);
    expect(await refusal(nora.request("message_new", { thread_id, content: "x" }))).toBe("thread_locked");
    expect(await refusal(nora.request("message_edit", { thread_id, id, content: "x" }))).toBe(
      "thread_locked",
    );
    expect(await refusal(nora.request("message_edit", { channel: "help", id, content: "x" }))).toBe(
      "thread_locked",
    );
    expect(await refusal(nora.request("message_delete", { thread_id, id }))).toBe("thread_locked");
    expect(await refusal(nora.request("typing", { thread_id }))).toBe("thread_locked");
    expect(await refusal(zoe.request("thread_join", { thread_id }))).toBe("thread_locked");
    expect(await contents(zoe, thread_id)).toEqual(["one"]);
    await mira.request("message_new", { thread_id, content: "two" });
    expect(await refusal(nora.request("thread_update", { thread_id, locked: false }))).toBe("thread_denied");
    expect(await nora.request("thread_update", { thread_id, name: "Fixed" })).toMatchObject({
      thread: { name: "Fixed", locked: true },
    });
    await mira.request("thread_update", { thread_id, locked: false });
    await nora.request("message_new", { thread_id, content: "three" });
  });

  test("locked and archived, it is read in every way, joined by who is in, and left", async () => {
    const { olga, mira, nora, zoe } = await cast();
    const { id: thread_id } = await start(nora, "help", "one");
    const { messages } = await nora.request("messages_get", { thread_id });
    const id = messages[0]?.id ?? "";
    await mira.request("message_new", { thread_id, content: "two", reply_to: id });
    await zoe.request("thread_join", { thread_id });
    await mira.request("thread_update", { thread_id, locked: true, archived: true });
    const at = { thread_id, id };
    expect(await contents(zoe, thread_id)).toEqual(["one", "two"]);
    expect((await zoe.request("messages_around", { thread_id, around: id })).messages).toHaveLength(2);
    expect(await zoe.request("message_get", at)).toMatchObject({ message: { content: "one" } });
    expect((await zoe.request("message_replies", at)).replies).toHaveLength(1);
    expect((await zoe.request("message_history", at)).versions).toEqual([]);
    expect((await zoe.request("embeds_list", at)).embeds).toEqual([]);
    expect((await zoe.request("messages_pinned", { thread_id })).messages).toEqual([]);
    expect((await zoe.request("messages_search", { thread_id, query: "two" })).results).toHaveLength(1);
    expect((await zoe.request("thread_messages", { thread_id })).messages).toHaveLength(2);
    expect((await zoe.request("thread_get", { thread_id })).thread).toMatchObject({ locked: true });
    await zoe.request("thread_join", { thread_id });
    await zoe.request("thread_leave", { thread_id });
    // Moderators pin and delete there, which brings nothing back.
    await olga.request("message_pin", at);
    await olga.request("message_delete", at);
    expect((await zoe.request("thread_get", { thread_id })).thread).toMatchObject({ archived: true });
    await nora.request("thread_delete", { thread_id });
  });

  test("an archived thread comes back with a message or an edit, which is told first", async () => {
    const { nora, zoe } = await cast();
    const { id: thread_id } = await start(nora, "help", "one");
    const id = (await nora.request("messages_get", { thread_id })).messages[0]?.id ?? "";
    const archive = () => nora.request("thread_update", { thread_id, archived: true });
    await archive();
    await zoe.request("typing", { thread_id });
    await zoe.request("thread_join", { thread_id });
    await zoe.news();
    await nora.request("message_edit", { channel: "help", id, content: "1" });
    const back = { cmd: "thread_update", channel: "help", thread_id, thread: { archived: false } } as const;
    expect(await zoe.news()).toMatchObject([back, { cmd: "message_edit" }]);
    await archive();
    await zoe.news();
    await nora.request("message_edit", { thread_id, id, content: "one" });
    expect(await zoe.news()).toMatchObject([back, { cmd: "message_edit" }]);
    const { message } = await nora.request("message_new", { thread_id, content: "oops" });
    await archive();
    await zoe.news();
    await nora.request("message_delete", { thread_id, id: message.id });
    expect(await zoe.news()).toMatchObject([{ cmd: "message_delete" }]);
    expect((await zoe.request("thread_get", { thread_id })).thread.archived).toBe(true);
  });

  test("an archived thread comes back after all checks, and stays so", async () => {
    const { nora, zoe } = await cast();
    const { id: thread_id } = await start(nora, "help", "one");
    await nora.request("thread_update", { thread_id, archived: true });
    await zoe.news();
    expect(await refusal(zoe.request("message_new", { thread_id, content: " " }))).toBe("message_empty");
    expect((await zoe.request("thread_get", { thread_id })).thread.archived).toBe(true);
    expect(await contents(zoe, thread_id)).toEqual(["one"]);
    await nora.request("message_new", { thread_id, content: "two" });
    expect(await zoe.news()).toMatchObject([
      { cmd: "thread_update", thread: { archived: false } },
      { cmd: "message_new" },
    ]);
    await town.restart();
    const [again] = await town.people("zoe");
    expect((await again.request("thread_get", { thread_id })).thread.archived).toBe(false);
  });

  test("who archives while others write, and what is stored, agree", async () => {
    const { mira, nora } = await cast();
    const threads: string[] = [];
    for (let count = 0; count < 12; count++) threads.push((await start(nora, "help", "one")).id);
    await Promise.all(
      threads.flatMap((thread_id, index) => [
        mira.request("thread_update", { thread_id, archived: true }),
        nora.request("message_new", { thread_id, content: "two" }),
        index % 2 === 0 && mira.request("thread_pin", { thread_id }),
      ]),
    );
    const [edited = "", asked = ""] = threads;
    for (const thread_id of [edited, asked]) {
      await mira.request("thread_update", { thread_id, archived: true });
    }
    const id = (await nora.request("messages_get", { thread_id: edited })).messages[0]?.id ?? "";
    await nora.request("message_edit", { thread_id: edited, id, content: "1" });
    await nora.request("poll_create", { thread_id: asked, question: "Now?", options: ["yes", "no"] });
    const states = (of: Awaited<ReturnType<typeof listed>>) =>
      of?.map(({ id, archived, pinned }) => ({ id, archived, pinned }));
    const before = states(await listed(nora));
    await town.restart();
    const [again] = await town.people("nora");
    expect(states(await listed(again))).toEqual(before);
  });

  test("who may not view the forum learns nothing of its threads, whatever he may elsewhere", async () => {
    const { olga, mira, nora } = await cast();
    await town.roles("nora", "helper", "user");
    const { id: thread_id } = await start(mira, "den", "one");
    const id = (await mira.request("messages_get", { thread_id })).messages[0]?.id ?? "";
    await mira.request("thread_update", { thread_id, locked: true, archived: true });
    await olga.request("channel_update", { current_name: "den", updates: { permissions: { view: [] } } });
    for (const request of [
      nora.request("message_new", { thread_id, content: "x" }),
      nora.request("message_edit", { thread_id, id, content: "x" }),
      nora.request("message_react_add", { thread_id, id, emoji: "👍" }),
      nora.request("typing", { thread_id }),
      nora.request("thread_join", { thread_id }),
      nora.request("thread_messages", { thread_id }),
    ]) {
      expect(await refusal(request)).toBe("thread_not_found");
    }
    for (const command of ["thread_get", "thread_update", "thread_delete", "thread_pin"] as const) {
      expect(await refusal(nora.request(command, { thread_id }))).toBe("thread_not_found");
    }
    expect(await refusal(nora.request("thread_create", { channel: "den", name: "x" }))).toBe(
      "channel_not_found",
    );
  });

  test("a creator may not lock, and the name that he sends with it stays out too", async () => {
    const { mira, nora } = await cast();
    const { id: thread_id } = await start(nora);
    const locks = await refusalOf(nora.request("thread_update", { thread_id, name: "Mine", locked: true }));
    expect(locks.message).toBe("You do not have permission to lock this thread");
    expect(await refusal(nora.request("thread_update", { thread_id, name: " " }))).toBe(
      "thread_name_invalid",
    );
    expect(await refusal(nora.request("thread_update", { thread_id, name: 5 as never }))).toBe(
      "invalid_field",
    );
    expect((await nora.request("thread_get", { thread_id })).thread).toMatchObject({
      name: "Printer",
      locked: false,
    });
    const change = { thread_id, name: ` ${"🖨".repeat(100)} `, locked: true };
    expect((await mira.request("thread_update", change)).thread.name).toHaveLength(200);
  });

  test("without a change nobody is told", async () => {
    const { nora, zoe } = await cast();
    const { id: thread_id } = await start(nora);
    await zoe.news();
    await nora.request("thread_update", { thread_id, name: "Printer", archived: false });
    expect(await zoe.news()).toEqual([]);
  });
});

describe("taking part", () => {
  test("ends also for who has lost sight of the forum, and is not told what is there then", async () => {
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
    // Who is not in leaves all the same, and nobody is told.
    const { id: open } = await start(mira);
    await mira.news();
    expect(await nora.request("thread_leave", { thread_id: open })).toMatchObject({
      ...{ channel: "help", thread_id: open, user: "nora", thread: { participants: ["mira"] } },
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
  test("takes the messages along, by creator or who manages threads", async () => {
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
        ...{ channel: "ask", messages: [{ content: "one @mira" }] },
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

describe("lists", () => {
  test("threads_get gives pinned ones first, then the newest activity, in pages", async () => {
    let now = Date.now();
    const { mira, nora } = await cast({ now: () => now });
    const ids: string[] = [];
    for (const name of ["a", "b", "c", "d"]) {
      ids.push((await nora.request("thread_create", { channel: "help", name })).thread.id);
      now++;
    }
    const [a = "", b = ""] = ids;
    await nora.request("message_new", { thread_id: a, content: "news" });
    await mira.request("thread_pin", { thread_id: b });
    const names = async (fields: object = {}) =>
      (await nora.request("threads_get", { channel: "help", ...fields })).threads.map(({ name }) => name);
    expect(await names()).toEqual(["b", "a", "d", "c"]);
    expect(await names({ limit: 2, offset: 1 })).toEqual(["a", "d"]);
    expect(await names({ before: a })).toEqual(["d", "c"]);
    expect(await refusal(nora.request("thread_pin", { thread_id: a }))).toBe("permission_required");
    await mira.request("thread_unpin", { thread_id: b });
    expect(await names()).toEqual(["a", "d", "c", "b"]);
  });

  test("channels_get gives them in the order of their making, whatever happens in them", async () => {
    const { mira, nora } = await cast();
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) ids.push((await start(count % 2 === 0 ? nora : mira)).id);
    const [first = "", second = "", third = ""] = ids;
    await nora.request("message_new", { thread_id: first, content: "news" });
    await mira.request("thread_pin", { thread_id: third });
    await mira.request("thread_update", { thread_id: second, archived: true, name: "A" });
    const order = async (by: Member) => (await listed(by))?.map(({ id }) => id);
    expect(await order(nora)).toEqual(ids);
    await town.restart();
    const [again] = await town.people("nora");
    expect(await order(again)).toEqual(ids);
  });

  test("threads_get gives 20 unless it is asked for 1 to 100, of a forum in sight", async () => {
    const { nora } = await cast();
    for (let count = 0; count < 21; count++) await start(nora);
    const page = (fields: object = {}) => nora.request("threads_get", { channel: "help", ...fields });
    expect(await page()).toMatchObject({ cmd: "threads_get", channel: "help", total: 21 });
    expect((await page()).threads).toHaveLength(20);
    expect((await page({ limit: 100 })).threads).toHaveLength(21);
    for (const limit of [0, 101]) expect(await refusal(page({ limit }))).toBe("invalid_field");
    expect(await refusal(page({ channel: "general" }))).toBe("not_a_forum");
    expect(await refusal(page({ channel: "den" }))).toBe("channel_not_found");
    expect(await refusal(page({ before: "nothing" }))).toBe("thread_not_found");
  });

  test("a pinned thread is told as an update; of one forum there are at most 10", async () => {
    const { mira, nora } = await cast();
    const threads: string[] = [];
    for (let count = 0; count < 11; count++) threads.push((await start(nora)).id);
    await nora.news();
    const pin = (thread_id = "") => mira.request("thread_pin", { thread_id });
    const [first = "", ...rest] = threads;
    const at = { thread_id: first, channel: "help" };
    expect(await pin(first)).toMatchObject({ cmd: "thread_pin", ...at, pinned: true, thread: { id: first } });
    expect(await nora.news()).toMatchObject([{ cmd: "thread_update", ...at, thread: { pinned: true } }]);
    await pin(first);
    expect(await nora.news()).toEqual([]);
    for (const id of rest.slice(0, 9)) await pin(id);
    expect(await refusal(pin(rest[9]))).toBe("too_many");
    // Each forum has its own.
    await pin((await start(mira, "den")).id);
    const unpinned = await mira.request("thread_unpin", { thread_id: first });
    expect(unpinned).toMatchObject({ cmd: "thread_unpin", ...at, pinned: false });
    await pin(rest[9]);
  });

  test("thread_messages gives 100 unless it is asked for up to 200", async () => {
    const { nora } = await cast();
    const { id: thread_id } = await start(nora);
    await Promise.all(
      Array.from({ length: 205 }, () => nora.request("message_new", { thread_id, content: "x" })),
    );
    const page = async (fields: object) =>
      (await nora.request("thread_messages", { thread_id, ...fields })).messages.length;
    expect([await page({}), await page({ limit: 500 }), await page({ start: 200 })]).toEqual([100, 200, 5]);
  });

  test("thread_messages takes null as 0, an id as strictly older, and an unknown one as nothing", async () => {
    const { nora } = await cast();
    const { id: thread_id } = await start(nora, "help", "one");
    for (const content of ["two", "three"]) await nora.request("message_new", { thread_id, content });
    const page = async (fields: object) =>
      (await nora.request("thread_messages", { thread_id, ...fields })).messages;
    const all = await page({ start: null });
    expect(all.map(({ content }) => content)).toEqual(["one", "two", "three"]);
    expect(await page({ start: all[2]?.id, limit: 1 })).toEqual(all.slice(1, 2));
    expect(await page({ start: 2 })).toEqual(all.slice(0, 1));
    expect(await page({ start: "nothing" })).toEqual([]);
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

test("what changes in a thread is told to the viewers of its forum, with its name", async () => {
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
  // Views of the database come and go under a name of their own while they are written.
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
  // What may be a name makes no file either.
  for (const name of ["..users", "users.json", "constructor"]) {
    await olga.request("channel_create", { name, type: "text" });
    await olga.request("message_new", { channel: name, content: "x" });
    await olga.request("channel_delete", { name });
  }
  expect(files()).toEqual(before);
});
