import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { formats, parsePublicUrl } from "./formats.ts";
import { configKeys, restartKeys } from "./schema.ts";

test("every key says what it means, and what holds without it", () => {
  for (const { path, schema } of configKeys()) {
    const key = path.join(".");
    expect(schema.description, key).toBeString();
    const needsNoDefault = "inherits" in schema || key.startsWith("websocket.tls.");
    expect("default" in schema || needsNoDefault, key).toBe(true);
  }
});

test("defaults and generated values keep to the limits of their own key", () => {
  for (const { path, schema } of configKeys()) {
    for (const word of ["default", "generated"]) {
      if (word in schema) expect(Value.Check(schema, schema[word]), `${path.join(".")} ${word}`).toBe(true);
    }
  }
});

test("the keys that wait for a restart", () => {
  expect(restartKeys).toContain("websocket.port");
  expect(restartKeys).toContain("websocket.host");
  expect(restartKeys).toContain("DB.synchronous");
  expect(restartKeys).not.toContain("DB.users.default.roles");
  expect(restartKeys).not.toContain("log.level");
});

test("a public address comes with a scheme or as a bare host", () => {
  expect(parsePublicUrl("chat.example:8443")?.href).toBe("https://chat.example:8443/");
  expect(parsePublicUrl("wss://chat.example/x")?.hostname).toBe("chat.example");
  for (const wrong of ["", "a b", "file:///etc/passwd", "javascript://chat.example", "://x"]) {
    expect(parsePublicUrl(wrong), wrong).toBeNull();
  }
});

test.each([
  ["127.0.0.1", true],
  ["::1", true],
  ["10.0.0.0/8", true],
  ["fd00::/64", true],
  ["10.0.0.0/33", false],
  ["fd00::/129", false],
  ["10.0.0.0/", false],
  ["10.0.0.0/8/8", false],
  ["localhost", false],
  ["", false],
])("%p as the address of a proxy: %p", (text, right) => {
  expect(formats["address-range"]?.test(text)).toBe(right);
});

test.each([
  ["https://chat.example", true],
  ["https://chat.example:8443", true],
  ["https://chat.example:443", false],
  ["https://chat.example/", false],
  ["https://Chat.example", false],
  ["http://chat.example", false],
  ["https://user@chat.example", false],
])("%p as a signing address: %p", (text, right) => {
  expect(formats["https-origin"]?.test(text)).toBe(right);
});
