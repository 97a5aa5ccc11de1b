/** Gets the Bun of another platform, as the npm package that package-lock.json pins, and checks it. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { otherHashes, type Platform } from "./platforms.ts";
import { runTool } from "./tool.ts";

/**
 * The path of the binary. It is fetched once and then kept in node_modules/.cache.
 *
 * @throws Error when the package has another hash than the pinned one, or can't be fetched
 */
export function bunBinary(root: string, { binary }: Platform): string {
  const name = `${binary}@${Bun.version}`;
  const expected = pinnedHash(root, binary);
  const file = binary.includes("windows") ? "bun.exe" : "bun";
  const cache = join(root, "node_modules", ".cache", "originchats-bun");
  const folder = join(cache, name);
  const path = join(folder, "package", "bin", file);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, "draft-"));
  try {
    const [made] = JSON.parse(
      runTool(["npm", "pack", `@oven/${name}`, "--json", "--pack-destination", draft], draft),
    );
    const archive = join(draft, String(made.filename).replace("@", "").replace("/", "-"));
    checkHash(readFileSync(archive), expected, name);
    runTool(["tar", "-xzf", archive, `package/bin/${file}`], draft);
    rmSync(archive);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    return path;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The hash of the version that runs now, which is the pinned one. @throws Error when none is pinned */
export function pinnedHash(root: string, binary: string): string {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const entry = lock.packages[`node_modules/@oven/${binary}`];
  const name = `${binary}@${Bun.version}`;
  const hash = entry?.version === Bun.version ? entry.integrity : otherHashes[name];
  if (hash === undefined)
    throw new Error(`No hash of @oven/${name} is pinned; add it to scripts/build/platforms.ts`);
  return hash;
}

/** @param expected as npm writes it, such as `sha512-…` */
export function checkHash(bytes: Uint8Array, expected: string, name: string): void {
  const actual = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (actual !== expected) {
    throw new Error(`@oven/${name} has the hash ${actual}, but ${expected} is pinned: it is not used`);
  }
}
