/** Accounts of this server: registration, names and passwords. */
import { afterEach, describe, expect, test } from "bun:test";
import { loginFacts, setPasswordHash } from "../src/db/logins.ts";
import { endAll, endings } from "./support/endings.ts";
import {
  change,
  commands,
  first,
  gone,
  logIn,
  refused,
  register,
  rest,
  serve,
  visit,
} from "./support/logins.ts";
import { store } from "./support/server.ts";

afterEach(endAll);

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

  test("an account that takes a former member's name is another person, also after a restart", async () => {
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

  test("a client that vanishes while registering has an account or none, before and after a restart alike", async () => {
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
