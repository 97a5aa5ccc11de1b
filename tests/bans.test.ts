/** Banning members, lifting bans, and the list of the banned. */
import { afterEach, describe, expect, test } from "bun:test";
import { staffOver } from "./support/casts.ts";
import { commandsOf, names } from "./support/members.ts";
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

const listed = async (by: Member) => names((await by.request("users_list")).users);

describe("user_ban", () => {
  test("ends all connections of the member; others see them go offline and leave, the actor gets the list", async () => {
    const { olga, ada, mira } = await cast(["ban_members"]);
    const second = await town.join("mira");
    await quiet(olga, ada, mira, second);
    const ends = [mira, second].map(async (member) => {
      const [error, farewell, { code }] = await Promise.all([
        member.next("error"),
        member.next("disconnect"),
        member.next("closed"),
      ]);
      return { src: error.src, val: error.val, code: error.code, reason: farewell.reason, closed: code };
    });
    const list = ada.next("users_banned_list");
    expect(await ada.request("user_ban", { user: "MIRA", reason: " spam " })).toMatchObject({
      cmd: "user_ban",
      user: "mira",
      banned: true,
    });
    for (const end of await Promise.all(ends)) {
      expect(end).toEqual({
        src: "auth",
        val: "Access denied: You are banned from this server: spam",
        code: "banned",
        reason: "You have been banned: spam",
        closed: 1000,
      });
    }
    expect(await list).toMatchObject({ users: ["mira"] });
    const gone = [
      { cmd: "user_disconnect", username: "mira" },
      { cmd: "user_leave", username: "mira" },
    ];
    expect(await olga.news()).toEqual(gone as never);
    expect(await ada.news()).toEqual([...gone, { cmd: "users_banned_list", users: ["mira"] }] as never);
    expect(await listed(olga)).toEqual(["olga", "ada"]);
    expect(await refusal(town.join("mira"))).toBe("banned");
    expect(await town.join("mira").catch((error: Error) => error.message)).toEndWith(
      "from this server: spam",
    );
    await town.restart();
    expect(await refusal(town.join("mira"))).toBe("banned");
  });

  test("an invisible member leaves without a sign that they were online", async () => {
    const { olga, mira } = await cast([]);
    await mira.request("status_set", { status: "invisible" });
    await quiet(olga);
    await olga.request("user_ban", { user: "mira" });
    expect(commandsOf(await olga.news())).toEqual(["user_leave", "users_banned_list"]);
  });

  test("a login that is under way at that moment does not get past it", async () => {
    const { olga, mira } = await cast([]);
    const logins = [1, 2, 3].map(() => town.join("mira"));
    const entered = Promise.allSettled(logins);
    await olga.request("user_ban", { user: "mira" });
    for (const login of await entered) {
      if (login.status === "fulfilled") await login.value.request("ping").catch(() => {});
    }
    expect(await listed(olga)).toEqual(["olga", "ada"]);
    expect(town.server.state.connections(mira.user.id)).toBe(0);
  });

  test("requests that the banned member sent right after it have no effect", async () => {
    const { olga, mira } = await cast([]);
    const closed = mira.next("closed");
    const banned = olga.request("user_ban", { user: "mira" });
    await mira.next("disconnect");
    mira.send({ cmd: "message_new", channel: "general", content: "from the grave" });
    await Promise.all([closed, banned]);
    expect((await olga.request("messages_get", { channel: "general" })).messages).toEqual([]);
  });

  test("requests that wait for their turn while the ban is stored have no effect", async () => {
    const { olga, ada } = await cast(["manage_channels"], { config: { modlog: { enabled: false } } });
    const ended = Promise.all([ada.next("closed"), olga.request("user_ban", { user: "ada" })]);
    for (let count = 0; count < 20; count++)
      ada.send({ cmd: "channel_create", name: `late-${count}`, type: "text", listener: String(count) });
    await ended;
    await olga.request("channel_create", { name: "mine", type: "text" });
    const { val } = await olga.request("channels_get");
    expect(val.map(({ name }) => name)).toEqual(["general", "mine"]);
  });

  test("nobody can ban an owner, a member who is not below, or themselves, nor ban without the permission", async () => {
    const { olga, ada, mira } = await cast(["ban_members"]);
    await town.people("peer", "chief", "second");
    await town.roles("peer", "staff");
    await town.roles("chief", "admin");
    await town.roles("second", "owner");
    const ban = (by: Member, user: string) => refusal(by.request("user_ban", { user }));
    for (const user of ["peer", "chief", "olga"]) expect(await ban(ada, user)).toBe("hierarchy");
    expect(await ban(ada, "ada")).toBe("cannot_act_on_self");
    expect(await ban(olga, "olga")).toBe("cannot_act_on_self");
    expect(await ban(olga, "second")).toBe("owner_protected");
    const denied = await refusalOf(mira.request("user_ban", { user: "peer" }));
    expect(denied.message).toBe("Access denied: 'manage_users' or 'ban_members' permission required");
    expect(await refusal(ada.request("user_ban", { user: "mira", reason: "r".repeat(501) }))).toBe(
      "invalid_field",
    );
    expect((await listed(olga)).length).toBe(6);
  });

  test("a second ban, and one of an unknown name, change nothing", async () => {
    const { olga } = await cast([]);
    await olga.request("user_ban", { user: "mira", reason: "first" });
    await olga.news();
    expect(await olga.request("user_ban", { user: "mira", reason: "second" })).toMatchObject({
      user: "mira",
      banned: false,
    });
    expect(await olga.request("user_ban", { user: "Nobody" })).toMatchObject({
      user: "Nobody",
      banned: false,
    });
    expect(await olga.news()).toEqual([]);
    expect((await olga.request("users_banned")).bans.map(({ reason }) => reason)).toEqual(["first"]);
  });
});

