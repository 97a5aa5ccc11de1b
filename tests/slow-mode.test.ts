/** Slow mode: a pause between the messages of a member in one place. */
import { afterEach, describe, expect, test } from "bun:test";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
let now = 1_800_000_000_000;
afterEach(() => town.close());

const all = { view: ["user"], send: ["user"], create_thread: ["user"] };

/** Olga the owner, mira with the role `keeper`, nora; #general and the forum #help have a pause of 30 s. */
async function cast(permission = "manage_messages") {
  town = await openTown({ now: () => now, config: { rate_limiting: { enabled: false } } });
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("role_create", { name: "keeper", permissions: [permission] });
  await town.roles("mira", "keeper", "user");
  await olga.request("channel_create", { name: "help", type: "forum", permissions: all, slow_mode: 30 });
  await olga.request("channel_update", { current_name: "general", updates: { slow_mode: 30 } });
  await olga.request("channel_create", { name: "tea", type: "text", permissions: all });
  return { olga, mira, nora };
}

const say = (by: Member, fields: object = {}) =>
  by.request("message_new", { channel: "general", content: "hello", ...fields });
const slowModeOf = async (by: Member, channel = "general") =>
  (await by.request("channels_get")).val.find(({ name }) => name === channel)?.slow_mode;

test("a member waits; the refusal says how long, in one error that no client takes for a rate limit", async () => {
  const { nora } = await cast();
  await say(nora);
  now += 10_400;
  await nora.news();
  const refused = await refusalOf(say(nora));
  expect([refused.code, refused.message, refused.retryAfter]).toEqual([
    "slow_mode",
    "Slow mode: wait 20 seconds before you write here again",
    19_600,
  ]);
  expect(await nora.news()).toEqual([]);
  // A refused message doesn't lengthen the pause, other places have none, and edits stay possible.
  await say(nora, { channel: "tea" });
  await say(nora, { channel: "tea" });
  const { messages } = await nora.request("messages_get", { channel: "general" });
  await nora.request("message_edit", { channel: "general", id: messages[0]?.id ?? "", content: "hi" });
  now += 19_600;
  await say(nora);
});

test.each(["manage_messages", "manage_channels"])(
  "members with %s don't wait, nor do owners",
  async (permission) => {
    const { olga, mira } = await cast(permission);
    for (const member of [olga, mira]) {
      await say(member);
      await say(member);
    }
  },
);

test("a refused message costs no pause", async () => {
  const { nora } = await cast();
  expect(await refusal(say(nora, { content: " " }))).toBe("message_empty");
  expect(await refusal(say(nora, { reply_to: "nothing" }))).toBe("reply_target_not_found");
  await say(nora);
});

test("a repeat by its nonce is answered at any time, and costs nothing", async () => {
  const { nora } = await cast();
  const { message } = await say(nora, { nonce: "n1" });
  expect((await say(nora, { nonce: "n1" })).message.id).toBe(message.id);
  expect(await refusal(say(nora, { nonce: "n2" }))).toBe("slow_mode");
  now += 30_000;
  expect((await say(nora, { nonce: "n1" })).message.id).toBe(message.id);
  await say(nora, { nonce: "n2" });
});

test("each thread has pauses of its own; new threads are no way around them", async () => {
  const { nora } = await cast();
  const start = (fields: object = {}) =>
    nora.request("thread_create", { channel: "help", name: "Printer", ...fields });
  const { thread } = await start();
  expect(await refusal(start({ content: "now" }))).toBe("slow_mode");
  await say(nora, { thread_id: thread.id });
  expect(await refusal(say(nora, { thread_id: thread.id }))).toBe("slow_mode");
  now += 30_000;
  const second = await start();
  await say(nora, { thread_id: thread.id });
  await say(nora, { thread_id: second.thread.id });
});

describe("the channel's property", () => {
  test("is sent when it is set, kept over a restart, and removed by null or 0", async () => {
    const { olga, nora } = await cast();
    expect([await slowModeOf(nora), await slowModeOf(nora, "help"), await slowModeOf(nora, "tea")]).toEqual([
      30,
      30,
      undefined,
    ]);
    await nora.news();
    await olga.request("channel_update", { current_name: "general", updates: { slow_mode: 21_600 } });
    expect(await nora.news()).toMatchObject([{ cmd: "channel_update", channel: { slow_mode: 21_600 } }]);
    await olga.request("channel_update", { current_name: "general", updates: { description: "slowly" } });
    await town.restart();
    const back = await town.join("olga");
    expect(await slowModeOf(back)).toBe(21_600);
    for (const slow_mode of [null, 0]) {
      await back.request("channel_update", { current_name: "general", updates: { slow_mode: 5 } });
      await back.request("channel_update", { current_name: "general", updates: { slow_mode } });
      expect(await slowModeOf(back)).toBeUndefined();
    }
    expect(back.server.capabilities).toContain("slow_mode");
  });

  test("is a whole number of seconds up to six hours", async () => {
    const { olga } = await cast();
    for (const slow_mode of [-1, 21_601, 1.5, "5", true]) {
      const updates = { slow_mode } as never;
      expect(await refusal(olga.request("channel_update", { current_name: "general", updates }))).toBe(
        "invalid_field",
      );
    }
  });
});
