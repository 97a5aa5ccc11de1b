/** The inbox: the messages that call a member. */
import { afterEach, describe, expect, test } from "bun:test";
import { cooksAndForumIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  // Newest first, also for messages of the same millisecond.
  let now = Date.now();
  const later = () => ++now;
  town = await openTown({
    now: later,
    ...options,
    config: { rate_limiting: { enabled: false }, ...options.config },
  });
  return cooksAndForumIn(town);
}

const say = async (by: Member, content: string, fields: object = {}) =>
  (await by.request("message_new", { channel: "general", content, ...fields })).message.id;
const inbox = async (of: Member, fields: object = {}) => {
  const { messages, total } = await of.request("pings_get", fields);
  return [total, ...messages.map(({ content }) => content)];
};

test("by name, by a current role, by a reply; newest first, with the place and the original", async () => {
  const { olga, mira, nora } = await cast();
  const { thread } = await nora.request("thread_create", { channel: "help", name: "Printer" });
  const question = await say(mira, `${"where ".repeat(30)}?`);
  await say(nora, "here, @mira");
  await say(nora, "and here", { reply_to: question });
  await say(nora, "nobody");
  await say(nora, "in the thread, @Mira", { thread_id: thread.id });
  await say(olga, "@&cook, dinner", { channel: "kitchen" });
  await nora.request("message_react_add", { channel: "general", id: question, emoji: "👍" });
  const page = await mira.request("pings_get", {});
  expect(page).toMatchObject({
    cmd: "pings_get",
    offset: 0,
    limit: 50,
    total: 4,
    messages: [
      { content: "@&cook, dinner", channel: "kitchen", user: "olga" },
      { content: "in the thread, @Mira", channel: "help", thread_id: thread.id },
      { content: "and here", channel: "general", reply_to: { id: question, user: "mira" } },
      { content: "here, @mira", channel: "general", pings: { users: ["mira"] } },
    ],
  });
  expect(page.messages.map(({ thread_id }) => thread_id)).toEqual([
    undefined,
    thread.id,
    undefined,
    undefined,
  ]);
  expect(page.messages[2]?.reply_to?.content).toBe("where ".repeat(30).slice(0, 100));
  expect(await inbox(nora)).toEqual([0]);
});

test("pages, and their limits", async () => {
  const { mira, nora } = await cast();
  for (let count = 0; count < 7; count++) await say(nora, `${count} @mira`);
  expect(await inbox(mira, { limit: 3 })).toEqual([7, "6 @mira", "5 @mira", "4 @mira"]);
  expect(await inbox(mira, { limit: 3, offset: 6 })).toEqual([7, "0 @mira"]);
  expect(await inbox(mira, { offset: 7 })).toEqual([7]);
  for (const fields of [{ limit: 0 }, { limit: 101 }, { limit: "5" }, { offset: -1 }, { offset: 1.5 }]) {
    expect([fields, await refusal(mira.request("pings_get", fields as never))]).toEqual([
      fields,
      "invalid_field",
    ]);
  }
});

test("own messages don't count, nor one twice that calls by name, by roles and by a reply", async () => {
  const { olga, mira, nora } = await cast();
  await olga.request("role_create", { name: "baker" });
  await town.roles("mira", "cook", "baker", "user");
  const own = await say(mira, "@mira @&cook");
  await say(mira, "to myself", { reply_to: own });
  expect(await inbox(mira)).toEqual([0]);
  await say(nora, "@&baker and @&cook and @mira", { reply_to: own });
  await say(nora, "@&cook, @&baker");
  expect(await inbox(mira)).toEqual([2, "@&cook, @&baker", "@&baker and @&cook and @mira"]);
  expect(await inbox(mira, { limit: 1, offset: 1 })).toEqual([2, "@&baker and @&cook and @mira"]);
});

