/** Which connections a server takes: pages of other hosts, proxies that hide their clients. */
import { afterEach, expect, test } from "bun:test";
import { connectRaw } from "./support/raw-socket.ts";
import { startTestServer, type TestServer } from "./support/server.ts";

let server: TestServer;
let log: { readonly message: string; readonly address?: string }[] = [];
afterEach(() => server.dispose());

async function start(config: Readonly<Record<string, unknown>> = {}) {
  log = [];
  server = await startTestServer({ config, log: (line) => log.push(JSON.parse(line)) });
}

/** "taken", or the status of the refusal. */
async function outcome(headers: Readonly<Record<string, string>>): Promise<string> {
  try {
    (await connectRaw(server.url, { headers })).destroy();
    return "taken";
  } catch (error) {
    return /\d{3}/.exec(String(error))?.[0] ?? String(error);
  }
}

test("on this machine alone: own pages, known clients, programs and what comes through a proxy; no foreign page", async () => {
  await start();
  expect(await outcome({})).toBe("taken");
  expect(await outcome({ Origin: server.url })).toBe("taken");
  expect(await outcome({ Origin: "https://originchats.com" })).toBe("taken");
  expect(await outcome({ Origin: "https://evil.example" })).toBe("403");
  expect(await outcome({ Origin: "http://evil.example:5613", Host: "evil.example:5613" })).toBe("403");
  expect(await outcome({ Origin: "https://evil.example", "X-Forwarded-For": "1.1.1.1" })).toBe("taken");

  await server.reconfigure({ server: { url: "https://chat.example" } });
  expect(await outcome({ Origin: "https://some.client.example" })).toBe("taken");
  await server.reconfigure({ websocket: { origins: ["https://my.client.example"] } });
  expect(await outcome({ Origin: "https://some.client.example" })).toBe("403");
  expect(await outcome({ Origin: "https://my.client.example" })).toBe("taken");
});

const warnings = () => log.filter(({ message }) => message.includes("sends no X-Forwarded-For"));

test("a trusted proxy that names no client is warned of once", async () => {
  await start();
  await outcome({});
  await outcome({ Host: "127.0.0.1:5613", Origin: "https://originchats.com" });
  await outcome({ Host: "chat.example", "X-Forwarded-For": "1.1.1.1" });
  expect(warnings()).toEqual([]);
  for (const headers of [{ Host: "chat.example" }, { "X-Forwarded-Proto": "https" }]) {
    expect(await outcome(headers)).toBe("taken");
    expect(warnings()).toMatchObject([{ address: "127.0.0.1" }]);
  }
});

test("clients whose proxy writes something unreadable share one budget that is not the proxy's", async () => {
  await start({ limits: { connections_per_address: 1 } });
  const peer = await connectRaw(server.url, { headers: { "X-Forwarded-For": "somebody" } });
  expect(await outcome({ "X-Forwarded-For": "somebody else" })).toBe("503");
  expect(await outcome({ "X-Forwarded-For": "[2001:db8::1]:5001" })).toBe("taken");
  expect(await outcome({})).toBe("taken");
  peer.destroy();
});
