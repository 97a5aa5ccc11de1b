/** Imports run one way: the linter refuses whatever the table of arrows doesn't list, and nothing else. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize, relative } from "node:path";
import { dependencies, devDependencies } from "../package.json";
import { filesOf, mayImport, unlisted } from "./arrow-rules.ts";
import { places } from "./arrows.ts";

const root = join(import.meta.dir, "..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "arrows-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Refusal = { readonly path: string; readonly line: string; readonly message: string };

/** What the linter refuses of planted files, whose lines are given by path. */
async function refusals(planted: Readonly<Record<string, readonly string[]>>): Promise<Refusal[]> {
  const garden = mkdtempSync(join(folder, "planted-"));
  for (const name of ["biome.json", "biome.arrows.gen.json"]) cpSync(join(root, name), join(garden, name));
  for (const [path, lines] of Object.entries(planted)) {
    mkdirSync(join(garden, dirname(path)), { recursive: true });
    writeFileSync(join(garden, path), lines.map((line) => `${line}\n`).join(""));
  }
  const biome = join(root, "node_modules", ".bin", "biome");
  const rules = ["style/noRestrictedImports", "style/noRestrictedGlobals"].map((rule) => `--only=${rule}`);
  const child = Bun.spawn([biome, "lint", "--reporter=json", "--max-diagnostics=none", ...rules, "."], {
    cwd: garden,
    stdout: "pipe",
    stderr: "ignore",
  });
  const report: {
    readonly diagnostics: readonly {
      readonly message: string;
      readonly location: { readonly path: string; readonly start: { readonly line: number } };
    }[];
  } = JSON.parse(await child.stdout.text());
  return report.diagnostics.map(({ message, location: { path, start } }) => ({
    path,
    line: planted[path]?.[start.line - 1] ?? "",
    message,
  }));
}

/** Lines to compare, in one order. */
const sorted = (found: readonly { readonly path: string; readonly line: string }[]) =>
  found.map(({ path, line }) => `${path}: ${line}`).sort();

const isOurs = (target: string) =>
  target === "package.json" || /^(src|tests|client|web|bench|scripts|examples)\//.test(target);

/** The import of a path from the root, or of a package, as it stands in a file. */
function importOf(file: string, target: string): string {
  const way = relative(dirname(file), target);
  return `import "${!isOurs(target) ? target : way.startsWith(".") ? way : `./${way}`}";`;
}

test("from every folder to every other one: exactly what the table lists passes", async () => {
  const listed = Object.values(places).flatMap(({ imports, tests }) => [...imports, ...(tests ?? [])]);
  const targets = new Set([
    // Of each folder a file, and one a level deeper; each file that is listed by itself.
    ...Object.keys(places).flatMap((name) =>
      name.endsWith(".ts") ? [name] : [`${name}/other.ts`, `${name}/inside/other.ts`],
    ),
    ...listed.filter((each) => isOurs(each) && each.includes(".")),
    ...["tests/support/server.ts", "src/new.ts", "src/new/other.ts", "src/chat/other.test.ts"],
    // Packages, and modules of the runtime.
    ...listed.filter((each) => !isOurs(`${each}/`) && !each.includes("*")),
    ...Object.keys({ ...dependencies, ...devDependencies }),
    ...["node:fs", "node:fs/promises", "node:net", "node:child_process", "bun", "bun:sqlite", "bun:ffi"],
    ...["kysely/helpers/sqlite", "a-package-that-nobody-listed"],
  ]);
  const planted: Record<string, string[]> = {};
  const expected: { path: string; line: string }[] = [];
  for (const [name, { levels = 0 }] of Object.entries(places)) {
    const folders = Array.from({ length: levels + 1 }, (_, level) => [name, ...Array(level).fill("inside")]);
    const stems = name.endsWith(".ts")
      ? [name.slice(0, -3)]
      : folders.map((each) => `${each.join("/")}/planted`);
    // Only the page has components.
    const endings = [".ts", ".test.ts", ...(name === "web" ? [".tsx"] : [])];
    for (const path of stems.flatMap((stem) => endings.map((ending) => stem + ending))) {
      for (const target of targets) {
        if (target === path) continue;
        const line = importOf(path, target);
        planted[path] ??= [];
        planted[path].push(line);
        if (!mayImport(path, target)) expected.push({ path, line });
      }
    }
  }
  expect(sorted(await refusals(planted))).toEqual(sorted(expected));
});

