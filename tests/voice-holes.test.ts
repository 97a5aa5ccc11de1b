/** Holes of the reference server that calls have no more: each test is named after one. */
import { afterEach, expect, test } from "bun:test";
import { budgets } from "../src/protocol/budgets.ts";
import { callersIn, heard, join, joinAll, listed } from "./support/calls.ts";
import type { TestServerOptions } from "./support/server.ts";
import { openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return callersIn(town);
}

test("viewers who are not in the channel never get a peer id", async () => {
  const { mira, nora, paul } = await cast();
  const frames: string[] = [];
  paul.received((text) => void frames.push(text));
  const second = await town.join("nora");
  second.received((text) => void frames.push(text));
  await joinAll(mira, nora);
  await mira.request("voice_mute");
  await join(mira);
  for (const viewer of [paul, second]) {
    const { participants } = await viewer.request("voice_state", { channel: "lounge" });
    expect(participants.map(({ username }) => username)).toEqual(["nora", "mira"]);
    await viewer.request("channels_get");
    await viewer.news();
  }
  expect(frames.join()).toContain("voice_user_joined");
  expect(frames.join()).not.toContain("peer-");
  const { participants } = await nora.request("voice_state", { channel: "lounge" });
  expect(participants.map(({ peer_id }) => peer_id)).toEqual(["peer-nora", "peer-mira"]);
});

test("a member who left gets no peer ids any more, not even by resume", async () => {
  const { mira, nora, paul } = await cast();
  await joinAll(mira, nora);
  const { position } = nora;
  nora.close();
  await mira.next("voice_user_left");
  await join(paul);
  const back = await town.join("nora");
  const frames: string[] = [];
  back.received((text) => void frames.push(text));
  await back.request("resume", { ...position });
  await back.news();
  expect(frames.join()).toContain("voice_user_joined");
  expect(frames.join()).not.toContain("peer-");
});

test("the joining connection doesn't get its own voice_user_joined", async () => {
  const { mira } = await cast();
  const second = await town.join("mira");
  const frames: string[] = [];
  mira.received((text) => void frames.push(text));
  await join(mira);
  expect(await heard(second)).toMatchObject([{ cmd: "voice_user_joined", user: { username: "mira" } }]);
  await mira.news();
  expect(frames.join()).not.toContain("voice_user_joined");
});

test("a second session of a user moves their call, and its end ends only its own", async () => {
  const { mira, nora } = await cast();
  await joinAll(mira, nora);
  const second = await town.join("mira");
  expect((await join(second, "lounge", "peer-second")).participants).toHaveLength(1);
  expect(await heard(nora)).toMatchObject([
    { cmd: "voice_user_left", username: "mira" },
    { cmd: "voice_user_joined", user: { username: "mira", peer_id: "peer-second" } },
  ]);
  for (const cmd of ["voice_leave", "voice_mute", "voice_unmute"] as const) {
    expect(await refusal(mira.request(cmd))).toBe("not_in_call");
  }
  await heard(mira);
  // It gets the event as a viewer now.
  await nora.request("voice_mute");
  expect(JSON.stringify(await heard(mira))).not.toContain("peer");
  mira.close();
  await nora.request("ping");
  expect((await nora.request("voice_state", { channel: "lounge" })).participants).toMatchObject([
    { username: "nora" },
    { username: "mira", peer_id: "peer-second" },
  ]);
  const left = nora.next("voice_user_left");
  second.close();
  expect(await left).toMatchObject({ username: "mira" });
});

test("the permission connect counts where the operator has member permissions enforced", async () => {
  const { olga, nora } = await cast();
  await olga.request("role_create", { name: "guest", permissions: [] });
  await town.roles("nora", "guest");
  const updates = { permissions: { view: ["user", "guest"] } };
  await olga.request("channel_update", { current_name: "lounge", updates });
  await join(nora);
  await town.server.reconfigure({
    owners: ["olga"],
    rotur: { base_url: town.rotur.url },
    permissions: { enforce_member_permissions: true },
  });
  expect(await refusal(join(nora))).toBe("connect_denied");
  await olga.request("role_update", { name: "guest", permissions: ["connect"] });
  await join(nora);
});

test("peer ids are short texts of letters, digits, - and _", async () => {
  const { mira } = await cast();
  const ids = ["", "x".repeat(129), "a b", "<b>", 7, true, ["a"], { id: "a" }, null];
  for (const peer_id of ids) {
    expect(await refusal(mira.request("voice_join", { channel: "lounge", peer_id: peer_id as string }))).toBe(
      "invalid_field",
    );
  }
  expect(await listed(mira)).toEqual([]);
  await join(mira, "lounge", "A-z_9".repeat(25));
});

test("nobody joins with the peer id of another member of the call", async () => {
  const { mira, nora } = await cast();
  await join(mira, "lounge", "p1");
  expect(await refusal(join(nora, "lounge", "p1"))).toBe("invalid_field");
  expect(await listed(nora)).toEqual([expect.objectContaining({ username: "mira" })]);
  // It is theirs only while they are in it, and they may join again.
  await join(mira, "lounge", "p1");
  await mira.request("voice_leave");
  await join(nora, "lounge", "p1");
});

test("joining and muting again and again is refused after a while", async () => {
  const { mira, nora } = await cast({ budgets: "usual" });
  const joins = Array.from({ length: budgets.voice_join.burst }, () => join(mira));
  await Promise.all(joins);
  expect(await refusal(join(mira))).toBe("too_many_requests");
  const switches = Array.from({ length: budgets.voice_mute.burst }, (_, n) =>
    mira.request("voice_mute", { muted: n % 2 === 0 }),
  );
  await Promise.all(switches);
  expect(await refusal(mira.request("voice_unmute"))).toBe("too_many_requests");
  // Leaving is always possible.
  await mira.request("voice_leave");
  expect(await listed(nora)).toEqual([]);
});

test("leaving and muting without a call is refused in words", async () => {
  const { mira, nora } = await cast();
  for (const cmd of ["voice_leave", "voice_mute", "voice_unmute"] as const) {
    expect(await refusal(mira.request(cmd))).toBe("not_in_call");
  }
  await join(mira);
  for (const cmd of ["voice_leave", "voice_mute", "voice_unmute"] as const) {
    expect(await refusal(mira.request(cmd, { channel: "office" }))).toBe("not_in_call");
    expect(await refusal(nora.request(cmd))).toBe("not_in_call");
  }
  expect(await listed(nora)).toEqual([{ username: "mira", muted: false }]);
});
