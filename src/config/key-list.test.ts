import { expect, test } from "bun:test";
import { isSecretKey } from "./changeable.ts";
import { withoutSecrets } from "./key-list.ts";
import { configKeys } from "./schema.ts";

test("every key that may hold a secret is one that is not shown", () => {
  const keys = [...configKeys()].map(({ path }) => path.join("."));
  const named = keys.filter((key) => /secret|token|passw|credential|private|(^|[._])key|auth/.test(key));
  expect(named.filter(isSecretKey)).toEqual(["files.s3.secret_access_key"]);
  expect(named.filter((key) => !isSecretKey(key))).toEqual([
    "auth_mode",
    // The name of a file.
    "websocket.tls.key",
    "limits.unauthenticated",
    "limits.unauthenticated_per_address",
    // The name that belongs to the secret.
    "files.s3.access_key_id",
  ]);
});

test("of a secret only that it is there is shown, also of the password in an address", () => {
  expect(withoutSecrets("very secret", "files.s3.secret_access_key")).toBe("(hidden)");
  expect(withoutSecrets(null, "files.s3.secret_access_key")).toBeNull();
  expect(withoutSecrets({ s3: { secret_access_key: "a", region: "eu" } }, "files")).toEqual({
    s3: { secret_access_key: "(hidden)", region: "eu" },
  });
  expect(withoutSecrets("https://mira:pass@rotur.example/a", "rotur.base_url")).toBe(
    "https://mira:(hidden)@rotur.example/a",
  );
  expect(withoutSecrets(["http://a:b@c"], "websocket.origins")).toEqual(["http://a:(hidden)@c"]);
});
