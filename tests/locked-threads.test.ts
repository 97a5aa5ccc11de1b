/** Threads that are locked or archived. */
import { afterEach, describe, expect, test } from "bun:test";
import { helperIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { contents, listed, start } from "./support/threads.ts";
import { openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return helperIn(town);
}

describe("locked and archived", () => {
  test("a locked thread is read by all and written by members with manage_threads", async () => {
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

  test("a locked and archived thread can be read in every way and left, and participants may join again", async () => {
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
    // Moderators may pin and delete there, which doesn't bring the thread back.
    await olga.request("message_pin", at);
    await olga.request("message_delete", at);
    expect((await zoe.request("thread_get", { thread_id })).thread).toMatchObject({ archived: true });
    await nora.request("thread_delete", { thread_id });
  });

  test("a message or an edit brings an archived thread back, whose event comes first", async () => {
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

  test("archiving while others write gives the same in memory and in the store", async () => {
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

  test("members who may not view the forum learn nothing of its threads, whatever their permissions elsewhere", async () => {
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

  test("a creator may not lock, and a name in the same request is refused too", async () => {
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

  test("without a change there is no event", async () => {
    const { nora, zoe } = await cast();
    const { id: thread_id } = await start(nora);
    await zoe.news();
    await nora.request("thread_update", { thread_id, name: "Printer", archived: false });
    expect(await zoe.news()).toEqual([]);
  });
});
