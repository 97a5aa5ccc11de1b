/** The arrows of DESIGN and docs/architecture.md run one way: each wrong one is refused by the gate, each right one is not. */
import { expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dir, "..");

/** Rooms, with what nobody in them may import or use. */
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
  "src/handlers/server": [
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
    'import "../handlers/registry.gen.ts";',
    'import "../http/route.ts";',
    'import "../watchers.ts";',
    'import "../cli/main.ts";',
    'import "../server.ts";',
    'import "../startup/prepare.ts";',
    'import "../upkeep/housekeeping.ts";',
  ],
  "src/http": [
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
    'import "../http/route.ts";',
    'import "../db/sqlite/store.ts";',
    'import "kysely";',
    'import "../server.ts";',
    'import "../cli/main.ts";',
  ],
  "src/operator": [
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

/** What they do import. */
const right: Readonly<Record<string, readonly string[]>> = {
  "src/protocol": ['import "./errors.ts";', 'import "@sinclair/typebox";'],
  "src/text": ['import "./shown.ts";', 'import "unhomoglyph";'],
  "src/chat": ['import "./state.ts";', 'import "../protocol/errors.ts";', 'import "../text/shown.ts";'],
  "src/db": ['import "../chat/model.ts";', 'import "../protocol/audit.ts";', 'import "kysely";'],
  "src/db/sqlite": ['import "../store.ts";', 'import "bun:sqlite";'],
  "src/bus": ['import "../chat/outcome.ts";'],
  "src/handlers/server": [
    'import "../command.ts";',
    'import "../../db/store.ts";',
    'import "../../chat/wire.ts";',
  ],
  "src/gateway": ['import "../bus/bus.ts";', 'import "../db/store.ts";', 'import "../log/log.ts";'],
  "src/http": ['import "../db/store.ts";', 'import "../gateway/gateway.ts";', 'import "node:path";'],
  "src/config": [
    'import "./schema.ts";',
    'import "../log/log.ts";',
    'import "../text/shown.ts";',
    'import "node:fs";',
  ],
  "src/identity": [
    'import "../protocol/errors.ts";',
    'import "../config/schema.ts";',
    'import "../limiting/network.ts";',
  ],
  "src/watchers": ['import "../handlers/access.ts";', 'import "../db/store.ts";'],
  "src/operator": ['import "../handlers/audit.ts";', 'import "../db/users.ts";'],
  "src/cli": [
    'import "../operator/answer.ts";',
    'import "../startup/prepare.ts";',
    'import "../operator/control.ts";',
    'import "../../client/index.ts";',
  ],
};

test("the linter refuses every wrong import by its rule, and no right one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "arrows-"));
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
  const plant = (rooms: typeof wrong, name: string) =>
    Object.entries(rooms).flatMap(([room, texts]) =>
      texts.map((text, index) => {
        const path = `${room}/${name}${index}.ts`;
        mkdirSync(join(folder, dirname(path)), { recursive: true });
        writeFileSync(join(folder, path), `${text}\n`);
        return path;
      }),
    );
  const forbidden = plant(wrong, "wrong");
  plant(right, "right");

  const biome = join(root, "node_modules", ".bin", "biome");
  const rules = ["style/noRestrictedImports", "style/noRestrictedGlobals"].map((rule) => `--only=${rule}`);
  const child = Bun.spawn([biome, "lint", "--reporter=json", "--max-diagnostics=none", ...rules, "."], {
    cwd: folder,
    stdout: "pipe",
    stderr: "ignore",
  });
  const report = JSON.parse(await child.stdout.text());
  rmSync(folder, { recursive: true });
  const refused = report.diagnostics.map(
    (found: { readonly location: { readonly path: string } }) => found.location.path,
  );
  expect([...new Set<string>(refused)].sort()).toEqual(forbidden.sort());
});

/** What a file of client/ loads when it runs, apart from its neighbours: types are gone by then. */
function loadedFromElsewhere(text: string): string[] {
  const { imports } = new Bun.Transpiler({ loader: "ts" }).scan(text);
  return imports.map(({ path }) => path).filter((path) => !/^\.\/[^/]+$/.test(path));
}

test("the client library takes nothing but types from the server, and nothing from a runtime", async () => {
  for (const file of new Bun.Glob("*.ts").scanSync(join(root, "client"))) {
    if (file.endsWith(".test.ts")) continue;
    const text = await Bun.file(join(root, "client", file)).text();
    expect([file, ...loadedFromElsewhere(text)]).toEqual([file]);
  }
  const planted = ["../src/protocol/errors.ts", "node:fs", "bun", "@sinclair/typebox"];
  for (const path of planted) {
    expect(loadedFromElsewhere(`import { something } from "${path}";\nsomething();`)).toEqual([path]);
    expect(loadedFromElsewhere(`export const later = () => import("${path}");`)).toEqual([path]);
    expect(
      loadedFromElsewhere(`import type { Something } from "${path}";\nexport type Mine = Something;`),
    ).toEqual([]);
  }
});
