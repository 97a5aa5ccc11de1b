import { afterEach, describe, expect, test } from "bun:test";
import type { Event, Reply, Request, WireMessage } from "../client/index.ts";
import { changeRoles } from "../src/db/roles.ts";
import { cooksIn } from "./support/casts.ts";
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

const say = async (by: Member, content: string, fields: Omit<Request<"message_new">, "content"> = {}) =>
  (await by.request("message_new", { channel: "general", content, ...fields })).message;
const history = async (by: Member, channel = "general") =>
  (await by.request("messages_get", { channel })).messages;
const contents = (messages: readonly WireMessage[]) => messages.map(({ content }) => content);
const without = ({ seq, listener, ...packet }: Event & { listener?: string }) => packet;

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
    // Counted as people count, after trimming.
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

  test("half a surrogate pair becomes the same for those who hear it and those who read it later", async () => {
    const { mira, nora } = await cast();
    const { content } = await say(mira, "half \ud83e and \udd56");
    expect(content).toBe("half \ufffd and \ufffd");
    const [heard] = await nora.news();
    expect(heard).toMatchObject({ message: { content } });
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
        ...{ cmd: "error", src: "message_new", val: "Thread not found", code: "thread_not_found" },
        ...{ channel: "general", thread_id: "t1", listener: "mine" },
      },
      {
        ...{ cmd: "error", src: "message_edit", val: "Message not found", code: "message_not_found" },
        channel: "general",
      },
    ]);
  });

  test("the first of a channel that was opened empty comes as a page too, to who has it open", async () => {
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
      ...{ id, user: "olga", author_id: "olga", timestamp: 5, type: "system", pinned: true, edited: true },
      ...{ webhook: { id: "w", name: "Bot", avatar: null }, avatar: "https://x.example/a.png" },
      ...{
        interaction: { command: "x", username: "olga" },
        pings: { users: ["nora"], roles: [], replies: [] },
      },
      ...{ reactions: { "👍": ["olga"] }, global: true, alias: null },
    };
    const message = await say(mira, "x", forged as never);
    expect(message).toEqual({
      ...{ id: message.id, user: "mira", content: "x", timestamp: expect.any(Number), type: "message" },
      ...{ pinned: false, interaction: null, pings: { users: [], roles: [], replies: [] } },
    });
    expect(message.id).not.toBe(id);
    expect(message.timestamp).toBeGreaterThan(5);
    expect(await refusal(say(mira, "x", { alias: { name: "olga" } } as never))).toBe("invalid_field");
  });

  test("of the greatest size is a packet below 1 MiB, above which a library hangs up", async () => {
    const { mira, nora } = await cast();
    // Six bytes each on the wire, and three.
    const [control, wide] = ["\u0001", "東"];
    const url = `https://x.example/${wide.repeat(2048 - 18)}`;
    const image = { url, width: 100_000, height: 100_000 };
    const embed = {
      ...{ title: control.repeat(256), description: control.repeat(4096), url, color: 0xffffff },
      ...{ author: { name: control.repeat(256), url, icon_url: url }, image, thumbnail: image },
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

describe("a nonce", () => {
  test("repeated gives the first message as it is now, and posts nothing", async () => {
    const { mira, nora } = await cast();
    const { id } = await say(mira, "once", { nonce: "n1" });
    await mira.request("message_edit", { channel: "general", id, content: "edited" });
    await nora.news();
    const again = await say(mira, "twice", { nonce: "n1" });
    expect(again).toMatchObject({ id, content: "edited", edited: true });
    expect(await nora.news()).toEqual([]);
    expect(contents(await history(nora))).toEqual(["edited"]);
    // From another connection too, also after a restart.
    await town.restart();
    expect((await say(await town.join("mira"), "again", { nonce: "n1" })).id).toBe(id);
  });

  test("sent many times at once posts one message", async () => {
    const { mira, nora } = await cast();
    const second = await town.join("mira");
    const ids = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, index) => (await say(index % 2 ? mira : second, "x", { nonce: "n" })).id,
      ),
    );
    expect(new Set(ids).size).toBe(1);
    expect((await nora.news()).filter(({ cmd }) => cmd === "message_new")).toHaveLength(1);
  });

  test("is one user's own, and is forgotten after ten minutes", async () => {
    const { mira, nora } = await cast();
    const first = await say(mira, "a", { nonce: "n" });
    expect((await say(nora, "b", { nonce: "n" })).content).toBe("b");
    now += 599_000;
    expect((await say(mira, "c", { nonce: "n" })).id).toBe(first.id);
    now += 2000;
    expect((await say(mira, "d", { nonce: "n" })).content).toBe("d");
    for (const nonce of ["", "n".repeat(129), 5, null]) {
      expect(await refusal(say(mira, "x", { nonce: nonce as string }))).toBe("invalid_field");
    }
  });

  test("of a refused message is free", async () => {
    const { mira } = await cast();
    expect(await refusal(say(mira, "x", { nonce: "n", reply_to: "nothing" }))).toBe("reply_target_not_found");
    expect((await say(mira, "y", { nonce: "n" })).content).toBe("y");
  });

  test("brings no deleted message back", async () => {
    const { mira } = await cast();
    const { id } = await say(mira, "x", { nonce: "n" });
    await mira.request("message_delete", { channel: "general", id });
    expect(await refusal(say(mira, "x", { nonce: "n" }))).toBe("message_not_found");
    expect(await history(mira)).toEqual([]);
  });

  test("does not show a channel that was lost meanwhile", async () => {
    const { olga, mira } = await cast();
    await say(mira, "secret", { channel: "kitchen", nonce: "n" });
    await town.roles("mira", "user");
    await olga.request("channel_update", { current_name: "kitchen", updates: { name: "cellar" } });
    expect(await refusal(say(mira, "x", { nonce: "n" }))).toBe("message_not_found");
  });

  test("nor one that is lost while the repeat is under way", async () => {
    const { olga, mira } = await cast();
    await say(mira, "secret", { channel: "kitchen", nonce: "n" });
    const frames: string[] = [];
    mira.received((frame) => frames.push(frame));
    const times = 20;
    for (let time = 0; time < times; time++) {
      const lost = olga.request("user_roles_set", { user: "mira", roles: ["user"] });
      await Promise.all([lost, say(mira, "x", { nonce: "n" }).catch(() => {})]);
      await town.roles("mira", "cook", "user");
    }
    const roles = frames.flatMap((frame) =>
      frame.includes('"user_roles_get"') ? frame.includes("cook") : [],
    );
    expect(roles).toHaveLength(2 * times);
    let isCook = true;
    for (const frame of frames) {
      if (frame.includes('"user_roles_get"')) isCook = frame.includes("cook");
      if (!isCook) expect(frame).not.toContain("secret");
    }
  });
});

