/**
 * `npm run build`: makes what is installed elsewhere, in dist/, which it empties first. Without arguments that is the
 * executable of this machine's platform, its Debian package where `dpkg-deb` is there, and the client library. `-- --all` makes
 * all executables and packages.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import manifest from "../package.json" with { type: "json" };
import { version } from "../src/startup/version.ts";
import { errorText } from "../src/text/error-text.ts";
import { bunBinary } from "./build/bun-binary.ts";
import { buildDebianPackage } from "./build/debian.ts";
import { buildExecutable } from "./build/executable.ts";
import { ownPlatform, type Platform, platforms } from "./build/platforms.ts";
import { releaseNotes } from "./build/release-notes.ts";
import { packClient } from "./client/build.ts";

const usage = `Usage: npm run build [-- --all]
  --all  the executables of all platforms, for which it fetches their Bun from npm, and the Debian packages`;

const root = join(import.meta.dir, "..");
const dist = join(root, "dist");

try {
  const { values } = parseArgs({
    options: { all: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) console.log(usage);
  else await build(values.all ? platforms : [ownPlatform()]);
} catch (error) {
  console.error(errorText(error));
  process.exit(1);
}

async function build(wanted: readonly Platform[]): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const own = ownPlatform();
  for (const platform of wanted) {
    const name = `originchats-${manifest.version}-${platform.name}`;
    const path = join(dist, platform.name.startsWith("windows") ? `${name}.exe` : name);
    const isOther = platform !== own;
    const other = isOther && { target: platform.target, bun: bunBinary(root, platform) };
    buildExecutable({ root, version, path, ...(other && { other }) });
    say(path);
    if (!["linux-x64", "linux-arm64"].includes(platform.name)) continue;
    if (Bun.which("dpkg-deb") === null) console.log("No Debian package: dpkg-deb is missing");
    else
      say(buildDebianPackage({ root, version: manifest.version, platform, executable: path, folder: dist }));
  }
  say(await packClient(root, dist));
  const notes = join(dist, `originchats-${manifest.version}-notes.md`);
  writeFileSync(notes, releaseNotes(readFileSync(join(root, "CHANGELOG.md"), "utf8"), manifest.version));
  say(notes);
  writeFileSync(join(dist, "SHA256SUMS"), checksums());
  say(join(dist, "SHA256SUMS"));
}

/** As `sha256sum --check` reads them. */
function checksums(): string {
  const line = (name: string) => {
    const hash = createHash("sha256").update(readFileSync(join(dist, name)));
    return `${hash.digest("hex")}  ${name}\n`;
  };
  return readdirSync(dist).sort().map(line).join("");
}

function say(path: string): void {
  const { size } = statSync(path);
  const shown = size >= 1_000_000 ? `${Math.round(size / 1_000_000)} MB` : `${Math.ceil(size / 1000)} KB`;
  console.log(`dist/${path.slice(dist.length + 1)}  ${shown}`);
}
