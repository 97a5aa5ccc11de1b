/** Logins: the ways to log in, and the packets of a login for members, hidden members and banned ones. */
import { afterEach, describe, expect, test } from "bun:test";
import { endAll, endings } from "./support/endings.ts";
import { startFakeRotur } from "./support/fake-rotur.ts";
import {
  ask,
  authenticate,
  change,
  commands,
  gone,
  refused,
  register,
  rest,
  serve,
  town,
  visit,
} from "./support/logins.ts";
import type { RawPeer } from "./support/raw-socket.ts";
import { startTestServer } from "./support/server.ts";

afterEach(endAll);

describe("what may be used to log in", () => {
  test("on a server of mode rotur local accounts do not exist", async () => {
    const { server, rotur } = await serve({ auth_mode: "rotur" });
    const { val } = await visit(server);
    expect(val).toMatchObject({ auth_mode: "rotur", version: "1.1.0" });
    const credentials = { username: "mira", password: "password" };
    for (const cmd of ["login", "register"]) {
      expect(await refused(server, { cmd, ...credentials })).toBe(
        "local_accounts_disabled: Authentication required",
      );
    }
    const peer = await authenticate(server, rotur.account("mira"));
    expect(await peer.packet()).toMatchObject({ cmd: "auth_success" });
  });

  test("on a server of mode cracked both kinds of accounts work", async () => {
    const { server, rotur } = await serve({ auth_mode: "cracked" });
    const peer = await authenticate(server, rotur.account("mira"));
    expect(await peer.packet("ready")).toMatchObject({ user: { username: "mira", cracked: false } });
    const { packets } = await register(server, "mira");
    expect(packets.at(-1)).toMatchObject({
      user: {
        id: "USR:local_mira",
        username: "USR:local_mira",
        nickname: "mira",
        cracked: true,
        pfp_url: null,
      },
    });
  });

  test("on a server of mode cracked-only the identity service is not asked", async () => {
    const { server, rotur } = await serve({ auth_mode: "cracked-only" });
    const peer = await authenticate(server, rotur.account("mira"));
    expect(await peer.packet()).toMatchObject({
      cmd: "auth_error",
      code: "rotur_disabled",
      val: expect.stringMatching(/^Rotur authentication is disabled/),
    });
    expect(rotur.requests).toBe(0);
    await register(server, "mira");
  });

  test("before the login everything but a login and ping asks for one", async () => {
    const { server } = await serve();
    const packets = [
      { cmd: "users_list" },
      { cmd: "resume" },
      { cmd: "nonsense" },
      { cmd: 5 },
      { no: "cmd" },
    ];
    for (const packet of packets) {
      expect(await refused(server, { ...packet, listener: "7" })).toBe(
        "authentication_required: Authentication required",
      );
    }
    const { peer } = await visit(server);
    expect(await ask(peer, { cmd: "ping", sent_at: 1.5, listener: "a" })).toEqual({
      cmd: "pong",
      val: "pong",
      sent_at: 1.5,
      server_time: expect.any(Number),
      listener: "a",
    });
  });

  test("each connection gets a validator key of its own, and only that one lets in", async () => {
    const { server, rotur } = await serve();
    const mira = rotur.account("mira");
    const one = await visit(server);
    const two = await visit(server);
    expect(one.key).toMatch(/^originChats-[A-Za-z0-9]{32}$/);
    expect(one.key).not.toBe(two.key);
    one.peer.send({ cmd: "auth", validator: mira.validatorFor(two.key) });
    expect(await one.peer.packet()).toMatchObject({
      cmd: "auth_error",
      code: "invalid_validator",
      reason: "invalid_validator",
      val: "Invalid authentication",
    });
    // The connection stays open for another attempt.
    one.peer.send({ cmd: "auth", validator: mira.validatorFor(one.key) });
    expect(await one.peer.packet()).toMatchObject({ cmd: "auth_success" });
  });

  test("after the login the commands that log in are unknown, so nobody changes identity", async () => {
    const { server, rotur } = await serve();
    const { peer, packets } = await register(server, "mira");
    await rest(peer);
    for (const cmd of ["login", "register", "auth"]) {
      expect(
        await ask(peer, { cmd, username: "nora", password: "password", validator: "x,y", listener: "1" }),
      ).toEqual({
        cmd: "error",
        src: cmd,
        val: `Unknown command: ${cmd}`,
        code: "unknown_command",
        listener: "1",
      });
    }
    expect(rotur.requests).toBe(0);
    expect(packets).toHaveLength(2);
  });
});

