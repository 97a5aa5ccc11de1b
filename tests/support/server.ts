/** The real server for tests: on a free port, in a folder of its own; in this process, or as a child to be killed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConfig } from "../../src/config/source.ts";
import type { Write } from "../../src/db/procedure.ts";
import type { AnyCommand } from "../../src/handlers/command.ts";
import { createLog } from "../../src/log/log.ts";
import { type OriginChatsServer, startServer } from "../../src/server.ts";
import { declaredOnly } from "./declared.ts";
import { startExecutableServer } from "./executable-server.ts";
import { executable, serverProgram, surroundings } from "./programs.ts";
import { wideBudgets } from "./wide-budgets.ts";

export interface TestServerOptions {
  /** Merged over a configuration without rate limits and with local accounts. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Reuse a folder of an earlier test server. */
  readonly folder?: string;
  readonly now?: () => number;
  readonly elapsed?: () => number;
  /** `wide`: no budget of a user is ever used up. Default, unless the test's own configuration limits messages. */
  readonly budgets?: "usual" | "wide";
  /** Planted ones, besides the server's own. */
  readonly planted?: Readonly<Record<string, AnyCommand>>;
  /** Lines of the log go here instead of nowhere. */
  readonly log?: (line: string) => void;
}

export interface TestServer extends OriginChatsServer {
  readonly folder: string;
  /** `ws://127.0.0.1:PORT` */
  readonly ws: string;
  /** Changes config.json, as an operator would while the server runs. */
  reconfigure(config: Readonly<Record<string, unknown>>): Promise<void>;
  /** Stops and starts again on the same data; another port. */
  restart(): Promise<TestServer>;
  /** Stops, and removes the folder. */
  dispose(): Promise<void>;
}

/** What tests want unless they say otherwise: no limits that only slow them down. */
const roomy = {
  auth_mode: "cracked",
  push: { contact: "mailto:admin@chat.example" },
  rate_limiting: { enabled: false },
  limits: {
    packets_per_second: 1_000_000,
    packets_burst: 1_000_000,
    bytes_per_second: 1_000_000_000,
    bytes_burst: 1_000_000_000,
    connections_per_user: 100_000,
    registrations_per_minute: 100_000,
    logins_per_minute: 100_000,
    kick_seconds: 0,
    good_logins_per_minute: 100_000,
  },
  attachments: { uploads_per_minute: 0 },
  websocket: { host: "127.0.0.1", port: 0 },
};

/** Writes config.json: `roomy` with the given sections' keys over it. */
export function writeConfig(folder: string, config: Readonly<Record<string, unknown>> = {}): void {
  const merged: Record<string, unknown> = { ...roomy };
  for (const [key, value] of Object.entries(config)) {
    const base = merged[key];
    merged[key] = isPlain(base) && isPlain(value) ? { ...base, ...value } : value;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify(merged, null, 2));
}

function isWide({ budgets, config }: TestServerOptions): boolean {
  const limiter = config?.["rate_limiting"];
  return budgets === "wide" || (budgets === undefined && !(isPlain(limiter) && limiter["enabled"] === true));
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "originchats-"));
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = options.folder ?? newFolder();
  if (options.folder === undefined || options.config) writeConfig(folder, options.config);
  if (executable !== null) return startExecutableServer(folder, options);
  const log = createLog({ level: "debug", format: "json" }, { write: options.log ?? (() => {}) });
  const config = openConfig(folder, log);
  const server = await startServer({
    dataFolder: folder,
    config,
    log,
    commands: { ...declaredOnly, ...options.planted },
    ...(options.now && { now: options.now }),
    ...(options.elapsed && { elapsed: options.elapsed }),
    ...(isWide(options) && { budgets: wideBudgets }),
  });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    config.stop();
    await server.stop();
  };
  return {
    ...server,
    folder,
    ws: server.url.replace(/^http/, "ws"),
    stop,
    async reconfigure(changed) {
      writeConfig(folder, { ...options.config, ...changed });
      const result = await config.reload();
      if ("problems" in result) throw new Error(result.problems.join(" "));
    },
    async restart() {
      await stop();
      const { config: _written, ...same } = options;
      return startTestServer({ ...same, folder });
    },
    async dispose() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Like a command of the server itself. */
export function store<Result>(server: TestServer, write: Write<Result>): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    server.store.commit(write, (result, failure) =>
      failure ? reject(new Error(failure.reason)) : resolve(result),
    );
  });
}

export interface ChildServer extends AsyncDisposable {
  readonly folder: string;
  readonly ws: string;
  readonly url: string;
  readonly pid: number;
  /** Everything that it wrote to the standard output so far. */
  readonly output: () => string;
  /** The same of the standard error output. */
  readonly errors: () => string;
  /** Resolves when the standard error output contains it. @throws Error when the process ends without it */
  said(text: string | RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, or the signal's name; all output is there by then. */
  readonly exited: Promise<number | string>;
}

/**
 * Starts the server as a process of its own; resolves when it listens. Killed when its scope ends, if it still runs.
 *
 * @param through a command that runs the command behind it, such as `["nice"]`
 * @throws Error with its output when it ends before
 * @example
 * await using server = await spawnServer(folder);
 */
export async function spawnServer(
  folder: string,
  args: readonly string[] = [],
  through: readonly string[] = [],
): Promise<ChildServer> {
  const child = Bun.spawn([...through, ...serverProgram, "--data", folder, "--port", "0", ...args], {
    ...surroundings(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  const exited = Promise.all([child.exited, output.ended, errors.ended]).then(
    () => child.signalCode ?? child.exitCode ?? 0,
  );
  const url = await output.match(/listening on (\S+)\n/);
  if (url === null) throw new Error(`the server ended with ${await exited}: ${errors.text()}`);
  return {
    folder,
    url,
    ws: url.replace(/^http/, "ws"),
    pid: child.pid,
    output: output.text,
    errors: errors.text,
    async said(text) {
      const pattern = typeof text === "string" ? new RegExp(`(${RegExp.escape(text)})`) : text;
      const found = await errors.match(pattern);
      if (found === null) throw new Error(`the server ended without saying "${text}": ${errors.text()}`);
    },
    kill: (signal) => child.kill(signal),
    exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Reads a stream to its end, while others wait for what it brings. */
function collect(stream: ReadableStream<Uint8Array>) {
  let text = "";
  let over = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      wake();
    }
    over = true;
    wake();
  })();
  return {
    text: () => text,
    ended,
    /** The first group of the pattern once it matches, or null at the end of the stream. */
    async match(pattern: RegExp): Promise<string | null> {
      for (;;) {
        const found = pattern.exec(text)?.[1];
        if (found !== undefined || over) return found ?? null;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
