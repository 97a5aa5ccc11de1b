/** Whatever takes a member the right to be in a call ends it for them, and those who saw it are told first. */
import { afterEach, describe, expect, test } from "bun:test";
import { commands } from "../src/handlers/registry.gen.ts";
import { callersIn, heard, joinAll, listed } from "./support/calls.ts";
import { endAll } from "./support/endings.ts";
import { open } from "./support/hand-edits.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(async () => {
  await endAll();
  await town.close();
});

async function cast() {
  town = await openTown();
  return callersIn(town);
}

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
    const { olga, mira, nora } = await callersIn(place);
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
