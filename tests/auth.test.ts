import { afterEach, describe, expect, spyOn, test } from "bun:test";
import type { User } from "../src/chat/model.ts";
import { loginFacts, setPasswordHash } from "../src/db/logins.ts";
import { updateUsers } from "../src/db/users.ts";
import { type FakeMode, type FakeRotur, startFakeRotur } from "./support/fake-rotur.ts";
import { connectRaw, type Packet, type RawPeer } from "./support/raw-socket.ts";
import { startTestServer, store, type TestServer, type TestServerOptions } from "./support/server.ts";
import { openTown, type Town } from "./support/town.ts";

type Config = NonNullable<TestServerOptions["config"]>;

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function serve(config: Config = {}, options: Omit<TestServerOptions, "config"> = {}) {
  const rotur = startFakeRotur();
  const server = await startTestServer({
    ...options,
    config: { ...config, rotur: { base_url: rotur.url, timeout_ms: 300, ...(config["rotur"] as object) } },
  });
  endings.push(rotur.stop, server.dispose);
  return { rotur, server };
}

async function town(options: TestServerOptions = {}): Promise<Town> {
  const opened = await openTown(options);
  endings.push(opened.close);
  return opened;
}

/** A connection that got its handshake. */
async function visit(server: TestServer, headers: Record<string, string> = {}) {
  const peer = await connectRaw(server.url, { headers });
  const handshake = await peer.packet("handshake");
  return {
    peer,
    val: handshake["val"] as Packet & Record<string, never>,
    key: String((handshake["val"] as Packet)["validator_key"]),
  };
}

/** What comes before the answer to a ping: everything, if nothing else was under way. */
async function rest(peer: RawPeer): Promise<Packet[]> {
  peer.send({ cmd: "ping" });
  return (await peer.until("pong")).slice(0, -1);
}

/** Sends and gives the one answer. */
async function ask(peer: RawPeer, packet: object): Promise<Packet> {
  peer.send(packet);
  const answer = await peer.packet();
  expect(await rest(peer)).toEqual([]);
  return answer;
}

async function refused(server: TestServer, packet: object): Promise<string> {
  const { peer } = await visit(server);
  const answer = await ask(peer, packet);
  expect(answer.cmd).toBe("auth_error");
  peer.destroy();
  return `${String(answer["code"])}: ${String(answer["val"])}`;
}

async function register(server: TestServer, username: string, password = "password") {
  const { peer } = await visit(server);
  peer.send({ cmd: "register", username, password });
  return { peer, packets: await peer.until("ready") };
}

async function authenticate(server: TestServer, account: ReturnType<FakeRotur["account"]>) {
  const { peer, key } = await visit(server);
  peer.send({ cmd: "auth", validator: account.validatorFor(key) });
  return peer;
}

const commands = (packets: readonly Packet[]) => packets.map(({ cmd }) => cmd);

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

