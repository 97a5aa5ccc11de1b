import { describe, expect, test } from "bun:test";
import type { FakeMode } from "../../tests/support/fake-rotur.ts";
import { useFakeRotur } from "../../tests/support/rotur-service.ts";
import { createLog } from "../log/log.ts";
import { fail } from "../protocol/errors.ts";
import { createRotur } from "./rotur.ts";

const key = "originChats-https://chat.example-q1ZrTQ0000000000000000000000000";
const unavailable = fail("identity_unavailable");
const invalid = fail("invalid_validator");

const service = useFakeRotur();

/** An answer of the service that the fake has no name for. */
const says = (body: unknown, status = 200): FakeMode => {
  return () => Response.json(body, { status });
};

describe("a validator", () => {
  for (const v2 of [false, true]) {
    const route = v2 ? "/v2/validators/verify" : "/validate";

    test(`proves its account (${route})`, async () => {
      const mira = service.fake.account("Mira", "6b0c-1");
      expect(await service.connect({ v2 }).confirm(mira.validatorFor(key), key)).toEqual({
        id: "6b0c-1",
        username: "Mira",
      });
      expect(service.fake.paths).toEqual([route]);
    });

    test(`is good for its own key and account only (${route})`, async () => {
      const [mira, ben] = [service.fake.account("mira"), service.fake.account("ben")];
      const { confirm } = service.connect({ v2 });
      const hash = mira.validatorFor(key).split(",").at(-1);
      expect(await confirm(mira.validatorFor("another key"), key)).toEqual(invalid);
      expect(await confirm(`${ben.id},${hash}`, key)).toEqual(invalid);
      expect(await confirm(`nobody,${hash}`, key)).toEqual(invalid);
      expect(await confirm("no comma", key)).toEqual(invalid);
      expect(service.lines).toEqual([]);
    });

    test(`of a blocked account is refused with the reason (${route})`, async () => {
      const mira = service.fake.account("mira");
      const { confirm } = service.connect({ v2 });
      for (const code of ["account_blocked", "parental_block"] as const) {
        service.fake.blocked(mira, code);
        expect(await confirm(mira.validatorFor(key), key)).toMatchObject({ code });
      }
      service.fake.blocked(mira, null);
      expect(await confirm(mira.validatorFor(key), key)).toMatchObject({ username: "mira" });
    });
  }

  test("and the key reach the service as they are, whatever characters they hold", async () => {
    const seen: (string | null)[][] = [];
    service.fake.mode((request) => {
      const { searchParams } = new URL(request.url);
      seen.push([...searchParams.keys()], [searchParams.get("key"), searchParams.get("v")]);
      return Response.json({ valid: false });
    });
    const odd = ["a,b&key=other#x", "k=1&v=2+3%20 \u0000é😀"] as const;
    expect(await service.connect().confirm(...odd)).toEqual(invalid);
    expect(seen).toEqual([
      ["key", "v"],
      [odd[1], odd[0]],
    ]);
  });

  test("of an impossible shape is refused without a question", async () => {
    const { confirm } = service.connect();
    const impossible: unknown[] = [
      "",
      "x".repeat(501),
      "broken \ud800",
      5,
      null,
      undefined,
      ["a,b"],
      { length: 3 },
    ];
    for (const validator of impossible) expect(await confirm(validator as string, key)).toEqual(invalid);
    expect(service.fake.requests).toBe(0);
    expect(await confirm("x".repeat(500), key)).toEqual(invalid);
    expect(service.fake.requests).toBe(1);
  });
});

