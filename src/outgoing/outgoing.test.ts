import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createOutgoing, type OutgoingRequest, type Resolve } from "./outgoing.ts";

const plain: OutgoingRequest = {
  method: "GET",
  headers: {},
  timeout: 30_000,
  mostBytes: 1000,
  redirects: 0,
};

/** A server on this machine, which counts its requests. */
let inside: Bun.Server<undefined>;
let requests: { readonly method: string; readonly headers: Headers }[] = [];
let bodies: string[] = [];
beforeAll(() => {
  inside = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      // A request that was answered loses its headers.
      requests.push({ method: request.method, headers: new Headers(request.headers) });
      bodies.push(await request.text());
      const { pathname, searchParams } = new URL(request.url);
      const to = searchParams.get("to");
      if (to) return new Response(null, { status: Number(pathname.slice(1)), headers: { location: to } });
      if (pathname === "/loop") return new Response(null, { status: 302, headers: { location: "/loop" } });
      if (pathname === "/never") return new Promise<Response>(() => {});
      if (pathname === "/large") return new Response("x".repeat(1_000_000));
      if (pathname === "/endless") {
        return new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
          }),
        );
      }
      if (pathname === "/gzip") {
        return new Response(gzipSync(new Uint8Array(10_000_000)), {
          headers: { "content-encoding": "gzip" },
        });
      }
      return new Response("hello", { headers: { "x-kind": "greeting" } });
    },
  });
});
afterAll(() => inside.stop(true));

const at = (path: string, host = "inside.test") => `http://${host}:${inside.port}${path}`;

/** Names lead to these addresses; all others to none. */
function outgoing(
  names: Readonly<Record<string, readonly string[]>> = {},
  trusted: readonly string[] = ["inside.test"],
) {
  requests = [];
  bodies = [];
  const asked: string[] = [];
  const resolve: Resolve = async (name) => {
    asked.push(name);
    return { "inside.test": ["127.0.0.1"], ...names }[name] ?? [];
  };
  return { ...createOutgoing({ trusted: () => trusted, resolve }), asked };
}

test("an answer: status, headers, body", async () => {
  const { request, asked } = outgoing();
  const answer = await request(at("/"), {
    ...plain,
    method: "POST",
    body: Buffer.from("body"),
    headers: { "x-a": "b" },
  });
  expect(answer).toMatchObject({ kind: "answer", status: 200, isCut: false, url: at("/") });
  if (answer.kind !== "answer") throw new Error(answer.reason);
  expect(Buffer.from(answer.body).toString()).toBe("hello");
  expect(answer.headers.get("x-kind")).toBe("greeting");
  expect(requests[0]?.headers.get("x-a")).toBe("b");
  expect(requests[0]?.headers.get("host")).toBe(`inside.test:${inside.port}`);
  expect(bodies).toEqual(["body"]);
  expect(asked).toEqual(["inside.test"]);
});

test("SSRF: only https, names and no passwords; nothing is asked otherwise", async () => {
  const { request, asked } = outgoing();
  for (const address of [
    `http://push.example:${inside.port}/`,
    `http://127.0.0.1:${inside.port}/`,
    `https://127.0.0.1:${inside.port}/`,
    `https://2130706433:${inside.port}/`,
    `https://0x7f.1:${inside.port}/`,
    `https://0177.0.0.1:${inside.port}/`,
    `https://[::1]:${inside.port}/`,
    `https://[::ffff:127.0.0.1]:${inside.port}/`,
    `https://①②⑦.0.0.1:${inside.port}/`,
    "https://name:word@push.example/",
    "file:///etc/passwd",
    "data:text/plain,hello",
    "ftp://push.example/",
    "https:///",
    "no address",
    "",
    `https://push.example/${"x".repeat(3000)}`,
  ]) {
    expect(`${address}: ${(await request(address, plain)).kind}`).toBe(`${address}: refused`);
  }
  expect(requests).toEqual([]);
  expect(asked).toEqual([]);
});