describe("accounts of the server", () => {
  test("a registration is refused with the text that the client's dialog shows", async () => {
    const { server } = await serve();
    await register(server, "taken");
    const refusal = (fields: object) => refused(server, { cmd: "register", ...fields });
    const required = "credentials_required: Username and password required";
    expect(await refusal({})).toBe(required);
    expect(await refusal({ username: "mira" })).toBe(required);
    expect(await refusal({ username: "", password: "" })).toBe(required);
    const length = "username_length: Username must be 2-32 characters";
    expect(await refusal({ username: "m", password: "password" })).toBe(length);
    expect(await refusal({ username: " m ", password: "password" })).toBe(length);
    expect(await refusal({ username: "m".repeat(33), password: "password" })).toBe(length);
    for (const username of ["mi ra", "mïra", "--", "a/b", "__proto__\u0000", "mira\u202e"]) {
      expect(await refusal({ username, password: "password" })).toMatch(
        /^username_characters: .*letters, numbers, hyphens, underscores/,
      );
    }
    const reserved = "username_reserved: This username is reserved; choose another one";
    for (const username of ["admin", " OWNER", "system", "server", "everyone", "here", "0wner"]) {
      expect(await refusal({ username, password: "password" })).toBe(reserved);
    }
    const password = "password_length: Password must be 4-72 characters";
    expect(await refusal({ username: "mira", password: "abc" })).toBe(password);
    expect(await refusal({ username: "mira", password: "p".repeat(73) })).toBe(password);
    // Bytes count: bcrypt would cut the rest.
    expect(await refusal({ username: "mira", password: "ä".repeat(37) })).toBe(password);
    expect(await refusal({ username: " TAKEN ", password: "password" })).toBe(
      "username_taken: Username already taken",
    );
    expect(await refusal({ username: 5, password: "password" })).toMatch(/^invalid_field: .*username/);
    expect(await refusal({ username: ["mira"], password: {} })).toMatch(/^invalid_field: /);
  });

  test("registration can be switched off while the server runs, logins go on", async () => {
    const { server } = await serve({ cracked: { allow_registration: false } });
    expect(await refused(server, { cmd: "register", username: "mira", password: "password" })).toBe(
      "registration_disabled: Registration is disabled",
    );
    expect(await refused(server, { cmd: "login", username: "mira", password: "password" })).toBe(
      "account_not_found: User not found",
    );
  });

  test("a login trims the name and ignores its case, and tells a wrong name from a wrong password", async () => {
    const { server } = await serve();
    await register(server, "  Mira  ", "a secret");
    const { peer } = await visit(server);
    peer.send({ cmd: "login", username: " MIRA ", password: "a secret" });
    expect(await peer.packet("ready")).toMatchObject({
      user: { username: "USR:local_mira", nickname: "mira" },
    });
    const refusal = (fields: object) => refused(server, { cmd: "login", ...fields });
    expect(await refusal({ username: "mira", password: "wrong" })).toBe("invalid_password: Invalid password");
    expect(await refusal({ username: "nora", password: "a secret" })).toBe(
      "account_not_found: User not found",
    );
    expect(await refusal({ password: "a secret" })).toBe(
      "credentials_required: Username and password required",
    );
    expect(await refusal({ username: "__proto__", password: "x" })).toBe("account_not_found: User not found");
  });

  test("whoever takes the name of somebody who left is somebody else, also after a restart", async () => {
    const { server } = await serve({ owners: ["USR:local_mira"] });
    const first = await register(server, "mira", "a secret");
    first.peer.send({ cmd: "message_new", channel: "general", content: "by the first" });
    const { message } = (await first.peer.packet("message_new")) as unknown as { message: { id: string } };
    // The last owner can't go.
    const { peer: heir } = await register(server, "heir");
    first.peer.send({ cmd: "user_roles_set", user: "USR:local_heir", roles: ["owner"] });
    await heir.packet("user_roles_get");
    first.peer.send({ cmd: "user_leave" });
    await gone(server, "USR:local_mira");

    const { peer: second, packets } = await register(server, "mira", "another secret");
    expect(packets.at(-1)).toMatchObject({
      user: { id: "USR:local_mira~2", username: "USR:local_mira", roles: ["user"] },
    });
    const at = { channel: "general", id: message.id };
    second.send({ cmd: "message_edit", ...at, content: "changed" });
    expect(await second.packet("error")).toMatchObject({ code: "not_author" });
    second.send({ cmd: "message_delete", ...at });
    expect(await second.packet("error")).toMatchObject({ code: "delete_denied" });
    second.send({ cmd: "messages_get", channel: "general" });
    expect(await second.packet("messages_get")).toMatchObject({
      messages: [{ user: "USR:local_mira", content: "by the first" }],
    });

    const again = await server.restart();
    const login = (password: string) => ({ cmd: "login", username: "mira", password });
    expect(await refused(again, login("a secret"))).toBe("invalid_password: Invalid password");
    const { peer } = await visit(again);
    peer.send(login("another secret"));
    expect(await peer.packet("ready")).toMatchObject({ user: { id: "USR:local_mira~2" } });
    peer.send({ cmd: "user_leave" });
    await gone(again, "USR:local_mira");
    expect((await register(again, "mira")).packets.at(-1)).toMatchObject({
      user: { id: "USR:local_mira~3" },
    });
  });

  test("a renamed account logs in with its new name, and with the one of its registration", async () => {
    const { server } = await serve({ owners: ["USR:local_olga"] });
    const { peer: olga } = await register(server, "olga");
    await register(server, "mira", "a secret");
    olga.send({ cmd: "user_update", user: "USR:local_mira", updates: { username: "luna" } });
    await olga.packet("user_updated");
    for (const username of ["luna", "mira"]) {
      const { peer } = await visit(server);
      peer.send({ cmd: "login", username, password: "a secret" });
      expect(await peer.packet("ready")).toMatchObject({
        user: { id: "USR:local_mira", username: "USR:local_luna" },
      });
      expect(await refused(server, { cmd: "register", username, password: "password" })).toBe(
        "username_taken: Username already taken",
      );
    }
  });

  test("of many registrations of one name exactly one wins", async () => {
    const { server } = await serve();
    const visitors = await Promise.all(Array.from({ length: 8 }, () => visit(server)));
    for (const [index, { peer }] of visitors.entries()) {
      peer.send({ cmd: "register", username: index % 2 ? "Mira" : "mira", password: `password${index}` });
    }
    const answers = await Promise.all(visitors.map(({ peer }) => peer.packet()));
    const winners = answers.flatMap(({ cmd }, index) => (cmd === "auth_success" ? [index] : []));
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ code }) => code === "username_taken")).toHaveLength(7);
    const { peer } = await visit(server);
    peer.send({ cmd: "login", username: "mira", password: `password${winners[0]}` });
    expect(await peer.packet()).toMatchObject({ cmd: "auth_success" });
    expect([...server.state.users.keys()]).toEqual(["USR:local_mira"]);
  });

  test("who vanishes while registering has an account or none, before and after a restart alike", async () => {
    const { server } = await serve();
    const witness = await register(server, "witness");
    await rest(witness.peer);
    const { peer } = await visit(server);
    peer.send({ cmd: "register", username: "mira", password: "password" });
    // Its password is being hashed now.
    peer.destroy();
    const { user } = (await witness.peer.packet("user_join")) as unknown as { user: { username: string } };
    expect(user.username).toBe("USR:local_mira");
    expect(commands([await witness.peer.packet("user_disconnect")])).toEqual(["user_disconnect"]);
    witness.peer.send({ cmd: "users_list" });
    expect(await witness.peer.packet("users_list")).toMatchObject({
      users: [
        { username: "USR:local_witness" },
        { username: "USR:local_mira", status: { status: "offline" } },
      ],
    });
    const restarted = await server.restart();
    endings.push(restarted.dispose);
    const again = await visit(restarted);
    again.peer.send({ cmd: "login", username: "mira", password: "password" });
    expect(await again.peer.packet()).toMatchObject({ cmd: "auth_success" });
  });

  test("a password hash of the reference server lets in, and is replaced by a newer kind", async () => {
    const { server } = await serve();
    const { peer } = await register(server, "mira", "first");
    const id = "USR:local_mira";
    const bcrypt = (await Bun.password.hash("imported", { algorithm: "bcrypt", cost: 4 })).replace(
      /^\$2.\$/,
      "$2b$",
    );
    await store(server, setPasswordHash({ id, hash: bcrypt }));
    peer.destroy();
    expect(await refused(server, { cmd: "login", username: "mira", password: "first" })).toMatch(
      /^invalid_password/,
    );
    for (const _login of ["with the old hash", "with the new one"]) {
      const { peer } = await visit(server);
      peer.send({ cmd: "login", username: "mira", password: "imported" });
      expect(await peer.packet()).toMatchObject({ cmd: "auth_success" });
      expect((await server.store.read(loginFacts({ id, network: "" }))).hash).toMatch(/^\$argon2id\$/);
    }
  });

  test("the two names of a renamed account share one count, and a name without an account has the same limit", async () => {
    const now = Date.now();
    const { server } = await serve({ limits: { logins_per_minute: 3 } }, { now: () => now });
    const { peer } = await register(server, "mira", "a secret");
    await change(server, "USR:local_mira", { username: "USR:local_nora" });
    peer.destroy();
    const attempt = (username: string, password: string) => logIn(server, username, password);
    expect([await attempt("mira", "wrong 1"), await attempt("nora", "wrong 2")]).toEqual([
      ...["invalid_password", "invalid_password"],
    ]);
    expect(await attempt("nora", "a secret")).toBe("auth_success");
    for (const name of ["mira", "nora", "mira"])
      expect(await attempt(name, crypto.randomUUID())).toBe("invalid_password");
    for (const name of ["nora", "mira"]) expect(await attempt(name, "a secret")).toBe("too_many_attempts");
    for (let n = 0; n < 3; n++) expect(await attempt("zoe", `wrong ${n}`)).toBe("account_not_found");
    expect(await attempt("zoe", "wrong")).toBe("too_many_attempts");
  });

  test("an address registers only so many accounts a minute", async () => {
    let now = Date.now();
    const { server } = await serve({ limits: { registrations_per_minute: 2 } }, { now: () => now });
    const attempt = async (username: string, address: string) => {
      const { peer } = await visit(server, { "X-Forwarded-For": address });
      const answer = await first(peer, { cmd: "register", username, password: "password" });
      return answer["code"] ?? answer.cmd;
    };
    expect(await attempt("one", "9.9.9.9")).toBe("auth_success");
    expect(await attempt("two", "9.9.9.9")).toBe("auth_success");
    expect(await attempt("three", "9.9.9.9")).toBe("too_many_attempts");
    expect(await attempt("three", "9.9.9.8")).toBe("auth_success");
    now += 61_000;
    expect(await attempt("four", "9.9.9.9")).toBe("auth_success");
  });
});

