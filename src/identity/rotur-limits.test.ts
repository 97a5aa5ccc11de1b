/** Many questions to the identity service, of all and of one address. */
import { describe, expect, spyOn, test } from "bun:test";
import { useFakeRotur } from "../../tests/support/rotur-service.ts";
import { fail, isFailure } from "../protocol/errors.ts";

const key = "originChats-https://chat.example-q1ZrTQ0000000000000000000000000";
const unavailable = fail("identity_unavailable");
const invalid = fail("invalid_validator");

const service = useFakeRotur();

describe("many questions", () => {
  test("only so many are asked at once, the rest wait for their turn", async () => {
    const mira = service.fake.account("mira");
    service.fake.mode("hold");
    const { confirm } = service.connect();
    const keys = Array.from({ length: 70 }, (_, n) => `key ${n}`);
    const requests = spyOn(globalThis, "fetch");
    const asked = Promise.all(keys.map((each) => confirm(mira.validatorFor(each), each)));
    expect(requests).toHaveBeenCalledTimes(64);
    requests.mockRestore();
    await service.fake.arrived(64);
    service.fake.release();
    await service.fake.arrived(70);
    service.fake.release();
    expect(new Set((await asked).map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await asked).toContainEqual({ id: mira.id, username: "mira" });
  });

  test("a slow service is waited for", async () => {
    const mira = service.fake.account("mira");
    service.fake.mode("slow");
    expect(await service.connect().confirm(mira.validatorFor(key), key)).toMatchObject({ username: "mira" });
  });

  test("when too many wait already, the next one is told so at once", async () => {
    service.fake.mode("hold");
    const { confirm } = service.connect({}, { atOnce: 1, waiting: 1 });
    const first = confirm("a,1", key);
    const second = confirm("a,2", key);
    expect(await confirm("a,3", key)).toEqual(unavailable);
    await service.fake.arrived(1);
    service.fake.release();
    await service.fake.arrived(2);
    service.fake.release();
    expect(await Promise.all([first, second])).toEqual([invalid, invalid]);
  });

  test("a login that waited too long is refused without another request", async () => {
    service.fake.mode("hold");
    const { confirm } = service.connect({}, { atOnce: 1 });
    const first = confirm("a,1", key);
    const second = confirm("a,2", key);
    await service.fake.arrived(1);
    service.pass(30_001);
    service.fake.release();
    expect(await first).toEqual(invalid);
    expect(await second).toEqual(unavailable);
    expect(service.fake.requests).toBe(1);
  });
});

describe("many questions of one address", () => {
  const defaults = { loginsPerMinute: 5 };

  test("bring the service no more than fifty refused ones, then ten a minute; another address asks on", async () => {
    const { confirm } = service.connect(defaults);
    const mira = service.fake.account("mira");
    for (let n = 0; n < 100; n++) await confirm("nobody,1", `key ${n}`);
    expect(service.fake.requests).toBe(50);
    expect(await confirm("nobody,1", key)).toEqual({
      ...fail("too_many_attempts", { seconds: 6 }),
      retryAfter: 6000,
    });
    expect(await confirm(mira.validatorFor(key), key, "198.51.100.1")).toMatchObject({ username: "mira" });
    service.pass(6000);
    await Promise.all(Array.from({ length: 100 }, (_, n) => confirm("nobody,1", `later ${n}`)));
    expect(service.fake.requests).toBe(52);
    service.pass(6000);
    for (let n = 0; n < 100; n++) {
      expect(await confirm(mira.validatorFor(`${n}`), `${n}`)).toMatchObject({ username: "mira" });
    }
  });

  test("at the same moment: those under way are one round", async () => {
    const { confirm } = service.connect(defaults);
    await Promise.all(Array.from({ length: 600 }, (_, n) => confirm("nobody,1", `key ${n}`)));
    // 64 under way when the fiftieth is refused.
    expect(service.fake.requests).toBeLessThanOrEqual(49 + 64);
  });

  test("that are answered with yes have no limit", async () => {
    const { confirm } = service.connect(defaults);
    const members = Array.from({ length: 300 }, (_, n) => service.fake.account(`member${n}`));
    const asked = members.map((member, n) => confirm(member.validatorFor(`${n}`), `${n}`));
    expect((await Promise.all(asked)).filter((answer) => isFailure(answer))).toEqual([]);
  });

  test("that an outage left without an answer are forgiven when it is over", async () => {
    const { confirm } = service.connect(defaults);
    const mira = service.fake.account("mira");
    service.fake.mode("500");
    for (let n = 0; n < 60; n++) await confirm("a,b", `key ${n}`);
    expect(service.fake.requests).toBe(50);
    service.fake.mode("ok");
    expect(await confirm(mira.validatorFor(key), key, "198.51.100.1")).toMatchObject({ username: "mira" });
    expect(await confirm(mira.validatorFor(key), key)).toMatchObject({ username: "mira" });
  });

  test("of which some hang delay another address's by nothing", async () => {
    const { confirm } = service.connect({ ...defaults, timeoutMs: 60_000 }, { atOnce: 2 });
    const mira = service.fake.account("mira");
    service.fake.mode("hold");
    const flood = Array.from({ length: 20 }, (_, n) => confirm("nobody,1", `key ${n}`));
    const first = confirm(mira.validatorFor(key), key, "198.51.100.1");
    await service.fake.arrived(2);
    service.fake.release();
    service.fake.mode("ok");
    expect(await first).toMatchObject({ username: "mira" });
    await Promise.all(flood);
  });
});
