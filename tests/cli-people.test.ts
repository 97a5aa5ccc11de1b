/** The operator mutes, removes, bans and invites people, and makes bots, on a running server. */
import { expect, test } from "bun:test";
import { connect } from "../client/index.ts";
import { operatorSuite, password, refused } from "./support/operator.ts";

const operator = operatorSuite();
const { does, answer } = operator;

test("timeout, kick, logout and sessions", async () => {
  const eve = await operator.member("register", "eve");
  const muted = eve.next("rate_limit");
  await does("user", "timeout", "eve", "30m");
  expect((await muted).length).toBe(1_800_000);
  const { timeout } = await answer("user", "show", "eve");
  expect(timeout).toBeGreaterThan(1700);
  await does("user", "timeout", "eve", "0");
  await expect(does("user", "timeout", "eve", "60d")).rejects.toMatchObject(
    refused("28 days", "invalid_field"),
  );
  await expect(does("user", "timeout", "eve", "soon")).rejects.toMatchObject(refused("30m", "usage"));
  await operator.olga.request("ping");

  const device = await connect(operator.server.ws, {
    login: { login: { username: "eve", password, device: "phone", remember: true } },
    reconnect: [],
  });
  const { sessions } = await answer("session", "list", "eve");
  expect(sessions).toMatchObject([{ device: "phone" }]);
  const ended = device.next("closed");
  await does("session", "revoke", "eve", sessions[0].id);
  await ended;
  await expect(does("session", "revoke", "eve", "none")).rejects.toMatchObject({
    code: "session_not_found",
  });
  const gone = eve.next("closed");
  expect(await answer("user", "logout", "eve")).toMatchObject({ id: "USR:local_eve", connections: 1 });
  await gone;
  expect((await answer("session", "list", "eve")).sessions).toEqual([]);

  const left = operator.olga.next("user_leave", ({ username }) => username === "USR:local_eve");
  await does("user", "kick", "eve", "--reason", "spam");
  await left;
  await expect(does("user", "kick", "olga")).rejects.toMatchObject({ code: "last_owner" });
  await expect(does("user", "show", "eve")).rejects.toMatchObject({ code: "user_not_found" });
});

test("bans are listed with their reason", async () => {
  await does("ban", "add", "bob", "--reason", "spam");
  expect((await answer("ban", "list")).bans).toMatchObject([
    { id: "USR:local_bob", reason: "spam", banned_by: null },
  ]);
  expect(await answer("user", "show", "bob")).toMatchObject({ banned: true, ban: { reason: "spam" } });
  await does("ban", "remove", "bob");
  expect((await answer("ban", "list")).bans).toEqual([]);
});

test("people join with the operator's invite, with its roles, until it is ended", async () => {
  const made = await answer("invite", "create", "--uses", "2", "--expires", "1h", "--role", "moderator");
  expect(made).toMatchObject({
    url: `${operator.server.url}/invite/${made.code}`,
    max_uses: 2,
    created_by: "operator",
  });
  const account = { username: "ines", password, invite_code: made.code };
  const ines = await connect(operator.server.ws, { login: { register: account }, reconnect: [] });
  expect(ines.user.roles).toEqual(["user", "moderator"]);
  expect((await answer("invite", "list")).invites).toMatchObject([{ code: made.code, uses: 1 }]);
  await does("invite", "delete", made.url);
  expect((await answer("invite", "list")).invites).toEqual([]);
  await expect(does("invite", "delete", made.code)).rejects.toMatchObject({ code: "invite_not_found" });
  await expect(does("invite", "create", "--role", "king")).rejects.toMatchObject({
    code: "role_not_found",
  });
  // The code of an invite lets people in.
  expect(operator.lines.join("")).not.toContain(made.code);
});

test("bots log in with the token that is printed, until it is replaced", async () => {
  const { token, bot } = await answer("bot", "create", "dice");
  const dice = await connect(operator.server.ws, { login: { token }, reconnect: [] });
  expect(dice.user.id).toBe(bot.id);
  const closed = dice.next("closed");
  const { token: next } = await answer("bot", "token", "dice");
  await closed;
  expect(next).not.toBe(token);
  expect((await answer("bot", "list")).bots).toMatchObject([{ id: bot.id, created_by: "operator" }]);
  await expect(does("bot", "token", "bob")).rejects.toMatchObject({ code: "not_a_bot" });
  await does("bot", "delete", "dice", "--yes");
  expect((await answer("bot", "list")).bots).toEqual([]);
  expect(operator.lines.join("")).not.toContain(next);
});
