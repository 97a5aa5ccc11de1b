// The one entry of every npm command, in plain JavaScript for whatever Node is there: installs what the lock
// file names when node_modules is missing or stale, finds the pinned Bun, and hands over.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scripts = {
  start: ["src/main.ts"],
  test: ["scripts/test.ts"],
  check: ["scripts/check.ts"],
  bench: ["bench/main.ts"],
  soak: ["scripts/soak.ts"],
  cli: ["src/cli/main.ts"],
  bot: ["examples/echo-bot.ts"],
  generate: ["scripts/generate.ts"],
};

const [command, ...args] = process.argv.slice(2);
const script = scripts[command];
if (!script) {
  console.error(`unknown command; one of: ${Object.keys(scripts).join(", ")}`);
  process.exit(2);
}

install();
const child = spawn(bun(), [...script.map((file) => join(root, file)), ...args], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
if (process.env.npm_lifecycle_event) {
  // npm passes SIGTERM on to a shell that dies of it alone, and dies of SIGHUP itself before its shell; what that shell
  // started must not be left behind, holding the data folder.
  const shell = process.ppid;
  const npm = parentOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== npm) child.kill("SIGTERM");
  }, 250).unref();
}
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

/** The parent of a process, where the system has files that tell; else always the same. */
function parentOf(pid) {
  try {
    // Behind the name, which may hold anything, come the state and the parent.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1).trim().split(" ")[1];
  } catch {
    return null;
  }
}

/** Runs `npm ci` unless node_modules already is what the lock file says; its output goes to stderr. */
function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules", ".installed-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const done = spawnSync(npm, ["ci", "--ignore-scripts", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (done.status !== 0) {
    console.error("npm ci failed; see the lines above");
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/**
 * The pinned Bun's binary. Several platform packages may be there (x64 and baseline): the first that runs serves.
 * Who installed with scripts has it in the package `bun` instead, whose script moves it there.
 */
function bun() {
  const modules = join(root, "node_modules");
  const home = join(modules, "@oven");
  const file = process.platform === "win32" ? "bun.exe" : "bun";
  const packages = existsSync(home) ? readdirSync(home) : [];
  const paths = packages.map((name) => join(home, name, "bin", file));
  for (const path of [...paths, join(modules, "bun", "bin", "bun.exe")]) {
    if (existsSync(path) && spawnSync(path, ["--version"]).status === 0) return path;
  }
  console.error("No Bun binary for this platform in node_modules");
  process.exit(1);
}
