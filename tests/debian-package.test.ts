/**
 * The Debian package, installed and removed by dpkg in a copy of this system: an overlay in a mount namespace, so
 * nothing here changes.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildDebianPackage } from "../scripts/build/debian.ts";
import { buildExecutable } from "../scripts/build/executable.ts";

const root = join(import.meta.dir, "..");

/** A command that runs its script in a copy of the system, which goes away with the last process in it. */
const inCopy = (script: string) => [
  ...["unshare", "--mount", "--fork", "--pid", "--kill-child", "sh", "-ec"],
  `mount -t tmpfs none /mnt
mkdir /mnt/new /mnt/work /mnt/copy
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/new,workdir=/mnt/work /mnt/copy
mount -t proc proc /mnt/copy/proc
cp "$1" /mnt/copy/tmp/originchats.deb
exec chroot /mnt/copy sh -ec '${script}'`,
  "sh",
];

const hasTools =
  process.platform === "linux" &&
  Bun.which("dpkg-deb") !== null &&
  Bun.which("adduser") !== null &&
  Bun.which("deb-systemd-helper") !== null &&
  Bun.spawnSync([...inCopy("true"), "/dev/null"]).exitCode === 0;

let folder: string;
let deb: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "originchats-debian-"));
  if (!hasTools) return;
  const executable = join(folder, "executable");
  buildExecutable({ root, version: "1.2.3", path: executable });
  const platform = { architecture: process.arch === "arm64" ? "arm64" : "amd64" } as const;
  deb = buildDebianPackage({ root, version: "1.2.3", platform, executable, folder, isCompressed: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...inCopy(script), deb], {
    env: { PATH: process.env["PATH"], DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
  });
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}: ${stdout}${stderr}`);
  return stdout.toString();
}

const install = "dpkg -i /tmp/originchats.deb >&2";

test.skipIf(!hasTools)("it installs user, program, unit and configuration, and serves as its user", () => {
  const said = run(`${install}
stat -c "%U %G %a" /var/lib/originchats /etc/originchats /etc/originchats/config.json
readlink /var/lib/originchats/config.json
originchats --version
readlink /etc/systemd/system/multi-user.target.wants/originchats.service
if command -v systemd-analyze >/dev/null; then
  systemd-analyze verify originchats.service >&2
  systemd-analyze security --offline=true --threshold=20 originchats.service >&2
fi
printf "tea and cake" | originchats user create mira --password-stdin --role owner
find /var/lib/originchats /etc/originchats ! -user originchats
touch /tmp/said; chmod 666 /tmp/said
runuser -u originchats -- sh -c "exec /usr/lib/originchats/originchats --data /var/lib/originchats --port 0 >/tmp/said" &
until grep -q listening /tmp/said; do sleep 0.1; done
originchats user list
`);
  const lines = said.trim().split("\n");
  expect(lines.slice(0, 6)).toEqual([
    "originchats originchats 700",
    "root originchats 770",
    "originchats originchats 600",
    "/etc/originchats/config.json",
    "1.2.3",
    "/lib/systemd/system/originchats.service",
  ]);
  expect(said).toContain("mira");
  // Of the files there, only the folder of the configuration is not the user's own.
  expect(lines.filter((line) => line.startsWith("/"))).toEqual([
    "/etc/originchats/config.json",
    "/lib/systemd/system/originchats.service",
    "/etc/originchats",
  ]);
});

test.skipIf(!hasTools)(
  "a removal keeps configuration and data, and a purge the data unless told otherwise",
  () => {
    const said = run(`${install}
printf "tea and cake" | originchats user create mira --password-stdin >&2
dpkg -r originchats >&2
ls /etc/originchats /var/lib/originchats/db/server.db
${install}
dpkg -P originchats >&2
ls -d /etc/originchats 2>/dev/null || echo no settings
stat -c "%F" /var/lib/originchats/config.json
${install}
originchats user list
readlink /var/lib/originchats/config.json
echo "originchats originchats/purge-data boolean true" | debconf-set-selections
dpkg -P originchats >&2
ls -d /etc/originchats /var/lib/originchats 2>/dev/null || echo nothing left
getent passwd originchats || echo no user
`);
    const lines = said.trim().split("\n");
    expect(lines).toEqual([
      "/var/lib/originchats/db/server.db",
      "",
      "/etc/originchats:",
      "config.json",
      "no settings",
      "regular file",
      expect.stringContaining("NAME"),
      expect.stringContaining("mira"),
      "/etc/originchats/config.json",
      "nothing left",
      "no user",
    ]);
  },
);