describe("replies", () => {
  test("name the original and call its author, unless they say no or one answers oneself", async () => {
    const { mira, nora } = await cast();
    const original = await say(mira, "question");
    const call = { users: [], roles: [], replies: ["mira"] };
    const nobody = { users: [], roles: [], replies: [] };
    const answers = [
      await say(nora, "answer", { reply_to: original.id }),
      await say(nora, "loud", { reply_to: original.id, ping: true }),
      await say(nora, "quiet", { reply_to: original.id, ping: false }),
      await say(mira, "own", { reply_to: original.id }),
    ];
    for (const answer of answers) expect(answer.reply_to).toEqual({ id: original.id, user: "mira" });
    expect(answers.map(({ pings }) => pings)).toEqual([call, call, nobody, nobody]);
    expect(answers.map(({ ping }) => ping)).toEqual([undefined, true, false, undefined]);
    expect((await history(nora)).slice(1)).toEqual(answers);
    expect((await mira.request("message_replies", { channel: "general", id: original.id })).replies).toEqual(
      answers,
    );
    // Without a reply, `ping` says nothing.
    expect(await say(nora, "plain", { ping: false })).toMatchObject({ pings: nobody });
  });

  test("answer only what is in the same channel", async () => {
    const { olga, mira, nora } = await cast();
    const hidden = await say(mira, "recipe", { channel: "kitchen" });
    for (const reply_to of [hidden.id, "nothing", "%", "'; DROP TABLE messages"]) {
      expect(await refusal(say(nora, "x", { reply_to }))).toBe("reply_target_not_found");
    }
    expect(await refusal(say(olga, "x", { reply_to: hidden.id }))).toBe("reply_target_not_found");
  });

  test("stay when the original goes", async () => {
    const { mira, nora } = await cast();
    const original = await say(mira, "question");
    const answer = await say(nora, "answer", { reply_to: original.id });
    await mira.request("message_delete", { channel: "general", id: original.id });
    expect(await history(nora)).toEqual([answer]);
    expect((await mira.request("message_replies", { channel: "general", id: original.id })).replies).toEqual([
      answer,
    ]);
    expect(await refusal(say(nora, "x", { reply_to: original.id }))).toBe("reply_target_not_found");
  });

  test("are listed oldest first, at most as many as asked for, of one channel", async () => {
    const { mira, nora } = await cast();
    const original = await say(mira, "question", { channel: "kitchen" });
    for (const number of [1, 2, 3])
      await say(mira, `answer ${number}`, { channel: "kitchen", reply_to: original.id });
    const ask = (by: Member, channel: string, limit?: number) =>
      by.request("message_replies", { channel, id: original.id, ...(limit !== undefined && { limit }) });
    expect(await ask(mira, "kitchen", 2)).toMatchObject({ channel: "kitchen", message_id: original.id });
    const page = await ask(mira, "kitchen", 2);
    expect([contents(page.replies), page.more]).toEqual([["answer 1", "answer 2"], true]);
    const place = { channel: "kitchen", id: original.id };
    const after = page.replies[1]?.id ?? "";
    const rest = await mira.request("message_replies", { ...place, after });
    expect([contents(rest.replies), rest.more]).toEqual([["answer 3"], false]);
    expect(await refusal(mira.request("message_replies", { ...place, after: "never" }))).toBe(
      "message_not_found",
    );
    expect((await ask(mira, "general")).replies).toEqual([]);
    expect(await refusal(ask(nora, "kitchen"))).toBe("channel_not_found");
    for (const limit of [0, 201, -1, 1.5])
      expect(await refusal(ask(mira, "kitchen", limit))).toBe("invalid_field");
  });
});

