/** Pinned messages. */
import { afterEach, describe, expect, test } from "bun:test";
import type { Place } from "../client/index.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

const all = { view: ["user"], send: ["user"], create_thread: ["user"] };

/** Olga the owner, mira who manages messages, nora; #kitchen that olga alone views, the forum #help for all. */
async function cast() {
  town = await openTown({ config: { rate_limiting: { enabled: false } } });
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("role_create", { name: "keeper", permissions: ["manage_messages"] });
  await olga.request("role_create", { name: "herald" });
  await town.roles("mira", "keeper", "user");
  await olga.request("channel_create", { name: "kitchen", type: "text" });
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all });
  for (const member of [olga, mira, nora]) await member.news();
  return { olga, mira, nora };
}

const say = async (by: Member, content: string, place: Place = { channel: "general" }) =>
  (await by.request("message_new", { ...place, content })).message.id;
const pinned = async (by: Member, place: Place = { channel: "general" }) =>
  (await by.request("messages_pinned", place)).messages.map(({ content }) => content);

test("every viewer is told; the list is newest first; the history shows it", async () => {
  const { olga, mira, nora } = await cast();
  const [first, , third] = [await say(nora, "one"), await say(nora, "two"), await say(nora, "three")];
  for (const member of [olga, mira, nora]) await member.news();
  const event = {
    cmd: "message_pin",
    id: third,
    channel: "general",
    thread_id: null,
    pinned: true,
    global: true,
  };
  expect(await mira.request("message_pin", { channel: "general", id: third })).toMatchObject(event);
  expect(await nora.news()).toEqual([event] as never);
  await mira.request("message_pin", { channel: "general", id: first });
  const list = await nora.request("messages_pinned", { channel: "general" });
  expect(list).toMatchObject({
    channel: "general",
    thread_id: null,
    messages: [
      { id: third, pinned: true, channel: "general" },
      { id: first, pinned: true, channel: "general" },
    ],
  });
  const { messages } = await nora.request("messages_get", { channel: "general" });
  expect(messages.map((message) => message.pinned)).toEqual([true, false, true]);
  await mira.request("message_delete", { channel: "general", id: third });
  expect(await pinned(nora)).toEqual(["one"]);
});

describe("unpinning and its flags", () => {
  test("message_unpin, and message_pin with pinned:false as the official client does it, cause the same event", async () => {
    const { mira, nora } = await cast();
    const id = await say(nora, "one");
    const event = {
      cmd: "message_unpin",
      id,
      channel: "general",
      thread_id: null,
      pinned: false,
      global: true,
    };
    for (const unpin of [
      () => mira.request("message_unpin", { channel: "general", id }),
      () => mira.request("message_pin", { channel: "general", id, pinned: false }),
    ]) {
      await mira.request("message_pin", { channel: "general", id });
      await nora.news();
      expect(await unpin()).toMatchObject(event);
      expect(await nora.news()).toEqual([event] as never);
      expect(await pinned(nora)).toEqual([]);
      // A second time: the same answer, and no event.
      expect(await unpin()).toMatchObject(event);
      expect(await nora.news()).toEqual([]);
    }
  });

  test("pinning a pinned message is answered, without an event", async () => {
    const { mira, nora } = await cast();
    const id = await say(nora, "one");
    await mira.request("message_pin", { channel: "general", id });
    await nora.news();
    for (const fields of [{}, { pinned: true }, { pinned: null }]) {
      expect(await mira.request("message_pin", { channel: "general", id, ...fields })).toMatchObject({
        cmd: "message_pin",
        pinned: true,
      });
    }
    expect(await nora.news()).toEqual([]);
  });

  test("an unknown message is an error, and nothing is sent", async () => {
    const { mira, nora } = await cast();
    for (const cmd of ["message_pin", "message_unpin"] as const) {
      expect(await refusal(mira.request(cmd, { channel: "general", id: "nothing" }))).toBe(
        "message_not_found",
      );
    }
    expect(await nora.news()).toEqual([]);
  });
});

