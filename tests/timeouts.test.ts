/** A timeout silences a member for a while. */
import { afterEach, describe, expect, test } from "bun:test";
import { managerIn } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return managerIn(town);
}

describe("user_timeout", () => {
  test("silences all connections of a member, and tells them why and for how long", async () => {
    let now = 1_800_000_000_000;
    const { olga, ada, mira } = await cast({ now: () => now });
    const second = await town.join("mira");
    await second.news();
    const { message } = await mira.request("message_new", { channel: "general", content: "before" });
    for (const member of [olga, mira, second]) await member.news();
    expect(await ada.request("user_timeout", { user: "Mira", timeout: 60 })).toMatchObject({
      user: "mira",
      timeout: 60,
    });
    const told = { cmd: "rate_limit", reason: "User timeout set", length: 60_000 };
    for (const member of [mira, second]) expect(await member.news()).toEqual([told] as never);
    expect(await olga.news()).toEqual([]);

    now += 17_500;
    const attempts = [
      () => mira.request("message_new", { channel: "general", content: "x" }),
      () => second.request("message_edit", { channel: "general", id: message.id, content: "x" }),
    ];
    for (const attempt of attempts) {
      const denied = await refusalOf(attempt());
      expect(denied.retryAfter).toBe(42_500);
    }
    const explained = {
      cmd: "error",
      val: "You are timed out for 43 seconds",
      code: "timed_out",
      retry_after: 42_500,
      channel: "general",
    };
    expect(await mira.news()).toEqual([{ ...explained, src: "message_new" }] as never);
    expect(await second.news()).toEqual([{ ...explained, src: "message_edit" }] as never);
    expect(await refusal(mira.request("typing", { channel: "general" }))).toBe("timed_out");
    expect(await olga.news()).toEqual([]);
    // The member may still delete own messages, and read everything.
    await mira.request("messages_get", { channel: "general" });
    await mira.request("message_delete", { channel: "general", id: message.id });

    now += 42_500;
    await mira.request("message_new", { channel: "general", content: "after" });
  });

  test("is lifted by 0, replaced by a shorter one, and survives a restart", async () => {
    const { ada, mira } = await cast();
    const speak = (member: Member) => member.request("message_new", { channel: "general", content: "x" });
    await ada.request("user_timeout", { user: "mira", timeout: 2_419_200 });
    expect((await refusalOf(speak(mira))).retryAfter).toBeGreaterThan(2_419_000_000);
    await ada.request("user_timeout", { user: "mira", timeout: 60 });
    expect((await refusalOf(speak(mira))).retryAfter).toBeLessThanOrEqual(60_000);
    await town.restart();
    const back = await town.join("mira");
    expect((await refusalOf(speak(back))).retryAfter).toBeLessThanOrEqual(60_000);
    const olga = await town.join("olga");
    await olga.request("user_timeout", { user: "mira", timeout: 0 });
    await speak(back);
  });

  test("refuses odd lengths, unknown members and the actor", async () => {
    const { olga, ada } = await cast();
    for (const timeout of [-1, 1.5, "60", null, true, 2_419_201, undefined]) {
      const answer = await refusal(ada.request("user_timeout", { user: "mira", timeout: timeout as number }));
      expect([timeout, answer]).toEqual([timeout, "invalid_field"]);
    }
    expect(await refusal(ada.request("user_timeout", { user: "nobody", timeout: 5 }))).toBe("user_not_found");
    expect(await refusal(olga.request("user_timeout", { user: "olga", timeout: 5 }))).toBe(
      "cannot_act_on_self",
    );
  });

  test("works without rate limits, and does not use up the allowance of messages", async () => {
    let now = 1_800_000_000_000;
    const { olga, mira } = await cast({
      now: () => now,
      config: {
        rate_limiting: { enabled: true, messages_per_minute: 60, burst_limit: 3, cooldown_seconds: 30 },
      },
    });
    await olga.request("user_timeout", { user: "mira", timeout: 5 });
    for (let attempt = 0; attempt < 6; attempt++) {
      const denied = await refusalOf(mira.request("message_new", { channel: "general", content: "x" }));
      expect([denied.retryAfter, denied.message]).toEqual([5000, "You are timed out for 5 seconds"]);
    }
    now += 5000;
    for (let attempt = 0; attempt < 3; attempt++)
      await mira.request("message_new", { channel: "general", content: "x" });
    expect(
      (await refusalOf(mira.request("message_new", { channel: "general", content: "x" }))).retryAfter,
    ).toBe(30_000);
  });
});