describe("the address of the service", () => {
  test("may end with a slash, and hold a path", async () => {
    const paths: string[] = [];
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch(request) {
        const { pathname, search } = new URL(request.url);
        paths.push(pathname + search);
        return Response.json({ valid: false });
      },
    });
    try {
      const baseUrl = `${server.url.origin}/rotur/`;
      await service.connect({ baseUrl }).confirm("a,b", "k");
      await service.connect({ baseUrl, v2: true }).confirm("a,b", "k");
      await service.connect({ validateUrl: `${server.url.origin}/check` }).confirm("a,b", "k");
      await service.connect({ validateUrl: `${server.url.origin}/check?app=1` }).confirm("a,b", "k");
    } finally {
      await server.stop(true);
    }
    expect(paths).toEqual([
      "/rotur/validate?key=k&v=a%2Cb",
      "/rotur/v2/validators/verify?key=k&v=a%2Cb",
      "/check?key=k&v=a%2Cb",
      "/check?app=1&key=k&v=a%2Cb",
    ]);
  });

  for (const mode of ["no-route-v2", "no-method-v2"] as const) {
    test(`the older route is asked where the v2 route is missing (${mode})`, async () => {
      service.fake.mode(mode);
      const mira = service.fake.account("mira");
      const { confirm } = service.connect({ v2: true });
      expect(await confirm(mira.validatorFor(key), key)).toMatchObject({ username: "mira" });
      expect(await confirm("nobody,1", key)).toEqual(invalid);
      expect(new Set(service.fake.paths)).toEqual(new Set(["/v2/validators/verify", "/validate"]));
    });
  }

  test("the older route is not asked when v2 says no, or nothing sensible", async () => {
    const { confirm } = service.connect({ v2: true });
    for (const [status, body] of [
      [404, { valid: false }],
      [403, {}],
      [500, {}],
      [429, {}],
      [200, []],
    ] as const) {
      service.fake.mode(says(body, status));
      await confirm("a,b", key);
    }
    expect(new Set(service.fake.paths)).toEqual(new Set(["/v2/validators/verify"]));
  });
});

describe("no answer is not a no", () => {
  const modes: FakeMode[] = [
    "429",
    "500",
    "503",
    "garbage",
    "huge",
    "redirect",
    "reset",
    "lying-types",
    "empty-id",
  ];
  for (const mode of modes) {
    test(`when the service says: ${mode}`, async () => {
      const mira = service.fake.account("mira");
      for (const v2 of [false, true]) {
        const { confirm } = service.connect({ v2 });
        service.fake.mode(mode);
        expect(await confirm(mira.validatorFor(key), key)).toEqual(unavailable);
        service.fake.mode("ok");
        expect(await confirm(mira.validatorFor(key), key)).toMatchObject({ username: "mira" });
      }
    });
  }

  for (const mode of ["hang", "hang-body"] as const) {
    test(`when the service says: ${mode}`, async () => {
      service.fake.mode(mode);
      expect(await service.connect({ timeoutMs: 50 }).confirm("a,b", key)).toEqual(unavailable);
      expect(service.lines.join()).toContain("it takes too long");
    });
  }

  test("when nobody listens, or the address is no address", async () => {
    await service.fake.stop();
    expect(await service.connect().confirm("a,b", key)).toEqual(unavailable);
    expect(await service.connect({ baseUrl: "http://nowhere.invalid" }).confirm("a,b", key)).toEqual(
      unavailable,
    );
  });

  const yes = { valid: true, id: "6b0c", username: "mira" };
  const lies: readonly (readonly [string, unknown, number?])[] = [
    ["an array", [yes]],
    ["null", null],
    ["a text", "valid"],
    ["no verdict", { id: "6b0c", username: "mira" }],
    ["1 for true", { ...yes, valid: 1 }],
    ["a created yes", yes, 201],
    ["a yes with a failure", yes, 502],
    ["no id", { ...yes, id: undefined }],
    ["a number as id", { ...yes, id: 7 }],
    ["an endless id", { ...yes, id: "x".repeat(129) }],
    ["a line break in the id", { ...yes, id: "6b\n0c" }],
    ["no name", { ...yes, username: null }],
    ["an empty name", { ...yes, username: "" }],
    ["a blank name", { ...yes, username: " \u00a0" }],
    ["an endless name", { ...yes, username: "x".repeat(101) }],
    ["a control character in the name", { ...yes, username: "mi\u0007ra" }],
    ["half a character in the name", { ...yes, username: "mi\ud800ra" }],
    ["an invisible character in the name", { ...yes, username: "mi\u200dra" }],
    ["the id of a local account", { ...yes, id: "USR:local_mira" }],
    ["the name of a local account", { ...yes, username: "usr:LOCAL_mira" }],
    ["a yes within too much else", { ...yes, padding: "x".repeat(65_536) }],
  ];
  for (const [what, body, status] of lies) {
    test(`when the service says: ${what}`, async () => {
      service.fake.mode(says(body, status));
      expect(await service.connect().confirm("a,b", key)).toEqual(unavailable);
    });
  }

  test("but the longest id and name, a long answer and fields that nobody knows are fine", async () => {
    const longest = { id: "x".repeat(128), username: "x".repeat(100) };
    service.fake.mode(
      says({ ...longest, valid: true, minor: true, expires_at: "soon", padding: "x".repeat(60_000) }),
    );
    expect(await service.connect().confirm("a,b", key)).toEqual(longest);
  });

  test("a compressed answer, which could grow without end, is not unpacked", async () => {
    service.fake.mode(() => {
      const body = Bun.gzipSync(Buffer.from(JSON.stringify(yes)));
      return new Response(body, { headers: { "content-encoding": "gzip" } });
    });
    expect(await service.connect().confirm("a,b", key)).toEqual(unavailable);
  });
});

