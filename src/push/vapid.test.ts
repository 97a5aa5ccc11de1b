import { afterAll, beforeAll, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifiedClaims } from "../../tests/support/fake-push.ts";
import { openVapid } from "./vapid.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vapid-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, "vapid.pem");
const now = Date.UTC(2026, 0, 1);
const request = { audience: "https://push.example.net", contact: "mailto:push@example.com", now };

test("RFC 8292, 2.4: the test's own check accepts the example of the RFC", async () => {
  const example =
    "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA, " +
    "k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
  expect(await verifiedClaims(example)).toEqual({
    aud: "https://push.example.net",
    exp: 1453523768,
    sub: "mailto:push@example.com",
  });
  expect(verifiedClaims(example.replace("i3CYb7", "i3CYb8"))).rejects.toThrow("signature");
});

test("a token names the push service and the contact, and ends within a day", async () => {
  const vapid = openVapid(folder);
  const header = await vapid.authorization(request);
  expect(header).toEndWith(`, k=${vapid.publicKey}`);
  expect(await verifiedClaims(header)).toEqual({
    aud: request.audience,
    sub: request.contact,
    exp: now / 1000 + 43_200,
  });
});

test("a token is used again for six hours, and each push service gets its own", async () => {
  const { authorization } = openVapid(folder);
  const first = await authorization(request);
  expect(await authorization({ ...request, now: now + 6 * 3_600_000 })).toBe(first);
  expect(await authorization({ ...request, now: now + 6 * 3_600_000 + 1000 })).not.toBe(first);
  expect(await authorization({ ...request, audience: "https://other.example" })).not.toBe(first);
  expect(await authorization({ ...request, contact: "https://chat.example" })).not.toBe(first);
});

test("the key stays the same, and only the owner of the file may read it", () => {
  const { publicKey } = openVapid(folder);
  expect(Buffer.from(publicKey, "base64url")).toHaveLength(65);
  const stored = readFileSync(file(), "utf8");
  chmodSync(file(), 0o644);
  expect(openVapid(folder).publicKey).toBe(publicKey);
  expect(readFileSync(file(), "utf8")).toBe(stored);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test("a key of an older server, in the form SEC 1, is understood", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(file(), privateKey.export({ type: "sec1", format: "pem" }));
  const { x = "" } = publicKey.export({ format: "jwk" });
  expect(Buffer.from(openVapid(folder).publicKey, "base64url").subarray(1, 33).toString("base64url")).toBe(x);
});

test("a file without such a key is refused, and its content isn't told", () => {
  const other = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey;
  for (const text of ["", "secret", other.export({ type: "pkcs8", format: "pem" }).toString()]) {
    writeFileSync(file(), text);
    expect(() => openVapid(folder)).toThrow(`${file()} holds no private key of P-256 in PEM`);
  }
});
