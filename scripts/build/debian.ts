/** Builds the Debian package around an executable, with `dpkg-deb`. Its parts are in deploy/debian/. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Platform } from "./platforms.ts";
import { runTool } from "./tool.ts";

export interface DebianOptions {
  readonly root: string;
  readonly version: string;
  readonly platform: Pick<Platform, "architecture">;
  readonly executable: string;
  /** Where the package is put. */
  readonly folder: string;
  /** Tests do without, which takes longer than all the rest. */
  readonly isCompressed?: boolean;
}

/** @returns the path of the package. @throws Error with the messages of dpkg-deb */
export function buildDebianPackage(options: DebianOptions): string {
  const { root, version, platform, executable, folder, isCompressed = true } = options;
  const tree = mkdtempSync(join(tmpdir(), "originchats-deb-"));
  const parts = join(root, "deploy", "debian");
  const text = (...names: string[]) => readFileSync(join(root, ...names), "utf8");
  try {
    const put = (path: string, content: string | Uint8Array, mode = 0o644) => {
      const target = join(tree, path);
      mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
      writeFileSync(target, content);
      chmodSync(target, mode);
    };
    put("usr/bin/originchats", text("deploy/debian/originchats"), 0o755);
    mkdirSync(join(tree, "usr/lib/originchats"), { recursive: true });
    copyFileSync(executable, join(tree, "usr/lib/originchats/originchats"));
    chmodSync(join(tree, "usr/lib/originchats/originchats"), 0o755);
    put("lib/systemd/system/originchats.service", installedUnit(text("deploy/originchats.service")));
    const docs = "usr/share/doc/originchats";
    put(`${docs}/copyright`, text("LICENSE"));
    put(`${docs}/changelog.gz`, gzipSync(text("CHANGELOG.md"), { level: 9 }));
    const filled = {
      VERSION: version,
      ARCHITECTURE: platform.architecture,
      SIZE: String(kilobytes(executable)),
    };
    const control = text("deploy/debian/control").replace(
      /@(\w+)@/g,
      (_, key: keyof typeof filled) => filled[key],
    );
    put("DEBIAN/control", control);
    for (const script of ["postinst", "prerm", "postrm"]) {
      put(`DEBIAN/${script}`, readFileSync(join(parts, script)), 0o755);
    }
    put("DEBIAN/templates", text("deploy/debian/templates"));
    chmodSync(tree, 0o755);
    const path = join(folder, `originchats_${version}_${platform.architecture}.deb`);
    const compression = isCompressed ? ["-Zxz", "-z6"] : ["-Znone"];
    runTool(["dpkg-deb", "--root-owner-group", ...compression, "--build", tree, path], tree);
    return path;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** The unit of the sources, with the installed program. */
export function installedUnit(unit: string): string {
  return unit
    .replace(
      /^# A unit for systemd\.[^[]*/,
      "# Part of the package originchats. `systemctl edit originchats` changes it.\n",
    )
    .replace(/^# Not `npm start`.*\n/m, "")
    .replace(/^WorkingDirectory=.*$/m, "WorkingDirectory=/var/lib/originchats")
    .replace(/^ExecStart=.*$/m, "ExecStart=/usr/lib/originchats/originchats --data /var/lib/originchats");
}

function kilobytes(path: string): number {
  return Math.ceil(statSync(path).size / 1024);
}