/** Folders, with what nobody in them may import or use, however the table is changed. */
const wrong: Readonly<Record<string, readonly string[]>> = {
  "src/protocol": [
    'import "../chat/state.ts";',
    'import "../db/store.ts";',
    'import "../identity/identity.ts";',
    'import "../log/log.ts";',
    'import type { Config } from "../config/schema.ts";\nexport type Mine = Config;',
  ],
  "src/text": ['import "../protocol/errors.ts";', 'import "../log/log.ts";', 'import "node:fs";'],
  "src/chat": [
    'import "../log/log.ts";',
    'import "../db/store.ts";',
    'import "../identity/identity.ts";',
    'import "node:fs";',
    'import "bun";',
    'import "bun:sqlite";',
    'export const answer = await fetch("http://localhost");',
    'export const file = Bun.file("secret");',
    "export const folder = process.cwd();",
    'console.log("chat");',
    "setTimeout(() => {}, 1000);",
  ],
  "src/db": [
    'import "../handlers/registry.gen.ts";',
    'import "../gateway/gateway.ts";',
    'import "../http/route.ts";',
    'import "../config/schema.ts";',
    'import "../identity/identity.ts";',
    'import "../watchers.ts";',
    'import "../server.ts";',
    'import "../startup/prepare.ts";',
    'import "../upkeep/housekeeping.ts";',
    'import "../operator/user-create.ts";',
    'import "./sqlite/store.ts";',
    'import "../chat/../gateway/gateway.ts";',
    'import "./../gateway/gateway.ts";',
  ],
  "src/db/sqlite": ['export * from "../../identity/identity.ts";', 'import "../../cli/main.ts";'],
  "src/bus": [
    'import "../handlers/registry.gen.ts";',
    'import "../gateway/gateway.ts";',
    'import "../identity/identity.ts";',
    'import "../watchers.ts";',
    'import "../watchers/plan.ts";',
    'import "../cli/main.ts";',
  ],
  "src/actions/messages": [
    'import "../../handlers/rules.ts";',
    'import "../../gateway/gateway.ts";',
    'import "../../identity/identity.ts";',
    'import "../../http/route.ts";',
    'import "../../operator/answer.ts";',
    'import "../../watchers/plan.ts";',
    'import "../../db/sqlite/store.ts";',
    'import "kysely";',
    'import "bun:sqlite";',
    'import "node:fs";',
    'export const answer = await fetch("http://localhost");',
    'export const file = Bun.file("secret");',
  ],
  "src/handlers/server": [
    'import "../../bus/bus.ts";',
    'export const file = Bun.file("secret");',
    'import "../../gateway/gateway.ts";',
    'import "../../http/route.ts";',
    'import "../../db/sqlite/store.ts";',
    'import "kysely";',
    'import "../../watchers.ts";',
    'import "../../watchers/plan.ts";',
    'import "../../cli/main.ts";',
    'import "../../server.ts";',
    'import "../../startup/prepare.ts";',
    'import "../../upkeep/housekeeping.ts";',
    'import "../../operator/control.ts";',
    'export const later = import("../../server.ts");',
  ],
  "src/gateway": [
    'import "../identity/identity.ts";',
    'import "../db/sqlite/store.ts";',
    'import "../handlers/registry.gen.ts";',
    'import "../http/route.ts";',
    'import "../watchers.ts";',
    'import "../cli/main.ts";',
    'import "../server.ts";',
    'import "../startup/prepare.ts";',
    'import "../upkeep/housekeeping.ts";',
  ],
  "src/http": [
    'import "../db/sqlite/store.ts";',
    'import "../handlers/registry.gen.ts";',
    'import type { AnyCommand } from "../handlers/command.ts";\nexport type Mine = AnyCommand;',
    'import "../watchers.ts";',
    'import "../cli/main.ts";',
    'import "../server.ts";',
    'import "../startup/prepare.ts";',
    'import "../upkeep/housekeeping.ts";',
  ],
  "src/config": ['import "../chat/model.ts";', 'import "../db/store.ts";', 'import "../server.ts";'],
  "src/identity": [
    'import "../handlers/rules.ts";',
    'import "../chat/state.ts";',
    'import "../db/users.ts";',
    'import "../gateway/gateway.ts";',
    'import "../operator/answer.ts";',
  ],
  "src/watchers": [
    'import "../gateway/gateway.ts";',
    'import "../handlers/rules.ts";',
    'import "../startup/prepare.ts";',
    'import "../http/route.ts";',
    'import "../db/sqlite/store.ts";',
    'import "kysely";',
    'import "../server.ts";',
    'import "../cli/main.ts";',
  ],
  "src/operator": [
    'import "../handlers/rules.ts";',
    'import "../gateway/gateway.ts";',
    'import "../watchers/plan.ts";',
    'import "../db/sqlite/store.ts";',
    'import "../cli/main.ts";',
  ],
  "src/cli": [
    'import "../handlers/registry.gen.ts";',
    'import "../gateway/gateway.ts";',
    'import "../http/route.ts";',
    'import "../watchers.ts";',
    'import "../watchers/plan.ts";',
    'import "../db/sqlite/store.ts";',
    'import "../main.ts";',
  ],
};

test("what must never be imported is refused, in every form of an import", async () => {
  const planted = Object.fromEntries(
    Object.entries(wrong).flatMap(([place, texts]) =>
      texts.map((text, index) => [`${place}/wrong${index}.ts`, text.split("\n")]),
    ),
  );
  const refused = await refusals(planted);
  expect([...new Set(refused.map(({ path }) => path))].sort()).toEqual(Object.keys(planted).sort());
});