describe("no text to people without access (in the inbox; there is no push yet)", () => {
  test("only messages that may be viewed now are listed and counted", async () => {
    const { olga, mira } = await cast();
    await say(olga, "secret for @mira", { channel: "kitchen" });
    await say(olga, "open for @mira");
    expect(await inbox(mira)).toEqual([2, "open for @mira", "secret for @mira"]);
    await town.roles("mira", "user");
    expect(await inbox(mira)).toEqual([1, "open for @mira"]);
    await town.roles("mira", "cook", "user");
    expect(await inbox(mira)).toEqual([2, "open for @mira", "secret for @mira"]);
  });

  test("mentions of a role are listed for its present holders", async () => {
    const { olga, mira, zoe } = await cast();
    await say(olga, "@&cook");
    expect(await inbox(zoe)).toEqual([0]);
    await town.roles("zoe", "cook", "user");
    await town.roles("mira", "user");
    expect(await inbox(zoe)).toEqual([1, "@&cook"]);
    expect(await inbox(mira)).toEqual([0]);
  });

  test("nothing without read_message_history, where that is enforced", async () => {
    const { olga, mira } = await cast({ config: { permissions: { enforce_member_permissions: true } } });
    await say(olga, "@mira");
    const may = (...permissions: string[]) => olga.request("role_update", { name: "user", permissions });
    await may("read_message_history");
    expect(await inbox(mira)).toEqual([1, "@mira"]);
    await may("send_messages");
    expect(await inbox(mira)).toEqual([0]);
  });
});

describe("live pings and inbox agree", () => {
  test("the inbox has exactly the messages that pinged live, in any case, in code and in replies", async () => {
    const { mira, nora } = await cast();
    const own = await say(mira, "mine");
    await mira.news();
    const texts = [
      "@MIRA",
      "`@mira`",
      "me@mira.example",
      "@mirabelle",
      "(@mira)",
      "@nobody",
      "@&cook",
      "@&nothing",
    ];
    for (const text of texts) await say(nora, text);
    await say(nora, "loud", { reply_to: own });
    await say(nora, "quiet", { reply_to: own, ping: false });
    const live = (await mira.news()).flatMap((event) => {
      if (event.cmd !== "message_new") return [];
      const { users, roles, replies } = event.message.pings;
      return users.includes("mira") || replies.includes("mira") || roles.includes("cook")
        ? [event.message.content]
        : [];
    });
    expect(live).toEqual(["@MIRA", "(@mira)", "@&cook", "loud"]);
    expect(await inbox(mira)).toEqual([4, ...live.toReversed()]);
  });

  test("an edit takes back mentions and adds others; a reply stays one", async () => {
    const { mira, nora, zoe } = await cast();
    const own = await say(mira, "mine");
    const id = await say(nora, "@mira @zoe");
    const reply = await say(nora, "yes, @zoe", { reply_to: own });
    const edit = (message: string, content: string) =>
      nora.request("message_edit", { channel: "general", id: message, content });
    await edit(id, "@zoe @&cook");
    expect(await inbox(zoe)).toEqual([2, "yes, @zoe", "@zoe @&cook"]);
    expect(await inbox(mira)).toEqual([2, "yes, @zoe", "@zoe @&cook"]);
    await edit(id, "nobody");
    await edit(reply, "yes");
    expect(await inbox(zoe)).toEqual([0]);
    expect(await inbox(mira)).toEqual([1, "yes"]);
  });
});

test("mentions go with the message, the thread, the channel", async () => {
  const { olga, mira, nora } = await cast();
  const { thread } = await nora.request("thread_create", { channel: "help", name: "Printer" });
  const id = await say(nora, "@mira 1");
  await say(nora, "@mira 2", { thread_id: thread.id });
  await say(olga, "@mira 3", { channel: "kitchen" });
  expect((await inbox(mira))[0]).toBe(3);
  await nora.request("message_delete", { channel: "general", id });
  expect((await inbox(mira))[0]).toBe(2);
  await olga.request("thread_delete", { thread_id: thread.id });
  expect(await inbox(mira)).toEqual([1, "@mira 3"]);
  await olga.request("channel_delete", { name: "kitchen" });
  expect(await inbox(mira)).toEqual([0]);
  await town.restart();
  expect(await inbox(await town.join("mira"))).toEqual([0]);
});

test("a page of long messages has fewer, and says how many, so that the next one goes on there", async () => {
  const { mira, nora } = await cast({ config: { limits: { post_content: 60_000 } } });
  const long = "x".repeat(59_000);
  for (let n = 0; n < 30; n++) await say(mira, `@nora ${n} ${long}`);
  const numbers = async (offset: number) => {
    const { messages, limit, total } = await nora.request("pings_get", { offset });
    return { numbers: messages.map(({ content }) => Number(content.split(" ")[1])), limit, total };
  };
  const newest = Array.from({ length: 30 }, (_, n) => 29 - n);
  expect(await numbers(0)).toEqual({ numbers: newest.slice(0, 20), limit: 20, total: 30 });
  expect(await numbers(20)).toEqual({ numbers: newest.slice(20), limit: 50, total: 30 });
});