describe("a login that succeeds", () => {
  test("a newcomer gets auth_success, ready, user_join and user_connect, in this order", async () => {
    const { server, rotur } = await serve();
    const account = rotur.account("Mira");
    const peer = await authenticate(server, account);
    const packets = [await peer.packet(), await peer.packet(), ...(await rest(peer))];
    const { seq } = (packets[1] ?? { cmd: "" })["session"] as { seq: number };
    const later = packets.slice(2).map((packet) => Number(packet["seq"]) - seq);
    const user = {
      id: account.id,
      username: "Mira",
      nickname: null,
      roles: ["user"],
      color: null,
      gradient: null,
      status: { status: "online", text: "" },
      cracked: false,
      pfp: null,
    };
    expect(packets).toEqual([
      { cmd: "auth_success", val: "Authentication successful" },
      {
        cmd: "ready",
        user: { ...user, pfp_url: null },
        validator: expect.stringMatching(/^[A-Za-z0-9_-]{43,}$/),
        session: { id: expect.any(String), epoch: expect.any(String), seq: expect.any(Number) },
      },
      { cmd: "user_join", user, seq: expect.any(Number) },
      { cmd: "user_connect", user, seq: expect.any(Number) },
    ]);
    expect(later[0]).toBe(1);
    expect(later[1]).toBeGreaterThan(1);
    expect(JSON.stringify(packets)).not.toContain("password");
  });

  test("status_get follows user_connect when a member comes back with a status other than plain online", async () => {
    const { server, rotur } = await serve();
    const account = rotur.account("mira");
    const first = await authenticate(server, account);
    await first.packet("ready");
    await rest(first);
    first.send({ cmd: "status_set", status: "idle", text: "tea" });
    await first.packet("status_get");
    first.send({ cmd: "user_leave", listener: "never sent" });
    await first.packet("user_leave");
    await first.ended;
    // Left: back as a newcomer, with the status of one.
    const second = await authenticate(server, account);
    expect(commands(await second.until("user_connect"))).toEqual([
      "auth_success",
      "ready",
      "user_join",
      "user_connect",
    ]);
    second.send({ cmd: "status_set", status: "idle", text: "tea" });
    await second.packet("status_get");
    second.destroy();
    await gone(server, "mira");
    const third = await authenticate(server, account);
    const packets = await third.until("status_get");
    expect(commands(packets)).toEqual(["auth_success", "ready", "user_connect", "status_get"]);
    expect(packets.at(-1)).toMatchObject({ username: "mira", status: { status: "idle", text: "tea" } });
    expect(await rest(third)).toEqual([]);
  });

  test("a second connection of a user is announced to nobody, and each ready has its own session", async () => {
    const { server, rotur } = await serve();
    const witness = await register(server, "witness");
    await rest(witness.peer);
    const account = rotur.account("mira");
    const one = await authenticate(server, account);
    const first = await one.packet("ready");
    await rest(one);
    await rest(witness.peer);
    const two = await authenticate(server, account);
    const second = await two.packet("ready");
    expect(await rest(two)).toEqual([]);
    expect(await rest(one)).toEqual([]);
    expect(await rest(witness.peer)).toEqual([]);
    expect(second["session"]).not.toMatchObject({ id: (first["session"] as { id: string }).id });
    // Presence counts connections, not names: only the last one that goes shows.
    one.destroy();
    await gone(server, "mira", 1);
    expect(await rest(witness.peer)).toEqual([]);
    two.destroy();
    expect(await witness.peer.packet()).toMatchObject({ cmd: "user_disconnect", username: "mira" });
    expect(await rest(witness.peer)).toEqual([]);
  });

  test("the keys of the configured default user are the newcomer's, but never the server's own fields", async () => {
    const extra = { roles: ["user"], badge: "new", id: "mine", __proto__: 1, username: "root" };
    const { server, rotur } = await serve({ DB: { users: { default: extra } } });
    const peer = await authenticate(server, rotur.account("mira"));
    expect(await peer.packet("ready")).toMatchObject({
      user: { badge: "new", username: "mira", roles: ["user"] },
    });
  });

  test("the configuration's owners become owners at their next login, by id or name in any case", async () => {
    const rotur = startFakeRotur();
    const anna = rotur.account("anna");
    const server = await startTestServer({
      config: { owners: ["OLGA", anna.id, "USR:local_lena", "paul"], rotur: { base_url: rotur.url } },
    });
    endings.push(rotur.stop, server.dispose);
    const witness = await register(server, "witness");
    const roles = async (peer: RawPeer) =>
      ((await peer.packet("ready"))["user"] as { roles: string[] }).roles;
    expect(await roles(await authenticate(server, rotur.account("olga")))).toEqual(["owner", "user"]);
    expect(await roles(await authenticate(server, anna))).toEqual(["owner", "user"]);
    const { packets } = await register(server, "lena");
    expect(packets.at(-1)).toMatchObject({ user: { roles: ["owner", "user"] } });
    // The short name of a local account could be somebody else's at Rotur.
    const paul = await register(server, "paul");
    expect(paul.packets.at(-1)).toMatchObject({ user: { roles: ["user"] } });
    // A returning member is announced with the new roles.
    await rest(witness.peer);
    await change(server, "anna", { roles: [] });
    await authenticate(server, anna);
    expect(await witness.peer.packet("user_roles_get")).toMatchObject({
      user: "anna",
      roles: ["owner"],
      color: "#9400D3",
    });
  });
});

