/** Moderators see how much of the message limit a member has used, and reset it. */
import { afterEach, describe, expect, test } from "bun:test";
import { staffOver } from "./support/casts.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, refusalOf, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(permissions: string[], options: TestServerOptions = {}) {
  town = await openTown(options);
  return staffOver(town, permissions);
}

const quiet = async (...members: Member[]) => {
  for (const member of members) await member.news();
};

const say = (by: Member, content: string) => by.request("message_new", { channel: "general", content });

describe("rate_limit_status and rate_limit_reset", () => {
  const limited = {
    config: {
      rate_limiting: { enabled: true, messages_per_minute: 60, burst_limit: 3, cooldown_seconds: 30 },
    },
  };

  test("show how much is used, and reset it", async () => {
    const now = 1_800_000_000_000;
    const { olga, ada, mira } = await cast(["manage_server"], { ...limited, now: () => now });
    for (let count = 0; count < 3; count++) await say(mira, "x");
    expect(await refusal(say(mira, "x"))).toBe("too_many_requests");
    const status = {
      messages_this_minute: 3,
      messages_per_minute_limit: 60,
      recent_messages: 3,
      burst_limit: 3,
      cooldown_remaining: 30,
      timeout_remaining: 0,
    };
    expect(await mira.request("rate_limit_status", { user: null })).toMatchObject({ user: "mira", status });
    expect(await ada.request("rate_limit_status", { user: "MIRA" })).toMatchObject({ user: "mira", status });
    expect(await refusal(mira.request("rate_limit_status", { user: "ada" }))).toBe("permission_required");
    expect(await ada.request("rate_limit_reset", { user: "mira" })).toMatchObject({
      cmd: "rate_limit_reset",
      user: "mira",
    });
    await say(mira, "again");
    expect(await refusal(mira.request("rate_limit_reset", { user: "mira" }))).toBe("permission_required");
    expect(await refusal(olga.request("rate_limit_reset", { user: "nobody" }))).toBe("user_not_found");
  });

  test("a timeout is shown and lifted, and all connections of the member are told", async () => {
    const { olga, ada, mira } = await cast(["manage_server"], limited);
    const second = await town.join("mira");
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    const { status } = await ada.request("rate_limit_status", { user: "mira" });
    expect(status.timeout_remaining).toBeGreaterThan(50);
    await quiet(mira, second);
    await ada.request("rate_limit_reset", { user: "mira" });
    for (const member of [mira, second]) {
      expect(await member.news()).toEqual([
        { cmd: "rate_limit", reason: "User timeout lifted", length: 0 },
      ] as never);
    }
    await say(mira, "at last");
    // Moderators can't reset their own limit, nor that of members who are not below.
    expect(await refusal(ada.request("rate_limit_reset", { user: "ada" }))).toBe("cannot_act_on_self");
    expect(await refusal(ada.request("rate_limit_reset", { user: "olga" }))).toBe("hierarchy");
    await olga.request("user_timeout", { user: "ada", timeout: 60 });
    expect(await refusal(ada.request("rate_limit_reset", { user: "mira" }))).toBe("timed_out");
  });

  test("without limits there is no status, but a timeout is lifted all the same", async () => {
    const { olga, mira } = await cast([]);
    const denied = await refusalOf(mira.request("rate_limit_status"));
    expect(denied.code).toBe("limits_off");
    // The official client would show it as a refusal to post.
    expect(denied.message).not.toMatch(/rate limit/i);
    await olga.request("user_timeout", { user: "mira", timeout: 60 });
    await olga.request("rate_limit_reset", { user: "mira" });
    await say(mira, "at last");
  });
});
