// The one entry of every npm command, in plain JavaScript for whatever Node is there: installs what the lock
// file names when node_modules lacks it, finds the pinned Bun, and hands over.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { constants as system } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const isWindows = process.platform === "win32";
/** `tools`: it needs the development packages too. `others`: a first argument that is a file with code runs instead. */
const commands = {
  start: { script: "src/main.ts" },
  cli: { script: "src/cli/main.ts" },
  bot: { script: "examples/echo-bot.ts", others: true },
  test: { script: "scripts/test.ts", tools: true },
  check: { script: "scripts/check.ts", tools: true },
  bench: { script: "bench/main.ts", tools: true },
  soak: { script: "scripts/soak.ts", tools: true },
  page: { script: "tests/screenshots.ts", tools: true },
  build: { script: "scripts/build.ts", tools: true },
  docs: { script: "scripts/build-docs.ts", tools: true },
  client: { script: "scripts/build-client.ts", tools: true },
  generate: { script: "scripts/generate.ts", tools: true },
};

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? "") ? commands[name] : undefined;
if (!command) {
  console.error(`unknown command; one of: ${Object.keys(commands).join(", ")}`);
  process.exit(2);
}

/** The process that runs now: npm while it installs, then Bun. */
let child = null;
/** The server takes SIGHUP for a reload once it has said so; before, the signal would end it. */
let takesHangup = false;
let hangupWaits = false;
/** The signal that asked us to end. */
let ending = null;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => pass(signal));
if (process.env.npm_lifecycle_event) stopWithNpm();

if (!fits()) await install();
await run();

function pass(signal) {
  if (signal === "SIGHUP" && name === "start" && !takesHangup) {
    hangupWaits = true;
    return;
  }
  if (signal !== "SIGHUP" || name !== "start") ending = signal;
  child?.kill(signal);
}

/**
 * npm passes SIGTERM on to a shell that dies of it alone, and dies of SIGHUP and SIGKILL itself before its shell; what
 * that shell started must not be left behind, holding the data folder.
 */
function stopWithNpm() {
  const shell = process.ppid;
  const npm = parentOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== npm) pass("SIGTERM");
  }, 250).unref();
}

/** The parent of a process, where the system has files that tell; else always the same. */
function parentOf(pid) {
  try {
    // Behind the name, which may hold anything, come the state and the parent.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1).trim().split(" ")[1];
  } catch {
    return null;
  }
}

/**
 * Does node_modules hold what the lock file names for this command? npm lists what it installed, and writes the list
 * when it is done. Nothing is written here, since the server's user may have no right to write.
 */
function fits() {
  const wanted = readPackages(join(root, "package-lock.json"));
  const there = readPackages(join(modules, ".package-lock.json"));
  if (!wanted || !there) return false;
  for (const [path, wantedPackage] of Object.entries(wanted)) {
    const { version, integrity, link, dev, optional, devOptional } = wantedPackage;
    // The client library is a workspace: nothing here takes it from node_modules.
    if (!path.startsWith("node_modules/") || link) continue;
    if (optional || devOptional || (dev && !command.tools)) continue;
    const found = there[path];
    if (found?.version !== version || found.integrity !== integrity) return false;
    if (!existsSync(join(root, path, "package.json"))) return false;
  }
  return bun(wanted["node_modules/bun"]?.version) !== null;
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * The binary of the wanted Bun, or null. Several platform packages may be there (x64 and baseline): the first that runs
 * serves. After an installation with scripts it is in the package `bun`, whose script moves it there.
 */
function bun(version) {
  const home = join(modules, "@oven");
  const file = isWindows ? "bun.exe" : "bun";
  const packages = existsSync(home) ? readdirSync(home) : [];
  const paths = [
    ...packages.map((each) => join(home, each, "bin", file)),
    join(modules, "bun", "bin", "bun.exe"),
  ];
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    if (status === 0 && stdout.trim() === version) return path;
  }
  return null;
}

/** Runs `npm ci`; its output goes to stderr. */
async function install() {
  const omit = command.tools ? [] : ["--omit=dev"];
  if (!mayInstall()) {
    console.error(
      `node_modules does not fit package-lock.json, and this user may not write to ${root}. Run \`${["npm ci", ...omit].join(" ")}\` there as its owner`,
    );
    process.exit(1);
  }
  console.error(`installing (about ${command.tools ? 300 : 110} MB, once)`);
  const npm = isWindows ? "npm.cmd" : "npm";
  // Without a network npm would wait for minutes before it says so.
  const patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
  child = spawn(npm, ["ci", ...omit, "--ignore-scripts", "--loglevel=error", ...patience], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: isWindows,
  });
  const { code, signal } = await ended(child);
  if (ending !== null) await endBy(ending);
  if (code === 0) return;
  console.error(signal ? `npm ci was ended by ${signal}` : "npm ci failed; see the lines above");
  process.exit(1);
}

function mayInstall() {
  try {
    accessSync(existsSync(modules) ? modules : root, constants.W_OK);
    accessSync(root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function run() {
  const path = bun(readPackages(join(root, "package-lock.json"))?.["node_modules/bun"]?.version);
  if (path === null) {
    console.error("No Bun binary for this platform in node_modules");
    process.exit(1);
  }
  // By the channel the server says that it takes signals, and notices when this process is gone.
  const stdio = name === "start" ? ["inherit", "inherit", "inherit", "ipc"] : "inherit";
  const isOther = command.others && /\.[cm]?[jt]s$/.test(args[0] ?? "");
  const script = isOther ? resolve(args.shift()) : join(root, command.script);
  child = spawn(path, [script, ...args], { stdio });
  child.on("message", (message) => {
    if (message !== "takes signals") return;
    takesHangup = true;
    if (hangupWaits) child.kill("SIGHUP");
  });
  const { code, signal } = await ended(child);
  if (signal) await endBy(signal);
  process.exit(code);
}

function ended(process) {
  return new Promise((resolve) => {
    process.on("exit", (code, signal) => resolve({ code, signal }));
    process.on("error", (error) => {
      console.error(error.message);
      resolve({ code: 1, signal: null });
    });
  });
}

/** Ends as the child did: a supervisor takes an end by SIGTERM for a good one. */
function endBy(signal) {
  if (["SIGINT", "SIGTERM", "SIGHUP"].includes(signal) && !isWindows) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  return new Promise(() => setTimeout(() => process.exit(128 + system.signals[signal])));
}