describe("a no", () => {
  test("may come with status 400, 403 or 404, with or without a body", async () => {
    const { confirm } = service.connect();
    for (const status of [400, 403, 404]) {
      service.fake.mode(`${status}` as FakeMode);
      expect(await confirm("a,b", key)).toEqual(invalid);
      service.fake.mode(() => new Response(null, { status }));
      expect(await confirm("a,b", key)).toEqual(invalid);
      service.fake.mode(says({ code: "account_blocked" }, status));
      expect(await confirm("a,b", key)).toMatchObject({ code: "account_blocked" });
    }
  });

  test("with a code that we don't know is an invalid validator", async () => {
    for (const code of ["app_banned", "__proto__", "banned", 5, null]) {
      service.fake.mode(says({ valid: false, code }));
      expect(await service.connect().confirm("a,b", key)).toEqual(invalid);
    }
  });

  test("is never remembered", async () => {
    const mira = service.fake.account("mira");
    const { confirm } = service.connect();
    service.fake.mode(says({ valid: false }));
    expect(await confirm(mira.validatorFor(key), key)).toEqual(invalid);
    service.fake.mode("ok");
    expect(await confirm(mira.validatorFor(key), key)).toMatchObject({ id: mira.id });
  });
});

describe("a yes is remembered", () => {
  test("for a minute, for this validator and this key", async () => {
    const mira = service.fake.account("mira");
    const { confirm } = service.connect();
    const confirmed = await confirm(mira.validatorFor(key), key);
    service.pass(59_999);
    expect(await confirm(mira.validatorFor(key), key)).toEqual(confirmed);
    expect(service.fake.requests).toBe(1);
    expect(await confirm(mira.validatorFor(key), "another key")).toEqual(invalid);
    expect(await confirm(mira.validatorFor("another key"), "another key")).toEqual(confirmed);
    expect(service.fake.requests).toBe(3);
    service.pass(1);
    await confirm(mira.validatorFor(key), key);
    expect(service.fake.requests).toBe(4);
  });

  test("no longer than the service says", async () => {
    const { confirm } = service.connect();
    service.fake.mode(says({ valid: true, id: "1", username: "mira", expires_at: service.now() + 5000 }));
    await confirm("a,b", key);
    service.pass(4999);
    await confirm("a,b", key);
    expect(service.fake.requests).toBe(1);
    service.pass(1);
    await confirm("a,b", key);
    expect(service.fake.requests).toBe(2);
  });

  test("not at all when it says something odd", async () => {
    const { confirm } = service.connect();
    for (const expires_at of ["2030-01-01", null, service.now() - 1, 0]) {
      const before = service.fake.requests;
      service.fake.mode(says({ valid: true, id: "1", username: "mira", expires_at }));
      for (let n = 0; n < 2; n++) expect(await confirm("a,b", key)).toMatchObject({ id: "1" });
      expect(service.fake.requests - before).toBe(2);
    }
  });

  test("also when v2 said it, and not for another service", async () => {
    const mira = service.fake.account("mira");
    const settings = { v2: true, validateUrl: null as string | null };
    const { confirm } = createRotur(
      () => ({ baseUrl: service.fake.url, timeoutMs: 5000, loginsPerMinute: 1000, ...settings }),
      createLog({}, { write: () => {} }),
    );
    for (let n = 0; n < 2; n++) await confirm(mira.validatorFor(key), key, "192.0.2.7");
    expect(service.fake.requests).toBe(1);
    settings.validateUrl = "http://127.0.0.1:1/validate";
    settings.v2 = false;
    expect(await confirm(mira.validatorFor(key), key, "192.0.2.7")).toEqual(unavailable);
  });

  test("a thousand of them, the oldest is forgotten first", async () => {
    service.fake.mode(says({ valid: true, id: "1", username: "mira" }));
    const { confirm } = service.connect();
    for (let n = 0; n < 1001; n++) await confirm(`a,${n}`, key);
    expect(service.fake.requests).toBe(1001);
    await confirm("a,1", key);
    await confirm("a,1000", key);
    expect(service.fake.requests).toBe(1001);
    await confirm("a,0", key);
    expect(service.fake.requests).toBe(1002);
  });
});

