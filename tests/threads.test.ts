/** Threads of forum channels: who may do what, what is told, and what stays when one goes (04 §1-3, 08 §12). */
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

/** Olga the owner, mira who manages threads, nora and zoe; #help for all, #den for mira and olga. */
async function cast() {
  town = await openTown();
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
    const answer = await nora.request("thread_new", { channel: "help", name: "Second" });
    expect(answer.cmd).toBe("thread_new");
    expect((await zoe.news()).map(({ cmd }) => cmd)).toEqual(["thread_new"]);
    expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["thread_create"]);
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
  test("03 §18, 3: go to every viewer of the forum, whatever channel the sender names", async () => {
    const { olga, mira, nora } = await cast();
    const secret = await start(mira, "den");
    await nora.news();
    await olga.news();
    // Else a private thread could be shown to the viewers of another channel.
    await mira.request("message_new", { channel: "general", thread_id: secret.id, content: "psst" });
    expect(await nora.news()).toEqual([]);
    expect(await olga.news()).toMatchObject([{ cmd: "message_new", channel: "den", thread_id: secret.id }]);
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
  test("03 §18, 11: a locked thread is read by all and written by who manages threads", async () => {
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

  test("archived while a message was on its way, it is after a restart what it was before", async () => {
    const { nora, zoe } = await cast();
    const threads: string[] = [];
    for (let n = 0; n < 30; n++) threads.push((await start(nora)).id);
    await Promise.all(
      threads.flatMap((thread_id) => [
        nora.request("thread_update", { thread_id, archived: true }),
        zoe.request("message_new", { thread_id, content: "wait" }),
      ]),
    );
    const before = await listed(zoe);
    await town.restart();
    expect(await listed(await town.join("zoe"))).toEqual(before);
  });

  test("an archived thread comes back with the next message or edit, after all checks", async () => {
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

  test("without a change nobody is told", async () => {
    const { nora, zoe } = await cast();
    const { id: thread_id } = await start(nora);
    await zoe.news();
    await nora.request("thread_update", { thread_id, name: "Printer", archived: false });
    expect(await zoe.news()).toEqual([]);
  });
});

describe("taking part", () => {
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
    // The creator really leaves (00).
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
    expect(await zoe.news()).toEqual([{ cmd: "thread_delete", thread_id, channel: "help", global: true }]);
    const id = messages[0]?.id ?? "";
    expect(await refusal(nora.request("message_get", { channel: "help", id }))).toBe("message_not_found");
    expect(await refusal(nora.request("messages_get", { thread_id }))).toBe("thread_not_found");
    expect(await listed(nora)).toEqual([]);
    await town.restart();
    const [again] = await town.people("nora");
    expect(await listed(again)).toEqual([]);
    expect(await refusal(again.request("thread_get", { thread_id }))).toBe("thread_not_found");
  });

  test("03 §18, 9: a forum that is renamed keeps its threads and their messages", async () => {
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

  test("03 §18, 9: a forum takes its threads along; one of the same name starts empty", async () => {
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
    const { mira, nora } = await cast();
    const ids: string[] = [];
    for (const name of ["a", "b", "c", "d"]) {
      ids.push((await nora.request("thread_create", { channel: "help", name })).thread.id);
      await Bun.sleep(2);
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

test("03 §18, 1: names and ids that look like paths are just names and ids (04 §2.0)", async () => {
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