describe("who may", () => {
  test("the channel's pin, or manage_messages", async () => {
    const { olga, mira, nora } = await cast();
    const id = await say(nora, "one");
    const refused = await refusalOf(nora.request("message_pin", { channel: "general", id }));
    expect([refused.code, refused.message]).toEqual([
      "pin_denied",
      "You do not have permission to pin messages in this channel",
    ]);
    await mira.request("message_pin", { channel: "general", id });
    expect(await refusal(nora.request("message_unpin", { channel: "general", id }))).toBe("pin_denied");
    await olga.request("channel_update", {
      current_name: "general",
      updates: { permissions: { view: ["user"], send: ["user"], pin: ["herald"] } },
    });
    await town.roles("nora", "herald", "user");
    await nora.request("message_unpin", { channel: "general", id });
    expect(await pinned(nora)).toEqual([]);
  });

  test("members who can't view a channel can neither pin nor list pins there", async () => {
    const { olga, mira, nora } = await cast();
    const id = await say(olga, "secret", { channel: "kitchen" });
    for (const by of [mira, nora]) {
      expect(await refusal(by.request("message_pin", { channel: "kitchen", id }))).toBe("channel_not_found");
      expect(await refusal(by.request("messages_pinned", { channel: "kitchen" }))).toBe("channel_not_found");
      expect(await refusal(by.request("message_pin", { channel: "general", id }))).not.toBe(
        "channel_not_found",
      );
    }
    expect(await refusal(mira.request("message_pin", { channel: "general", id }))).toBe("message_not_found");
    await olga.request("message_pin", { channel: "kitchen", id });
    expect(await nora.news()).toEqual([]);
    expect(await pinned(olga, { channel: "kitchen" })).toEqual(["secret"]);
  });
});

test("in threads: by the thread's id or the forum's name; a forum lists those of all its threads", async () => {
  const { olga, mira, nora } = await cast();
  const start = async (name: string) =>
    (await nora.request("thread_create", { channel: "help", name })).thread.id;
  const [one, two] = [await start("One"), await start("Two")];
  const a = await say(nora, "a", { thread_id: one });
  const b = await say(nora, "b", { thread_id: two });
  const c = await say(nora, "c", { thread_id: one });
  await say(nora, "d", { thread_id: one });
  await olga.news();
  expect(await mira.request("message_pin", { channel: "help", id: a })).toMatchObject({
    channel: "help",
    thread_id: one,
  });
  expect(await olga.news()).toMatchObject([{ cmd: "message_pin", channel: "help", thread_id: one, id: a }]);
  await mira.request("message_pin", { thread_id: two, id: b });
  await mira.request("message_pin", { thread_id: one, id: c });
  const list = await nora.request("messages_pinned", { channel: "help" });
  expect(list.messages.map(({ id, channel, thread_id }) => [id, channel, thread_id])).toEqual([
    [c, "help", one],
    [b, "help", two],
    [a, "help", one],
  ]);
  expect(list.thread_id).toBeNull();
  expect(await pinned(nora, { thread_id: one })).toEqual(["c", "a"]);
  await olga.request("thread_delete", { thread_id: one });
  expect(await pinned(nora, { channel: "help" })).toEqual(["b"]);
});

test("a list of pins has at most the newest 250, with reactions; other types of channels have none", async () => {
  const { olga, mira, nora } = await cast();
  await olga.request("channel_create", { name: "talk", type: "voice", permissions: all });
  expect(await pinned(nora, { channel: "talk" })).toEqual([]);
  const ids: string[] = [];
  for (let count = 0; count < 252; count++) ids.push(await say(nora, `${count}`));
  await Promise.all(ids.map((id) => mira.request("message_pin", { channel: "general", id })));
  await nora.request("message_react_add", { channel: "general", id: ids[251] ?? "", emoji: "📌" });
  const { messages } = await nora.request("messages_pinned", { channel: "general" });
  expect(messages).toHaveLength(250);
  expect(messages[0]).toMatchObject({ content: "251", reactions: { "📌": ["nora"] } });
  expect(messages.at(-1)?.content).toBe("2");
});
