/** The script behind every npm command: when it installs, which Bun it takes, and what becomes of signals. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { newFolder } from "../tests/support/server.ts";

/** A copy of the script among fake packages, with a fake npm. */
let root: string;
beforeEach(() => {
  root = newFolder();
  chmodSync(root, 0o755);
  cpSync(join(import.meta.dir, "run.mjs"), at("scripts/run.mjs"));
  put("package-lock.json", { packages: { "": {}, ...locked } });
  put("src/main.ts", `console.log("started", process.argv.slice(2).join(" "));`);
  put("scripts/generate.ts", `console.log("generated");`);
  npm(`echo "npm $*" > "${at("asked")}"; exit 7`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (path: string) => join(root, path);

function put(path: string, content: string | object, mode = 0o644): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), typeof content === "string" ? content : JSON.stringify(content), { mode });
}

const npm = (script: string) => put("bin/npm", `#!/bin/sh\n${script}\n`, 0o755);

const binary = "node_modules/@oven/bun-here";
const locked = {
  [binary]: { version: Bun.version, integrity: "sha512-b", optional: true },
  "node_modules/@oven/bun-elsewhere": { version: Bun.version, integrity: "sha512-e", optional: true },
  "node_modules/bun": { version: Bun.version, integrity: "sha512-a" },
  "node_modules/kysely": { version: "1.0.0", integrity: "sha512-k" },
  "node_modules/linter": { version: "2.0.0", integrity: "sha512-l", dev: true },
};

/** As npm leaves it, without the packages of these names and with other versions of some. */
function installed(left: readonly string[] = [], changed: Readonly<Record<string, object>> = {}): void {
  const there = Object.entries(locked).filter(([path]) => !/elsewhere/.test(path) && !left.includes(path));
  for (const [path] of there) put(`${path}/package.json`, {});
  put("node_modules/.package-lock.json", { packages: { ...Object.fromEntries(there), ...changed } });
  if (left.includes(binary)) return;
  mkdirSync(at(`${binary}/bin`), { recursive: true });
  symlinkSync(process.execPath, at(`${binary}/bin/bun`));
}

