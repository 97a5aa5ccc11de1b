/** A message with a `nonce` is posted once, however often it is sent. */
import { afterEach, describe, expect, test } from "bun:test";
import { cooksIn } from "./support/casts.ts";
import { contents, history, say } from "./support/messages.ts";
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
