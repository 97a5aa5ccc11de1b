/** Limits of failed and good logins. */
import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { setPasswordHash } from "../src/db/logins.ts";
import { endAll, endings } from "./support/endings.ts";
import { authenticate, first, logIn, register, serve, visit } from "./support/logins.ts";
import { store } from "./support/server.ts";

afterEach(endAll);

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

  test("wrong passwords from elsewhere keep nobody out, also after a restart", async () => {
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
