/** Messages: how they are posted, edited and deleted, who receives them, and what is refused. */
import { afterEach, describe, expect, test } from "bun:test";
import type { Reply, WireMessage } from "../client/index.ts";
import { cooksIn } from "./support/casts.ts";
import { contents, history, say, without } from "./support/messages.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

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

describe("message_new", () => {
  test("reaches all who may view the channel, on all their connections, and nobody else", async () => {
    const { olga, mira, nora } = await cast();
    const second = await town.join("mira");
    await second.news();
    const reply = await mira.request("message_new", { channel: "kitchen", content: "  two\n eggs  " });
    const packet: Partial<Reply<"message_new">> = {
      cmd: "message_new",
      message: {
        id: reply.message.id,
        user: "mira",
        content: "two\n eggs",
        timestamp: now / 1000,
        type: "message",
        pinned: false,
        interaction: null,
        pings: { users: [], roles: [], replies: [] },
      },
      channel: "kitchen",
      thread_id: null,
      global: true,
    };
    expect(without(reply as never)).toEqual(packet as never);
    for (const member of [olga, mira, second]) expect(await member.news()).toEqual([packet] as never);
    expect(await nora.news()).toEqual([]);
    expect(await history(olga, "kitchen")).toEqual([reply.message]);
  });

  test("is a message only with content, and only so long", async () => {
    const { mira } = await cast({ config: { limits: { post_content: 10 } } });
    const attempt = (fields: object) =>
      refusal(mira.request("message_new", { channel: "general", ...fields }));
    for (const fields of [
      {},
      { content: "" },
      { content: " \n\t" },
      { embeds: [{ title: "x" }] },
      { content: " ", attachments: [] },
    ]) {
      expect([fields, await attempt(fields)]).toEqual([fields, "message_empty"]);
    }
    const tooLong = await refusalOf(
      mira.request("message_new", { channel: "general", content: "12345678901" }),
    );
    expect([tooLong.code, tooLong.message]).toEqual([
      "message_too_long",
      "Message too long: at most 10 characters",
    ]);
    // The length is in code points, after trimming.
    await say(mira, `  ${"🫖".repeat(10)}  `);
    for (const count of [11, 500_000]) {
      expect(await attempt({ content: "🫖".repeat(count) })).toBe("message_too_long");
    }
    for (const content of [5, ["x"], { x: 1 }, true, null])
      expect(await attempt({ content })).toBe("invalid_field");
    expect(await attempt({ content: "x", channel: 5 })).toBe("invalid_field");
    expect(await attempt({ content: "x", channel: undefined })).toBe("invalid_field");
    expect(await attempt({ content: "x", thread_id: "t1" })).toBe("thread_not_found");
    await say(mira, "x", { thread_id: "", attachments: [], embeds: [] });
    await say(mira, "x", { thread_id: null, reply_to: null, ping: null, embeds: null, attachments: null });
  });

  test("keeps the text as it is, apart from the ends", async () => {
    const { mira, nora } = await cast();
    const odd = [
      "<b>&amp;</b>",
      "a\r\nb",
      "e\u0301 é",
      "nul\u0000nul",
      "\u202eright",
      "__proto__",
      '"\\',
      "🏳️‍🌈",
    ];
    for (const content of odd) expect((await say(mira, content)).content).toBe(content);
    expect(contents(await history(nora))).toEqual(odd);
    expect(
      contents((await nora.news()).flatMap((event) => (event.cmd === "message_new" ? [event.message] : []))),
    ).toEqual(odd);
  });

  test("half a surrogate pair becomes the same in the event and in the history", async () => {
    const { mira, nora } = await cast();
    const { content } = await say(mira, "half \ud83e and \udd56");
    expect(content).toBe("half \ufffd and \ufffd");
    const [received] = await nora.news();
    expect(received).toMatchObject({ message: { content } });
    expect(contents(await history(nora))).toEqual([content]);
  });

  test("is refused with the place that was asked for, so that clients know which of theirs it was", async () => {
    const { mira } = await cast();
    const failed: Record<string, unknown>[] = [];
    mira.received((text) => failed.push(JSON.parse(text)));
    mira.send({ cmd: "message_new", channel: "general", thread_id: "t1", content: "x", listener: "mine" });
    mira.send({ cmd: "message_edit", channel: "general", id: "nothing", content: "x" });
    await mira.request("ping");
    expect(failed.slice(0, -1)).toEqual([
      {
        cmd: "error",
        src: "message_new",
        val: "Thread not found",
        code: "thread_not_found",
        channel: "general",
        thread_id: "t1",
        listener: "mine",
      },
      {
        cmd: "error",
        src: "message_edit",
        val: "Message not found",
        code: "message_not_found",
        channel: "general",
      },
    ]);
  });

  test("the first one in a channel comes as a page too, to connections that opened the channel while it was empty", async () => {
    const { olga, mira, nora } = await cast();
    await nora.request("messages_get", { channel: "general" });
    await mira.request("messages_get", { channel: "kitchen" });
    const page = async (by: Member) => (await by.news()).map((event) => [event.cmd, event]);
    const first = await say(olga, "first");
    expect(await page(nora)).toMatchObject([
      ["message_new", { message: first }],
      ["messages_get", { channel: "general", messages: [first], range: { start: 0, end: 1 }, at_end: true }],
    ]);
    expect((await page(mira)).map(([cmd]) => cmd)).toEqual(["message_new"]);
    await say(olga, "second");
    expect((await page(nora)).map(([cmd]) => cmd)).toEqual(["message_new"]);
  });

  test("needs send, and a text channel", async () => {
    const { olga, mira } = await cast();
    await olga.request("channel_create", {
      name: "board",
      type: "text",
      permissions: { view: ["user"], send: ["cook", "!user"] },
    });
    await olga.request("channel_create", {
      name: "talk",
      type: "voice",
      permissions: { view: ["user"], send: ["user"] },
    });
    const denied = await refusalOf(say(mira, "x", { channel: "board" }));
    expect([denied.code, denied.message]).toEqual([
      "send_denied",
      "You do not have permission to send messages in this channel",
    ]);
    expect(await refusal(say(mira, "x", { channel: "talk" }))).toBe("channel_wrong_type");
    await say(olga, "x", { channel: "board" });
  });

  test("uploads can't be made up, and are ten at most", async () => {
    const { mira } = await cast();
    const attachments = [{ id: "nothing", url: "https://x.example" }];
    const denied = await refusalOf(say(mira, "x", { attachments }));
    expect(denied.message).toMatch(/^Attachment 'nothing' not found or expired/);
    await town.server.reconfigure({ attachments: { enabled: false } });
    expect(await refusal(say(mira, "x", { attachments }))).toBe("attachments_disabled");
    for (const odd of ["x", { id: "x" }, ["x"], [{ id: 5 }], Array(11).fill({ id: "x" })]) {
      expect(await refusal(say(mira, "x", { attachments: odd as never }))).toBe("invalid_field");
    }
  });

  test("is the sender's own, whatever it says of itself", async () => {
    const { mira } = await cast();
    const { id } = await say(mira, "first");
    const forged = {
      id,
      user: "olga",
      author_id: "olga",
      timestamp: 5,
      type: "system",
      pinned: true,
      edited: true,
      webhook: { id: "w", name: "Bot", avatar: null },
      avatar: "https://x.example/a.png",
      interaction: { command: "x", username: "olga" },
      pings: { users: ["nora"], roles: [], replies: [] },
      reactions: { "👍": ["olga"] },
      global: true,
      alias: null,
    };
    const message = await say(mira, "x", forged as never);
    expect(message).toEqual({
      id: message.id,
      user: "mira",
      content: "x",
      timestamp: expect.any(Number),
      type: "message",
      pinned: false,
      interaction: null,
      pings: { users: [], roles: [], replies: [] },
    });
    expect(message.id).not.toBe(id);
    expect(message.timestamp).toBeGreaterThan(5);
    expect(await refusal(say(mira, "x", { alias: { name: "olga" } } as never))).toBe("invalid_field");
  });

  test("of the greatest size is a packet below 1 MiB, above which a library hangs up", async () => {
    const { mira, nora } = await cast();
    // Characters of six bytes on the wire, and of three.
    const [control, wide] = ["\u0001", "東"];
    const url = `https://x.example/${wide.repeat(2048 - 18)}`;
    const image = { url, width: 100_000, height: 100_000 };
    const embed = {
      title: control.repeat(256),
      description: control.repeat(4096),
      url,
      color: 0xffffff,
      author: { name: control.repeat(256), url, icon_url: url },
      image,
      thumbnail: image,
      footer: { text: control.repeat(1392), icon_url: url },
      timestamp: control.repeat(64),
      fields: Array(25).fill({ name: "", value: "", inline: false }),
    };
    let largest = 0;
    nora.received((text) => {
      largest = Math.max(largest, Buffer.byteLength(text));
    });
    const content = `x${control.repeat(1998)}x`;
    await say(mira, content, { embeds: [embed] });
    expect(
      await refusal(mira.request("message_new", { channel: "general", content, embeds: [embed, embed] })),
    ).toBe("invalid_field");
    // Three bytes each of at most 65,536 characters.
    const full = { description: wide.repeat(4096), footer: { text: wide.repeat(1904) } };
    await say(mira, content, { embeds: Array(10).fill(full) });
    await nora.news();
    expect(largest).toBeGreaterThan(180_000);
    expect(largest).toBeLessThan(2 ** 18);
  });

  test("timestamps grow strictly, even when the clock stands still or steps back", async () => {
    const { mira, nora } = await cast({ elapsed: () => performance.now() });
    await Promise.all(Array.from({ length: 30 }, (_, index) => say(index % 2 ? mira : nora, `m${index}`)));
    now -= 60_000;
    await say(mira, "before its time");
    const times = (await history(mira)).map(({ timestamp }) => timestamp);
    for (const [index, time] of times.entries())
      if (index > 0) expect(time).toBeGreaterThan(times[index - 1] ?? 0);
    now += 60_000;
  });

  test("from one connection come in the order sent, the replies too, however many are under way", async () => {
    const { mira, nora } = await cast();
    const replies: string[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const { content } = await say(mira, `m${index}`);
        replies.push(content);
      }),
    );
    const sent = Array.from({ length: 50 }, (_, index) => `m${index}`);
    expect(replies).toEqual(sent);
    expect(contents(await history(nora))).toEqual(sent);
    expect((await nora.news()).map((event) => event.cmd === "message_new" && event.message.content)).toEqual(
      sent,
    );
  });
});

