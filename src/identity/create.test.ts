import { expect, test } from "bun:test";
import { startFakeRotur } from "../../tests/support/fake-rotur.ts";
import type { Config } from "../config/schema.ts";
import { createLog } from "../log.ts";
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
    limits: { logins_per_minute: 1, registrations_per_minute: 1 },
  };
  const identity = createIdentity(() => settings as Config, createLog({}, { write: () => {} }));
  try {
    const mira = fake.account("mira");
    const confirmed = () => identity.confirm(mira.validatorFor("key"), "key");
    expect(await confirmed()).toMatchObject({ code: "identity_unavailable" });
    settings.rotur.base_url = fake.url;
    expect(await confirmed()).toEqual({ id: mira.id, username: "mira" });
    settings.rotur = { ...settings.rotur, v2: false, validate_url: `${fake.url}/validate?app=1` };
    expect(await confirmed()).toEqual({ id: mira.id, username: "mira" });
    expect(fake.paths).toEqual(["/v2/validators/verify", "/validate"]);

    expect(identity.attempts.login("mira", "192.0.2.7", 0)).toBeNull();
    expect(identity.attempts.login("mira", "192.0.2.7", 0)).not.toBeNull();
    expect(identity.attempts.registration("192.0.2.7", 0)).toBeNull();
    expect(identity.attempts.registration("192.0.2.7", 0)).not.toBeNull();
    settings.limits = { logins_per_minute: 2, registrations_per_minute: 2 };
    expect(identity.attempts.login("ben", "192.0.2.7", 0)).toBeNull();
    expect(identity.attempts.login("ben", "192.0.2.7", 0)).toBeNull();
    expect(identity.attempts.registration("192.0.2.7", 0)).toBeNull();
  } finally {
    await fake.stop();
  }
});
