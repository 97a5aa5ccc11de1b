/** The server behind the script of `npm start`. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder, spawnServer, writeConfig } from "./support/server.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("through the script behind `npm start`", () => {
  const root = join(import.meta.dir, "..");

  /** Reads the log until it says this; the match is returned. */
  function follow(stream: ReadableStream<Uint8Array>) {
    const reader = stream.getReader();
    let log = "";
    return async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(log);
        if (found) return found[1] ?? "";
        const { done, value } = await reader.read();
        if (done) throw new Error(`It ended without ${pattern}: ${log}`);
        log += new TextDecoder().decode(value);
      }
    };
  }

  const isThere = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  test("the systemd unit's commands start, reload and stop it, and a reload that comes too early ends nothing", async () => {
    writeConfig(folder);
    const unit = readFileSync(join(root, "deploy/originchats.service"), "utf8");
    const command = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1] ?? "";
    const [node, ...rest] = command("ExecStart").replace("/var/lib/originchats", folder).split(" ");
    expect(node).toBe("/usr/bin/node");
    const main = Bun.spawn(["node", ...rest, "--port", "0"], { cwd: root, stdout: "pipe", stderr: "pipe" });
    const said = follow(main.stderr);
    const output = follow(main.stdout);
    const reload = () =>
      Bun.spawnSync(["sh", "-c", command("ExecReload").replace("$MAINPID", String(main.pid))]);
    // From the moment on in which the script takes signals itself, which its child's first line shows to be over.
    await said(/(starts)/);
    for (let early = 0; early < 5; early++) expect(reload().exitCode).toBe(0);
    await output(/listening on (\S+)\n/);
    reload();
    await said(/Reloading the configuration[\s\S]*The configuration is as it was/);
    main.kill("SIGTERM");
    expect(await main.exited).toBe(0);
  });

  test("when the script is killed, the server notices, stops, and lets its data go", async () => {
    writeConfig(folder);
    const script = Bun.spawn(["node", "scripts/run.mjs", "start", "--data", folder, "--port", "0"], {
      cwd: root,
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = follow(script.stderr);
    const pid = Number(await said(/"pid":(\d+)/));
    await follow(script.stdout)(/listening/);
    script.kill("SIGKILL");
    await said(/"the process that started this one is gone"/);
    while (isThere(pid)) await Bun.sleep(50);
    await using again = await spawnServer(folder);
    expect((await fetch(`${again.url}/info`)).status).toBe(200);
  });
});

test("it goes on when nobody reads its log any more", async () => {
  writeConfig(folder, { server: { name: "before" } });
  const main = join(import.meta.dir, "../src/main.ts");
  const child = Bun.spawn([process.execPath, main, "--data", folder, "--port", "0"], {
    stdout: "pipe",
    stderr: "pipe",
  });
  try {
    let output = "";
    for await (const chunk of child.stdout) {
      output += new TextDecoder().decode(chunk);
      if (output.endsWith("\n")) break;
    }
    await child.stderr.cancel();
    const url = /http:\S+/.exec(output)?.[0] ?? "";
    const name = async () =>
      ((await (await fetch(`${url}/info`)).json()) as { server: { name: string } }).server.name;
    // Each reload writes a line into the broken pipe.
    for (const next of ["one", "two", "three"]) {
      writeConfig(folder, { server: { name: next } });
      child.kill("SIGHUP");
      while ((await name()) !== next);
    }
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
  } finally {
    child.kill("SIGKILL");
  }
});

test("when npm is ended by a signal that it does not pass on, the server stops as well, and lets its data go", async () => {
  writeConfig(folder);
  const npm = Bun.spawn(["npm", "start", "--", "--data", folder, "--port", "0"], {
    cwd: join(import.meta.dir, ".."),
    stdout: "ignore",
    stderr: "pipe",
  });
  let log = "";
  for await (const chunk of npm.stderr) {
    log += new TextDecoder().decode(chunk);
    if (log.includes("/claim")) break;
  }
  const pid = Number(/"pid":(\d+)/.exec(log)?.[1]);
  const isThere = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(isThere()).toBe(true);
  npm.kill("SIGHUP");
  while (isThere()) await Bun.sleep(50);
});