describe("embeds", () => {
  test("are stored from known keys only, and come back in the history", async () => {
    const { mira, nora } = await cast();
    const embeds = [
      {
        title: "Tea",
        description: "Hot",
        color: "255",
        author: { name: "mira", url: "https://x.example", onclick: "alert(1)" },
        fields: [{ name: "a", value: "b" }],
        evil: true,
      },
      {},
    ];
    const message = await say(mira, "look", { embeds });
    expect(message.embeds).toEqual([
      {
        type: "rich",
        title: "Tea",
        description: "Hot",
        color: 255,
        author: { name: "mira", url: "https://x.example" },
        fields: [{ name: "a", value: "b", inline: false }],
      },
      { type: "rich" },
    ]);
    expect(await history(nora)).toEqual([message]);
  });

  test("that break a rule name it, and nothing is posted", async () => {
    const { mira } = await cast();
    const attempt = async (embeds: unknown) =>
      (await refusalOf(say(mira, "x", { embeds: embeds as never }))).message;
    expect(await attempt([{}, { url: "javascript:alert(1)" }])).toMatch(
      /^Embed 1: 'url' must be an http or https URL/,
    );
    expect(await attempt([{ type: "poll" }])).toMatch(/^Embed 0: .*poll_create/);
    expect(await attempt([{ title: "t".repeat(257) }])).toMatch(/^Embed 0: 'title'/);
    expect(await attempt([5])).toMatch(/^Embed 0: it must be an object/);
    expect(await attempt(Array(11).fill({}))).toMatch(/at most 10/);
    expect(await attempt("embed")).toMatch(/embeds/);
    expect(await history(mira)).toEqual([]);
  });
});

