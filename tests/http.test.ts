/** HTTP beside the WebSocket. */
import { afterEach, describe, expect, test } from "bun:test";
import { version } from "../src/startup/version.ts";
import { endAll } from "./support/endings.ts";
import { member, open, start } from "./support/peers.ts";
import { rawHttp, request } from "./support/raw-socket.ts";
import type { TestServer } from "./support/server.ts";
import { openTown } from "./support/town.ts";

afterEach(endAll);

describe("HTTP beside the WebSocket", () => {
  const host = { Host: "test" };
  const get = (server: TestServer, path: string, headers: Readonly<Record<string, string>> = {}) =>
    rawHttp(server.url, request(`GET ${path}`, { ...host, ...headers }));

  test("/info counts members as they are now, and one network asks so often a minute", async () => {
    let elapsed = 1;
    const town = await openTown({ elapsed: () => elapsed });
    const ask = (address = "203.0.113.7") =>
      fetch(`${town.server.url}/info`, { headers: { "X-Forwarded-For": address } });
    const counts = async () => {
      const answer: unknown = await (await ask()).json();
      return answer;
    };
    const [olga, mira] = await town.people("olga", "mira");
    expect(await counts()).toMatchObject({ stats: { total_users: 2, online_users: 2 } });
    await mira.request("status_set", { status: "invisible" });
    expect(await counts()).toMatchObject({ stats: { total_users: 2, online_users: 1 } });
    await olga.request("user_ban", { user: "mira" });
    expect(await counts()).toMatchObject({ stats: { total_users: 1, online_users: 1 } });
    for (let count = 3; count < 60; count++) await ask();
    const refused = await ask();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(refused.headers.get("ratelimit-policy")).toBe('"info";q=60;w=30');
    expect((await ask("203.0.113.8")).status).toBe(200);
    // The machine itself is not limited.
    for (let count = 0; count < 70; count++) {
      expect((await fetch(`${town.server.url}/info`)).status).toBe(200);
    }
    elapsed += 500;
    expect((await ask()).status).toBe(200);
    await town.close();
  });

  test("/info tells what discovery needs", async () => {
    const server = await start({ config: { server: { name: "Tea House", owner: { name: "mira" } } } });
    await member(server, "mira");
    await open(server);
    const answer = await get(server, "/info?x=1");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(JSON.parse(answer.body)).toEqual({
      server: { name: "Tea House", icon: "", banner: "", owner: { name: "mira" } },
      stats: {
        total_users: 1,
        connected_users: 1,
        online_users: 1,
        total_channels: 1,
        total_roles: expect.any(Number),
      },
      build: version,
      auth_mode: "cracked",
    });
  });

  const rows: readonly {
    line: string;
    headers?: Readonly<Record<string, string | null>>;
    status: number;
    type?: string;
  }[] = [
    { line: "GET /info", status: 200, type: "application/json; charset=utf-8" },
    { line: "GET /index.html", status: 200, type: "text/html; charset=utf-8" },
    { line: "GET /healthz", status: 200, type: "application/json; charset=utf-8" },
    { line: "GET /metrics", status: 200, type: "text/plain; version=0.0.4" },
    { line: "GET /server-assets/icon", status: 404 },
    { line: "GET /nothing", status: 404, type: "application/json; charset=utf-8" },
    { line: "GET /info/", status: 404 },
    { line: "GET /..%2finfo", status: 404 },
    { line: "GET //info", status: 404 },
    { line: "GET /__proto__", status: 404 },
    { line: "HEAD /info", status: 200, type: "application/json; charset=utf-8" },
    { line: "HEAD /nothing", status: 404 },
    { line: "HEAD /", status: 400 },
    { line: "OPTIONS /info", status: 204 },
    { line: "OPTIONS /nothing", status: 204 },
    { line: "OPTIONS /metrics", status: 204 },
    { line: "GET /", headers: { Accept: "text/html" }, status: 200, type: "text/html; charset=utf-8" },
    { line: "POST /info", headers: { "Content-Length": "2" }, status: 405 },
    { line: "PUT /info", headers: { "Content-Length": "0" }, status: 405 },
    { line: "DELETE /", headers: { "Content-Length": "0" }, status: 405 },
    { line: "POST /nothing", headers: { "Content-Length": "2" }, status: 404 },
    { line: "GET /info", headers: { Host: "[::" }, status: 200 },
    { line: "GET /", headers: { Host: "[::" }, status: 400 },
  ];
  test("each route answers with its status, and all but /metrics with CORS headers", async () => {
    const server = await start();
    for (const { line, headers, status, type } of rows) {
      const body = headers?.["Content-Length"] === "2" ? "{}" : "";
      const answer = await rawHttp(server.url, request(line, { ...host, ...headers }) + body);
      expect([line, answer.status]).toEqual([line, status]);
      if (type !== undefined) expect([line, answer.headers.get("content-type")]).toEqual([line, type]);
      const cors = Object.fromEntries(
        [...answer.headers].filter(([name]) => name.startsWith("access-control-")),
      );
      expect([line, cors]).toEqual([
        line,
        / \/metrics/.test(line)
          ? {}
          : {
              "access-control-allow-origin": "*",
              "access-control-allow-methods": "GET, HEAD, OPTIONS, POST, PUT, DELETE",
              "access-control-allow-headers":
                "Content-Type, Authorization, Range, Upload-Offset, Repr-Digest",
              "access-control-expose-headers":
                "Content-Length, Content-Type, Cache-Control, Content-Range, Accept-Ranges, ETag, Content-Disposition, Retry-After, RateLimit, RateLimit-Policy, Upload-Offset, Upload-Length, Location",
              "access-control-max-age": "86400",
            },
      ]);
      if (status === 405) expect(answer.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      if (line.startsWith("HEAD")) expect(answer.body).toBe("");
    }
  });

  test("an answer to HEAD has the headers of the one to GET, and no body", async () => {
    const server = await start();
    const page = await get(server, "/index.html");
    const head = await rawHttp(server.url, request("HEAD /index.html", host));
    expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(page.body)));
    expect(head.headers.get("cache-control")).toBe("no-cache");
  });

  test("the page shows the server's name as text", async () => {
    const server = await start({ config: { page: { enabled: false }, server: { name: '<script>"&' } } });
    const { body } = await get(server, "/index.html");
    expect(body).toContain("<h1>&lt;script&gt;&quot;&amp;</h1>");
  });

  test("a browser gets the page at / too: it says what this is, and how to chat at the address that it asked for", async () => {
    const server = await start({
      config: { page: { enabled: false }, server: { name: "Tea House", description: "Tea & talk" } },
    });
    const browser = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8", Host: "127.0.0.1:5613" };
    const { body } = await get(server, "/", browser);
    expect((await get(server, "/index.html", browser)).body).toBe(body);
    for (const part of [
      "Tea House",
      "Tea &amp; talk",
      "chat server",
      "--url ws://127.0.0.1:5613",
      "only, and",
    ]) {
      expect(body).toContain(part);
    }
    // Behind a proxy with TLS, or where the public address is known.
    const link = 'href="https://originchats.com/app?server=';
    const proxied = { ...browser, Host: "chat.example", "X-Forwarded-Proto": "https" };
    expect((await get(server, "/", proxied)).body).toContain(`${link}chat.example"`);
    await server.reconfigure({ page: { enabled: false }, server: { url: "wss://tea.example:8443" } });
    const known = (await get(server, "/", browser)).body;
    expect(known).toContain(`${link}tea.example%3A8443"`);
    expect(known).toContain("--url wss://tea.example:8443<");
  });

  test("the page repeats no markup of a Host header", async () => {
    const server = await start({ config: { page: { enabled: false } } });
    const { body } = await get(server, "/index.html", { Host: "<script>x" });
    expect(body).not.toContain("<script>x");
    expect(body).toContain(`--url ${server.ws}<`);
  });

  test("HTTP/1.0 without a Host header works", async () => {
    const server = await start();
    expect((await rawHttp(server.url, "GET /info HTTP/1.0\r\n\r\n")).status).toBe(200);
  });

  test("/metrics is for trusted addresses only, through proxies too", async () => {
    const server = await start();
    const metrics = (headers?: Readonly<Record<string, string>>) => get(server, "/metrics", headers);
    expect((await metrics()).body).toContain("\noriginchats_connections 0\n");
    for (const headers of [
      { "X-Forwarded-For": "1.1.1.1" },
      { "X-Forwarded-For": "127.0.0.1, 1.1.1.1" },
      { "X-Forwarded-For": "1.1.1.1, 127.0.0.1" },
      { "X-Forwarded-For": "1.1.1.1", "CF-Connecting-IP": "127.0.0.1" },
      { "CF-Connecting-IP": "1.1.1.1" },
      // No address at all, and a name that leads to this machine.
      { "X-Forwarded-For": "somebody" },
      { Host: "rebound.example:5613" },
      // A proxy that adds a second line instead of extending the client's.
      { "X-Forwarded-For": "127.0.0.1\r\nX-Forwarded-For: 1.1.1.1" },
    ]) {
      const { status, body } = await metrics(headers);
      expect([headers, status, body]).toEqual([headers, 403, "Forbidden\n"]);
    }
    const open = await start({ config: { metrics: { public: true } } });
    expect((await get(open, "/metrics", { "X-Forwarded-For": "1.1.1.1" })).status).toBe(200);
  });
});
