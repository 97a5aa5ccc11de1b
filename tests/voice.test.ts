/** Calls in voice channels: who is told of whom, who gets peer ids, and what ends a call. */
import { afterEach, describe, expect, test } from "bun:test";
import type { Event } from "../client/index.ts";
import { commands } from "../src/handlers/registry.gen.ts";
import { budgets } from "../src/protocol/budgets.ts";
import { limits } from "../src/protocol/limits.ts";
import { endAll } from "./support/endings.ts";
import { open } from "./support/hand-edits.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(async () => {
  await endAll();
  await town.close();
});

const all = { view: ["user"] };

/** Olga the owner, mira with the role staff, nora, and paul; #lounge is for all, #office for the staff. */
async function cast(options: TestServerOptions = {}) {
  town = await openTown(options);
  return settleIn(town);
}

async function settleIn(where: Town) {
  const [olga, mira, nora, paul] = await where.people("olga", "mira", "nora", "paul");
  await olga.request("role_create", { name: "staff" });
  await where.roles("mira", "staff", "user");
  for (const [name, permissions] of [
    ["lounge", all],
    ["office", { view: ["staff"] }],
  ] as const) {
    await olga.request("channel_create", {
      name,
      type: "voice",
      permissions: { view: [...permissions.view] },
    });
  }
  for (const member of [olga, mira, nora, paul]) await member.news();
  return { olga, mira, nora, paul };
}

const join = (by: Member, channel = "lounge", peer_id = `peer-${by.name}`) =>
  by.request("voice_join", { channel, peer_id });

async function joinAll(...members: Member[]) {
  for (const member of members) await join(member);
  for (const member of members) await member.news();
}

/** Events of calls, and what they tell. */
async function heard(member: Member) {
  const events = (await member.news()) as (Event & Record<string, unknown>)[];
  return events.filter(({ cmd }) => cmd.startsWith("voice_"));
}

const listed = async (by: Member, channel = "lounge") =>
  (await by.request("channels_get")).val.find(({ name }) => name === channel)?.voice_state;