test("a folder that isn't in the table is refused, and the complaint names the table", async () => {
  const planted = {
    "src/new/any.ts": ['import "../chat/state.ts";'],
    "src/new.ts": ['import "./chat/state.ts";'],
    "src/chat/inside/any.ts": ['import "../state.ts";'],
    "src/handlers/polls/inside/any.ts": ['import "../poll_vote.ts";'],
    "new/any.ts": ['import "../client/index.ts";'],
  };
  const refused = await refusals(planted);
  expect(refused.map(({ path }) => path).sort()).toEqual(Object.keys(planted).sort());
  for (const { message } of refused) expect(message).toContain("isn't in the table of scripts/arrows.ts");

  expect(unlisted(["src/chat/state.ts", "src/server.ts", "tests/support/fresh-state/rows/auth.ts"])).toEqual(
    [],
  );
  expect(unlisted(["src/new/any.ts"])).toEqual([
    "src/new/any.ts: src/new/ isn't in the table of scripts/arrows.ts; say there what it may import",
  ]);
  expect(unlisted(filesOf(root))).toEqual([]);
});

test("a refusal says what the folder is for, and where the table is", async () => {
  const [refused] = await refusals({ "src/gateway/any.ts": ['import "../handlers/registry.gen.ts";'] });
  expect(refused?.message).toBe(
    "src/gateway/ holds connections, the stages of a request and delivery: it knows no command by name. What it may import stands in scripts/arrows.ts.",
  );
});

test("no folder imports, over others, itself; and each file in the table exists", async () => {
  // A place doesn't include a place inside it.
  const holding = (listed: string) =>
    Object.keys(places)
      .filter((other) => other === listed || listed.startsWith(`${other}/`))
      .sort((one, other) => other.length - one.length)
      .slice(0, 1);
  const under = (name: string) =>
    (places[name]?.imports ?? []).flatMap(holding).filter((other) => other !== name);
  const climb = (name: string, way: readonly string[]): void => {
    expect(way).not.toContain(name);
    for (const next of new Set(under(name))) climb(next, [...way, name]);
  };
  for (const name of Object.keys(places).filter((each) => each.startsWith("src/"))) climb(name, []);

  const files = Object.entries(places).flatMap(([name, { imports }]) => [name, ...imports]);
  for (const file of files.filter((each) => each.endsWith(".ts"))) {
    expect([file, await Bun.file(join(root, file)).exists()]).toEqual([file, true]);
  }
});

/** Paths and packages that a text names where the linter doesn't look: types by `import()`, `require`, workers. */
function namedElsewhere(file: string, text: string): string[] {
  const paths = [...text.matchAll(/["'`](\.{1,2}\/[^"'`\s]+\.ts)["'`]/g)].map(([, path = ""]) =>
    normalize(join(dirname(file), path)),
  );
  const loaded = [...text.matchAll(/\b(?:import|require)\(\s*["'`]([^."'`][^"'`]*)["'`]/g)];
  return [...paths, ...loaded.map(([, name = ""]) => name)];
}

test("files follow the table also where the linter doesn't look", async () => {
  for (const file of filesOf(root).filter((each) => !each.endsWith(".test.ts"))) {
    const named = namedElsewhere(file, await Bun.file(join(root, file)).text());
    expect([file, named.filter((target) => !mayImport(file, target))]).toEqual([file, []]);
  }
  for (const [planted, target] of [
    ['type Store = import("../db/store.ts").Store;', "src/db/store.ts"],
    ['const { Kysely } = require("kysely");', "kysely"],
    ["const kysely = await import(`kysely`);", "kysely"],
    ['new Worker(new URL("../db/sqlite/worker.ts", import.meta.url));', "src/db/sqlite/worker.ts"],
  ] as const) {
    expect(namedElsewhere("src/chat/any.ts", planted)).toEqual([target]);
    expect(mayImport("src/chat/any.ts", target)).toBe(false);
  }
});

/** What a file of client/ loads when it runs, apart from the library itself. */
function loadedFromElsewhere(file: string, text: string): string[] {
  const { imports } = new Bun.Transpiler({ loader: "ts" }).scan(text);
  const isOwn = (path: string) =>
    /^\.{1,2}\//.test(path) && normalize(join(dirname(file), path)).startsWith("client/");
  return imports.map(({ path }) => path).filter((path) => !isOwn(path));
}

test("the client library takes nothing from the server, and nothing from a runtime", async () => {
  for (const file of new Bun.Glob("client/**/*.ts").scanSync(root)) {
    if (file.endsWith(".test.ts")) continue;
    expect([file, ...loadedFromElsewhere(file, await Bun.file(join(root, file)).text())]).toEqual([file]);
  }
  const planted = ["../../src/protocol/errors.ts", "node:fs", "bun", "@sinclair/typebox"];
  const loaded = (text: string) => loadedFromElsewhere("client/model/any.ts", text);
  for (const path of planted) {
    expect(loaded(`import { something } from "${path}";\nsomething();`)).toEqual([path]);
    expect(loaded(`export const later = () => import("${path}");`)).toEqual([path]);
    expect(loaded(`import type { Something } from "${path}";\nexport type Mine = Something;`)).toEqual([]);
  }
});
