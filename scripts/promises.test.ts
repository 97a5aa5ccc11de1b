/** docs/security.md and docs/reliability.md name tests, files and keys of the configuration: all of them exist. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import { configKeys } from "../src/config/schema.ts";

const root = join(import.meta.dir, "..");
const keys = readFileSync(join(root, "docs/configuration.md"), "utf8");

test.each(["docs/security.md", "docs/reliability.md"])("%s names what is there", (page) => {
  const names = [...readFileSync(join(root, page), "utf8").matchAll(/`([^`\s]+)`/g)].map(
    ([, name = ""]) => name,
  );
  const files = names.filter((name) => /^(?:src|tests|web|client|deploy)\//.test(name));
  const settings = names.filter((name) => /^\w+\.\w+$/.test(name) && !/\.(?:json|key|pem|ts|md)$/.test(name));
  expect(files.length).toBeGreaterThan(4);
  expect(settings.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(settings.filter((key) => !keys.includes(`| \`${key}\` |`))).toEqual([]);
});

test("docs/reliability.md names a test for each promise", () => {
  const page = readFileSync(join(root, "docs/reliability.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| promise"));
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => !/\| (?:`[\w/.-]+\.test\.ts`(?:, )?)+ \|$/.test(row))).toEqual([]);
});

/** Numbers that choose something else than a limit. */
const noLimits = [
  "websocket.port",
  "attachments.subscription_cache_ttl",
  "attachments.compression.",
  "backup.",
  "modlog.retention.",
  "retention.",
];

test("docs/security.md says what each limit of the configuration protects", () => {
  const page = readFileSync(join(root, "docs/security.md"), "utf8");
  const isNumber = (schema: TSchema): boolean =>
    TypeGuard.IsUnion(schema) ? schema.anyOf.some(isNumber) : schema["type"] === "integer";
  const limits = [...configKeys()].flatMap(({ path, schema }) => {
    const key = path.join(".");
    return isNumber(schema) && !noLimits.some((name) => key.startsWith(name)) ? [key] : [];
  });
  expect(limits).toContain("limits.kick_seconds");
  expect(limits.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
});