function start(args: readonly string[] = ["start"], through: readonly string[] = []) {
  return Bun.spawn([...through, "node", at("scripts/run.mjs"), ...args], {
    env: { PATH: `${at("bin")}:${process.env["PATH"]}` },
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function run(args: readonly string[] = ["start"], through: readonly string[] = []) {
  const child = start(args, through);
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const asked = existsSync(at("asked")) ? readFileSync(at("asked"), "utf8") : null;
  return { stdout, stderr, asked, code: child.exitCode };
}

const started = { stdout: "started --port 0\n", stderr: "", asked: null, code: 0 };
const dev = "node_modules/linter";

test("bot: the example, or the file with code that is its first argument", async () => {
  installed();
  put("examples/echo-bot.ts", `console.log("echo", process.argv.slice(2).join(" "));`);
  put("my-bot.ts", `console.log("mine", process.argv.slice(2).join(" "));`);
  expect(await run(["bot", "ws://host", "ann"])).toMatchObject({ stdout: "echo ws://host ann\n" });
  expect(await run(["bot", at("my-bot.ts"), "ws://host"])).toMatchObject({ stdout: "mine ws://host\n" });
  // Only the bot: nothing else takes a file for its program.
  expect(await run(["start", at("my-bot.ts")])).toMatchObject({ stdout: `started ${at("my-bot.ts")}\n` });
});

describe("what node_modules fit", () => {
  test("as `npm ci` leaves it", async () => {
    installed();
    expect(await run(["start", "--port", "0"])).toEqual(started);
    expect(await run(["generate"])).toMatchObject({ stdout: "generated\n", asked: null });
  });

  test("without development packages the server starts, and what needs them installs them", async () => {
    installed([dev]);
    expect(await run(["start", "--port", "0"])).toEqual(started);
    const { stderr, asked, code } = await run(["generate"]);
    expect(stderr).toBe("installing (about 300 MB, once)\nnpm ci failed; see the lines above\n");
    expect(asked).toStartWith("npm ci --ignore-scripts");
    expect(code).toBe(1);
  });

  test("without the link to the workspace, which nothing takes from there", async () => {
    installed();
    const workspace = {
      client: { version: "1.0.0" },
      "node_modules/library": { resolved: "client", link: true },
    };
    put("package-lock.json", { packages: { "": {}, ...locked, ...workspace } });
    expect(await run(["start", "--port", "0"])).toEqual(started);
  });

  test("with the binary where the package's own script moves it", async () => {
    installed([binary, dev]);
    mkdirSync(at("node_modules/bun/bin"), { recursive: true });
    symlinkSync(process.execPath, at("node_modules/bun/bin/bun.exe"));
    expect(await run(["start", "--port", "0"])).toEqual(started);
  });

  test.each<[string, () => void]>([
    ["nothing", () => {}],
    ["a package of another version", () => installed([], { "node_modules/kysely": { version: "0.9.0" } })],
    [
      "a package of other content",
      () => installed([], { "node_modules/kysely": { version: "1.0.0", integrity: "x" } }),
    ],
    [
      "a package that the list names and the folder lacks",
      () => {
        installed();
        rmSync(at("node_modules/kysely"), { recursive: true });
      },
    ],
    [
      "no list, since an installation was broken off",
      () => {
        installed();
        rmSync(at("node_modules/.package-lock.json"));
      },
    ],
    [
      "half a list",
      () => {
        installed();
        put("node_modules/.package-lock.json", '{"packages":{');
      },
    ],
    ["no binary for this platform", () => installed([binary])],
    [
      "a binary that does not run",
      () => {
        installed([binary]);
        put(`${binary}/bin/bun`, "#!/bin/sh\nexit 1\n", 0o755);
      },
    ],
    [
      "a binary of another version",
      () => {
        installed([binary]);
        put(`${binary}/bin/bun`, "#!/bin/sh\necho 1.0.0\n", 0o755);
      },
    ],
  ])("not with %s: the server's packages are installed", async (_what, make) => {
    make();
    const { stderr, asked, code } = await run();
    expect(stderr).toBe("installing (about 110 MB, once)\nnpm ci failed; see the lines above\n");
    expect(asked).toStartWith("npm ci --omit=dev --ignore-scripts");
    expect(code).toBe(1);
  });

  test("after installing it goes on", async () => {
    installed([binary]);
    npm(`mkdir -p ${at(`${binary}/bin`)}; ln -s ${process.execPath} ${at(`${binary}/bin/bun`)}`);
    expect(await run(["start", "--port", "0"])).toMatchObject({ stdout: "started --port 0\n", code: 0 });
  });

  test("a user who may write nothing starts what another installed, and is told what to do where it doesn't fit", async () => {
    const isRoot = process.getuid?.() === 0;
    const asOther = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    installed([dev]);
    if (!isRoot) for (const path of ["node_modules", "."]) chmodSync(at(path), 0o555);
    expect(await run(["start", "--port", "0"], asOther)).toEqual(started);
    const { stderr, asked, code } = await run(["generate"], asOther);
    expect(stderr).toContain(`this user may not write to ${root}. Run \`npm ci\` there as its owner`);
    expect({ asked, code }).toEqual({ asked: null, code: 1 });
    if (!isRoot) for (const path of [".", "node_modules"]) chmodSync(at(path), 0o755);
  });
});

/** Reads a stream piece by piece; resolves when it has brought the text. */
function listen(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let all = "";
  return async (text: string): Promise<void> => {
    while (!all.includes(text)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`It ended without "${text}": ${all}`);
      all += decoder.decode(value, { stream: true });
    }
  };
}

describe("signals", () => {
  test("while it installs: SIGHUP ends nothing, SIGTERM ends npm and then the script", async () => {
    npm(`trap 'echo ended > ${at("ended")}; exit 0' TERM; echo waits >&2; while :; do sleep 0.05; done`);
    const child = start();
    await listen(child.stderr)("waits");
    child.kill("SIGHUP");
    child.kill("SIGTERM");
    await child.exited;
    expect(child.signalCode).toBe("SIGTERM");
    expect(readFileSync(at("ended"), "utf8")).toBe("ended\n");
  });

  test("SIGHUP is kept until the server takes it", async () => {
    installed();
    put(
      "src/main.ts",
      `import { existsSync } from "node:fs";
       console.error("begins");
       while (!existsSync(${JSON.stringify(at("go"))})) await Bun.sleep(5);
       process.on("SIGHUP", () => { console.error("reloads"); process.exit(3); });
       process.send("takes signals");
       setInterval(() => {}, 1000);`,
    );
    const child = start();
    const said = listen(child.stderr);
    await said("begins");
    // The script takes up the first ones while later ones are sent.
    for (let times = 0; times < 30; times++) Bun.spawnSync(["kill", "-HUP", String(child.pid)]);
    put("go", "");
    await said("reloads");
    await child.exited;
    expect(child.exitCode).toBe(3);
  });

  test("it ends as the server did", async () => {
    installed();
    put("src/main.ts", `console.error("begins"); setInterval(() => {}, 1000);`);
    const child = start();
    await listen(child.stderr)("begins");
    child.kill("SIGTERM");
    await child.exited;
    expect(child.signalCode).toBe("SIGTERM");
  });
});
