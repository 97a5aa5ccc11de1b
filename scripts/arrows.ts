/**
 * What each folder may import. The linter's rules (biome.arrows.gen.json) are generated from this table by
 * `npm run generate`: whatever isn't listed here is refused, and so is a folder that isn't listed.
 */

/** A folder, or one file at the root of src/. */
export type Place = {
  /** What the place is for, as a sentence without its subject: the linter says it when it refuses an import. */
  readonly purpose: string;
  /**
   * What its files may import besides their own folder: places, folders, single files, packages, modules. A place
   * doesn't include a place inside it: `src/db` isn't `src/db/sqlite`.
   */
  readonly imports: readonly string[];
  /** What its tests may import besides that and `forTests`. */
  readonly tests?: readonly string[];
  /** How many levels of folders it has inside, when it isn't flat. */
  readonly levels?: number;
  /** Globals that its files may not use: one of the sets below. */
  readonly without?: Readonly<Record<string, string>>;
};

const outsideWorld = ["Bun", "fetch", "WebSocket", "Worker", "process", "console"];
const timers = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "performance"];

/** Denied where a function may depend on nothing but its arguments. */
const pure = {
  ...Object.fromEntries(outsideWorld.map((name) => [name, "This folder is pure: it does no I/O."])),
  ...Object.fromEntries(
    timers.map((name) => [name, "This folder is pure: it gets the time as an argument."]),
  ),
};

/** Denied where decisions are made: they return what is to be sent and stored. */
const noSockets = Object.fromEntries(
  ["Bun", "fetch", "WebSocket", "Worker"].map((name) => [
    name,
    "This folder touches no sockets and no files.",
  ]),
);

/** What every test may import besides. */
export const forTests = ["bun:test", "fast-check", "node:*", "tests/support"];

/** Below everything: texts, the log, limiters. */
const ground = ["src/text", "src/log", "src/limiting"];

const typebox = ["@sinclair/typebox"];

