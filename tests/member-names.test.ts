/** Usernames and nicknames, changed by moderators and by members themselves. */
import { afterEach, describe, expect, test } from "bun:test";
import { staffOver } from "./support/casts.ts";
import { commandsOf } from "./support/members.ts";
import type { TestServerOptions } from "./support/server.ts";
import { type Member, openTown, refusal, type Town } from "./support/town.ts";

let town: Town;
afterEach(() => town.close());

async function cast(permissions: string[], options: TestServerOptions = {}) {
  town = await openTown(options);
  return staffOver(town, permissions);
}

describe("user_update", () => {
  test("a nickname comes in the forms that bots and the official client understand", async () => {
    const { olga, ada, mira } = await cast(["manage_users"]);
    const updated = { user_id: mira.user.id, username: "mira" };
    expect(
      await ada.request("user_update", { user: "Mira", updates: { nickname: " Mi\u202emi " } }),
    ).toMatchObject({ cmd: "user_update", user: "mira", nickname: "Mimi" });
    expect(await olga.news()).toEqual([
      { cmd: "user_updated", ...updated, nickname: "Mimi" },
      { cmd: "nickname_update", user: mira.user.id, username: "mira", nickname: "Mimi" },
    ]);
    expect(await ada.request("user_update", { user: "mira", updates: { nickname: null } })).toMatchObject({
      user: "mira",
      nickname: null,
    });
    expect(await olga.news()).toEqual([
      { cmd: "user_updated", ...updated, nickname: null },
      { cmd: "nickname_remove", user: mira.user.id, username: "mira" },
    ]);
    // Without a change there is no event.
    await ada.request("user_update", { user: "mira", updates: { nickname: "" } });
    expect(await olga.news()).toEqual([]);
  });

  test("a username: only of a local account, by its rules, and the login goes on with the old name", async () => {
    const { olga, mira } = await cast([]);
    const account = await town.register("tilda");
    await olga.news();
    const rename = (username: string, user = "USR:local_tilda") =>
      olga.request("user_update", { user, updates: { username, nickname: "T" } });
    expect(await rename("Matilda")).toMatchObject({
      user: "USR:local_tilda",
      username: "USR:local_matilda",
      nickname: "T",
    });
    const names = { username: "USR:local_matilda", nickname: "T" };
    expect(await olga.news()).toEqual([
      { cmd: "user_updated", user_id: account.user.id, ...names },
      { cmd: "nickname_update", user: account.user.id, ...names },
      { cmd: "user_update", user: "USR:local_tilda", ...names },
    ]);
    expect(await refusal(rename("x", "USR:local_matilda"))).toBe("username_length");
    expect(await refusal(rename("ü ü", "USR:local_matilda"))).toBe("username_characters");
    expect(await refusal(rename("zoe", "mira"))).toBe("username_fixed");
    const login = { login: { username: "tilda", password: "tea and cake" } };
    const again = await town.local(login);
    expect(again.user.username).toBe("USR:local_matilda");
    expect(mira.user.username).toBe("mira");
  });

  test("the name of the registration stays the account's, also if it is not the first one of that name", async () => {
    const { olga } = await cast([]);
    await (await town.register("tilda")).request("user_leave");
    const second = await town.register("tilda");
    await town.register("zoe");
    const rename = (user: string, username: string) =>
      olga.request("user_update", { user, updates: { username } });
    await rename("tilda", "matilda");
    expect(await refusal(town.register("tilda"))).toBe("username_taken");
    expect(await refusal(rename("zoe", "tilda"))).toBe("username_in_use");
    const login = { login: { username: "tilda", password: "tea and cake" } };
    const again = await town.local(login);
    expect(again.user.id).toBe(second.user.id);
    expect(await rename("matilda", "tilda")).toMatchObject({ username: "USR:local_tilda" });
    await again.request("user_leave");
    await town.register("tilda");
    const gone = { login: { username: "tilda~2", password: "tea and cake" } };
    expect(await refusal(town.local(gone))).toBe("account_not_found");
  });

  test("only owners give a name that can't be registered", async () => {
    const { olga, ada } = await cast(["manage_users"]);
    await town.register("tilda");
    const rename = (by: Member, user: string, username: string) =>
      by.request("user_update", { user, updates: { username } });
    for (const username of ["admin", "Server", "USR:local_everyone", "0wner"])
      expect(await refusal(rename(ada, "tilda", username))).toBe("username_reserved");
    expect(await rename(olga, "tilda", "system")).toMatchObject({ username: "USR:local_system" });
    // A member who has such a name may keep it.
    await ada.request("user_update", { user: "system", updates: { username: "system", nickname: "S" } });
  });

  test("members rename themselves and members below", async () => {
    const { ada } = await cast(["manage_users"]);
    await town.people("peer");
    await town.roles("peer", "staff");
    const update = (user: string, updates: object) =>
      ada.request("user_update", { user, updates: { ...updates } });
    for (const user of ["olga", "peer"])
      expect(await refusal(update(user, { nickname: "x" }))).toBe("hierarchy");
    await update("ada", { nickname: "A" });
    for (const updates of [
      {},
      { roles: ["owner"] },
      { nickname: 5 },
      { nickname: "x".repeat(21) },
      { id: "x" },
    ])
      expect(await refusal(update("mira", updates))).toBe("invalid_field");
  });
});

describe("nickname_update and nickname_remove", () => {
  test("set and remove the own nickname, for everybody to see", async () => {
    const { olga, mira } = await cast([]);
    const who = { user: mira.user.id, username: "mira" };
    expect(await mira.request("nickname_update", { nickname: " Mimi " })).toMatchObject({
      cmd: "nickname_update",
      ...who,
      nickname: "Mimi",
    });
    expect(await olga.news()).toEqual([{ cmd: "nickname_update", ...who, nickname: "Mimi" }]);
    expect(commandsOf(await mira.news())).toEqual(["nickname_update"]);
    expect(await mira.request("nickname_remove")).toMatchObject({ cmd: "nickname_remove", ...who });
    expect(await olga.news()).toEqual([{ cmd: "nickname_remove", ...who }]);
    for (const nickname of ["", "\u202e", "x".repeat(21)])
      expect(await refusal(mira.request("nickname_update", { nickname }))).toBe("invalid_field");
  });

  test("need change_nickname where member permissions are enforced", async () => {
    const { olga, mira } = await cast([], { config: { permissions: { enforce_member_permissions: true } } });
    await mira.request("nickname_update", { nickname: "Mimi" });
    await olga.request("role_permissions_set", { name: "user", permissions: ["send_messages"] });
    expect(await refusal(mira.request("nickname_update", { nickname: "M" }))).toBe("permission_required");
    expect(await refusal(mira.request("nickname_remove"))).toBe("permission_required");
  });
});
