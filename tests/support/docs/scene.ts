/** A folder like that of an operator, in which the commands of a page run: a checkout, with a server if they need one. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildServer, spawnServer, writeConfig } from "../server.ts";

const root = join(import.meta.dir, "../../..");

/** What a command says, and what the person at the terminal types then. */
export type Answers = readonly (readonly [said: string, typed: string])[];

/**
 * The shell's `npm`, `sudo` and `curl`. npm, and the script that it runs, take as long to start as a command takes. A
 * server gets a free port, and the chat the server's address, if one runs, since the usual port may be taken here. curl
 * fails if the server refuses.
 */
const shell = `
npm() {
  if [ "$1" = run ]; then shift; fi
  name=$1
  shift
  if [ "$1" = -- ]; then shift; fi
  case "$name $1" in
    start*) exec node "$CHECKOUT/scripts/run.mjs" start "$@" --port 0 ;;
    "cli chat") "$BUN" "$CHECKOUT/src/cli/main.ts" "$@" \${SERVER:+--url "$SERVER"} ;;
    cli*) "$BUN" "$CHECKOUT/src/cli/main.ts" "$@" ;;
    *) node "$CHECKOUT/scripts/run.mjs" "$name" "$@" ;;
  esac
}
sudo() { shift 2; "$@"; }
curl() { command curl --fail-with-body --silent --show-error "$@"; }
`;

export interface Ran {
  readonly code: number;
  readonly said: string;
}

export type Scene = Awaited<ReturnType<typeof makeScene>>;

export async function makeScene() {
  const place = mkdtempSync(join(tmpdir(), "originchats-docs-"));
  const checkout = join(place, "checkout");
  mkdirSync(checkout);
  const ours = new Set(["data", "dist", ".git", ".tmp"]);
  for (const name of readdirSync(root)) {
    if (!ours.has(name)) symlinkSync(join(root, name), join(checkout, name));
  }
  const running: Bun.Subprocess[] = [];
  let server: ChildServer | null = null;
  /** Texts of the page, and what stands for them here. */
  const stands = new Map<string, string>();

  const environment = (): Record<string, string | undefined> => ({
    ...process.env,
    npm_lifecycle_event: "",
    // npm's folder, from which the command line takes relative paths.
    INIT_CWD: undefined,
    BUN: process.execPath,
    CHECKOUT: root,
    SERVER: server?.ws ?? "",
    HOME: place,
    XDG_DATA_HOME: join(place, "home-data"),
  });
  const here = (command: string) =>
    [...stands].reduce((text, [shown, real]) => text.replaceAll(shown, real), command);
  const words = (command: string) => ["sh", "-ec", `${shell}\n${here(command)}`];

  return {
    place,
    checkout,
    /** The data folder of the checkout, which commands take without `--data`. */
    data: join(checkout, "data"),
    stands,
    /** The server of the checkout. */
    get server(): ChildServer {
      if (server === null) throw new Error("this page has no server");
      return server;
    },
    async start(): Promise<ChildServer> {
      const data = join(checkout, "data");
      writeConfig(data);
      server = await spawnServer(data);
      return server;
    },
    /** Stops all servers. */
    async stop(): Promise<void> {
      server?.kill("SIGTERM");
      for (const child of running) child.kill("SIGTERM");
      await Promise.all([server?.exited, ...running.splice(0).map((child) => child.exited)]);
      server = null;
    },
    /** Runs a command to its end. */
    async run(command: string, cwd = checkout): Promise<Ran> {
      const child = Bun.spawn(words(command), { cwd, env: environment(), stdout: "pipe", stderr: "pipe" });
      const [output, errors, code] = await Promise.all([
        child.stdout.text(),
        child.stderr.text(),
        child.exited,
      ]);
      return { code, said: output + errors };
    },
    /** Runs a command on a terminal, where somebody answers. */
    async answered(command: string, answers: Answers): Promise<Ran> {
      const left = [...answers];
      let said = "";
      let seen = 0;
      const decoder = new TextDecoder();
      const child = Bun.spawn(words(command), {
        cwd: checkout,
        env: environment(),
        terminal: {
          cols: 200,
          rows: 50,
          data(terminal, data) {
            said += decoder.decode(data, { stream: true });
            const [next] = left;
            const at = next === undefined ? -1 : said.indexOf(next[0], seen);
            if (next === undefined || at < 0) return;
            seen = at + next[0].length;
            left.shift();
            terminal.write(`${here(next[1])}\r`);
          },
        },
      });
      // Something else than was expected was asked.
      const patience = setTimeout(() => child.kill(), 100_000);
      const code = await child.exited;
      clearTimeout(patience);
      const waited = left[0] ? `\nnobody was asked "${left[0][0]}"` : "";
      return { code, said: said + waited };
    },
    /** Starts a command that serves. @returns what it said until it listened, or its end */
    async serves(command: string, cwd = checkout): Promise<Ran> {
      const child = Bun.spawn(words(command), { cwd, env: environment(), stdout: "pipe", stderr: "pipe" });
      running.push(child);
      const errors = child.stderr.text();
      let said = "";
      for await (const chunk of child.stdout) {
        said += new TextDecoder().decode(chunk);
        if (said.includes("listening on")) return { code: 0, said };
      }
      return { code: (await child.exited) || 1, said: said + (await errors) };
    },
    async dispose(): Promise<void> {
      await this.stop();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** Names of scripts that package.json runs as the shell's `npm` above does. */
export function npmScripts(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.keys(scripts).filter((name) => scripts[name] === `node scripts/run.mjs ${name}`);
}
