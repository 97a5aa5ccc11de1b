/**
 * The executable of `npm run build`, alone in an empty folder with an empty environment: what differs from the sources,
 * and tests of the protocol with it. With FULL=1 these are all tests that need no inside of the server.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildExecutable } from "../scripts/build/executable.ts";
import { version } from "../src/startup/version.ts";
import { runPage } from "./support/docs/run-page.ts";
import { failuresIn } from "./support/junit.ts";
import { neverWithExecutable, withExecutable } from "./support/outside.ts";

const root = join(import.meta.dir, "..");
let folder: string;
let executable: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "originchats-executable-"));
  executable = join(folder, process.platform === "win32" ? "originchats.exe" : "originchats");
  buildExecutable({ root, version, path: executable });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], env: Record<string, string> = {}) {
  const empty = join(folder, "empty");
  mkdirSync(empty, { recursive: true });
  const { exitCode, stdout, stderr } = Bun.spawnSync([executable, ...args], {
    cwd: empty,
    env: { PATH: "", HOME: join(folder, "home"), ...env },
  });
  expect(readdirSync(empty)).toEqual([]);
  return { code: exitCode, said: stdout.toString() + stderr.toString() };
}

test("it says its version and its own name, and no file beside it has a say", () => {
  expect(run(["--version"])).toEqual({ code: 0, said: `${version}\n` });
  for (const args of [["--help"], ["help"], ["user", "--help"], ["nonsense"]]) {
    expect(run(args).said).toContain("originchats");
    expect(run(args).said).not.toContain("npm ");
  }
  expect(run(["--nonsense"]).code).toBe(2);
  expect(run(["nonsense"]).code).toBe(2);
  const other = join(folder, "other");
  mkdirSync(other);
  writeFileSync(join(other, ".env"), "ORIGINCHATS_DATA=/from/env\n");
  writeFileSync(join(other, "bunfig.toml"), 'preload = ["./missing.ts"]\n');
  const { stdout } = Bun.spawnSync([executable, "--help"], { cwd: other, env: { HOME: "/home/ann" } });
  expect(stdout.toString()).toContain("(default /home/ann/.local/share/originchats)");
});

test("the commands of docs/installing.md run", async () => {
  await runPage("docs/installing.md", ({ checkout, stands }) => {
    stands.set("originchats-VERSION-linux-x64", "program");
    mkdirSync(join(checkout, "dist"));
    linkSync(executable, join(checkout, "dist", "program"));
  });
});

test("it makes the project of a bot, with the client library that it holds", () => {
  const bot = join(folder, "bot");
  expect(run(["bot", "new", "tea", "--dir", bot]).code).toBe(0);
  const library = join(bot, "originchats-client");
  expect(readFileSync(join(library, "dist/index.d.ts"), "utf8")).toContain("declare function connect(");
  const { code, said } = withPackage(bot);
  expect({ code, said }).toEqual({ code: 0, said: "function\n" });
});

/** Loads the library of a project, as its bot does. */
function withPackage(bot: string) {
  const program = `const { connect } = await import("${join(bot, "originchats-client/dist/index.js")}"); console.log(typeof connect);`;
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, "-e", program], { cwd: bot });
  return { code: exitCode, said: stdout.toString() + stderr.toString() };
}

test("setup, accounts and a backup work without --data, in the folder of the system", () => {
  const env = { XDG_DATA_HOME: join(folder, "data") };
  expect(run(["setup", "--yes", "--json"], env)).toMatchObject({ code: 0 });
  const made = Bun.spawnSync([executable, "user", "create", "mira", "--password-stdin"], {
    env,
    cwd: folder,
    stdin: new TextEncoder().encode("tea and cake"),
  });
  expect(made.exitCode).toBe(0);
  expect(run(["user", "list", "--json"], env).said).toContain("USR:local_mira");
  expect(run(["backup", join(folder, "copy"), "--json"], env).code).toBe(0);
  expect(run(["doctor"], env).said).toStartWith("No fault was found");
  expect(readdirSync(join(folder, "data"))).toEqual(["originchats"]);
});

test("it holds the page and the documentation", async () => {
  const data = join(folder, "served");
  mkdirSync(data);
  writeFileSync(join(data, "config.json"), JSON.stringify({ docs: { enabled: true } }));
  const child = Bun.spawn([executable, "--data", data, "--port", "0"], {
    cwd: folder,
    env: {},
    stdout: "pipe",
    stderr: "ignore",
  });
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (said.includes("\n")) break;
  }
  const url = /http:\S+/.exec(said)?.[0] ?? "";
  const accept = { headers: { accept: "text/html" } };
  expect(await (await fetch(url, accept)).text()).toContain('<div id="page"');
  expect(await (await fetch(`${url}/docs/protocol/commands/message_new.html`)).text()).toContain("<h1");
  child.kill();
  expect(await child.exited).toBe(0);
});

const isFull = process.env["FULL"] === "1";
const all = () => [...new Bun.Glob("tests/*.test.ts").scanSync({ cwd: root })];
const files = isFull ? all().filter((file) => !neverWithExecutable.has(file)) : withExecutable;

test("the protocol is the same", async () => {
  const results = join(folder, "results.xml");
  const child = Bun.spawn(
    [
      ...[process.execPath, "test", "--timeout", "60000", "--reporter=junit"],
      ...[`--reporter-outfile=${results}`, ...files.map((file) => `./${file}`)],
    ],
    {
      cwd: root,
      env: { ...process.env, ORIGINCHATS_EXECUTABLE: executable },
      stdout: "ignore",
      stderr: "pipe",
    },
  );
  const errors = await new Response(child.stderr).text();
  await child.exited;
  const { passed, failed } = failuresIn(await Bun.file(results).text());
  if (failed.length > 0) console.error(errors);
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThan(isFull ? 300 : 25);
}, 1_800_000);