// From the bottom up: each place stands below those that import it.
export const places: Readonly<Record<string, Place>> = {
  "src/protocol": {
    purpose: "is the wire itself and the bottom: it imports nothing of ours",
    imports: typebox,
    without: pure,
  },
  "src/text": {
    purpose: "knows texts and schemas only: it imports nothing of ours",
    imports: [...typebox, "unhomoglyph/data.json"],
    without: pure,
  },
  "src/log": { purpose: "writes the log: it imports nothing of ours", imports: [] },
  "src/limiting": {
    purpose: "holds the limiters that several folders share: it imports nothing of ours",
    imports: ["node:net"],
  },
  "src/sealing": {
    purpose: "encrypts what the database holds: it imports nothing of ours",
    imports: ["node:crypto", "node:fs", "node:path"],
  },
  "src/config": {
    purpose: "reads, checks and writes config.json: of the server it knows the log",
    imports: [
      "src/log",
      "src/text",
      ...typebox,
      "@sinclair/typebox/value",
      "node:fs",
      "node:fs/promises",
      "node:net",
      "node:path",
      "node:util",
    ],
  },
  "src/identity": {
    purpose: "finds out the account of a login: it knows neither chat nor database",
    imports: ["src/protocol", "src/config", ...ground, "node:crypto"],
  },
  "src/files/media": {
    purpose: "reads and prepares pictures, sounds and videos: it knows neither chat nor database",
    imports: ["src/limiting", "src/text", "node:fs", "node:fs/promises", "node:os", "node:url", "node:zlib"],
  },
  "src/outgoing": {
    purpose: "sends requests to addresses that members choose: it imports nothing of ours",
    imports: ["node:dns/promises", "node:http", "node:https", "node:net"],
  },
  "src/push": {
    purpose: "speaks to push services: it knows neither chat nor database",
    imports: ["src/outgoing", "node:crypto", "node:fs", "node:path"],
  },
  "src/chat": {
    purpose: "holds the rules of the chat as pure functions, without I/O",
    imports: ["src/protocol", "src/text", "src/files/media/image-shape.ts", "src/files/media/strip.ts"],
    tests: ["src/files/media"],
    without: pure,
  },
  "src/db": {
    purpose: "holds the procedures that read and change the database, for every driver",
    imports: ["src/chat", "src/protocol", "src/text", "kysely"],
  },
  "src/db/sqlite": {
    purpose: "is the SQLite driver of db/",
    imports: [
      "src/db",
      "src/text",
      "bun:ffi",
      "bun:sqlite",
      "node:crypto",
      "node:fs",
      "node:fs/promises",
      "node:os",
      "node:path",
    ],
    tests: ["src/chat"],
  },
  "src/files": {
    purpose: "holds the content of uploaded files, in a folder or a bucket",
    imports: [
      "src/db",
      "src/protocol",
      ...ground,
      "@fastify/busboy",
      "bun",
      "node:crypto",
      "node:fs",
      "node:fs/promises",
      "node:os",
      "node:path",
    ],
  },
  "src/bus": {
    purpose: "is the event log and hands its entries on: it knows no command and no connection",
    imports: ["src/chat", "src/protocol"],
    tests: typebox,
  },
  "src/actions": {
    purpose: "holds what can happen in the chat, for every actor: it touches neither sockets nor SQL",
    imports: [
      "src/chat",
      "src/db",
      "src/bus",
      "src/protocol",
      "src/config",
      "src/outgoing/address-problem.ts",
      "src/push/encryption.ts",
      "src/sealing",
      ...ground,
      "node:crypto",
      "node:util",
    ],
    levels: 1,
    without: noSockets,
  },
  "src/handlers": {
    purpose: "holds the commands, and asks actions for what they do: it touches neither sockets nor SQL",
    imports: [
      "src/actions",
      "src/chat",
      "src/db",
      "src/protocol",
      "src/config",
      "src/identity",
      "src/sealing",
      ...ground,
      ...typebox,
      "node:crypto",
      "node:util",
    ],
    levels: 1,
    without: noSockets,
  },
  "src/gateway": {
    purpose: "holds connections, the stages of a request and delivery: it knows no command by name",
    imports: [
      "src/actions",
      "src/bus",
      "src/chat",
      "src/db",
      "src/protocol",
      ...ground,
      ...typebox,
      "@sinclair/typebox/compiler",
      "@sinclair/typebox/errors",
      "bun",
      "node:crypto",
      "node:net",
      "node:timers/promises",
      "node:tls",
    ],
    tests: ["bun:jsc"],
  },
  "src/observers": {
    purpose: "counts and logs what the gateway tells it",
    imports: ["src/gateway", "src/protocol", ...ground],
  },
  "src/http": {
    purpose: "holds the routes: it knows no command and no SQL",
    imports: [
      "src/actions",
      "src/chat",
      "src/config",
      "src/db",
      "src/files",
      "src/files/media",
      "src/gateway",
      "src/identity/identity.ts",
      "src/observers",
      "src/protocol",
      "src/sealing",
      ...ground,
      "node:crypto",
      "node:fs",
      "node:fs/promises",
      "node:os",
      "node:path",
    ],
    levels: 1,
  },
  "src/operator": {
    purpose: "holds what the operator's command line asks for: it touches neither sockets of clients nor SQL",
    imports: [
      "src/actions",
      "src/bus",
      "src/chat",
      "src/config",
      "src/db",
      "src/identity",
      "src/protocol",
      ...ground,
      ...typebox,
      "@sinclair/typebox/value",
      "node:fs",
      "node:path",
    ],
  },
  "src/watchers": {
    purpose: "takes over hand edits of files by actions: it knows neither SQL nor routes",
    imports: [
      "src/actions",
      "src/gateway/transport.ts",
      "src/chat",
      "src/config",
      "src/db",
      "src/protocol",
      ...ground,
      ...typebox,
      "@sinclair/typebox/value",
      "node:crypto",
      "node:fs",
      "node:fs/promises",
      "node:path",
      "node:util",
      "node:zlib",
    ],
    levels: 1,
    tests: ["src/bus"],
  },
  "src/upkeep": {
    purpose: "does what a running server does by itself, on a schedule",
    imports: [
      "src/actions",
      "src/chat",
      "src/config",
      "src/db",
      "src/files",
      "src/gateway",
      "src/http/picture-shelf.ts",
      "src/outgoing",
      "src/protocol",
      "src/push",
      "src/sealing",
      ...ground,
      "node:fs",
      "node:fs/promises",
      "node:os",
      "node:path",
      "node:url",
    ],
    tests: ["src/db/sqlite", "bun:sqlite"],
  },
  "src/startup": {
    purpose: "makes a data folder ready to be served",
    imports: [
      "package.json",
      "src/chat",
      "src/config",
      "src/db",
      "src/db/sqlite",
      "src/files",
      ...ground,
      "src/watchers/plan.ts",
      "src/watchers/views-state.ts",
      "node:crypto",
      "node:fs",
      "node:path",
      "node:util",
    ],
  },
  "src/backup": {
    purpose: "makes and restores backups of a data folder",
    imports: [
      "src/config",
      "src/db",
      "src/db/sqlite",
      "src/files",
      "src/startup",
      "src/text",
      "src/watchers/plan.ts",
      "src/watchers/views-state.ts",
      ...typebox,
      "@sinclair/typebox/value",
      "node:fs",
      "node:path",
    ],
  },
  "src/doctor": {
    purpose: "looks for faults in a data folder",
    imports: [
      "src/config",
      "src/db",
      "src/db/sqlite",
      "src/files",
      "src/startup",
      "src/text",
      "node:fs",
      "node:path",
    ],
  },
  "src/archive": {
    purpose: "holds whole servers as records: reads them from somewhere, and stores them into a data folder",
    imports: [
      "src/chat",
      "src/config",
      "src/db",
      "src/db/sqlite",
      "src/files",
      "src/protocol",
      "src/push",
      "src/sealing",
      "src/startup",
      ...ground,
      ...typebox,
      "@sinclair/typebox/compiler",
      "bun:sqlite",
      "kysely",
      "node:crypto",
      "node:fs",
      "node:fs/promises",
      "node:os",
      "node:path",
      "node:stream/promises",
      "node:zlib",
    ],
  },
  "src/archive/reading": {
    purpose:
      "reads files of other servers, whatever their size: JSON that may be damaged, ids, values of any type",
    imports: ["src/config", "src/files/media", "node:crypto", "node:fs"],
  },
  "src/archive/discord": {
    purpose: "reads a folder of Discord exports as records; it writes nothing there",
    imports: [
      "src/archive",
      "src/archive/reading",
      "src/chat",
      "src/config",
      "src/protocol",
      "src/text",
      "node:crypto",
      "node:fs",
      "node:path",
    ],
    tests: [...typebox, "@sinclair/typebox/compiler"],
  },
  "src/archive/reference": {
    purpose: "reads the folder of a reference server as records; it writes nothing there",
    imports: [
      "src/archive",
      "src/archive/reading",
      "src/chat",
      "src/config",
      "src/db",
      "src/files",
      "src/protocol",
      "src/push",
      "src/text",
      "bun:sqlite",
      "node:crypto",
      "node:fs",
      "node:os",
      "node:path",
    ],
    tests: [...typebox, "@sinclair/typebox/compiler"],
  },
  "src/watchers.ts": {
    purpose: "watches config.json, certificates and data files",
    imports: ["src/watchers", "src/chat", "src/config"],
  },
  "src/setup": {
    purpose: "holds the questions of setup and what becomes of the answers, for setup.ts",
    imports: ["src/chat", "src/config", "src/protocol", "src/text", "node:fs", "node:path", "node:util"],
  },
  "src/setup.ts": {
    purpose: "asks the questions of setup and writes config.json",
    imports: ["src/setup", "src/config", "src/text", "node:fs", "node:path"],
  },
  "src/cli": {
    purpose:
      "is the command line: it goes through operator/, startup/, backup/, doctor/, archive/, setup.ts or the client library",
    imports: [
      "client/index.ts",
      "src/archive",
      "src/archive/discord",
      "src/archive/reference",
      "src/backup",
      "src/chat",
      "src/config",
      "src/db",
      "src/doctor",
      "src/files",
      "src/identity",
      "src/operator",
      "src/protocol",
      ...ground,
      "src/setup.ts",
      "src/startup",
      "node:*",
    ],
  },
  "src/server": {
    purpose: "builds the parts of the server, for server.ts",
    imports: [
      "src/actions",
      "src/bus",
      "src/chat",
      "src/config",
      "src/db",
      "src/files",
      "src/files/media",
      "src/gateway",
      "src/handlers",
      "src/http",
      "src/identity",
      "src/observers",
      "src/operator",
      "src/outgoing",
      "src/protocol",
      "src/push",
      "src/sealing",
      "src/startup",
      "src/upkeep",
      "src/watchers",
      ...ground,
      "node:crypto",
      "node:fs",
      "node:path",
      "node:util",
    ],
  },
  "src/server.ts": {
    purpose: "starts the parts of the server in order, and stops them",
    imports: [
      "src/bus",
      "src/server",
      "src/chat",
      "src/db",
      "src/gateway",
      "src/http",
      "src/startup",
      "src/upkeep",
      "src/watchers",
      "src/watchers.ts",
      // The program that makes scheduled backups, in a process of its own.
      "src/cli/main.ts",
      "node:path",
    ],
  },
  "src/main.ts": {
    purpose: "reads arguments and signals, and sets exit codes",
    imports: ["src/server.ts", "src/startup", "src/config", "src/http/page/build.ts", "src/log"],
  },
  client: {
    purpose: "is the client library: it runs anywhere, and takes only types from the server",
    imports: ["src/protocol", "src/handlers/registry.gen.ts", ...typebox],
    levels: 1,
  },
  web: {
    purpose: "is the built-in page: all that it knows of the server comes through the client library",
    imports: [
      "client/index.ts",
      "preact",
      "preact/hooks",
      "@preact/signals",
      "@floating-ui/dom",
      "highlight.js/**",
    ],
    tests: ["playwright-core"],
    levels: 2,
  },
  examples: {
    purpose: "shows how a bot uses the client library",
    imports: ["client/index.ts"],
  },
  bench: {
    purpose: "measures the server from outside, beside a floor",
    imports: ["client", "src", "tests/support", "playwright-core", "bun", "bun:sqlite", "node:*"],
    levels: 1,
  },
  scripts: {
    purpose: "generates and checks: it reads the definitions and runs no server",
    imports: [
      "package.json",
      "src/archive/records.ts",
      "src/protocol",
      "src/config",
      "src/handlers",
      ...typebox,
      "@sinclair/typebox/value",
      "fast-check",
      "node:*",
    ],
    tests: ["@asyncapi/parser"],
    levels: 1,
  },
  tests: {
    purpose: "tries what crosses modules",
    imports: [
      "client",
      "scripts",
      "src",
      "package.json",
      ...typebox,
      "@sinclair/typebox/compiler",
      "bun:jsc",
      "bun:sqlite",
      "bun:test",
      "fast-check",
      "playwright-core",
      "node:*",
    ],
    levels: 3,
  },
};
