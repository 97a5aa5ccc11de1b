/** The platforms for which `npm run build` makes executables, and the npm package that has the Bun of each. */
import { existsSync, readdirSync } from "node:fs";

export interface Platform {
  /** As in the names of the files. */
  readonly name: string;
  /** For `bun build --target`. */
  readonly target: string;
  /** Without its scope `@oven`. */
  readonly binary: string;
  readonly architecture: "amd64" | "arm64";
}

export const platforms: readonly Platform[] = [
  { name: "linux-x64", target: "bun-linux-x64", binary: "bun-linux-x64", architecture: "amd64" },
  {
    name: "linux-x64-baseline",
    target: "bun-linux-x64-baseline",
    binary: "bun-linux-x64-baseline",
    architecture: "amd64",
  },
  { name: "linux-arm64", target: "bun-linux-arm64", binary: "bun-linux-aarch64", architecture: "arm64" },
  {
    name: "linux-x64-musl",
    target: "bun-linux-x64-musl",
    binary: "bun-linux-x64-musl",
    architecture: "amd64",
  },
  {
    name: "linux-arm64-musl",
    target: "bun-linux-arm64-musl",
    binary: "bun-linux-aarch64-musl",
    architecture: "arm64",
  },
  { name: "macos-x64", target: "bun-darwin-x64", binary: "bun-darwin-x64", architecture: "amd64" },
  { name: "macos-arm64", target: "bun-darwin-arm64", binary: "bun-darwin-aarch64", architecture: "arm64" },
  { name: "windows-x64", target: "bun-windows-x64", binary: "bun-windows-x64", architecture: "amd64" },
];

/** Packages that `bun` does not depend on, so that package-lock.json has no hash of them. By version. */
export const otherHashes: Readonly<Record<string, string>> = {
  "bun-linux-x64-baseline@1.4.5":
    "sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==",
};

/** The platform of this machine. @throws Error when there is no executable for it */
export function ownPlatform(): Platform {
  const system = { linux: "linux", darwin: "macos", win32: "windows" }[process.platform as string];
  const isMusl = existsSync("/lib") && readdirSync("/lib").some((name) => name.startsWith("ld-musl-"));
  const name = `${system}-${process.arch}${process.platform === "linux" && isMusl ? "-musl" : ""}`;
  const found = platforms.find((platform) => platform.name === name);
  if (!found) throw new Error(`There is no executable for ${name}; run the server with npm start there`);
  return found;
}
