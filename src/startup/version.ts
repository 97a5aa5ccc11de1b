/** Which program this is, for the first log line, `--version`, `/info` and `/metrics` alike. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { builtVersion } from "../programs/built.ts";

/**
 * The version of package.json, and after a `+` the commit that is checked out, if there is one (SemVer 2.0 §10).
 *
 * @example "0.1.0+44b4cdf0a1b2"
 */
export const version = builtVersion ?? versionOf(join(import.meta.dir, "../.."), manifest.version);

/** @param root folder of package.json */
export function versionOf(root: string, released: string): string {
  const commit = checkedOut(join(root, ".git"));
  return commit === null ? released : `${released}+${commit.slice(0, 12)}`;
}

/** Reads the files of Git (gitrepository-layout), since a server may run where Git is not installed. */
function checkedOut(git: string): string | null {
  try {
    const folder = gitFolder(git);
    const head = readFileSync(join(folder, "HEAD"), "utf8").trim();
    const ref = /^ref: (\S+)$/.exec(head)?.[1];
    const commit = ref === undefined ? head : commitOf(ref, folder);
    return commit !== null && /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
  } catch {
    return null;
  }
}

/** In a linked work tree `.git` is a file that names the folder. */
function gitFolder(git: string): string {
  const text = readIfThere(git);
  const named = text === null ? undefined : /^gitdir: (.+)$/m.exec(text)?.[1];
  return named === undefined ? git : resolve(dirname(git), named);
}

function commitOf(ref: string, folder: string): string | null {
  const common = readIfThere(join(folder, "commondir"))?.trim();
  const shared = common === undefined ? folder : resolve(folder, common);
  const loose = readIfThere(join(shared, ref));
  if (loose !== null) return loose.trim();
  const packed = readIfThere(join(shared, "packed-refs")) ?? "";
  return (
    packed
      .split("\n")
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(" ")[0] ?? null
  );
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
