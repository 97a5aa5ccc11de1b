/** docs/security.md and docs/reliability.md name tests, files and keys of the configuration: all of them exist. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

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
