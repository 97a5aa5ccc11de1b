/** The identity service: names that change there, and its failures. */
import { afterEach, describe, expect, test } from "bun:test";
import { endAll, endings } from "./support/endings.ts";
import type { FakeMode } from "./support/fake-rotur.ts";
import { authenticate, commands, register, rest, serve, visit } from "./support/logins.ts";

afterEach(endAll);

describe("names at the identity service", () => {
  test("a rename shows at the next login, to everybody, in both forms", async () => {
    const { server, rotur } = await serve();
    const witness = await register(server, "witness");
    const before = rotur.account("mira");
    const old = await authenticate(server, before);
    await old.packet("ready");
    await rest(old);
    await rest(witness.peer);
    const peer = await authenticate(server, rotur.account("mirabel", before.id));
    expect(await peer.packet("ready")).toMatchObject({ user: { id: before.id, username: "mirabel" } });
    const events = [
      { cmd: "user_updated", user_id: before.id, username: "mirabel", nickname: null },
      { cmd: "user_update", user: "mira", username: "mirabel", nickname: null },
    ];
    // The other connection of the same user stays, under the new name.
    expect(await rest(witness.peer)).toMatchObject(events);
    expect(await rest(old)).toMatchObject(events);
    peer.destroy();
    old.destroy();
    expect(await witness.peer.packet("user_disconnect")).toMatchObject({ username: "mirabel" });
  });

  test("names that were swapped find their owners again", async () => {
    const { server, rotur } = await serve();
    const witness = await register(server, "witness");
    const mira = rotur.account("mira");
    const nora = rotur.account("nora");
    for (const account of [mira, nora]) await (await authenticate(server, account)).packet("ready");
    await rest(witness.peer);
    const names = async () => {
      witness.peer.send({ cmd: "users_list" });
      const { users } = (await witness.peer.packet("users_list")) as unknown as {
        users: { username: string }[];
      };
      return users.map(({ username }) => username);
    };
    await (await authenticate(server, rotur.account("NORA", mira.id))).packet("ready");
    const placeholder = (await names())[2];
    expect(await names()).toEqual(["USR:local_witness", "NORA", placeholder ?? ""]);
    expect(placeholder).toMatch(/^nora#/);
    await (await authenticate(server, rotur.account("mira", nora.id))).packet("ready");
    expect(await names()).toEqual(["USR:local_witness", "NORA", "mira"]);
    const restarted = await server.restart();
    endings.push(restarted.dispose);
    expect([...restarted.state.users.values()].map(({ username }) => username)).toEqual([
      "USR:local_witness",
      "NORA",
      "mira",
    ]);
  });

  test("many can hold a name one after another, even with ids that begin alike", async () => {
    const { server, rotur } = await serve();
    for (const id of ["common-prefix-1", "common-prefix-2", "common-prefix-3"]) {
      const peer = await authenticate(server, rotur.account("mira", id));
      expect(await peer.packet()).toMatchObject({ cmd: "auth_success" });
    }
    const names = [...server.state.users.values()].map(({ username }) => username);
    expect(new Set(names).size).toBe(3);
  });
});

describe("an identity service in trouble", () => {
  const unavailable = {
    cmd: "auth_error",
    code: "identity_unavailable",
    reason: "identity_unavailable",
    val: expect.stringContaining("identity service is unavailable"),
  };
  const silent: readonly FakeMode[] = ["hang", "hang-body"];
  const noisy: readonly FakeMode[] = [
    "reset",
    "429",
    "500",
    "503",
    "garbage",
    "huge",
    "redirect",
    "lying-types",
    "empty-id",
  ];

  test("whatever it does, the login is answered and nobody gets in", async () => {
    const { server, rotur } = await serve();
    const mira = rotur.account("mira");
    for (const mode of [...silent, ...noisy]) {
      rotur.mode(mode);
      const peer = await authenticate(server, mira);
      const answer = await peer.packet();
      expect({ mode, answer }).toEqual({ mode, answer: unavailable as never });
      peer.destroy();
    }
    expect([...server.state.users]).toEqual([]);
    rotur.mode("ok");
    expect(await (await authenticate(server, mira)).packet()).toMatchObject({ cmd: "auth_success" });
  });

  test("a clear no is told as one", async () => {
    const { server, rotur } = await serve();
    const mira = rotur.account("mira");
    for (const mode of ["400", "404"] as const) {
      rotur.mode(mode);
      expect(await (await authenticate(server, mira)).packet()).toMatchObject({ code: "invalid_validator" });
    }
    rotur.mode("ok");
    for (const code of ["account_blocked", "parental_block"] as const) {
      rotur.blocked(mira, code);
      expect(await (await authenticate(server, mira)).packet()).toMatchObject({ code, reason: code });
    }
  });

  test("a login that waits for it delays no other client, and keeps its own requests in order", async () => {
    const { server, rotur } = await serve({ rotur: { timeout_ms: 60_000 } });
    const resident = await register(server, "resident");
    rotur.mode("hold");
    const { peer, key } = await visit(server);
    peer.send({ cmd: "auth", validator: rotur.account("mira").validatorFor(key) });
    peer.send({ cmd: "ping" });
    await rotur.arrived(1);
    await register(server, "newcomer");
    resident.peer.send({ cmd: "message_new", channel: "general", content: "still here" });
    expect(await resident.peer.packet("message_new")).toMatchObject({ message: { content: "still here" } });
    rotur.release();
    expect(commands(await peer.until("pong"))).toEqual([
      "auth_success",
      "ready",
      "user_join",
      "user_connect",
      "pong",
    ]);
  });

  test("a connection that breaks while it waits leaves nobody behind", async () => {
    const { server, rotur } = await serve({ rotur: { timeout_ms: 60_000 } });
    const witness = await register(server, "witness");
    await rest(witness.peer);
    rotur.mode("hold");
    const peer = await authenticate(server, rotur.account("mira"));
    await rotur.arrived(1);
    peer.destroy();
    rotur.release();
    // The login succeeded and ended, or it never happened; nobody stays online.
    const packets = await witness.peer.until("user_disconnect");
    expect(commands(packets)).toEqual(["user_join", "user_connect", "user_disconnect"]);
    expect([...server.state.online()].map((id) => server.state.users.get(id)?.nickname)).toEqual(["witness"]);
  });
});
