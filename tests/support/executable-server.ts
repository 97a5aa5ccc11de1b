/** A test server that is a process of an executable: it has the face of a server in this process, without its inside. */
import { rmSync } from "node:fs";
import { spawnServer, type TestServer, type TestServerOptions, writeConfig } from "./server.ts";

/** A test that needs the inside of the server can't run with an executable. tests/executable.test.ts knows the text. */
export const needsInside = "this test needs the inside of the server";

function inside(what: string): never {
  throw new Error(`${needsInside}: ${what}`);
}

/** Options that reach into the process. */
const insideOptions = ["now", "elapsed", "planted", "log"] as const;

export async function startExecutableServer(folder: string, options: TestServerOptions): Promise<TestServer> {
  for (const name of insideOptions) if (options[name] !== undefined) inside(name);
  const server = await spawnServer(folder);
  const { hostname, port } = new URL(server.url);
  const pageUrl = /"address":"([^"#]+)\/#/.exec(server.errors())?.[1] ?? server.url;
  let reloads = 0;
  const stop = async () => {
    server.kill("SIGTERM");
    await server.exited;
  };
  const seen = {
    host: hostname,
    port: Number(port),
    url: server.url,
    ws: server.ws,
    folder,
    pageUrl,
    claimCode: /"code":"([^"]+)"/.exec(server.errors())?.[1] ?? null,
    stop,
    async reconfigure(changed: Readonly<Record<string, unknown>>) {
      writeConfig(folder, { ...options.config, ...changed });
      server.kill("SIGHUP");
      reloads += 1;
      // The server looks at the file by itself too, so either line may come after this signal.
      const outcome = "The configuration (?:is as it was|was reloaded|can't be used)";
      await server.said(new RegExp(`(?:Reloading the configuration[\\s\\S]*?){${reloads}}(${outcome})`));
    },
    async restart() {
      await stop();
      const { config: _written, ...same } = options;
      return startExecutableServer(folder, same);
    },
    async dispose() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return Object.defineProperties(
    seen,
    Object.fromEntries(
      ["state", "store", "eventLog", "gateway"].map((name) => [name, { get: () => inside(name) }]),
    ),
  ) as TestServer;
}
