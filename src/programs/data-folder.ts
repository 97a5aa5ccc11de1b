/** Where the data is when `--data` is not given. */
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import { builtVersion } from "./built.ts";

interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: string;
  /** It runs from an executable, so the current folder says nothing. */
  readonly isInstalled: boolean;
}

/**
 * `ORIGINCHATS_DATA`; else `./data` of the sources, and for an executable the folder that the system has for data of
 * programs: by the XDG Base Directory Specification, with Apple's and Microsoft's own in its place.
 */
export function dataFolderFor({ env, home, platform, isInstalled }: Place): string {
  if (env["ORIGINCHATS_DATA"]) return env["ORIGINCHATS_DATA"];
  if (!isInstalled) return "./data";
  if (platform === "win32") {
    return win32.join(env["LOCALAPPDATA"] || win32.join(home, "AppData", "Local"), "originchats");
  }
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "originchats");
  const shared = env["XDG_DATA_HOME"];
  // The specification says to ignore a relative one.
  const base = shared && posix.isAbsolute(shared) ? shared : posix.join(home, ".local", "share");
  return posix.join(base, "originchats");
}

export const dataFolder = dataFolderFor({
  env: process.env,
  home: homedir(),
  platform: process.platform,
  isInstalled: builtVersion !== null,
});