describe("hidden members", () => {
  for (const status of ["offline", "invisible"]) {
    test(`${status}: comes, goes and speaks of presence to nobody`, async () => {
      const there = await town();
      const [olga, mira] = await there.people("olga", "mira");
      await mira.request("status_set", { status: status as "offline", text: "ssh" });
      expect(await olga.news()).toMatchObject([{ cmd: "user_disconnect", username: "mira" }]);
      mira.close();
      await gone(there.server, "mira");
      expect(await olga.news()).toEqual([]);
      const back = await there.join("mira");
      expect(back.user.status).toEqual({ status: status as "offline", text: "ssh" });
      expect(await back.news()).toEqual([]);
      expect(await olga.news()).toEqual([]);
      const seen = async (by: typeof olga) =>
        (await by.request("users_list")).users.find(({ username }) => username === "mira")?.status;
      expect(await seen(olga)).toEqual({ status: "offline", text: "" });
      expect(await seen(back)).toEqual({ status: status as "offline", text: "ssh" });
      for (const by of [olga, back]) {
        expect((await by.request("users_online")).users.map(({ username }) => username)).toEqual(["olga"]);
      }
      expect(await olga.request("status_get", { user: "mira" })).toMatchObject({
        status: { status: "offline", text: "" },
      });
    });
  }

  test("a hidden member looks exactly like one who is offline", async () => {
    const there = await town();
    const [olga, hidden, left] = await there.people("olga", "hidden", "gone");
    for (const each of [hidden, left]) await each.request("status_set", { status: "dnd", text: "tea" });
    await olga.news();
    await hidden.request("status_set", { status: "invisible", text: "tea" });
    const [hides] = await olga.news();
    left.close();
    await gone(there.server, "gone");
    const [goes] = await olga.news();
    const { users } = await olga.request("users_list");
    const same = (name: string, value: unknown) =>
      JSON.stringify(value)
        .replaceAll(name, "X")
        .replace(/"seq":\d+|"id":"[^"]*"/g, "");
    expect(same("hidden", hides)).toBe(same("gone", goes));
    const [, a, b] = users;
    expect(same("hidden", a)).toBe(same("gone", b));
  });
});

describe("banned members", () => {
  test("a banned member gets both packets and is closed some seconds later; others get nothing", async () => {
    const { server, rotur } = await serve();
    const witness = await register(server, "witness");
    const account = rotur.account("mira");
    const first = await authenticate(server, account);
    await first.packet("ready");
    first.destroy();
    await gone(server, "mira");
    await register(server, "lena");
    for (const name of ["mira", "USR:local_lena"]) await change(server, name, { bannedAt: 1 });
    await rest(witness.peer);

    const peer = await authenticate(server, account);
    const val = "Access denied: You are banned from this server";
    expect([await peer.packet(), await peer.packet()]).toEqual([
      { cmd: "auth_error", val, code: "banned", reason: "banned" },
      { cmd: "error", src: "auth", val, code: "banned" },
    ]);
    // The identity service is not asked again for a member who logs in again and again.
    const again = await authenticate(server, account);
    expect(commands([await again.packet(), await again.packet()])).toEqual(["auth_error", "error"]);
    // The password comes first, so nobody else learns that the account is banned.
    expect(await refused(server, { cmd: "login", username: "lena", password: "wrong" })).toMatch(
      /^invalid_password/,
    );
    const local = await visit(server);
    local.peer.send({ cmd: "login", username: "lena", password: "password" });
    expect(commands([await local.peer.packet(), await local.peer.packet()])).toEqual(["auth_error", "error"]);

    expect(await rest(witness.peer)).toEqual([]);
    expect(await peer.ended).toMatchObject({ code: 1000 });
  });
});