describe("message_edit", () => {
  test("replaces the text of an own message, for all who may view it", async () => {
    const { olga, mira, nora } = await cast();
    const message = await say(mira, "helo", { channel: "kitchen", embeds: [{ title: "x" }] });
    for (const member of [olga, mira, nora]) await member.news();
    now += 1000;
    const reply = await mira.request("message_edit", {
      channel: "kitchen",
      id: message.id,
      content: " hello ",
    });
    const packet = {
      cmd: "message_edit",
      id: message.id,
      content: "hello",
      message: { ...message, content: "hello", edited: true, edited_at: now / 1000 },
      channel: "kitchen",
      thread_id: null,
      global: true,
    };
    expect(without(reply as never)).toEqual(packet as never);
    for (const member of [olga, mira]) expect(await member.news()).toEqual([packet] as never);
    expect(await nora.news()).toEqual([]);
    expect(await history(olga, "kitchen")).toEqual([packet.message as WireMessage]);
  });

  test("may change the embeds alone, or take them away, but leaves something, and no more than fits", async () => {
    const { mira } = await cast();
    const { id } = await say(mira, "text", { embeds: [{ title: "old" }] });
    const edit = (fields: object) => mira.request("message_edit", { channel: "general", id, ...fields });
    expect((await edit({ embeds: [{ title: "new" }] })).message).toMatchObject({
      content: "text",
      embeds: [{ title: "new" }],
    });
    expect((await edit({ content: "", embeds: null })).message).toMatchObject({
      content: "",
      embeds: [{ title: "new" }],
    });
    expect(await refusal(edit({ embeds: [] }))).toBe("message_empty");
    // An empty list, since some clients merge new fields into old ones.
    expect((await edit({ content: "text", embeds: [] })).message.embeds).toEqual([]);
    expect((await history(mira))[0]?.embeds).toEqual([]);
    expect(await refusal(edit({ content: "" }))).toBe("message_empty");
    expect(await refusal(edit({}))).toBe("invalid_field");
    expect(await refusal(edit({ content: "x".repeat(2001) }))).toBe("message_too_long");
    expect(await refusal(edit({ embeds: [{ url: "x" }] }))).toBe("embed_invalid");
  });

  test("is the author's alone, where the channel allows it, and of a message that is there", async () => {
    const { olga, mira, nora } = await cast();
    const { id } = await say(mira, "mine");
    const edit = (by: Member, channel = "general", message = id) =>
      refusal(by.request("message_edit", { channel, id: message, content: "x" }));
    expect(await edit(olga)).toBe("not_author");
    expect(await edit(nora)).toBe("not_author");
    expect(await edit(mira, "kitchen")).toBe("message_not_found");
    expect(await edit(mira, "general", "nothing")).toBe("message_not_found");
    await mira.request("message_delete", { channel: "general", id });
    expect(await edit(mira)).toBe("message_not_found");
  });
});