/** Tries to log in on a connection of its own, and gives the code of the refusal or `auth_success`. */
async function logIn(server: TestServer, username: string, password: string, address?: string) {
  const { peer } = await visit(server, address === undefined ? {} : { "X-Forwarded-For": address });
  const answer = await first(peer, { cmd: "login", username, password });
  peer.destroy();
  return String(answer["code"] ?? answer.cmd);
}

describe("how often one may try to log in", () => {
  // What a config.json without these keys says.
  const defaults = { logins_per_minute: 5, good_logins_per_minute: 20 };
  const home = "9.9.9.1";
  const wrong = () => crypto.randomUUID();

  test("eighty members behind one address all come in at once, also from a network that is new to them", async () => {
    const { server } = await serve({ limits: defaults });
    const names = Array.from({ length: 80 }, (_, n) => `member${n}`);
    for (const name of names) (await register(server, name)).peer.destroy();
    const answers = await Promise.all(names.map((name) => logIn(server, name, "password", home)));
    expect(new Set(answers)).toEqual(new Set(["auth_success"]));
  });

  test("one account comes in on twelve devices at once", async () => {
    const { server } = await serve({ limits: defaults });
    await register(server, "mira");
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => logIn(server, "mira", "password", home)),
    );
    expect(new Set(answers)).toEqual(new Set(["auth_success"]));
  });

  test("of forty wrong passwords at the same moment five are looked at; the right one from elsewhere comes in", async () => {
    const { server } = await serve({ limits: defaults });
    await register(server, "mira", "a secret");
    const guesses = Array.from({ length: 40 }, () => logIn(server, "mira", wrong(), "9.9.9.66"));
    expect(await logIn(server, "mira", "a secret", home)).toBe("auth_success");
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer === "invalid_password")).toHaveLength(5);
    expect(answers.filter((answer) => answer === "too_many_attempts")).toHaveLength(35);
    expect(await logIn(server, "mira", "a secret", "9.9.9.66")).toBe("too_many_attempts");
  });

  test("a stranger keeps nobody out, neither at home nor elsewhere, also after a restart", async () => {
    const now = Date.now();
    const { server } = await serve({ limits: defaults }, { now: () => now });
    await register(server, "mira", "a secret");
    expect(await logIn(server, "mira", "a secret", home)).toBe("auth_success");
    // A hash that is compared faster.
    const hash = await Bun.password.hash("a secret", { algorithm: "bcrypt", cost: 4 });
    await store(server, setPasswordHash({ id: "USR:local_mira", hash }));
    const again = await server.restart();
    endings.push(again.dispose);
    for (let n = 0; n < 100; n++) {
      expect(await logIn(again, "mira", wrong(), `9.9.8.${n}`)).toBe("invalid_password");
    }
    // From where it was never seen the account may fail three times now.
    for (let n = 0; n < 3; n++)
      expect(await logIn(again, "mira", wrong(), "9.9.7.1")).toBe("invalid_password");
    expect(await logIn(again, "mira", "a secret", "9.9.7.1")).toBe("too_many_attempts");
    expect(await logIn(again, "mira", "a secret", "9.9.7.2")).toBe("auth_success");
    // At home as often as ever.
    for (let n = 0; n < 4; n++) expect(await logIn(again, "mira", wrong(), home)).toBe("invalid_password");
    expect(await logIn(again, "mira", "a secret", home)).toBe("auth_success");
  });

  test("where others fail, accounts that are known there come in, and others after some seconds", async () => {
    let now = Date.now();
    const { server } = await serve({ limits: defaults }, { now: () => now });
    await register(server, "mira", "a secret");
    await register(server, "nora", "a secret");
    expect(await logIn(server, "mira", "a secret", home)).toBe("auth_success");
    for (let n = 0; n < 50; n++) await logIn(server, `nobody${n}`, wrong(), home);
    expect(await logIn(server, "mira", "a secret", home)).toBe("auth_success");
    const { peer } = await visit(server, { "X-Forwarded-For": home });
    expect(await first(peer, { cmd: "login", username: "nora", password: "a secret" })).toMatchObject({
      code: "too_many_attempts",
      val: "Too many attempts; wait 6 seconds",
    });
    now += 6000;
    expect(await logIn(server, "nora", "a secret", home)).toBe("auth_success");
  });

  test("a device with an old password doesn't shut out the others of its network", async () => {
    const { server } = await serve({ limits: defaults });
    await register(server, "mira", "a secret");
    const answers: string[] = [];
    for (let n = 0; n < 51; n++) answers.push(await logIn(server, "mira", "the old one", home));
    expect(answers.filter((answer) => answer === "invalid_password")).toHaveLength(5);
    expect(await logIn(server, "mira", "a secret", home)).toBe("auth_success");
  });

  test("refused validators have a limit per address, good ones have none", async () => {
    const { server, rotur } = await serve({ limits: defaults });
    const authenticateFrom = async (address: string, validator: (key: string) => string) => {
      const { peer, key } = await visit(server, { "X-Forwarded-For": address });
      const answer = await first(peer, { cmd: "auth", validator: validator(key) });
      peer.destroy();
      return String(answer["code"] ?? answer.cmd);
    };
    for (let n = 0; n < 50; n++) {
      expect(await authenticateFrom("9.9.9.66", () => `nobody,${n}`)).toBe("invalid_validator");
    }
    const asked = rotur.requests;
    for (let n = 0; n < 20; n++) {
      expect(await authenticateFrom("9.9.9.66", () => `nobody,${n}`)).toBe("too_many_attempts");
    }
    expect(rotur.requests).toBe(asked);
    const members = Array.from({ length: 60 }, (_, n) => rotur.account(`member${n}`));
    const answers = members.map((member) => authenticateFrom(home, member.validatorFor));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(["auth_success"]));
  });

  test("one account logs in forty times at once, then twenty times a minute", async () => {
    let now = Date.now();
    const { server, rotur } = await serve({ limits: defaults }, { now: () => now });
    await register(server, "mira", "a secret");
    const nora = rotur.account("nora");
    const ways = [
      () => logIn(server, "mira", "a secret", home),
      async () => {
        const peer = await authenticate(server, nora);
        const answer = await peer.packet();
        peer.destroy();
        return String(answer["code"] ?? answer.cmd);
      },
    ];
    for (const enter of ways) {
      for (let n = 0; n < 40; n++) expect(await enter()).toBe("auth_success");
      expect(await enter()).toBe("too_many_attempts");
      now += 3000;
      expect(await enter()).toBe("auth_success");
      expect(await enter()).toBe("too_many_attempts");
    }
  });

  test("a server that stops begins none of the logins that wait, and doesn't answer them", async () => {
    const { server } = await serve();
    await register(server, "mira", "a secret");
    const held: (() => void)[] = [];
    const verify = spyOn(Bun.password, "verify").mockImplementation(
      () => new Promise((resolve) => held.push(() => resolve(true))),
    );
    try {
      const visitors = await Promise.all(Array.from({ length: 50 }, () => visit(server)));
      for (const [n, { peer }] of visitors.entries()) {
        peer.send({ cmd: "login", username: n % 2 ? `nobody${n}` : "mira", password: "a secret" });
      }
      while (server.gateway.metrics().requests < 51) await Bun.sleep(0);
      while (held.length < 2) await Bun.sleep(0);
      const stopped = server.stop();
      for (const resolve of held) resolve();
      await stopped;
      expect(verify).toHaveBeenCalledTimes(2);
      const endings = await Promise.all(visitors.map(({ peer }) => peer.ended));
      expect(new Set(endings.map(({ code }) => code))).toEqual(new Set([1001]));
    } finally {
      verify.mockRestore();
    }
  });
});

