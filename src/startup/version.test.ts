import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { version, versionOf } from "./version.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "originchats-version-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const commit = "44b4cdf0a1b2c3d4e5f60718293a4b5c6d7e8f90";

test("the version is that of package.json, and of the commit in the folder of package.json", () => {
  expect(version).toBe(versionOf(join(import.meta.dir, "../.."), manifest.version));
  expect(versionOf(root, "1.2.3")).toBe("1.2.3");
  mkdirSync(join(root, ".git/refs/heads"), { recursive: true });
  writeFileSync(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(root, ".git/refs/heads/main"), `${commit}\n`);
  expect(versionOf(root, "1.2.3")).toBe("1.2.3+44b4cdf0a1b2");
});

test("it finds the commit of a linked work tree, and of a packed branch", () => {
  const git = join(root, "repository");
  mkdirSync(join(git, "worktrees/tree"), { recursive: true });
  writeFileSync(join(git, "packed-refs"), `# pack-refs with: peeled\n${commit} refs/heads/other\n`);
  writeFileSync(join(git, "worktrees/tree/commondir"), "../..\n");
  writeFileSync(join(git, "worktrees/tree/HEAD"), "ref: refs/heads/other\n");
  writeFileSync(join(root, ".git"), `gitdir: ${join(git, "worktrees/tree")}\n`);
  expect(versionOf(root, "1.2.3")).toBe("1.2.3+44b4cdf0a1b2");
});
