/** The package `originchats-client` as others get it: packed, installed into an empty project, in every runtime. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../client/package.json" with { type: "json" };
import root from "../package.json" with { type: "json" };
import { hasBrowser, openBrowser } from "./support/browser.ts";
import {
  fetchedNode,
  installed,
  type NodeProgram,
  nodeOf,
  packed,
  repository,
  run,
} from "./support/client-project.ts";
import { newFolder, startTestServer, type TestServer } from "./support/server.ts";

const folder = newFolder();
const project = join(folder, "project");
let server: TestServer;
let files: readonly string[];
beforeAll(async () => {
  server = await startTestServer();
  const pack = await packed(folder);
  files = pack.files;
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  await installed(project, pack.path);
  copyFileSync(join(repository, "tests/client-package/conversation.ts"), join(project, "conversation.ts"));
  await compile(["es2023"]);
});
afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true });
});

test("it has the version of the server, in package-lock.json too", () => {
  const lock = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8"));
  const versions = [manifest.version, lock.version, lock.packages[""].version, lock.packages.client.version];
  expect(new Set(versions)).toEqual(new Set([root.version]));
});

test("it holds one module, one file of types, the license and the README, and depends on nothing", () => {
  expect(files).toEqual(["LICENSE", "README.md", "dist/index.d.ts", "dist/index.js", "package.json"]);
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(project, "node_modules/originchats-client/package.json"), "utf8"),
  );
  expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  const types = readFileSync(join(project, "node_modules/originchats-client/dist/index.d.ts"), "utf8");
  expect(types.match(/^import\b|\bimport\(|<reference|\bfrom "/m)).toBeNull();
  const code = readFileSync(join(project, "node_modules/originchats-client/dist/index.js"), "utf8");
  expect(code.match(/^import\b.*|\b(?:Bun|process|Buffer)\b|\b(?:require|import)\s*\(/gm)).toBeNull();
});

const strict = {
  target: "es2023",
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  skipLibCheck: false,
  types: [],
  outDir: "out",
};

/** Compiles the program of the project, into out/. @throws Error with what the compiler says */
async function compile(lib: readonly string[]): Promise<void> {
  const config = { compilerOptions: { ...strict, lib }, files: ["conversation.ts"] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  await run([join(repository, "node_modules/.bin/tsc"), "-p", "."], project);
}

describe("strict TypeScript without types of a runtime", () => {
  for (const lib of [["es2023"], ["es2023", "dom"]]) {
    test(`a program compiles with ${lib.join(" and ")}, and wrong fields are errors`, async () => {
      await compile(lib);
    });
  }
});

test("the examples compile with the package, as they stand", async () => {
  const examples = join(project, "examples");
  mkdirSync(examples);
  const names = readdirSync(join(repository, "examples")).filter((name) => /^[a-z-]+\.ts$/.test(name));
  for (const name of names) copyFileSync(join(repository, "examples", name), join(examples, name));
  const compilerOptions = {
    ...strict,
    types: ["node"],
    typeRoots: [join(repository, "node_modules/@types")],
  };
  const config = { compilerOptions: { ...compilerOptions, noEmit: true, skipLibCheck: true }, files: names };
  writeFileSync(join(examples, "tsconfig.json"), JSON.stringify(config));
  expect(names).toHaveLength(4);
  await run([join(repository, "node_modules/.bin/tsc"), "-p", "."], examples);
});

function told(name: string, others: readonly string[] = []) {
  return {
    content: `Good morning from ${name}`,
    refused: "message_empty",
    members: expect.arrayContaining([`USR:local_${name}`, ...others]),
    differences: [],
    found: [`Good morning from ${name}`],
    choices: ["green tea"],
    file: "tea.pdf",
    closed: 1000,
  };
}

const program = `
  import { talk } from "./out/conversation.js";
  const [url, name] = process.argv.slice(2);
  console.log(JSON.stringify(await talk(url, name, new Blob(["%PDF-1.4 Earl Grey"]))));
`;

async function talkOf(command: readonly string[], name: string) {
  writeFileSync(join(project, "program.mjs"), program);
  return JSON.parse(await run([...command, join(project, "program.mjs"), server.ws, name], project));
}

function onNode({ path, major }: NodeProgram, name: string) {
  return talkOf([path, ...(major < 22 ? ["--experimental-websocket"] : [])], name);
}

const node = Bun.which("node");
test.skipIf(node === null)("a conversation on this machine's Node (skipped without `node`)", async () => {
  const name = "olga";
  expect(await onNode(await nodeOf(node ?? ""), name)).toEqual(told(name));
});

const isFull = process.env["FULL"] === "1";
if (isFull) {
  for (const version of ["22.23.5", "24.22.3"]) {
    test(`a conversation on Node ${version}, which is fetched from npm`, async () => {
      const name = `node${version.slice(0, 2)}`;
      expect(await onNode(await fetchedNode(version, folder), name)).toEqual(told(name));
    });
  }
}

test("a conversation on Bun", async () => {
  expect(await talkOf([process.execPath], "bunny")).toEqual(told("bunny"));
});

test.skipIf(node === null)(
  "without a WebSocket it says so, and takes one that it is given (skipped without `node`)",
  async () => {
    const text = `
      delete globalThis.WebSocket;
      const { connect } = await import("originchats-client");
      const login = { token: "none" };
      const error = await connect("ws://127.0.0.1:1", { login }).catch((error) => error);
      class Closed { constructor() { queueMicrotask(() => this.onerror({ message: "no line" })); } close() {} }
      const other = await connect("ws://127.0.0.1:1", { login, WebSocket: Closed }).catch((error) => error);
      console.log(JSON.stringify([error.message, other.message]));
    `;
    writeFileSync(join(project, "without.mjs"), text);
    const [without, given] = JSON.parse(await run([node ?? "", join(project, "without.mjs")], project));
    expect(without).toContain("--experimental-websocket");
    expect(given).toContain("could not connect");
  },
);

test.skipIf(!hasBrowser)("a conversation in Chromium, bundled (skipped without chromium)", async () => {
  const { outputs } = await Bun.build({
    entrypoints: [join(project, "out/conversation.js")],
    target: "browser",
  });
  const browser = await openBrowser({ "/talk.js": (await outputs[0]?.text()) ?? "" });
  try {
    const page = await browser.page();
    const name = "chrome";
    const answer = await page.evaluate(
      async ([url, name, script]) => {
        const { talk } = await import(script);
        return talk(url, name, new Blob(["%PDF-1.4 Earl Grey"]));
      },
      [server.ws, name, "/talk.js"] as const,
    );
    expect(answer).toEqual(told(name));
  } finally {
    await browser.close();
  }
});