describe("a call", () => {
  test("begins with a list of the others, whom everybody who views the channel sees", async () => {
    const { olga, mira, nora, paul } = await cast();
    expect(await join(mira)).toMatchObject({ cmd: "voice_join", channel: "lounge", participants: [] });
    await mira.request("voice_mute");
    expect((await join(nora)).participants).toEqual([
      { username: "mira", peer_id: "peer-mira", muted: true },
    ]);
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

  test("tells of microphones: both ways to switch them, and both events", async () => {
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

  test("is left by joining another one", async () => {
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

  test("is refused in other channels, in hidden ones, and to members who are timed out", async () => {
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

  test("has a largest size, and a member who is in it may join again", async () => {
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

  test("goes with its connection, before the other things that do", async () => {
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

  test("is over after a restart", async () => {
    const { mira } = await cast();
    await join(mira);
    await town.restart();
    expect(await listed(await town.join("nora"))).toEqual([]);
  });
});

describe("holes of the reference server that are closed", () => {
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
      expect(
        await refusal(mira.request("voice_join", { channel: "lounge", peer_id: peer_id as string })),
      ).toBe("invalid_field");
    }
    expect(await listed(mira)).toEqual([]);
    await join(mira, "lounge", "A-z_9".repeat(25));
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
});

describe("members leave the call, and those who saw it are told", () => {
  const update = (by: Member, updates: object) =>
    by.request("channel_update", { current_name: "lounge", updates: { ...updates } });
  /** What each way takes, and the command that must name the event. */
  const ways: Readonly<Record<string, readonly [string, (olga: Member) => Promise<unknown>]>> = {
    "a kick": ["user_kick", (olga) => olga.request("user_kick", { user: "mira" })],
    "a ban": ["user_ban", (olga) => olga.request("user_ban", { user: "mira" })],
    "a deleted account": ["user_delete", (olga) => olga.request("user_delete", { user: "mira" })],
    "a timeout": ["user_timeout", (olga) => olga.request("user_timeout", { user: "mira", timeout: 60 })],
    "a slash command": [
      "slash_call",
      (olga) =>
        olga.request("slash_call", { channel: "general", command: "ban", args: { username: "mira" } }),
    ],
    "a lost role": [
      "user_roles_set",
      (olga) => olga.request("user_roles_set", { user: "mira", roles: ["hidden"] }),
    ],
    "a channel's list": [
      "channel_update",
      (olga) => update(olga, { permissions: { view: ["user", "!staff"] } }),
    ],
    "a deleted channel": ["channel_delete", (olga) => olga.request("channel_delete", { name: "lounge" })],
    "another type": ["channel_update", (olga) => update(olga, { type: "text" })],
    "another name": ["channel_update", (olga) => update(olga, { name: "salon" })],
  };

  test.each(Object.entries(ways))("by %s", async (_way, [cmd, act]) => {
    const { olga, mira, nora, paul } = await cast();
    await olga.request("role_create", { name: "hidden" });
    await joinAll(mira, nora);
    for (const member of [olga, paul]) await member.news();
    await act(olga);
    for (const member of [nora, paul]) {
      const [first] = (await member.news()).filter(({ cmd }) => cmd !== "message_new");
      expect(first).toEqual({ cmd: "voice_user_left", channel: "lounge", username: "mira" } as never);
    }
    expect([...town.server.state.calls.values()].map(({ user }) => user)).not.toContain(mira.user.id);
    const events: readonly { readonly name: string }[] = commands[cmd as "user_kick"].events;
    expect(events.map(({ name }) => name)).toContain("voice_user_left");
    if (["a kick", "a ban", "a deleted account", "a slash command"].includes(_way)) return;
    // Their connection is still there, and gets peer ids no more.
    expect(await refusal(mira.request("voice_leave"))).toBe("not_in_call");
  });

  test("by their own role, and by leaving the server", async () => {
    const { olga, mira, nora } = await cast();
    await olga.request("role_create", { name: "quiet", self_assignable: true });
    const permissions = { view: ["user", "!quiet"] };
    await update(olga, { permissions });
    await joinAll(mira, nora);
    await olga.news();
    await mira.request("self_role_add", { role: "quiet" });
    expect(await heard(olga)).toMatchObject([{ cmd: "voice_user_left", username: "mira" }]);
    await nora.request("user_leave");
    expect(await heard(olga)).toMatchObject([{ cmd: "voice_user_left", username: "nora" }]);
  });

  test("by a hand edit", async () => {
    const place = await open();
    town = place;
    const { olga, mira, nora } = await settleIn(place);
    await joinAll(mira, nora);
    await place.file("users", (file) => file[mira.user.id]?.roles.includes("staff"));
    const left = olga.next("voice_user_left");
    place.edit("users", (file) => {
      file[mira.user.id].roles = ["staff"];
    });
    expect(await left).toMatchObject({ channel: "lounge", username: "mira" });
    const other = olga.next("voice_user_left");
    await place.file("channels", (list) =>
      list.some((channel: { name: string }) => channel.name === "lounge"),
    );
    place.edit("channels", (list) => {
      list.find((channel: { name: string }) => channel.name === "lounge").name = "salon";
    });
    expect(await other).toMatchObject({ channel: "lounge", username: "nora" });
  });

  test("and stay in it through what doesn't concern the call", async () => {
    const { olga, mira, nora } = await cast();
    await joinAll(mira, nora);
    await olga.news();
    await update(olga, { description: "Loud" });
    await olga.request("user_timeout", { user: "mira", timeout: 0 });
    await olga.request("user_roles_set", { user: "mira", roles: ["user"] });
    await olga.request("channel_delete", { name: "office" });
    await mira.request("nickname_update", { nickname: "Mi" });
    expect(await heard(olga)).toEqual([]);
    expect(await listed(olga)).toHaveLength(2);
  });
});
