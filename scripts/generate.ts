/**
 * Writes everything that is made from the definitions: the registry of commands, the list of modules with procedures,
 * docs/protocol, the AsyncAPI document, the types of the client library, docs/configuration.md; the linter's rules from the table of arrows; the icons, emojis and
 * texts of refusals of the page. With
 * `--check` it writes nothing and fails when a file is stale.
 */
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { version } from "../package.json";
import { errorTable } from "../src/protocol/errors.ts";
import { filesOf, linterRules, unlisted } from "./arrow-rules.ts";
import { emojiTable } from "./emojis.ts";
import { iconTable } from "./icons.ts";
import { procedureModules } from "./procedures.ts";

const root = dirname(import.meta.dir);

/** The registry: every export of a file in a subject's folder of src/handlers named as its command. */
async function registry(): Promise<string> {
  const files = [...new Bun.Glob("*/*.ts").scanSync(join(root, "src/handlers"))]
    .filter((file) => /\/[a-z]+(_[a-z]+)*\.ts$/.test(file))
    .sort();
  const imports: string[] = [];
  const entries: string[] = [];
  for (const file of files) {
    const name = file.replace(/^.*\//, "").replace(/\.ts$/, "");
    const text = await Bun.file(join(root, "src/handlers", file)).text();
    const exported =
      /export const (\w+) = (?:command|openCommand|channelCommand|threadCommand)\(\{\s*name: "(\w+)"/.exec(
        text,
      );
    if (!exported) continue;
    if (exported[2] !== name) {
      throw new Error(`${file} defines ${exported[2]}; a command's file carries its name`);
    }
    imports.push(`import { ${exported[1]} } from "./${file}";`);
    entries.push(`  ${name}: ${exported[1]},`);
  }
  return [
    "// Made by `npm run generate` from the files beside it. Do not edit.",
    ...imports,
    "",
    "export const commands = {",
    ...entries,
    "} as const;",
    "",
  ].join("\n");
}

/** The server's English texts of refusals: the page finds the values in them, and says it in its language. */
function refusalTable(): string {
  const texts = Object.fromEntries(Object.entries(errorTable).map(([code, { text }]) => [code, text]));
  return [
    "// Made by `npm run generate` from src/protocol/errors.ts. Do not edit.",
    `export const refusals = ${JSON.stringify(texts, null, 2)} as const;`,
    "",
  ].join("\n");
}

/** The client library has the version of the server. */
async function clientManifest(): Promise<string> {
  const manifest = await Bun.file(join(root, "client/package.json")).json();
  return `${JSON.stringify({ ...manifest, version }, null, 2)}\n`;
}

const check = process.argv.includes("--check");
const stale: string[] = [];

async function emit(path: string, text: string): Promise<void> {
  const file = join(root, path);
  const before = (await Bun.file(file).exists()) ? await Bun.file(file).text() : null;
  if (before === text) return;
  stale.push(path);
  if (check) return;
  await mkdir(dirname(file), { recursive: true });
  await Bun.write(file, text);
}

await emit("biome.arrows.gen.json", linterRules());
const strays = unlisted(filesOf(root));
if (strays.length > 0) {
  console.error(strays.join("\n"));
  process.exit(1);
}
await emit("src/handlers/registry.gen.ts", await registry());
await emit("web/icons/icons.gen.ts", await iconTable(join(root, "node_modules/lucide-static/icons")));
await emit("web/emoji/emojis.gen.ts", await emojiTable(join(root, "node_modules/emojibase-data")));
await emit("web/texts/refusals/refusals.gen.ts", refusalTable());
await emit("src/db/procedures.gen.ts", await procedureModules(join(root, "src/db")));
// The rest imports the registry, so only now.
await emit("client/LICENSE", await Bun.file(join(root, "LICENSE")).text());
await emit("client/package.json", await clientManifest());
const { documents, leftovers } = await import("./documents.ts");
const { protocol } = await import("./documents/protocol.ts");
const { protocolTypes } = await import("./client/protocol-types.ts");
await emit("client/protocol.gen.ts", protocolTypes(protocol()));
const made = documents();
for (const [path, text] of made) await emit(path, text);
const removed = leftovers(root, made);
for (const path of removed) if (!check) await rm(join(root, path));

if (check && stale.length + removed.length > 0) {
  console.error(`Stale, run \`npm run generate\`: ${[...stale, ...removed].join(", ")}`);
  process.exit(1);
}
for (const path of stale) console.log(`wrote ${path}`);
for (const path of removed) console.log(`removed ${path}`);
