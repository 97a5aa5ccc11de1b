/** The examples for Caddy and nginx in deploy/proxies, with the programs themselves. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { heartbeatSeconds } from "../src/gateway/heartbeat.ts";
import { hasProxies, startCaddy, startNginx } from "./support/proxies.ts";
import { newFolder, startTestServer, type TestServer } from "./support/server.ts";

let server: TestServer;
let folder: string;
const lines: string[] = [];
beforeEach(async () => {
  lines.length = 0;
  folder = newFolder();
  server = await startTestServer({
    config: { limits: { connections_per_address: 1 } },
    log: (line) => lines.push(line),
  });
});
afterEach(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  /** Ends the WebSocket; null: there is none. */
  readonly end: (() => void) | null;
  /** Resolves when the other end closes the WebSocket. */
  readonly closed: Promise<void>;
}

/** Opens a WebSocket from an address of this machine. */
function open(url: string, from: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      localAddress: from,
      rejectUnauthorized: false,
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ...headers,
      },
    });
    asked.on("upgrade", ({ statusCode }, socket) => {
      const closed = new Promise<void>((over) => socket.on("close", () => over()));
      socket.on("error", () => {});
      socket.resume();
      resolve({ status: statusCode ?? 0, end: () => socket.destroy(), closed });
    });
    asked.on("response", (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, end: null, closed: Promise.resolve() });
    });
    asked.on("error", reject);
    asked.end();
  });
}

const starts = { Caddy: startCaddy, nginx: startNginx };

describe.skipIf(!hasProxies).each(["Caddy", "nginx"] as const)("%s", (name) => {
  const start = starts[name];
  const tls = { rejectUnauthorized: false };

  test("forwards WebSockets over TLS, and the limits are those of the client's own address", async () => {
    await using proxy = await start({ folder, target: server.url });
    const one = await open(proxy.url, "127.0.0.2");
    expect(one.status).toBe(101);
    // What a client says of its address doesn't count.
    const again = await open(proxy.url, "127.0.0.2", { "X-Forwarded-For": "192.0.2.1" });
    expect(again.status).not.toBe(101);
    const other = await open(proxy.url, "127.0.0.3");
    expect(other.status).toBe(101);
    const refused = lines.filter((line) => line.includes("address_full"));
    expect(refused).toEqual([expect.stringContaining('"address":"127.0.0.2"')]);
    one.end?.();
    other.end?.();
    const page = await fetch(proxy.url, { tls, headers: { Accept: "text/html" } });
    expect(await page.text()).toContain("<!doctype html>");
  });

  test("serves below a path", async () => {
    await using proxy = await start({ folder, target: server.url, isBelowPath: true });
    const socket = await open(`${proxy.url}/chat/`, "127.0.0.2");
    expect(socket.status).toBe(101);
    socket.end?.();
    const page = await fetch(`${proxy.url}/chat/`, { tls, headers: { Accept: "text/html" } });
    const script = /src="(page\/[^"]+)"/.exec(await page.text())?.[1];
    expect((await fetch(`${proxy.url}/chat/${script}`, { tls })).status).toBe(200);
    const outside = await fetch(`${proxy.url}/info`, { tls });
    expect(await outside.text()).not.toContain("auth_mode");
  });
});

describe.skipIf(!hasProxies)("idle WebSockets", () => {
  const text = readFileSync(join(import.meta.dir, "../deploy/proxies/nginx.conf"), "utf8");
  const seconds = Number(/proxy_read_timeout (\d+)s;/.exec(text)?.[1]);

  test("nginx waits longer than the server's heartbeat takes, also when one is late", () => {
    expect(seconds).toBeGreaterThanOrEqual(2 * heartbeatSeconds);
  });

  test("nginx ends one after that time, so it is the time that counts", async () => {
    const change = (example: string) =>
      example.replace(`proxy_read_timeout ${seconds}s`, "proxy_read_timeout 1s");
    await using proxy = await startNginx({ folder, target: server.url, change });
    const socket = await open(proxy.url, "127.0.0.2");
    expect(socket.status).toBe(101);
    await socket.closed;
  });
});
