/** What the own user may do, as the server decides it. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTown, type Town } from "../../tests/support/town.ts";
import { follow } from "../follow.ts";
import {
  accessOf,
  holds,
  isOwner,
  isPrivate,
  mayActOn,
  mayCall,
  mayIn,
  mayManageRole,
  mayMoveRole,
  ownsServer,
} from "./rights.ts";

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

test("lists of channels with blocked roles, owners, and permissions of roles", async () => {
  const [olga, mira] = await town.people("olga", "mira");
  await olga.request("role_create", { name: "guest" });
  await olga.request("role_create", { name: "keeper", permissions: ["manage_messages"] });
  const permissions = { view: ["user"], send: ["user", "!guest"], react: ["keeper"] };
  await olga.request("channel_create", { name: "news", type: "text", permissions });
  const followed = await follow(mira);
  const may = (action: string) => {
    const channel = followed.model.channels.find(({ name }) => name === "news");
    return channel && mayIn(followed.model, channel, action);
  };
  expect([may("send"), may("react"), holds(followed.model, "manage_messages")]).toEqual([true, false, false]);
  await town.roles("mira", "guest", "keeper", "user");
  expect([may("send"), may("react"), holds(followed.model, "manage_messages")]).toEqual([false, true, true]);
  await town.roles("mira", "guest", "owner", "user");
  expect([may("send"), may("react"), holds(followed.model, "manage_users")]).toEqual([true, true, true]);
});

test("a channel is private if the role of newcomers doesn't see it", () => {
  const seenBy = (...view: string[]) => isPrivate({ permissions: { view } });
  expect([seenBy("user"), seenBy("user", "!guest"), seenBy("guest", "user")]).toEqual([false, false, false]);
  expect([seenBy(), seenBy("keeper"), seenBy("user", "!user")]).toEqual([true, true, true]);
  expect(isPrivate({ permissions: {} })).toBe(true);
});

test("who may act on whom, and on which roles, as the server decides it", async () => {
  const [olga, mira, noah, lena] = await town.people("olga", "mira", "noah", "lena");
  const permissions = ["manage_roles", "manage_users"];
  await olga.request("role_create", { name: "warden", permissions });
  await olga.request("role_create", { name: "deputy", permissions: ["manage_users"] });
  await olga.request("role_create", { name: "cook", permissions: ["manage_channels"] });
  await town.roles("mira", "deputy", "warden", "user");
  await town.roles("noah", "deputy", "user");
  const followed = await follow(mira);
  const seen = () => followed.model;
  const works = async (request: Promise<unknown>) =>
    request.then(
      () => true,
      () => false,
    );
  for (const name of ["owner", "warden", "deputy", "cook"]) {
    const role = seen().roles.get(name);
    const expected = await works(mira.request("role_update", { id: role?.id ?? "", description: "x" }));
    expect([name, role && mayManageRole(seen(), role)]).toEqual([name, expected]);
  }
  for (const client of [olga, mira, noah, lena]) {
    const member = seen().members.get(client.user.id);
    const expected = await works(mira.request("user_timeout", { user: client.user.id, timeout: 0 }));
    const { username } = client.user;
    expect([username, member && mayActOn(seen(), member)]).toEqual([username, expected]);
  }
  expect(mayMoveRole(seen(), { name: "cook", position: 99 })).toBe(true);
  expect([ownsServer(seen()), isOwner({ roles: ["owner"] })]).toEqual([false, true]);
});

test("access says by what it is given or refused", () => {
  const permissions = { view: ["user", "!guest"], send: ["cook"] };
  expect(accessOf(["owner", "guest"], permissions, "send")).toEqual({ allowed: true, by: "owner" });
  expect(accessOf(["user"], permissions, "view")).toEqual({ allowed: true, by: "role", role: "user" });
  expect(accessOf(["user", "guest"], permissions, "view")).toEqual({
    allowed: false,
    by: "block",
    role: "guest",
  });
  expect(accessOf(["user"], permissions, "send")).toEqual({ allowed: false, by: "nothing" });
  expect(accessOf(["cook"], permissions, "send")).toEqual({ allowed: false, by: "view" });
});

test("slash commands: roles that may, roles that may not, and permissions", async () => {
  const [olga, noah, bot] = await town.people("olga", "noah", "dicebot");
  await town.roles("noah", "user");
  for (const name of ["baker", "tired"]) await olga.request("role_create", { name });
  const lists = { description: "Bakes", whitelistRoles: ["baker"], blacklistRoles: ["tired"] };
  await bot.request("slash_register", { commands: [{ name: "baker", ...lists }] });
  const followed = await follow(noah);
  const called = async (name: string, args: object = {}) => {
    const command = followed.model.slashes.get(name);
    const answer = await noah
      .request("slash_call", { channel: "general", command: name, args: { ...args } })
      .then(
        () => true,
        (error: { code: string }) => !/permission_required|role_required|slash_denied/.test(error.code),
      );
    expect([name, command && mayCall(followed.model, command)]).toEqual([name, answer]);
    return answer;
  };
  expect([await called("baker"), await called("ban", { username: "nobody" }), await called("help")]).toEqual([
    false,
    false,
    true,
  ]);
  await town.roles("noah", "baker", "user");
  expect(await called("baker")).toBe(true);
  await town.roles("noah", "baker", "tired", "user");
  expect(await called("baker")).toBe(false);
  await town.roles("noah", "admin", "user");
  expect(await called("ban", { username: "nobody" })).toBe(true);
});
