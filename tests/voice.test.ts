/** Calls in voice channels: who is told of whom. What ends them: tests/voice-ends.test.ts. */
import { afterEach, expect, test } from "bun:test";
import { limits } from "../src/protocol/limits.ts";
import { callersIn, heard, join, joinAll, listed } from "./support/calls.ts";
import type { TestServerOptions } from "./support/server.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return callersIn(town);
}

test("a call begins with a list of the others, whom everybody who views the channel sees", async () => {
  const { olga, mira, nora, paul } = await cast();
  expect(await join(mira)).toMatchObject({ cmd: "voice_join", channel: "lounge", participants: [] });
  await mira.request("voice_mute");
  expect((await join(nora)).participants).toEqual([{ username: "mira", peer_id: "peer-mira", muted: true }]);
  const others = [
    { username: "mira", muted: true },
    { username: "nora", muted: false },
  ];
  for (const member of [olga, mira, paul]) expect(await listed(member)).toEqual(others);
  expect(await heard(paul)).toEqual([
    {
      cmd: "voice_user_joined",
      channel: "lounge",
      user: { id: mira.user.id, username: "mira", muted: false },
    },
    {
      cmd: "voice_user_updated",
      channel: "lounge",
      user: { id: mira.user.id, username: "mira", muted: true },
    },
    {
      cmd: "voice_user_joined",
      channel: "lounge",
      user: { id: nora.user.id, username: "nora", muted: false },
    },
  ] as never);
  expect(await nora.request("voice_leave")).toMatchObject({ cmd: "voice_leave", channel: "lounge" });
  for (const member of [paul, mira]) {
    expect((await heard(member)).at(-1)).toEqual({
      cmd: "voice_user_left",
      channel: "lounge",
      username: "nora",
    } as never);
  }
  expect(await listed(paul)).toEqual(others.slice(0, 1));
});

test("a call tells of microphones: both ways to switch them, and both events", async () => {
  const { mira, nora, paul } = await cast();
  await joinAll(mira, nora);
  await paul.news();
  const about = { channel: "lounge", user: { id: nora.user.id, username: "nora", peer_id: "peer-nora" } };
  for (const [cmd, fields, muted] of [
    ["voice_mute", {}, true],
    ["voice_unmute", {}, false],
    ["voice_mute", { channel: "lounge", muted: true }, true],
    ["voice_mute", { channel: "lounge", muted: false }, false],
  ] as const) {
    expect(await nora.request(cmd, fields)).toMatchObject({ cmd, channel: "lounge", muted });
    const updated = { ...about, cmd: "voice_user_updated", user: { ...about.user, muted } };
    const newer = { cmd: "voice_mute", channel: "lounge", peer_id: "peer-nora", username: "nora", muted };
    expect(await heard(mira)).toEqual([updated, newer] as never);
    expect(await heard(nora)).toEqual([updated] as never);
    const { peer_id: _, ...seen } = updated.user;
    expect(await heard(paul)).toEqual([{ ...updated, user: seen }] as never);
  }
  // Nothing changes.
  await nora.request("voice_unmute");
  expect(await heard(mira)).toEqual([]);
});

test("a call is left by joining another one", async () => {
  const { olga, mira, nora } = await cast();
  await joinAll(mira, nora);
  await olga.news();
  await join(mira, "office");
  expect(await heard(olga)).toMatchObject([
    { cmd: "voice_user_left", channel: "lounge", username: "mira" },
    { cmd: "voice_user_joined", channel: "office", user: { username: "mira" } },
  ]);
  expect(await heard(nora)).toMatchObject([{ cmd: "voice_user_left", username: "mira" }]);
  expect(await listed(olga)).toEqual([{ username: "nora", muted: false }]);
});

test("a call is refused in other channels, in hidden ones, and to members who are timed out", async () => {
  const { olga, nora, paul } = await cast();
  expect(await refusal(join(nora, "general"))).toBe("not_a_voice_channel");
  expect(await refusal(nora.request("voice_state", { channel: "general" }))).toBe("not_a_voice_channel");
  for (const channel of ["office", "nowhere", "../users"]) {
    expect(await refusal(join(nora, channel))).toBe("channel_not_found");
    expect(await refusal(nora.request("voice_state", { channel }))).toBe("channel_not_found");
  }
  await olga.request("user_timeout", { user: "paul", timeout: 60 });
  expect(await refusal(join(paul))).toBe("timed_out");
  expect(await heard(olga)).toEqual([]);
});

test("a call has a largest size, and a member who is in it may join again", async () => {
  const { olga, mira } = await cast();
  const { state } = town.server;
  const channel = state.channelByName("lounge")?.id ?? 0;
  await join(mira);
  for (let n = 0; n < limits.callMembers - 1; n++) {
    const member = { user: `u${n}`, connection: `c${n}`, channel, peer: `p${n}`, muted: false };
    state.apply({ type: "call", member });
  }
  expect(await refusal(join(olga))).toBe("too_many");
  expect((await join(mira)).participants).toHaveLength(limits.callMembers - 1);
});

test("a call goes with its connection, before the other things that do", async () => {
  const { mira, nora } = await cast();
  await mira.request("slash_register", { commands: [{ name: "roll", description: "Rolls" }] });
  await joinAll(mira, nora);
  const gone = nora.next("user_disconnect");
  mira.close();
  await gone;
  expect((await nora.news()).map(({ cmd }) => cmd)).toEqual([
    "voice_user_left",
    "slash_remove",
    "user_disconnect",
  ]);
  expect(await listed(nora)).toEqual([{ username: "nora", muted: false }]);
});

test("a call is over after a restart", async () => {
  const { mira } = await cast();
  await join(mira);
  await town.restart();
  expect(await listed(await town.join("nora"))).toEqual([]);
});
