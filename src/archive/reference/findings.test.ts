import { expect, test } from "bun:test";
import { createFindings, withoutSecrets } from "./findings.ts";

const secret = 't0p "secret"';
const json = JSON.stringify({ name: "x", token: secret, more: 1 });

test.each([
  ["JSON", json],
  ["JSON in JSON", JSON.stringify(json)],
  ["JSON in JSON in JSON", JSON.stringify(JSON.stringify({ token: "t0p" }))],
  ["Python", "{'name': 'x', 'token': 't0p \\'secret\\'', 'more': 1}"],
  ["Python with both quotation marks", `{'token': "t0p 's'", 'more': 1}`],
  ["JSON that is cut off", '{"token":"t0p secr'],
])("secrets in %s are replaced, and nothing else", (_, text) => {
  const without = withoutSecrets(text);
  expect(without).not.toMatch(/t0p|secret"?[^)]/);
  expect(without).toContain("(secret)");
  if (text.includes("more")) expect(without).toContain("more");
});

test("addresses of webhooks are replaced", () => {
  const text = '{"a":"https://chat.example/webhooks/1/t0p","b":"https://chat.example/tea"}';
  expect(withoutSecrets(text)).toBe('{"a":"(address of a webhook)","b":"https://chat.example/tea"}');
});

test("of a text that is left out only the beginning is looked at", () => {
  const findings = createFindings();
  const text = `{"token":"t0p","rest":"${"http://".repeat(4_000_000)}`;
  findings.skipped("messages", "a line", "a place", text);
  const raw = findings.skips[0]?.raw ?? "";
  expect(raw.length).toBe(64 * 1024);
  expect(raw).not.toContain("t0p");
});