describe("mentions", () => {
  test("call members and roles, in the order written, and are in the history too", async () => {
    const { olga, mira, nora } = await cast();
    const { id } = (await olga.request("roles_list")).roles["cook"] ?? { id: "" };
    const message = await say(
      mira,
      `@nora, @&cook and @OLGA: @nora! @nobody me@nora.example \`@olga\` @&${id} @&nothing @mira`,
    );
    expect(message.pings).toEqual({ users: ["nora", "olga"], roles: ["cook", id], replies: [] });
    expect((await history(nora)).at(-1)?.pings).toEqual(message.pings);
    expect(await nora.news()).toMatchObject([{ message: { pings: message.pings } }]);
    // Who may not view the channel is not told that somebody spoke of him there.
    expect((await say(mira, "@nora @olga", { channel: "kitchen" })).pings.users).toEqual(["olga"]);
  });

  test("local accounts are called by their short name, their whole name, or a nickname that is theirs alone", async () => {
    const { mira, nora } = await cast();
    const { connect } = await import("../client/index.ts");
    const local = await connect(town.server.ws, {
      login: { register: { username: "ann-marie", password: "password" } },
      reconnect: [],
    });
    await local.request("nickname_update", { nickname: "Annie M." });
    for (const name of ["@ann-marie", "@USR:local_ann-marie", "@Ann-Marie", "@annie m."]) {
      expect([name, (await say(mira, `hello ${name}!`)).pings.users]).toEqual([
        name,
        ["USR:local_ann-marie"],
      ]);
    }
    await mira.request("nickname_update", { nickname: "annie m." });
    expect((await say(nora, "@annie m.")).pings.users).toEqual([]);
    local.close();
  });

  test("of who is banned or left call nobody", async () => {
    const { olga, mira, nora } = await cast();
    const called = async () => (await say(mira, "@nora @olga")).pings.users;
    await olga.request("user_ban", { user: "nora" });
    expect(await called()).toEqual(["olga"]);
    await olga.request("user_unban", { user: "nora" });
    expect(await called()).toEqual(["nora", "olga"]);
    await (await town.join("nora")).request("user_leave");
    expect(await called()).toEqual(["olga"]);
    nora.close();
  });

  test("of a role by who may not mention it refuse the message, and the edit, as a whole", async () => {
    const { olga, mira, nora } = await cast({
      config: { permissions: { enforce_member_permissions: true } },
    });
    await olga.request("role_create", { name: "everyone" });
    const { id } = await say(nora, "before");
    await mira.news();
    const denied = await refusalOf(say(nora, "@&cook and @&everyone"));
    expect([denied.code, denied.message]).toEqual([
      "mention_denied",
      "You do not have permission to mention the '@&everyone' role",
    ]);
    const edit = { channel: "general", id, content: "@&everyone" };
    expect(await refusal(nora.request("message_edit", edit))).toBe("mention_denied");
    expect(await mira.news()).toEqual([]);
    expect(contents(await history(nora))).toEqual(["before"]);
    await olga.request("role_update", { name: "cook", permissions: ["mention_everyone", "send_messages"] });
    expect((await say(mira, "@&everyone")).pings.roles[0]).toBe("everyone");
  });

  test("follow an edit, while the call of a reply stays", async () => {
    const { mira, nora } = await cast();
    const original = await say(nora, "question");
    const { id } = await say(mira, "@olga", { reply_to: original.id });
    const { message } = await mira.request("message_edit", { channel: "general", id, content: "@&cook" });
    expect(message.pings).toMatchObject({ users: [], replies: ["nora"] });
    expect(message.pings.roles[0]).toBe("cook");
    expect((await history(nora)).at(-1)).toEqual(message);
  });

  test("show today's names", async () => {
    const { olga, mira, nora } = await cast();
    const original = await say(nora, "question");
    await say(mira, "@nora @&cook", { reply_to: original.id });
    const { id } = (await olga.request("roles_list")).roles["cook"] ?? { id: "" };
    await olga.request("role_update", { id, name: "chef" });
    town.rotur.account("eleonora", nora.user.id);
    await town.join("nora");
    const [first, second] = await history(olga);
    expect(first?.user).toBe("eleonora");
    expect(second).toMatchObject({
      content: "@nora @&cook",
      reply_to: { user: "eleonora" },
      pings: { users: ["eleonora"], roles: ["chef", id], replies: ["eleonora"] },
    });
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
    // Told as an empty list: some clients merge what they get into what they have.
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
    // Not where the channel says that this permission doesn't count.
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

  test("no packet of messages and channels carries a user's id, also of who left", async () => {
    const { olga, mira, nora } = await cast();
    const zoe = await town.join("zoe");
    const ids = [olga, mira, nora, zoe].map(({ user }) => user.id);
    const frames: string[] = [];
    const about = /"cmd":"(?:message|typing|pings_get|channel|embeds_list|thread|unreads)/;
    nora.received((text) => {
      if (about.test(text)) frames.push(text);
    });
    await olga.request("channel_create", {
      ...{ name: "help", type: "forum" },
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

  test("every reply that has a message has the same one, whatever it went through", async () => {
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
      ...{ id, user: "mira", edited: true, edited_at: expect.any(Number), pinned: true },
      ...{ reply_to: { id: original.id, user: "nora" }, reactions: { "🫖": ["nora"] } },
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

describe("typing", () => {
  test("shows to the viewers, and to the writer's other connections; the writer gets no echo", async () => {
    const { olga, mira, nora } = await cast();
    const second = await town.join("mira");
    await second.news();
    mira.send({ cmd: "typing", channel: "kitchen" });
    const packet = {
      cmd: "typing",
      channel: "kitchen",
      user: "mira",
      thread_id: null,
      duration: 6000,
      global: true,
    };
    expect(await mira.news()).toEqual([]);
    for (const member of [olga, second]) expect(await member.news()).toEqual([packet] as never);
    expect(await nora.news()).toEqual([]);
    // Who asks with a listener is answered.
    expect(await mira.request("typing", { channel: "kitchen", duration: 2000 })).toMatchObject({
      ...packet,
      duration: 2000,
    });
    for (const [given, shown] of [
      [0, 0],
      [-5, 0],
      [1e9, 15_000],
      [null, 6000],
      [1.4, 1],
    ] as const) {
      expect((await mira.request("typing", { channel: "kitchen", duration: given })).duration).toBe(shown);
    }
  });

  test("is told once in 2 s, and a stop once, whatever is sent; it always names the sender", async () => {
    const { mira, nora } = await cast();
    const type = (fields: object = {}) =>
      mira.send({ cmd: "typing", channel: "general", user: "olga", global: false, ...fields });
    const heard = async () => {
      await mira.request("ping");
      return (await nora.news()).flatMap((event) => (event.cmd === "typing" ? [event] : []));
    };
    await mira.request("nickname_update", { nickname: "Mi" });
    type();
    type();
    expect(await heard()).toMatchObject([{ user: "mira", nickname: "Mi", duration: 6000, global: true }]);
    // Who asks with a listener is answered all the same.
    expect(await mira.request("typing", { channel: "general" })).toMatchObject({ user: "mira" });
    type({ duration: 0 });
    type({ duration: 0 });
    type();
    expect((await heard()).map(({ duration }) => duration)).toEqual([0]);
    now += 1999;
    type();
    expect(await heard()).toEqual([]);
    now += 1;
    type();
    expect(await heard()).toHaveLength(1);
    // A message ends the notice for clients, so whoever goes on is told of again.
    await mira.request("message_new", { channel: "general", content: "first part" });
    type();
    expect(await heard()).toHaveLength(1);
  });

  test("needs send, and a text channel", async () => {
    const { olga, mira } = await cast();
    await olga.request("channel_create", { name: "board", type: "text", permissions: { view: ["user"] } });
    await olga.request("channel_create", {
      name: "help",
      type: "forum",
      permissions: { view: ["user"], send: ["user"] },
    });
    expect(await refusal(mira.request("typing", { channel: "board" }))).toBe("send_denied");
    expect(await refusal(mira.request("typing", { channel: "help" }))).toBe("channel_wrong_type");
    expect(await refusal(mira.request("typing", {} as never))).toBe("invalid_field");
  });

  test("too much of it is dropped without a word, and costs no message", async () => {
    const { mira, nora } = await cast({
      config: { rate_limiting: { enabled: true, burst_limit: 2, messages_per_minute: 60 } },
    });
    await nora.news();
    for (let count = 0; count < 9; count++) mira.send({ cmd: "typing", channel: "general" });
    await mira.request("typing", { channel: "general" });
    // Each would be answered with an error, and the first be news to others.
    for (let count = 0; count < 20; count++) mira.send({ cmd: "typing", channel: "general", duration: 0 });
    expect(await mira.news()).toEqual([]);
    expect((await nora.news()).map((event) => event.cmd === "typing" && event.duration)).toEqual([6000]);
    await say(mira, "one");
    await say(mira, "two");
    // Who asks with a listener is told.
    expect(await refusal(mira.request("typing", { channel: "general" }))).toBe("too_many_requests");
    now += 60_000;
    await mira.request("typing", { channel: "general" });
  });
});

describe("the rate limit of message_new, message_edit and message_delete", () => {
  const limits = (fields: object = {}) => ({
    config: {
      rate_limiting: {
        enabled: true,
        messages_per_minute: 60,
        burst_limit: 10,
        cooldown_seconds: 30,
        ...fields,
      },
    },
  });
  const limited = async (request: Promise<unknown>) => (await refusalOf(request)).retryAfter;

  test("the eleventh within ten seconds starts a cooldown of thirty", async () => {
    const { mira, nora } = await cast(limits());
    for (let count = 0; count < 10; count++) {
      await say(mira, `m${count}`);
      now += 500;
    }
    await mira.news();
    const denied = await refusalOf(say(mira, "too much"));
    expect([denied.code, denied.retryAfter]).toEqual(["too_many_requests", 30_000]);
    // What the official client can show comes behind it, without a listener.
    expect(await mira.news()).toEqual([
      {
        cmd: "error",
        src: "message_new",
        val: "Rate limited: wait 30 seconds",
        code: "too_many_requests",
        retry_after: 30_000,
        channel: "general",
      },
    ] as never);
    // A refused one prolongs nothing.
    now += 29_999;
    expect(await limited(say(mira, "still"))).toBe(1);
    await say(nora, "others are free");
    now += 1;
    await say(mira, "again");
  });

  test("the packet itself", async () => {
    const { mira } = await cast(limits({ burst_limit: 1 }));
    await say(mira, "one");
    const frames: unknown[] = [];
    mira.received((text) => frames.push(JSON.parse(text)));
    mira.send({ cmd: "message_new", channel: "general", content: "two", listener: "mine" });
    mira.send({ cmd: "message_new", channel: "general", content: "two" });
    await mira.request("ping");
    const packet = {
      cmd: "rate_limit",
      reason: "Rate limited: wait 30 seconds",
      length: 30_000,
      code: "too_many_requests",
    };
    const error = {
      cmd: "error",
      src: "message_new",
      val: "Rate limited: wait 30 seconds",
      code: "too_many_requests",
      retry_after: 30_000,
      channel: "general",
    };
    expect(frames.slice(0, -1)).toEqual([{ ...packet, listener: "mine" }, error, packet, error]);
  });

  test("one count for all three commands and all connections; reading and typing cost nothing", async () => {
    const { mira } = await cast(limits());
    const second = await town.join("mira");
    const { id } = await say(mira, "1");
    for (let count = 0; count < 4; count++) {
      await second.request("message_edit", { channel: "general", id, content: `${count}` });
      await mira.request("typing", { channel: "general" });
      await mira.request("messages_get", { channel: "general" });
    }
    const more = [await say(second, "6"), await say(second, "7"), await say(second, "8")];
    for (const { id } of more.slice(1)) await mira.request("message_delete", { channel: "general", id });
    expect(await limited(mira.request("message_delete", { channel: "general", id }))).toBe(30_000);
    expect(await limited(second.request("message_edit", { channel: "general", id, content: "x" }))).toBe(
      30_000,
    );
    expect(await limited(say(second, "x"))).toBe(30_000);
    await mira.request("messages_get", { channel: "general" });
  });

  test("a new message without content, too long or with a wrong embed costs nothing; any other refusal does", async () => {
    const { mira } = await cast(limits({ burst_limit: 3 }));
    const status = async () =>
      (await mira.request("rate_limit_status", { user: "mira" })).status.recent_messages;
    for (const [content, fields] of [
      [" ", {}],
      ["x".repeat(2001), {}],
      ["x", { embeds: [{ url: "javascript:x" }] }],
      ["x", { embeds: 5 }],
    ] as const) {
      await refusal(say(mira, content, fields as never));
    }
    expect(await status()).toBe(0);
    expect(await refusal(say(mira, "x", { channel: "nowhere" }))).toBe("channel_not_found");
    expect(await refusal(say(mira, "x", { reply_to: "nothing" }))).toBe("reply_target_not_found");
    // An edit is charged before anything is looked at.
    expect(
      await refusal(mira.request("message_edit", { channel: "general", id: "nothing", content: " " })),
    ).toBe("message_not_found");
    expect(await status()).toBe(3);
    // So a wrong one is told what is wrong even then.
    expect(await refusal(say(mira, " "))).toBe("message_empty");
    expect(await limited(say(mira, "x"))).toBe(30_000);
  });

  test("reads, searches and changes have their own budgets, and a refusal is one error", async () => {
    const { olga } = await cast(limits({ burst_limit: 1 }));
    now += 60_000;
    const place = { channel: "general" };
    for (const [burst, ask, src] of [
      [200, () => olga.request("messages_get", place), "messages_get"],
      [20, () => olga.request("messages_search", { ...place, query: "x" }), "messages_search"],
      [40, () => olga.request("channel_move", { name: "general", position: 0 }), "channel_move"],
    ] as const) {
      for (let count = 0; count < burst; count++) await ask();
      await olga.news();
      const frames: unknown[] = [];
      const stop = olga.received((text) => frames.push(JSON.parse(text)));
      const denied = await refusalOf(ask());
      stop();
      expect([src, denied.code]).toEqual([src, "too_many_requests"]);
      expect(frames).toMatchObject([{ cmd: "error", src, retry_after: denied.retryAfter }]);
    }
    await say(olga, "still here");
  });

  test("sixty a minute, and the wait is what the oldest still has to go", async () => {
    const { mira } = await cast(limits({ burst_limit: 20 }));
    for (let count = 0; count < 60; count++) {
      await say(mira, `m${count}`);
      now += 990;
    }
    expect(await limited(say(mira, "61"))).toBe(60_000 - 60 * 990);
    now += 600;
    await say(mira, "61");
  });

  test("a changed configuration counts at once, and forgets nobody", async () => {
    const { olga, mira } = await cast(limits());
    for (let count = 0; count < 5; count++) await say(mira, `m${count}`);
    await town.server.reconfigure(limits({ burst_limit: 5, cooldown_seconds: 10 }).config);
    expect(await limited(say(mira, "x"))).toBe(10_000);
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    await town.server.reconfigure({ rate_limiting: { enabled: false } });
    expect(await limited(say(mira, "x"))).toBe(60_000);
    now += 60_000;
    for (let count = 0; count < 50; count++) await say(mira, `m${count}`);
  });
});

describe("member permissions", () => {
  const strict = { config: { permissions: { enforce_member_permissions: true } } };
  /** A role that holds only these. */
  async function only(member: string, ...permissions: string[]) {
    const olga = await town.join("olga");
    await olga.request("role_update", { name: "cook", permissions });
    await town.roles(member, "cook");
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user", "cook"], send: ["user", "cook"], edit_own: ["cook"] } },
    });
    now += 2000;
    await olga.request("ping");
    olga.close();
  }

  test("count only where the operator switched them on", async () => {
    const { mira, nora } = await cast();
    await say(nora, "before");
    await only("mira");
    await say(mira, "x", { embeds: [{ title: "x" }] });
    expect(await history(mira)).toHaveLength(2);
    await town.server.reconfigure(strict.config);
    expect(await refusal(say(mira, "x"))).toBe("send_denied");
    expect(await history(mira)).toEqual([]);
    await say(nora, "the role user holds them all", { embeds: [{ title: "x" }] });
  });

  test("send_messages, embed_links and read_message_history each open their own door", async () => {
    const { mira, nora } = await cast(strict);
    const message = await say(nora, "before");
    await only("mira", "send_messages");
    await mira.news();
    await say(mira, "x");
    expect(await refusal(say(mira, "x", { embeds: [{ title: "x" }] }))).toBe("embeds_denied");
    expect(await mira.request("messages_get", { channel: "general" })).toMatchObject({
      messages: [],
      at_start: true,
    });
    expect(await refusal(mira.request("message_get", { channel: "general", id: message.id }))).toBe(
      "message_not_found",
    );
    expect(await refusal(mira.request("messages_around", { channel: "general", around: message.id }))).toBe(
      "message_not_found",
    );
    expect((await mira.request("message_replies", { channel: "general", id: message.id })).replies).toEqual(
      [],
    );
    // What is said now is heard all the same.
    await say(nora, "now");
    expect((await mira.news()).map(({ cmd }) => cmd)).toContain("message_new");
    await only("mira", "send_messages", "embed_links", "read_message_history");
    await say(mira, "x", { embeds: [{ title: "x" }] });
    expect(await history(mira)).toHaveLength(4);
  });
});

test("without read_message_history, where it is enforced, no command gives what was said before", async () => {
  const { olga, mira } = await cast({ config: { permissions: { enforce_member_permissions: true } } });
  const all = { view: ["user"], send: ["user"], create_thread: ["user"] };
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  const { thread } = await olga.request("thread_create", { channel: "help", name: "x" });
  const content = "@mira the walnut";
  const channel = "general";
  const { id } = await say(olga, content, { embeds: [{ title: "walnut" }] });
  await say(olga, content, { reply_to: id });
  await olga.request("message_new", { thread_id: thread.id, content });
  await olga.request("message_edit", { channel, id, content: `${content}s` });
  await olga.request("message_pin", { channel, id });
  const question = { channel, question: "Which nut?", options: ["walnut", "none"] };
  const { poll_id, message_id } = await olga.request("poll_create", question);
  await mira.request("poll_vote", { poll_id, option_ids: ["0"] });
  const asks: Readonly<Record<string, () => Promise<unknown>>> = {
    messages_get: () => mira.request("messages_get", { channel }),
    "messages_get of a thread": () => mira.request("messages_get", { thread_id: thread.id }),
    messages_around: () => mira.request("messages_around", { channel, around: id }),
    message_get: () => mira.request("message_get", { channel, id }),
    message_history: () => mira.request("message_history", { channel, id }),
    message_replies: () => mira.request("message_replies", { channel, id }),
    embeds_list: () => mira.request("embeds_list", { channel, id }),
    messages_pinned: () => mira.request("messages_pinned", { channel }),
    messages_search: () => mira.request("messages_search", { channel, query: "from:olga" }),
    poll_get: () => mira.request("poll_get", { poll_id }),
    "poll_get by its message": () => mira.request("poll_get", { message_id }),
    poll_results: () => mira.request("poll_results", { poll_id }),
    pings_get: () => mira.request("pings_get"),
    thread_messages: () => mira.request("thread_messages", { thread_id: thread.id }),
  };
  const told = async () => {
    const telling: string[] = [];
    for (const [what, ask] of Object.entries(asks)) {
      const answer = await ask().catch((error: Error) => error.message);
      if (JSON.stringify(answer).includes("walnut")) telling.push(what);
    }
    return telling;
  };
  expect(await told()).toEqual(Object.keys(asks));
  await olga.request("role_update", { name: "user", permissions: ["send_messages"] });
  expect(await told()).toEqual([]);
});

describe("who may mention a role", () => {
  test("is who holds a role that it names; nobody but owners when all of those are gone", async () => {
    const { olga, mira, nora } = await cast();
    const { id } = await olga.request("role_create", { name: "band" });
    const { eventLog, state, store } = town.server;
    const cook = state.roles.byName.get("cook")?.id ?? "";
    // As a hand edit does it, or an older server's data.
    const roles = [...state.roles.byId.values()].map((role) =>
      role.id === id ? { ...role, mentionableBy: [cook] } : role,
    );
    await new Promise((resolve) =>
      store.commit(changeRoles({ roles, removed: [], users: [], channels: [] }), resolve),
    );
    eventLog.append({ changes: [{ type: "roles", roles }] });
    const call = (by: Member) => say(by, "@&band");
    expect((await call(mira)).pings?.roles).toEqual(["band", id]);
    expect(await refusal(call(nora))).toBe("mention_denied");
    const { id: own } = await say(nora, "no call");
    const edit = { channel: "general", id: own, content: "@&band" };
    expect(await refusal(nora.request("message_edit", edit))).toBe("mention_denied");
    await olga.request("channel_delete", { name: "kitchen" });
    await olga.request("role_delete", { name: "cook" });
    expect(await refusal(call(mira))).toBe("mention_denied");
    await town.restart();
    const [owner, member] = await town.people("olga", "mira");
    expect(await refusal(call(member))).toBe("mention_denied");
    await call(owner);
  });
});

describe("a channel's deny", () => {
  const deny = async (olga: Member, ...denied: string[]) => {
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"], send: ["user"], react: ["user"], deny: denied } },
    });
  };

  test("takes each member permission there, and only there, from everybody but owners", async () => {
    const { olga, mira, nora } = await cast({
      config: { permissions: { enforce_member_permissions: true } },
    });
    await olga.request("role_create", { name: "everyone" });
    const everything = ["send_messages", "read_message_history", "add_reactions", "embed_links"];
    await olga.request("role_update", { name: "user", permissions: [...everything, "mention_everyone"] });
    const list = { view: ["user"], send: ["user"], react: ["user"] };
    await olga.request("channel_create", { name: "tea", type: "text", permissions: list });
    const before = { general: await say(nora, "before"), tea: await say(nora, "before", { channel: "tea" }) };
    now += 60_000;
    const doors = {
      send_messages: (by: Member, channel: Place) => say(by, "x", { channel }),
      embed_links: (by: Member, channel: Place) => say(by, "x", { channel, embeds: [{ title: "x" }] }),
      mention_everyone: (by: Member, channel: Place) => say(by, "@&everyone", { channel }),
      add_reactions: (by: Member, channel: Place) =>
        by.request("message_react_add", { channel, id: before[channel].id, emoji: "👍" }),
      read_message_history: (by: Member, channel: Place) =>
        by.request("message_get", { channel, id: before[channel].id }),
    };
    type Place = keyof typeof before;
    const codes: string[] = [];
    for (const [permission, pass] of Object.entries(doors)) {
      await deny(olga, permission);
      codes.push(await refusal(pass(mira, "general")));
      await pass(mira, "tea");
      await pass(olga, "general");
      now += 20_000;
    }
    expect(codes).toEqual([
      "send_denied",
      "embeds_denied",
      "mention_denied",
      "react_denied",
      "message_not_found",
    ]);
    await deny(olga);
    for (const pass of Object.values(doors)) await pass(mira, "general");
  });

  test("takes the power over others' messages too", async () => {
    const { olga, mira, nora } = await cast();
    await olga.request("role_update", { name: "cook", permissions: ["manage_messages"] });
    const { id } = await say(nora, "x");
    await deny(olga, "manage_messages");
    expect(await refusal(mira.request("message_delete", { channel: "general", id }))).toBe("delete_denied");
    expect(await refusal(mira.request("message_pin", { channel: "general", id }))).toBe("pin_denied");
    await deny(olga);
    await mira.request("message_pin", { channel: "general", id });
    await mira.request("message_delete", { channel: "general", id });
  });
});

describe("ping, and what is no command", () => {
  test("ping tells the server's time and echoes a number", async () => {
    const { mira } = await cast();
    expect(await mira.request("ping", { sent_at: 1.25 })).toMatchObject({
      cmd: "pong",
      val: "pong",
      sent_at: 1.25,
      server_time: now / 1000,
    });
    for (const sent_at of ["1", null, {}, [1], true]) {
      expect(await mira.request("ping", { sent_at })).not.toHaveProperty("sent_at");
    }
  });

  test("unknown commands and broken frames are answered as errors", async () => {
    const { mira } = await cast();
    const odd: [string | object, object][] = [
      [{ cmd: "dance" }, { src: "dance", val: "Unknown command: dance", code: "unknown_command" }],
      [{ cmd: 5 }, { src: 5, val: "Unknown command: 5", code: "unknown_command" }],
      [{ cmd: "__proto__" }, { src: "__proto__", code: "unknown_command" }],
      [{ cmd: "constructor" }, { src: "constructor", code: "unknown_command" }],
      [{ hello: 1 }, { code: "unknown_command" }],
      ["not json", { code: "invalid_message" }],
      ["[1]", { code: "invalid_message" }],
      ["null", { code: "invalid_message" }],
      ['{"cmd":"ping","a":NaN}', { code: "invalid_message" }],
    ];
    for (const [frame, answer] of odd) {
      mira.send(frame);
      expect(await mira.next("error")).toMatchObject({ cmd: "error", ...answer });
      await mira.news();
    }
  });

  test("a listener is echoed only if it is a text of at most 256 characters", async () => {
    const { mira } = await cast();
    const pongs: Record<string, unknown>[] = [];
    mira.received((text) => pongs.push(JSON.parse(text)));
    for (const listener of ["x".repeat(256), "x".repeat(257), "", 5, null, ["x"], '"}\u2028'])
      mira.send({ cmd: "ping", listener });
    await mira.request("ping");
    expect(pongs.slice(0, -1).map(({ listener }) => listener)).toEqual([
      "x".repeat(256),
      ...Array(5).fill(undefined),
      '"}\u2028',
    ]);
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
