import { afterEach, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { open as openFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock, type FakeClock } from "../../tests/support/fake-clock.ts";
import type { Log, LogLevel } from "../log/log.ts";
import { defaultConfigText } from "./load.ts";
import type { Config } from "./schema.ts";
import { type ConfigSource, openConfig } from "./source.ts";
import { StartError } from "./start-error.ts";

type Line = { level: LogLevel; message: string; fields: Readonly<Record<string, unknown>> };

function fakeLog(): Log & { lines: Line[] } {
  const lines: Line[] = [];
  const write =
    (level: LogLevel) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, message, fields });
  return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

const opened: ConfigSource[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const source of opened.splice(0)) source.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function setUp(text: string | null = defaultConfigText()) {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  folders.push(folder);
  const path = join(folder, "config.json");
  if (text !== null) writeFileSync(path, text);
  return { folder, path, log: fakeLog() };
}

function open(folder: string, log: Log): ConfigSource {
  const source = openConfig(folder, log);
  opened.push(source);
  return source;
}

function named(name: string): string {
  return defaultConfigText({ server: { name } });
}

function nextChange(source: ConfigSource): Promise<Config> {
  return new Promise((resolve) => {
    const end = source.onChange((config) => {
      end();
      resolve(config);
    });
  });
}

/** Time passes until it is so. */
async function pass(clock: FakeClock, done: () => boolean): Promise<void> {
  while (!done()) {
    clock.pass(500);
    await new Promise(setImmediate);
  }
}

/** A source that is followed, and how one waits for what it is named then. */
function watching(folder: string, log: Log) {
  const clock = createFakeClock();
  const source = openConfig(folder, log, clock.later);
  opened.push(source);
  source.watch();
  const becomes = (name: string) => pass(clock, () => source.current.server.name === name);
  return { source, clock, becomes };
}

function startError(run: () => unknown): StartError {
  try {
    run();
  } catch (error) {
    if (error instanceof StartError) return error;
    throw error;
  }
  throw new Error("No StartError was thrown.");
}

test("a first configuration is written when there is none, with its folder", () => {
  const { folder, log } = setUp(null);
  const data = join(folder, "deep", "data");
  const source = open(data, log);
  expect(source.current.auth_mode).toBe("cracked");
  expect(readFileSync(join(data, "config.json"), "utf8")).toBe(defaultConfigText());
  expect(log.lines.map(({ level }) => level)).toEqual(["info"]);
});

test("an existing configuration is read, not rewritten; its warnings are logged", () => {
  const text = '{"server":{"name":"Tea House"},"colour":1}';
  const { folder, path, log } = setUp(text);
  expect(open(folder, log).current.server.name).toBe("Tea House");
  expect(readFileSync(path, "utf8")).toBe(text);
  expect(log.lines).toEqual([
    { level: "warn", message: "colour is not a key of this server; it is ignored.", fields: { file: path } },
  ]);
});

test("a bad configuration stops the start with one line that names every problem", () => {
  const { folder, path, log } = setUp('{"websocket":{"port":"x"},"auth_mode":5}');
  const { message } = startError(() => openConfig(folder, log));
  expect(message).toStartWith(`${path} has 2 problems: `);
  expect(message).toContain("websocket.port must be");
  expect(message).toContain("auth_mode must be");
  expect(message).not.toContain("\n");
});

test("an unreadable configuration or folder stops the start with one line", () => {
  const { folder, path, log } = setUp(null);
  mkdirSync(path);
  expect(startError(() => openConfig(folder, log)).message).toStartWith(`Cannot read ${path}: EISDIR`);
  const notFolder = join(folder, "file");
  writeFileSync(notFolder, "");
  expect(startError(() => openConfig(notFolder, log)).message).toContain("ENOTDIR");
  expect(startError(() => openConfig("/proc/none/here", log)).message).toContain("--data");
});

test("a reload takes a good file over and tells the listeners, with what was before", async () => {
  const { folder, path, log } = setUp(named("One"));
  const source = open(folder, log);
  const received: string[] = [];
  const end = source.onChange((config, previous) =>
    received.push(`${previous.server.name} ${config.server.name}`),
  );

  writeFileSync(path, named("Two"));
  expect(await source.reload()).toEqual({ changed: true });
  expect(source.current.server.name).toBe("Two");
  end();
  writeFileSync(path, named("Three"));
  await source.reload();
  expect(received).toEqual(["One Two"]);
});

test("another layout of the same values is no change", async () => {
  const { folder, path, log } = setUp();
  const source = open(folder, log);
  source.onChange(() => {
    throw new Error("must not be called");
  });
  writeFileSync(path, JSON.stringify(JSON.parse(defaultConfigText())));
  expect(await source.reload()).toEqual({ changed: false });
  expect(log.lines).toEqual([]);
});

test("a bad file changes nothing, is logged, and may be mended", async () => {
  const { folder, path, log } = setUp(named("One"));
  const source = open(folder, log);
  const before = source.current;
  writeFileSync(path, '{"server":');
  expect(await source.reload()).toEqual({
    problems: ["Line 1: not JSON (column 11): the text ends too early."],
  });
  expect(source.current).toBe(before);
  expect(log.lines.at(-1)).toMatchObject({ level: "error", fields: { file: path } });
  expect(await source.reload()).toHaveProperty("problems"); // asked for again, told again
  rmSync(path);
  expect(await source.reload()).toEqual({ problems: ["The file is missing."] });
  expect(source.current).toBe(before);
  writeFileSync(path, named("Two"));
  expect(await source.reload()).toEqual({ changed: true });
});