describe("the log", () => {
  test("says once a minute that the service fails, and once that it works again", async () => {
    const { confirm } = service.connect();
    service.fake.mode("500");
    for (let n = 0; n < 3; n++) await confirm("a,b", key);
    expect(service.lines.length).toBe(1);
    expect(JSON.parse(service.lines[0] ?? "")).toMatchObject({
      level: "warn",
      problem: "it answers with status 500",
    });
    service.pass(60_000);
    await confirm("a,b", key);
    expect(service.lines.length).toBe(2);
    service.fake.mode("ok");
    for (let n = 0; n < 2; n++) await confirm("a,b", key);
    expect(service.lines.length).toBe(3);
    expect(JSON.parse(service.lines[2] ?? "")).toMatchObject({ level: "info" });
  });

  test("never holds a validator or a key", async () => {
    const told: string[] = [];
    // Not our own log, which would take most of them out itself.
    const write = (...line: unknown[]) => told.push(Bun.inspect(line));
    const log = { debug: write, info: write, warn: write, error: write };
    const ask = async () => {
      const settings = {
        baseUrl: service.fake.url,
        validateUrl: null,
        v2: false,
        timeoutMs: 50,
        loginsPerMinute: 5,
      };
      return createRotur(() => settings, log).confirm("6b0c,verysecret", "alsosecret", "192.0.2.7");
    };
    const modes: FakeMode[] = ["reset", "garbage", "huge", "redirect", "lying-types", "403", "500", "hang"];
    for (const mode of modes) {
      service.fake.mode(mode);
      await ask();
    }
    await service.fake.stop();
    await ask();
    expect(told.length).toBe(8);
    expect(told.join()).not.toContain("secret");
  });
});

test("once it is stopped, what waits ends at once, what is under way soon, and nothing is logged", async () => {
  const { confirm, stop } = service.connect({ timeoutMs: 60_000 }, { atOnce: 1, stopPatience: 0 });
  service.fake.mode("hang");
  const asked = [confirm("a,1", "1"), confirm("a,2", "2")];
  await service.fake.arrived(1);
  stop();
  for (const answer of await Promise.all(asked)) expect(answer).toEqual({ ...unavailable, quiet: true });
  expect(service.lines).toEqual([]);
});