describe("message_delete", () => {
  test("takes an own message away, and says which one is the newest now", async () => {
    const { olga, mira, nora } = await cast();
    const first = await say(mira, "one", { channel: "kitchen" });
    const second = await say(mira, "two", { channel: "kitchen" });
    for (const member of [olga, mira, nora]) await member.news();
    const reply = await mira.request("message_delete", { channel: "kitchen", id: second.id });
    const packet = {
      cmd: "message_delete",
      id: second.id,
      channel: "kitchen",
      thread_id: null,
      last_message: first.timestamp,
      last_message_id: first.id,
      global: true,
    };
    expect(without(reply as never)).toEqual(packet as never);
    for (const member of [olga, mira]) expect(await member.news()).toEqual([packet] as never);
    expect(await nora.news()).toEqual([]);
    expect(await history(olga, "kitchen")).toEqual([first]);
    expect(await refusal(mira.request("message_delete", { channel: "kitchen", id: second.id }))).toBe(
      "message_not_found",
    );
    expect(await mira.request("message_delete", { channel: "kitchen", id: first.id })).toMatchObject({
      last_message: null,
      last_message_id: null,
    });
  });

  test("of others' messages needs delete in the channel, or manage_messages and sight of it", async () => {
    const { olga, mira, nora } = await cast();
    const remove = (by: Member, { id }: WireMessage, channel = "general") =>
      by.request("message_delete", { channel, id });
    expect(await refusal(remove(nora, await say(mira, "x")))).toBe("delete_denied");
    await remove(olga, await say(mira, "x"));
    await town.roles("nora", "moderator", "user");
    await remove(nora, await say(mira, "x"));
    const hidden = await say(mira, "x", { channel: "kitchen" });
    expect(await refusal(remove(nora, hidden, "kitchen"))).toBe("channel_not_found");
    expect(await refusal(remove(nora, hidden, "general"))).toBe("message_not_found");
    await olga.request("role_create", { name: "janitor", permissions: ["manage_messages"] });
    await town.roles("nora", "janitor", "cook");
    await remove(nora, hidden, "kitchen");
    // Not in a channel that denies this permission.
    await olga.request("channel_update", {
      current_name: "kitchen",
      updates: { permissions: { view: ["cook"], send: ["cook"], deny: ["manage_messages"] } },
    });
    expect(await refusal(remove(nora, await say(mira, "x", { channel: "kitchen" }), "kitchen"))).toBe(
      "delete_denied",
    );
  });

  test("twice at once works once", async () => {
    const { olga, mira, nora } = await cast();
    const { id } = await say(mira, "x");
    await nora.news();
    const answers = await Promise.allSettled(
      [olga, mira].map((by) => by.request("message_delete", { channel: "general", id })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await nora.news()).map(({ cmd }) => cmd)).toEqual(["message_delete"]);
  });
});