test("a file in another encoding is refused with its line, at the start and later", async () => {
  const bad = Buffer.from('{"server": {\r\n"name": "Thé"}}', "latin1");
  const reason = "Line 2: not UTF-8: save it as UTF-8.";
  const { folder, path, log } = setUp('\ufeff{"server": {\r\n"name": "Thé"}}');
  const source = open(folder, log);
  expect(source.current.server.name).toBe("Thé");
  writeFileSync(path, bad);
  expect(await source.reload()).toEqual({ problems: [reason] });
  expect(startError(() => openConfig(folder, log)).message).toBe(`${path} has a problem: ${reason}`);
});

test("a listener that fails doesn't keep the others from hearing", async () => {
  const { folder, path, log } = setUp(named("One"));
  const source = open(folder, log);
  source.onChange(() => {
    throw new Error("broken part");
  });
  const changed = nextChange(source);
  writeFileSync(path, named("Two"));
  await source.reload();
  expect((await changed).server.name).toBe("Two");
  expect(log.lines.some(({ level }) => level === "error")).toBe(true);
});

test("a changed key that waits for a restart is named in a warning", async () => {
  const { folder, path, log } = setUp(named("One"));
  const source = open(folder, log);
  writeFileSync(path, defaultConfigText({ websocket: { port: 7000 }, server: { name: "Two" } }));
  await source.reload();
  const warnings = log.lines.filter(({ level }) => level === "warn");
  expect(warnings.map(({ fields }) => fields)).toEqual([{ keys: ["websocket.port"] }]);
});

test("of reloads that overlap the later one wins, even when its reading is faster", async () => {
  const { folder, path, log } = setUp(named("One"));
  const source = open(folder, log);
  rmSync(path);
  Bun.spawnSync(["mkfifo", path]);
  const slowFile = openFile(path, "w"); // opens once the reload reads at the other end
  const first = source.reload();
  const slow = await slowFile;
  renameSync(path, join(folder, "slow"));
  writeFileSync(path, named("Three"));
  const second = source.reload();
  await readFile(path);
  await slow.write(named("Two"));
  await slow.close();
  expect(await Promise.all([first, second])).toEqual([{ changed: true }, { changed: true }]);
  expect(source.current.server.name).toBe("Three");
});

test("the same text again is not checked, nor warned of, again", async () => {
  const { folder, path, log } = setUp();
  const source = open(folder, log);
  writeFileSync(path, '{"colour":1}');
  expect(await source.reload()).toEqual({ changed: true });
  expect(await source.reload()).toEqual({ changed: false });
  expect(log.lines.filter(({ message }) => message.startsWith("colour"))).toHaveLength(1);
});

test("watching: an edit in place is taken over", async () => {
  const { folder, path, log } = setUp(named("One"));
  const { becomes } = watching(folder, log);
  for (const name of ["Second", "Third", "Fourth one"]) {
    writeFileSync(path, named(name));
    await becomes(name);
  }
});

test("watching: an editor that renames over the file is followed, again and again", async () => {
  const { folder, path, log } = setUp(named("One"));
  const { becomes } = watching(folder, log);
  for (const name of ["Two", "Three", "Four"]) {
    writeFileSync(join(folder, ".config.json.swp"), named(name));
    renameSync(join(folder, ".config.json.swp"), path);
    await becomes(name);
  }
});

test("watching: what a link leads to is followed, in whatever folder it lies", async () => {
  const { folder, path, log } = setUp(null);
  const elsewhere = setUp(named("One"));
  symlinkSync(elsewhere.path, path);
  const { becomes } = watching(folder, log);
  writeFileSync(elsewhere.path, named("Second"));
  await becomes("Second");
  renameSync(setUp(named("Third one")).path, elsewhere.path);
  await becomes("Third one");
});

test("watching: a mounted configuration that changes by a link is followed", async () => {
  const { folder, path, log } = setUp(null);
  for (const name of ["One", "Two"]) {
    mkdirSync(join(folder, `..${name}`));
    writeFileSync(join(folder, `..${name}`, "config.json"), named(name));
  }
  symlinkSync("..One", join(folder, "..data"));
  symlinkSync("..data/config.json", path);
  const { becomes } = watching(folder, log);
  symlinkSync("..Two", join(folder, "..data_new"));
  renameSync(join(folder, "..data_new"), join(folder, "..data"));
  await becomes("Two");
});

test("watching: a change between opening and watching isn't missed", async () => {
  const { folder, path, log } = setUp(named("One"));
  const clock = createFakeClock();
  const source = openConfig(folder, log, clock.later);
  opened.push(source);
  writeFileSync(path, named("Two"));
  source.watch();
  await pass(clock, () => source.current.server.name === "Two");
});

test("watching: a broken edit is told once, then the mended one is taken over", async () => {
  const { folder, path, log } = setUp(named("One"));
  const { source, clock, becomes } = watching(folder, log);
  writeFileSync(path, "{");
  await pass(clock, () => log.lines.length > 0);
  for (let looks = 0; looks < 5; looks++) {
    clock.pass(500);
    await new Promise(setImmediate);
  }
  expect(log.lines.map(({ level }) => level)).toEqual(["error"]);
  expect(source.current.server.name).toBe("One");
  writeFileSync(path, named("Two"));
  await becomes("Two");
});

test("after stop the file is no longer followed", async () => {
  const { folder, path, log } = setUp(named("One"));
  const { source, clock, becomes } = watching(folder, log);
  writeFileSync(path, named("Second"));
  await becomes("Second");
  source.stop();
  expect(clock.due()).toEqual([]);
});