test("SSRF: names that lead to addresses inside", async () => {
  const port = inside.port;
  const names = {
    localhost: ["127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "both.example": ["1.1.1.1", "127.0.0.1"],
    "dot.example.": ["10.0.0.1"],
  };
  const { request } = outgoing(names);
  for (const name of Object.keys(names)) {
    expect(await request(`https://${name}:${port}/`, plain)).toEqual({
      kind: "refused",
      reason: "its host has an address that isn't public",
    });
  }
  expect(requests).toEqual([]);
});

test("SSRF: the system's resolver", async () => {
  const { request } = createOutgoing({ trusted: () => [] });
  expect(await request(`https://localhost:${inside.port}/`, plain)).toMatchObject({ kind: "refused" });
  expect(await request("https://no-such-host.invalid/", plain)).toMatchObject({ kind: "failed" });
});

test("DNS rebinding: the connection goes to the address that was checked, and a name is resolved once", async () => {
  // The system knows no such name: a second look-up would find nothing.
  const { request, asked } = outgoing({ "rebinds.invalid": ["127.0.0.1"] }, ["rebinds.invalid"]);
  expect(await request(at("/", "rebinds.invalid"), plain)).toMatchObject({ kind: "answer", status: 200 });
  expect(asked).toEqual(["rebinds.invalid"]);
});

test("DNS rebinding: what a name means is checked again for the next request", async () => {
  let address = "127.0.0.1";
  const trusted = ["inside.test"];
  const { request } = createOutgoing({ trusted: () => trusted, resolve: async () => [address] });
  expect(await request(at("/"), plain)).toMatchObject({ kind: "answer" });
  trusted.length = 0;
  address = "192.168.0.1";
  expect(await request("https://inside.test/", plain)).toMatchObject({ kind: "refused" });
});

test("redirects: each one is checked", async () => {
  const { request } = outgoing({ "evil.example": ["127.0.0.1"] });
  for (const to of [
    at("/", "127.0.0.1"),
    `https://evil.example:${inside.port}/`,
    `http://push.example:${inside.port}/`,
    "file:///etc/passwd",
    "https://",
  ]) {
    const answer = await request(at(`/302?to=${encodeURIComponent(to)}`), { ...plain, redirects: 3 });
    expect(`${to}: ${answer.kind}`).toBe(`${to}: refused`);
  }
  expect(requests).toHaveLength(5);
});

test("redirects: so many are followed, and none if none is wished", async () => {
  const { request } = outgoing();
  expect(await request(at("/loop"), { ...plain, redirects: 3 })).toEqual({
    kind: "refused",
    reason: "it redirects too often",
  });
  expect(requests).toHaveLength(4);
  expect(await request(at("/loop"), plain)).toMatchObject({ kind: "answer", status: 302 });
  expect(await request(at("/301?to=/there"), { ...plain, redirects: 1 })).toMatchObject({
    kind: "answer",
    url: at("/there"),
  });
});

test("redirects: the body and credentials go where they may", async () => {
  const { request } = outgoing({ "other.test": ["127.0.0.1"] }, ["inside.test", "other.test"]);
  const sent: OutgoingRequest = {
    ...plain,
    method: "POST",
    body: Buffer.from("secret"),
    headers: { authorization: "vapid secret" },
    redirects: 1,
  };
  await request(at(`/307?to=${encodeURIComponent(at("/", "other.test"))}`), sent);
  await request(at("/303?to=/here"), sent);
  expect(requests.map(({ method }) => method)).toEqual(["POST", "POST", "POST", "GET"]);
  expect(bodies).toEqual(["secret", "secret", "secret", ""]);
  expect(requests.map(({ headers }) => headers.has("authorization"))).toEqual([true, false, true, true]);
});

test("header injection: line breaks never reach a request", async () => {
  const { request } = outgoing();
  for (const [name, value] of [
    ["x-a", "b\r\nx-evil: 1"],
    ["x-a", "b\nx-evil: 1"],
    ["x-a\r\nx-evil", "1"],
    ["x-a", "b\0"],
    ["", "b"],
  ] as const) {
    expect(await request(at("/"), { ...plain, headers: { [name]: value } })).toMatchObject({
      kind: "refused",
    });
  }
  expect(requests).toEqual([]);
  // The address itself: they are dropped or written as %0D%0A.
  await request(at("/a\r\nx-evil: 1"), plain);
  await request(at("/a%0d%0ax-evil:%201"), plain);
  expect(requests.map(({ headers }) => headers.has("x-evil"))).toEqual([false, false]);
});

test("a large answer is read to the limit only, also an endless or a compressed one", async () => {
  const { request } = outgoing();
  for (const path of ["/large", "/endless", "/gzip"]) {
    const answer = await request(at(path), plain);
    expect(answer).toMatchObject({ kind: "answer", isCut: true });
    if (answer.kind === "answer") expect(answer.body.byteLength).toBe(1000);
  }
});

test("a slow host, and a resolver that hangs, are given up", async () => {
  const { request } = outgoing();
  expect(await request(at("/never"), { ...plain, timeout: 50 })).toEqual({
    kind: "failed",
    reason: "it takes too long",
  });
  const hanging = createOutgoing({ trusted: () => [], resolve: () => new Promise(() => {}) });
  expect(await hanging.request("https://push.example/", { ...plain, timeout: 50 })).toMatchObject({
    kind: "failed",
  });
  const ending = new AbortController();
  const answer = request(at("/never"), { ...plain, signal: ending.signal });
  ending.abort();
  expect(await answer).toMatchObject({ kind: "failed" });
});

test("a host without a connection fails; the next of its addresses is tried", async () => {
  const closed = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const port = closed.port;
  await closed.stop(true);
  const { request } = outgoing({ "two.test": ["127.0.0.2", "127.0.0.1"] }, ["inside.test", "two.test"]);
  expect(await request(`http://inside.test:${port}/`, plain)).toMatchObject({ kind: "failed" });
  // Nothing listens there on the other address.
  expect(await request(at("/", "two.test"), plain)).toMatchObject({ kind: "answer" });
});

const openssl = Bun.which("openssl");

test.skipIf(openssl === null)(
  "a host without a certificate for its name gets nothing (needs openssl)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "outgoing-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=inside.test", "-days", "2"];
    Bun.spawnSync([openssl ?? "", ...made, "-keyout", key, "-out", cert]);
    let isAsked = false;
    const secure = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      tls: { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") },
      fetch() {
        isAsked = true;
        return new Response();
      },
    });
    rmSync(folder, { recursive: true });
    const { request } = outgoing();
    expect(await request(`https://inside.test:${secure.port}/`, plain)).toMatchObject({ kind: "failed" });
    expect(isAsked).toBe(false);
    await secure.stop(true);
  },
);
