import { expect, test } from "bun:test";
import { startFakeRotur } from "../../tests/support/fake-rotur.ts";
import type { Config } from "../config/schema.ts";
import { createLog } from "../log/log.ts";
import { createIdentity } from "./create.ts";

test("the configuration is followed, also when it changes", async () => {
  const fake = startFakeRotur();
  const settings = {
    rotur: {
      base_url: "http://127.0.0.1:1",
      validate_url: null as string | null,
      v2: true,
      timeout_ms: 5000,
    },
    limits: { logins_per_minute: 1, registrations_per_minute: 1, good_logins_per_minute: 1 },
  };
  const identity = createIdentity(() => settings as Config, createLog({}, { write: () => {} }), {
    now: () => 0,
    elapsed: () => 0,
  });
  try {
    const mira = fake.account("mira");
    const confirmed = () => identity.confirm(mira.validatorFor("key"), "key", "192.0.2.7");
    expect(await confirmed()).toMatchObject({ code: "identity_unavailable" });
    settings.rotur.base_url = fake.url;
    expect(await confirmed()).toEqual({ id: mira.id, username: "mira" });
    settings.rotur = { ...settings.rotur, v2: false, validate_url: `${fake.url}/validate?app=1` };
    expect(await confirmed()).toEqual({ id: mira.id, username: "mira" });
    expect(fake.paths).toEqual(["/v2/validators/verify", "/validate"]);

    const login = (account: string, password: string) =>
      identity.prove({ account, address: "192.0.2.7", isKnownNetwork: false, password, hash: null });
    expect(await login("mira", "one")).toEqual({ matches: false });
    expect(await login("mira", "two")).toMatchObject({ code: "too_many_attempts" });
    expect(identity.registration("192.0.2.7")).toBeNull();
    expect(identity.registration("192.0.2.7")).not.toBeNull();
    for (let n = 0; n < 2; n++) expect(identity.goodLogin("mira")).toBeNull();
    expect(identity.goodLogin("mira")).not.toBeNull();
    settings.limits = { logins_per_minute: 2, registrations_per_minute: 2, good_logins_per_minute: 2 };
    expect(await login("ben", "one")).toEqual({ matches: false });
    expect(await login("ben", "two")).toEqual({ matches: false });
    expect(identity.registration("192.0.2.7")).toBeNull();
    for (let n = 0; n < 4; n++) expect(identity.goodLogin("ben")).toBeNull();
  } finally {
    await fake.stop();
  }
});
