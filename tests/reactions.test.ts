/** Reactions: permissions, the names of the events, and the store. */
import { afterEach, describe, expect, test } from "bun:test";
import type { Request } from "../client/index.ts";
import { cooksAndForumIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

/** Nora has said hello. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  const people = await cooksAndForumIn(town);
  const { message } = await people.nora.request("message_new", { channel: "general", content: "hello" });
  for (const member of Object.values(people)) await member.news();
  return { ...people, id: message.id };
}

type Fields = Partial<Request<"message_react_add">> & { id: string };
const react = (by: Member, fields: Fields) =>
  by.request("message_react_add", { channel: "general", emoji: "👍", ...fields });
const unreact = (by: Member, fields: Fields) =>
  by.request("message_react_remove", { channel: "general", emoji: "👍", ...fields });
const shown = async (by: Member, id: string, channel = "general") =>
  (await by.request("message_get", { channel, id })).message.reactions;

test("every viewer is told once, with the name in both fields, and every packet with the message has the reaction", async () => {
  const { olga, nora, zoe, id } = await cast();
  const again = await town.join("nora");
  await again.news();
  const event = {
    id,
    emoji: "👍",
    from: "nora",
    user: "nora",
    channel: "general",
    thread_id: null,
    global: true,
  };
  expect(await react(nora, { id })).toMatchObject({ cmd: "message_react_add", ...event });
  for (const member of [olga, zoe, again]) {
    expect(await member.news()).toEqual([{ cmd: "message_react_add", ...event }] as never);
  }
  await react(zoe, { id });
  await react(olga, { id, emoji: "❤️" });
  const reactions = { "👍": ["nora", "zoe"], "❤️": ["olga"] };
  expect(await shown(zoe, id)).toEqual(reactions);
  expect((await zoe.request("messages_get", { channel: "general" })).messages[0]?.reactions).toEqual(
    reactions,
  );
  expect((await zoe.request("messages_around", { channel: "general", around: id })).messages).toMatchObject([
    { id, reactions },
  ]);
  const edit = await nora.request("message_edit", { channel: "general", id, content: "hello again" });
  expect(edit.message.reactions).toEqual(reactions);

  await zoe.news();
  expect(await unreact(nora, { id })).toMatchObject({ cmd: "message_react_remove", ...event });
  expect(await zoe.news()).toEqual([{ cmd: "message_react_remove", ...event }] as never);
  await unreact(zoe, { id });
  await unreact(olga, { id, emoji: "❤️" });
  expect(await shown(zoe, id)).toBeUndefined();
});

test("emojis and members keep their order, also when the first member removes theirs", async () => {
  const { olga, nora, zoe, id } = await cast();
  for (const by of [nora, zoe, olga]) await react(by, { id });
  await react(nora, { id, emoji: "❤️" });
  await unreact(nora, { id });
  await react(nora, { id });
  const reactions = (await shown(zoe, id)) ?? {};
  expect(Object.entries(reactions)).toEqual([
    ["👍", ["zoe", "olga", "nora"]],
    ["❤️", ["nora"]],
  ]);
});

test("adding a reaction twice or removing a missing one is an error without an event", async () => {
  const { nora, zoe, id } = await cast();
  await react(nora, { id, emoji: "\u2764" });
  for (const member of [nora, zoe]) await member.news();
  expect(await refusal(react(nora, { id, emoji: "\u2764" }))).toBe("already_reacted");
  // The same emoji with the variation selector of its coloured form.
  expect(await refusal(react(nora, { id, emoji: "\u2764\ufe0f" }))).toBe("already_reacted");
  expect(await refusal(unreact(zoe, { id, emoji: "\u2764" }))).toBe("not_reacted");
  expect(await zoe.news()).toEqual([]);
  expect(await shown(zoe, id)).toEqual({ "\u2764": ["nora"] });
  // Others get the form that is on the message, since clients compare it exactly.
  await nora.news();
  expect(await react(zoe, { id, emoji: "\u2764\ufe0f" })).toMatchObject({ emoji: "\u2764" });
  expect(await nora.news()).toMatchObject([{ cmd: "message_react_add", emoji: "\u2764", from: "zoe" }]);
});

test("the newer names: the answer as asked, and from then on events too; others get the older ones", async () => {
  const { mira, nora, zoe, id } = await cast();
  const reaction = { channel: "general", id, emoji: "👍" };
  await zoe.request("reaction_add", reaction);
  await zoe.request("reaction_remove", reaction);
  for (const member of [mira, nora, zoe]) await member.news();
  expect((await nora.request("reaction_add", reaction)).cmd).toBe("reaction_add");
  expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["message_react_add"]);
  expect((await zoe.news()).map(({ cmd }) => cmd)).toEqual(["reaction_add"]);
  await react(mira, { id });
  expect((await nora.news()).map(({ cmd }) => cmd)).toEqual(["reaction_add", "reaction_add"]);
  expect((await nora.request("reaction_remove", reaction)).cmd).toBe("reaction_remove");
  expect((await mira.news()).map(({ cmd }) => cmd)).toEqual(["message_react_add", "message_react_remove"]);
  expect((await zoe.news()).map(({ cmd }) => cmd)).toEqual(["reaction_add", "reaction_remove"]);
});

test("a reaction is one event with one number, under whichever name it comes", async () => {
  const { mira, nora, zoe, id } = await cast();
  const reaction = { channel: "general", id, emoji: "👍" };
  await zoe.request("reaction_add", reaction);
  for (const member of [mira, nora, zoe]) await member.news();
  const before = Math.max(mira.position.seq, zoe.position.seq);
  const told = [mira.next("message_react_add"), zoe.next("reaction_add")];
  const reply = await nora.request("message_react_add", reaction);
  const received = await Promise.all(told);
  expect(received.map(({ cmd, seq }) => [cmd, seq])).toEqual([
    ["message_react_add", before + 1],
    ["reaction_add", before + 1],
  ]);
  // A client that has used a newer name still gets the reply as it asked.
  expect(reply).toMatchObject({ cmd: "message_react_add", seq: before + 1 });
  expect((await zoe.request("message_react_remove", reaction)).cmd).toBe("message_react_remove");
});

describe("who may", () => {
  test("members who can't view a channel can't react there, and there is no event", async () => {
    const { olga, mira, nora } = await cast();
    const { message } = await mira.request("message_new", { channel: "kitchen", content: "eggs" });
    await olga.news();
    const secret = { channel: "kitchen", id: message.id };
    expect(await refusal(react(nora, secret))).toBe("channel_not_found");
    expect(await refusal(unreact(nora, secret))).toBe("channel_not_found");
    // Nor by naming a channel that they may view.
    expect(await refusal(react(nora, { id: message.id }))).toBe("message_not_found");
    expect(await olga.news()).toEqual([]);
    expect(await shown(mira, message.id, "kitchen")).toBeUndefined();
    await react(mira, secret);
    expect(await nora.news()).toEqual([]);
  });

  test("the channel's react, and nobody who is timed out", async () => {
    const { olga, mira, nora, id } = await cast();
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"], send: ["user"], react: ["cook"] } },
    });
    await react(mira, { id });
    const refused = await refusalOf(react(nora, { id }));
    expect([refused.code, refused.message]).toEqual([
      "react_denied",
      "You do not have permission to react in this channel",
    ]);
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    expect(await refusal(react(mira, { id, emoji: "🔥" }))).toBe("timed_out");
    expect(await refusal(unreact(mira, { id }))).toBe("timed_out");
  });

  test("member permissions, where they are enforced: add_reactions, and external_emojis for other servers", async () => {
    const { olga, nora, id } = await cast({
      config: {
        permissions: { enforce_member_permissions: true },
        server: { url: "https://Chat.example:444" },
      },
    });
    const own = "originChats://chat.example:444/emojis/wave";
    const other = "originChats://tracker.example/emojis/wave";
    const role = (permissions: string[]) =>
      olga.request("role_update", {
        name: "user",
        permissions: ["send_messages", "read_message_history", ...permissions],
      });
    await role([]);
    expect(await refusal(react(nora, { id }))).toBe("react_denied");
    await role(["add_reactions"]);
    await react(nora, { id });
    await react(nora, { id, emoji: own });
    expect(await refusal(react(nora, { id, emoji: other }))).toBe("external_emoji_denied");
    await role(["add_reactions", "external_emojis"]);
    await react(nora, { id, emoji: other });
    await role([]);
    // An own reaction can always be removed.
    await unreact(nora, { id, emoji: other });
  });
});

describe("reaction strings and count", () => {
  test("only emojis; names of what objects have are harmless", async () => {
    const { nora, id } = await cast();
    for (const emoji of ["text", "__proto__", "constructor", "1", "👍👍", " ", "https://x.example/a.png"]) {
      expect([emoji, await refusal(react(nora, { id, emoji }))]).toEqual([emoji, "emoji_invalid"]);
      expect(await refusal(unreact(nora, { id, emoji }))).toBe("not_reacted");
    }
    expect(await refusal(react(nora, { id, emoji: "" }))).toBe("invalid_field");
    expect(await refusal(react(nora, { id, emoji: `originChats://x/emojis/${"a".repeat(200)}` }))).toBe(
      "invalid_field",
    );
    expect(await refusal(react(nora, { id, emoji: 5 } as never))).toBe("invalid_field");
    expect(await shown(nora, id)).toBeUndefined();
  });

  test("at most 50 different ones on a message; more people may give each", async () => {
    const { nora, zoe, id } = await cast({ config: { rate_limiting: { enabled: false } } });
    const emojis = Array.from({ length: 51 }, (_, index) => String.fromCodePoint(0x1f400 + index));
    for (const emoji of emojis.slice(0, 50)) await react(nora, { id, emoji });
    const refused = await refusalOf(react(zoe, { id, emoji: emojis[50] ?? "" }));
    expect([refused.code, refused.message]).toEqual([
      "too_many",
      "There are too many emojis on this message already (limit 50)",
    ]);
    await react(zoe, { id, emoji: emojis[7] ?? "" });
    await unreact(nora, { id, emoji: emojis[3] ?? "" });
    await react(zoe, { id, emoji: emojis[50] ?? "" });
    expect(Object.keys((await shown(zoe, id)) ?? {})).toEqual(emojis.toSpliced(3, 1));
  });

  test("a budget of their own, which leaves messages alone", async () => {
    const { nora, id } = await cast({
      now: () => 1_800_000_000_000,
      config: { rate_limiting: { enabled: true } },
    });
    for (let count = 0; count < 15; count++) {
      await react(nora, { id });
      await unreact(nora, { id });
    }
    const refused = await refusalOf(react(nora, { id }));
    expect([refused.code, refused.retryAfter]).toEqual(["too_many_requests", 500]);
    await nora.request("message_new", { channel: "general", content: "still here" });
  });
});

describe("in threads", () => {
  async function inThread() {
    const given = await cast();
    const { thread } = await given.nora.request("thread_create", {
      channel: "help",
      name: "Printer",
      content: "it burns",
    });
    const { messages } = await given.nora.request("messages_get", { thread_id: thread.id });
    for (const member of [given.olga, given.mira, given.nora, given.zoe]) await member.news();
    return { ...given, thread, id: messages[0]?.id ?? "" };
  }

  test("by the thread's id, or by the forum's name as the official client does", async () => {
    const { nora, zoe, thread, id } = await inThread();
    const place = { channel: "help", thread_id: thread.id };
    expect(await zoe.request("message_react_add", { channel: "help", id, emoji: "🔥" })).toMatchObject(place);
    expect(await zoe.request("message_react_add", { thread_id: thread.id, id, emoji: "👍" })).toMatchObject(
      place,
    );
    expect(await nora.news()).toMatchObject([place, place]);
    expect(await zoe.request("reaction_remove", { channel: "help", id, emoji: "🔥" })).toMatchObject(place);
    expect(await shown(nora, id, "help")).toEqual({ "👍": ["zoe"] });
  });

  test("a locked one takes them only from members with manage_threads; an archived one comes back if anything changed", async () => {
    const { olga, nora, zoe, thread, id } = await inThread();
    const change = (fields: object) => olga.request("thread_update", { thread_id: thread.id, ...fields });
    await change({ archived: true });
    await nora.news();
    expect(await refusal(unreact(zoe, { channel: "help", id }))).toBe("not_reacted");
    expect(await nora.news()).toEqual([]);
    await react(zoe, { channel: "help", id });
    expect(await nora.news()).toMatchObject([
      { cmd: "thread_update", thread: { archived: false } },
      { cmd: "message_react_add", thread_id: thread.id },
    ]);
    await change({ locked: true });
    for (const channel of [{ channel: "help" }, { thread_id: thread.id }]) {
      expect(await refusal(zoe.request("message_react_add", { ...channel, id, emoji: "🔥" }))).toBe(
        "thread_locked",
      );
      expect(await refusal(zoe.request("message_react_remove", { ...channel, id, emoji: "👍" }))).toBe(
        "thread_locked",
      );
    }
    await react(olga, { channel: "help", id });
    await change({ archived: true });
    await react(olga, { channel: "help", id, emoji: "🔥" });
    await town.restart();
    const back = await town.join("nora");
    expect(await shown(back, id, "help")).toEqual({ "👍": ["zoe", "olga"], "🔥": ["olga"] });
    expect((await back.request("thread_get", { thread_id: thread.id })).thread.archived).toBe(false);
  });
});

test("they go with the message; former members stay in them with their last name", async () => {
  const { olga, nora, zoe, id } = await cast();
  await react(zoe, { id });
  await zoe.request("user_leave");
  expect(await shown(nora, id)).toEqual({ "👍": ["zoe"] });
  await nora.request("message_delete", { channel: "general", id });
  expect(await refusal(react(olga, { id }))).toBe("message_not_found");
});