/** For logins that succeed, where more follows: the first packet. */
async function first(peer: RawPeer, packet: object): Promise<Packet> {
  peer.send(packet);
  return await peer.packet();
}

/** Changes a member behind everybody's back. */
async function change(server: TestServer, name: string, fields: Partial<User>): Promise<void> {
  const user = server.state.userByName(name);
  if (!user) throw new Error(`no ${name}`);
  const users = [{ ...user, ...fields }];
  await store(server, updateUsers({ users }));
  server.eventLog.append({ changes: [{ type: "users", users }] });
}

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
        validator: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
        session: { id: expect.any(String), epoch: expect.any(String), seq: expect.any(Number) },
      },
      { cmd: "user_join", user, seq: expect.any(Number) },
      { cmd: "user_connect", user, seq: expect.any(Number) },
    ]);
    expect(later[0]).toBe(1);
    expect(later[1]).toBeGreaterThan(1);
    expect(JSON.stringify(packets)).not.toContain("password");
  });

  test("who comes back with another status than plain online gets status_get behind user_connect", async () => {
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
    // One who was here before is announced with the new roles.
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

/** Until the server has noticed that connections of somebody ended. */
async function gone(server: TestServer, name: string, left = 0): Promise<void> {
  const user = server.state.userByName(name);
  while (user && server.state.connections(user.id) > left) await Bun.sleep(1);
}

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

  test("a hidden member looks exactly like one who is gone", async () => {
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
  test("a banned member gets both packets and is closed some seconds later; nobody hears of it", async () => {
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
    // The identity service is not asked again for one who keeps coming.
    const again = await authenticate(server, account);
    expect(commands([await again.packet(), await again.packet()])).toEqual(["auth_error", "error"]);
    // The password comes first: a stranger does not learn who is banned.
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

  test("who waits for it holds up nobody, and keeps his own requests in order", async () => {
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
    // Either he was let in and went, or he never came; nobody stays online.
    const packets = await witness.peer.until("user_disconnect");
    expect(commands(packets)).toEqual(["user_join", "user_connect", "user_disconnect"]);
    expect([...server.state.online()].map((id) => server.state.users.get(id)?.nickname)).toEqual(["witness"]);
  });
});
