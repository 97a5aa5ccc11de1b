/** The rate limit of messages, and the budgets of other commands. */
import { afterEach, describe, expect, test } from "bun:test";
import { cooksIn } from "./support/casts.ts";
import { say } from "./support/messages.ts";
import type { TestServerOptions } from "./support/server.ts";
import { openTown, refusal, refusalOf, type Town } from "./support/town.ts";

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
    // An error that the official client can show follows, without a listener.
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
    // A refused message doesn't lengthen the cooldown.
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
    // An edit is charged before all checks.
    expect(
      await refusal(mira.request("message_edit", { channel: "general", id: "nothing", content: " " })),
    ).toBe("message_not_found");
    expect(await status()).toBe(3);
    // So an invalid message gets its own error even during the cooldown.
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

  test("a changed configuration takes effect at once, and keeps the counts", async () => {
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