describe("user_unban", () => {
  test("brings the member back, offline, with their roles; they can log in at once", async () => {
    const { olga, ada, mira } = await cast(["manage_users"]);
    await mira.request("status_set", { status: "dnd", text: "back soon" });
    await town.roles("mira", "moderator", "user");
    await olga.request("user_ban", { user: "mira" });
    // The server remembers the refusal for some seconds.
    for (let time = 0; time < 2; time++) expect(await refusal(town.join("mira"))).toBe("banned");
    await quiet(olga, ada);
    // A moderator is below staff, banned or not.
    expect(await ada.request("user_unban", { user: "mira" })).toMatchObject({ user: "mira", unbanned: true });
    const [joined, ...rest] = await ada.news();
    expect(joined).toMatchObject({
      cmd: "user_join",
      user: { username: "mira", roles: ["moderator", "user"], status: { status: "offline", text: "" } },
    });
    expect(rest).toEqual([{ cmd: "users_banned_list", users: [] }] as never);
    expect(commandsOf(await olga.news())).toEqual(["user_join"]);
    const back = await town.join("mira");
    expect(back.user.roles).toEqual(["moderator", "user"]);
    expect(await olga.request("user_unban", { user: "mira" })).toMatchObject({ unbanned: false });
    expect(await olga.request("user_unban", { user: "nobody" })).toMatchObject({
      user: "nobody",
      unbanned: false,
    });
  });

  test("is refused for members who are not below", async () => {
    const { olga, ada } = await cast(["ban_members"]);
    await town.people("peer");
    await town.roles("peer", "staff");
    await olga.request("user_ban", { user: "peer" });
    expect(await refusal(ada.request("user_unban", { user: "peer" }))).toBe("hierarchy");
    expect(await refusal(town.join("peer"))).toBe("banned");
  });
});

test("users_banned lists the banned members, with who banned them, when and why", async () => {
  let now = 1_800_000_000_000;
  const { olga, ada, mira } = await cast(["ban_members"], { now: () => now });
  await town.people("zed");
  await ada.request("user_ban", { user: "mira", reason: "spam" });
  now += 1500;
  await olga.request("user_ban", { user: "zed" });
  const { users, bans } = await ada.request("users_banned");
  expect(users).toEqual(["mira", "zed"]);
  expect(bans).toEqual([
    {
      username: "mira",
      user_id: mira.user.id,
      banned_by: "ada",
      banned_at: 1_800_000_000,
      reason: "spam",
    },
    { ...bans[1], username: "zed", banned_by: "olga", banned_at: 1_800_000_001.5, reason: null } as never,
  ]);
  expect((await ada.request("users_banned_list")).users).toEqual(users);
  const [peer] = await town.people("peer");
  for (const cmd of ["users_banned", "users_banned_list"] as const) {
    expect(await refusal(peer.request(cmd))).toBe("permission_required");
  }
});
