/** The notice that somebody is typing. */
import { afterEach, describe, expect, test } from "bun:test";
import { cooksIn } from "./support/casts.ts";
import { say } from "./support/messages.ts";
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
    // A request with a listener gets an answer.
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

  test("is sent once in 2 s, and a stop once, however often it is asked for; it names the sender", async () => {
    const { mira, nora } = await cast();
    const type = (fields: object = {}) =>
      mira.send({ cmd: "typing", channel: "general", user: "olga", global: false, ...fields });
    const received = async () => {
      await mira.request("ping");
      return (await nora.news()).flatMap((event) => (event.cmd === "typing" ? [event] : []));
    };
    await mira.request("nickname_update", { nickname: "Mi" });
    type();
    type();
    expect(await received()).toMatchObject([{ user: "mira", nickname: "Mi", duration: 6000, global: true }]);
    // A request with a listener gets an answer nevertheless.
    expect(await mira.request("typing", { channel: "general" })).toMatchObject({ user: "mira" });
    type({ duration: 0 });
    type({ duration: 0 });
    type();
    expect((await received()).map(({ duration }) => duration)).toEqual([0]);
    now += 1999;
    type();
    expect(await received()).toEqual([]);
    now += 1;
    type();
    expect(await received()).toHaveLength(1);
    // A message ends the notice in clients, so typing after it is announced again.
    await mira.request("message_new", { channel: "general", content: "first part" });
    type();
    expect(await received()).toHaveLength(1);
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
    // Without the limit each would get an error, and the first would reach others.
    for (let count = 0; count < 20; count++) mira.send({ cmd: "typing", channel: "general", duration: 0 });
    expect(await mira.news()).toEqual([]);
    expect((await nora.news()).map((event) => event.cmd === "typing" && event.duration)).toEqual([6000]);
    await say(mira, "one");
    await say(mira, "two");
    // A request with a listener is answered.
    expect(await refusal(mira.request("typing", { channel: "general" }))).toBe("too_many_requests");
    now += 60_000;
    await mira.request("typing", { channel: "general" });
  });
});
