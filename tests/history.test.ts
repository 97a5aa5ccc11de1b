/** Reading messages: pages, neighbours, single messages, and what they hold. */
import { afterEach, describe, expect, test } from "bun:test";
import type { Request, WireMessage } from "../client/index.ts";
import { cooksIn } from "./support/casts.ts";
import { history, say } from "./support/messages.ts";
import type { TestServerOptions } from "./support/server.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
let now = 1_800_000_000_000;
afterEach(() => town.close());

/** Time stands still. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown({ now: () => now, ...options });
  const people = await cooksIn(town);
  now += 2000;
  return people;
}

describe("reading", () => {
  /** Mira's messages m1 to m`count` in #general, without those that are divisible by 4. */
  async function written(count: number) {
    const people = await cast();
    const all: WireMessage[] = [];
    for (let number = 1; number <= count; number++) all.push(await say(people.mira, `m${number}`));
    const kept: WireMessage[] = [];
    for (const [index, message] of all.entries()) {
      if ((index + 1) % 4 === 0)
        await people.olga.request("message_delete", { channel: "general", id: message.id });
      else kept.push(message);
    }
    return { ...people, kept, all };
  }

  test("messages_get pages by offset, counted from the newest", async () => {
    const { nora, kept } = await written(20);
    const get = (fields: object = {}) => nora.request("messages_get", { channel: "general", ...fields });
    expect(await get()).toMatchObject({
      messages: kept,
      channel: "general",
      range: { start: 0, end: 100, limit: 100 },
      at_start: true,
      at_end: true,
    });
    expect(await get({ start: 2, limit: 5 })).toMatchObject({
      messages: kept.slice(-7, -2),
      range: { start: 2, end: 7, limit: 5 },
      at_start: false,
      at_end: false,
    });
    expect(await get({ start: 12, limit: 5 })).toMatchObject({
      messages: kept.slice(0, 3),
      at_start: true,
      at_end: false,
    });
    expect(await get({ start: 100 })).toMatchObject({ messages: [], at_start: true, at_end: false });
    expect((await get({ start: -3, limit: 2 })).messages).toEqual(kept.slice(-2));
    expect((await get({ limit: 0 })).messages).toEqual(kept);
    expect((await get({ limit: null, start: null })).messages).toEqual(kept);
    expect((await get({ limit: -1 })).messages).toEqual([]);
    expect((await get({ limit: 100_000 })).range.limit).toBe(200);
    for (const odd of [{ limit: "10" }, { limit: 1.5 }, { start: 1.5 }, { start: true }, { start: [] }]) {
      expect([odd, await refusal(get(odd))]).toEqual([odd, "invalid_field"]);
    }
  });

  test("messages_get pages by message id, strictly older ones, to the beginning", async () => {
    const { nora, kept, all } = await written(20);
    const get = (start: string, limit = 4) =>
      nora.request("messages_get", { channel: "general", start, limit });
    const collected: WireMessage[] = [];
    let before = kept.at(-1);
    for (;;) {
      const page = await get(before?.id ?? "");
      const newer = kept.length - kept.findIndex(({ id }) => id === before?.id);
      expect(page.range).toEqual({ start: newer, end: newer + page.messages.length, limit: 4 });
      collected.unshift(...page.messages);
      before = page.messages[0];
      expect(page.at_end).toBeFalse();
      if (page.at_start) break;
    }
    expect(collected).toEqual(kept.slice(0, -1));
    expect(await refusal(get("nothing"))).toBe("message_not_found");
    expect(await refusal(get(all[3]?.id ?? ""))).toBe("message_not_found");
    expect((await get(kept[0]?.id ?? "")).messages).toEqual([]);
  });

  test("messages_around gives neighbours with an exact range, counted from the oldest", async () => {
    const { nora, kept } = await written(20);
    const around = (index: number, bounds?: object | null) =>
      nora.request("messages_around", {
        channel: "general",
        around: kept[index]?.id ?? "",
        ...(bounds !== undefined && { bounds }),
      } as Request<"messages_around">);
    for (const [index, above, below] of [
      [7, 2, 3],
      [0, 0, 5],
      [14, 5, 0],
      [14, 0, 100],
      [0, 100, 0],
      [7, 0, 0],
    ] as const) {
      const page = await around(index, { above, below });
      const start = Math.max(0, index - below);
      const end = Math.min(kept.length, index + above + 1);
      expect(page).toMatchObject({
        channel: "general",
        thread_id: null,
        messages: kept.slice(start, end),
        range: { start, end },
      });
    }
    for (const bounds of [undefined, null, {}, { above: null }, { above: 1000, below: 1000 }]) {
      expect((await around(7, bounds)).messages).toEqual(kept);
    }
    expect((await around(7, { above: -1, below: -5 })).messages).toEqual(kept.slice(7, 8));
    expect(await refusal(nora.request("messages_around", { channel: "general", around: "nothing" }))).toBe(
      "message_not_found",
    );
    expect(await refusal(around(7, { above: "1" }))).toBe("invalid_field");
    // A reply to a deleted message is not that message.
    const original = await say(nora, "question");
    const reply = await say(nora, "answer", { reply_to: original.id });
    await nora.request("message_delete", { channel: "general", id: original.id });
    expect(await refusal(nora.request("messages_around", { channel: "general", around: original.id }))).toBe(
      "message_not_found",
    );
    expect(
      (await nora.request("messages_around", { channel: "general", around: reply.id })).messages.at(-1),
    ).toEqual(reply);
  });

  test("no packet of messages and channels has a user's id, not even of former members", async () => {
    const { olga, mira, nora } = await cast();
    const zoe = await town.join("zoe");
    const ids = [olga, mira, nora, zoe].map(({ user }) => user.id);
    const frames: string[] = [];
    const about = /"cmd":"(?:message|typing|pings_get|channel|embeds_list|thread|unreads)/;
    nora.received((text) => {
      if (about.test(text)) frames.push(text);
    });
    await olga.request("channel_create", {
      name: "help",
      type: "forum",
      permissions: { view: ["user"], send: ["user"], create_thread: ["user"] },
    });
    const at = { channel: "general" };
    const { id } = await say(zoe, "hello @mira");
    await zoe.request("message_react_add", { ...at, id, emoji: "👍" });
    await zoe.request("thread_create", { channel: "help", name: "x", content: "@nora" });
    await say(mira, "hello @zoe", { reply_to: id });
    await mira.request("typing", at);
    await olga.request("message_pin", { ...at, id });
    await zoe.request("user_leave");
    for (const cmd of ["messages_get", "messages_pinned", "embeds_list", "message_get"] as const) {
      await nora.request(cmd, { ...at, id } as never);
    }
    await nora.request("messages_around", { ...at, around: id });
    await nora.request("message_replies", { ...at, id });
    await nora.request("messages_search", { ...at, query: "hello" });
    await nora.request("pings_get");
    await nora.request("channels_get");
    const shown = await history(nora);
    expect(shown).toMatchObject([
      { user: "zoe", reactions: { "👍": ["zoe"] } },
      { reply_to: { user: "zoe" }, pings: { users: ["zoe"], replies: ["zoe"] } },
    ]);
    expect(frames.length).toBeGreaterThan(15);
    const leaks = frames.filter((frame) => ids.some((each) => frame.includes(JSON.stringify(each))));
    expect(leaks).toEqual([]);
  });

  test("every reply with a message has the same object, after edits, pins and reactions too", async () => {
    const { olga, mira, nora } = await cast();
    const original = await say(nora, "tea?");
    const { id } = await say(mira, "tea, @nora @&cook", { reply_to: original.id, embeds: [{ title: "x" }] });
    await mira.request("message_edit", { channel: "general", id, content: "tea! @nora @&cook" });
    await olga.request("message_pin", { channel: "general", id });
    await nora.request("message_react_add", { channel: "general", id, emoji: "🫖" });
    const at = { channel: "general" };
    const [, message] = await history(nora);
    if (!message) throw new Error("no message");
    expect(message).toMatchObject({
      id,
      user: "mira",
      edited: true,
      edited_at: expect.any(Number),
      pinned: true,
      reply_to: { id: original.id, user: "nora" },
      reactions: { "🫖": ["nora"] },
      pings: { users: ["nora"], roles: ["cook", expect.any(String)], replies: ["nora"] },
    });
    expect((await nora.request("message_get", { ...at, id })).message).toEqual(message);
    expect((await nora.request("messages_get", { ...at, start: 0, limit: 1 })).messages).toEqual([message]);
    const around = await nora.request("messages_around", { ...at, around: id });
    expect(around.messages.at(-1)).toEqual(message);
    const { replies } = await nora.request("message_replies", { ...at, id: original.id });
    expect(replies).toEqual([message]);
    const pinned = await nora.request("messages_pinned", at);
    expect(pinned.messages).toEqual([{ ...message, ...at }]);
    const { results } = await nora.request("messages_search", { ...at, query: "tea pinned:true" });
    expect(results).toEqual([{ ...message, ...at, thread_id: null }]);
    const inbox = await nora.request("pings_get");
    const reply_to = { id: original.id, user: "nora", content: "tea?" };
    expect(inbox.messages).toEqual([{ ...message, ...at, reply_to }]);
  });

  test("message_get gives one message of that channel", async () => {
    const { nora, mira, kept } = await written(3);
    const [first] = kept;
    expect(await nora.request("message_get", { channel: "general", id: first?.id ?? "" })).toMatchObject({
      cmd: "message_get",
      channel: "general",
      message: first as WireMessage,
    });
    expect(await refusal(mira.request("message_get", { channel: "kitchen", id: first?.id ?? "" }))).toBe(
      "message_not_found",
    );
    const hidden = await say(mira, "x", { channel: "kitchen" });
    expect(await refusal(nora.request("message_get", { channel: "general", id: hidden.id }))).toBe(
      "message_not_found",
    );
    for (const id of ["nothing", "%", "../users"]) {
      expect(await refusal(nora.request("message_get", { channel: "general", id }))).toBe(
        "message_not_found",
      );
    }
    for (const id of ["", "i".repeat(129), 5, null]) {
      expect(await refusal(nora.request("message_get", { channel: "general", id: id as string }))).toBe(
        "invalid_field",
      );
    }
  });

  test("a restart keeps everything as it was", async () => {
    const { mira, kept } = await written(9);
    const { id } = await say(mira, "@nora", { embeds: [{ title: "x" }], reply_to: kept[0]?.id ?? "" });
    await mira.request("message_edit", { channel: "general", id, content: "@nora!" });
    const before = await history(mira);
    const channels = await mira.request("channels_get");
    await town.restart();
    const back = await town.join("mira");
    expect(await history(back)).toEqual(before);
    expect((await back.request("channels_get")).val).toEqual(channels.val);
  });
});

test("a page of long messages has fewer, of which its range and ends tell the truth", async () => {
  const { mira, nora } = await cast({ config: { limits: { post_content: 60_000 } } });
  const long = "x".repeat(59_000);
  for (let n = 0; n < 30; n++) await say(mira, `${n} ${long}`);
  const page = async (start: number | string) => {
    const { messages, range, at_start, at_end } = await nora.request("messages_get", {
      channel: "general",
      start,
    });
    return { first: messages[0], count: messages.length, range: [range.start, range.end], at_start, at_end };
  };
  const newest = await page(0);
  expect(newest).toMatchObject({ count: 20, range: [0, 20], at_start: false, at_end: true });
  const rest = { count: 10, at_start: true, at_end: false };
  expect(await page(20)).toMatchObject({ ...rest, range: [20, 120] });
  expect(await page(newest.first?.id ?? "")).toMatchObject({ ...rest, range: [20, 30] });
});
