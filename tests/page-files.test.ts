/** The built-in page as HTTP serves it: which requests get it, its headers, its weight, and where it is off. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { encodingOf } from "../src/http/built/response.ts";
import { pageFiles } from "../src/http/page/page-files.ts";
import { startTestServer, type TestServer } from "./support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const browser = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** The address of the script or the styles, as the page names it. */
async function assetUrl(ending: "js" | "css"): Promise<string> {
  const html = await (await fetch(server.url, { headers: browser })).text();
  const path = new RegExp(`page/[\\w-]+\\.${ending}`).exec(html)?.[0] ?? "none";
  return `${server.url}/${path}`;
}

describe("the page", () => {
  test("a browser gets it at /, and other requests don't", async () => {
    const page = await fetch(server.url, { headers: browser });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(await page.text()).toContain('<div id="page"');
    expect((await fetch(server.url, { headers: { Accept: "*/*" } })).status).toBe(400);
  });

  test("it may load nothing from other hosts, run no script but its own, and make no HTML from text", async () => {
    const { headers } = await fetch(server.url, { headers: browser });
    const policy = headers.get("content-security-policy") ?? "";
    const sources = Object.fromEntries(
      policy.split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]),
    );
    expect(sources["default-src"]).toEqual(["'none'"]);
    expect(sources["script-src"]).toEqual(["'self'"]);
    expect(sources["require-trusted-types-for"]).toEqual(["'script'"]);
    expect(sources["trusted-types"]).toEqual(["worker"]);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("its addresses are relative, so it works below a path of a proxy", async () => {
    const html = await (await fetch(server.url, { headers: browser })).text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = ""]) => address);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    for (const address of addresses)
      expect(address).toMatch(/^(page\/[\w-]+\.(js|css|svg|png)|manifest\.webmanifest)$/);
  });

  test("a browser that has it asks only whether it changed", async () => {
    const tag = (await fetch(server.url, { headers: browser })).headers.get("etag") ?? "";
    const again = await fetch(server.url, { headers: { ...browser, "If-None-Match": `W/${tag}` } });
    expect(again.status).toBe(304);
  });

  test("its files come compressed, and are kept for ever under their names", async () => {
    const url = await assetUrl("js");
    const raw = { decompress: false };
    const plain = await (await fetch(url, { headers: { "Accept-Encoding": "identity" } })).text();
    for (const [accepted, encoding, decode] of [
      ["gzip, br", "br", brotliDecompressSync],
      ["gzip, br;q=0", "gzip", gunzipSync],
    ] as const) {
      const answer = await fetch(url, { ...raw, headers: { "Accept-Encoding": accepted } });
      expect(answer.headers.get("content-encoding")).toBe(encoding);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(answer.headers.get("vary")).toBe("Accept-Encoding");
      expect(decode(await answer.arrayBuffer()).toString()).toBe(plain);
    }
    const head = await fetch(url, { method: "HEAD", headers: { "Accept-Encoding": "br" } });
    expect(head.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  });

  test("it can be installed: the manifest has the server's name and colour, and icons that are there", async () => {
    await server.reconfigure({ server: { name: "Tea House", accent: "#226633" } });
    const answer = await fetch(`${server.url}/manifest.webmanifest`);
    expect(answer.headers.get("content-type")).toBe("application/manifest+json");
    const manifest = (await answer.json()) as { icons: { src: string; sizes: string }[] };
    expect(manifest).toMatchObject({
      name: "Tea House",
      theme_color: "#226633",
      start_url: "./",
      scope: "./",
    });
    expect(new Set(manifest.icons.map(({ sizes }) => sizes))).toEqual(new Set(["192x192", "512x512"]));
    for (const { src } of manifest.icons) {
      const icon = await fetch(`${server.url}/${src}`);
      expect([icon.status, icon.headers.get("content-type")]).toEqual([200, "image/png"]);
    }
    await server.reconfigure({});
  });

  test("its worker lies beside the document, is asked for anew each time, and may reach this server only", async () => {
    const { status, headers } = await fetch(`${server.url}/worker.js`);
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
      200,
      "text/javascript; charset=utf-8",
      "no-cache",
    ]);
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; connect-src 'self'");
  });

  test("names that are no files of it are not found", async () => {
    for (const name of [
      "main.js",
      "index.html",
      "worker.js",
      "..%2f..%2fpackage.json",
      "%00",
      "main.js.br",
    ]) {
      expect((await fetch(`${server.url}/page/${name}`)).status).toBe(404);
    }
  });

  test("with page.enabled false there is the plain page", async () => {
    const url = await assetUrl("js");
    for (const config of [{ page: { enabled: false } }]) {
      await server.reconfigure(config);
      expect(await (await fetch(server.url, { headers: browser })).text()).toContain("chat server");
      for (const address of [url, `${server.url}/manifest.webmanifest`])
        expect((await fetch(address)).status).toBe(404);
      // Browsers keep the worker that they have while there is none.
      const worker = await fetch(`${server.url}/worker.js`);
      expect([worker.status, await worker.text()]).toEqual([200, expect.stringContaining("unregister")]);
    }
    await server.reconfigure({});
    expect((await fetch(url)).status).toBe(200);
  });
});

describe("what the page weighs, compressed with Brotli", () => {
  const weight = async (ending: string, isFirstView: boolean) => {
    const files = await pageFiles();
    const html = Buffer.from(files.get("index.html")?.plain ?? []).toString();
    const early = new Set([...html.matchAll(/(?:src|href)="page\/([^"]+)"/g)].map(([, name]) => name));
    const counted = [...files].filter(([name]) => name.endsWith(ending) && (!isFirstView || early.has(name)));
    return counted.reduce((sum, [, { br }]) => sum + br.length, 0);
  };

  test("the first view: at most 60 KB of script and 12 KB of styles", async () => {
    expect(await weight(".js", true)).toBeGreaterThan(10_000);
    expect(await weight(".js", true)).toBeLessThanOrEqual(60_000);
    expect(await weight(".css", true)).toBeGreaterThan(1000);
    expect(await weight(".css", true)).toBeLessThanOrEqual(12_000);
  });

  test("all of it: at most 250 KB, and 40 KB of data for the emojis", async () => {
    const data = [...(await pageFiles())].filter(([name]) => name.startsWith("part-emojis"));
    expect(data).toHaveLength(1);
    const emojis = data[0]?.[1].br.length ?? 0;
    expect(emojis).toBeGreaterThan(20_000);
    expect(emojis).toBeLessThanOrEqual(40_000);
    const all = (await weight(".js", false)) + (await weight(".css", false));
    expect(all - emojis).toBeLessThanOrEqual(250_000);
  });
});

test("the scripts hold nothing of the server, and name no other host", async () => {
  for (const [name, { plain }] of await pageFiles()) {
    if (!name.endsWith(".js")) continue;
    const text = Buffer.from(plain).toString();
    expect(text.includes("@sinclair")).toBe(false);
    const hosts = [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
    // The names of XML's languages are no addresses, and highlight.js has one in warnings that nobody sees.
    expect(hosts.filter((host) => host !== "www.w3.org" && host !== "github.com")).toEqual([]);
  }
});

test("no file of the page makes HTML or code from text", async () => {
  const folder = join(import.meta.dir, "..", "web");
  const files = [...new Bun.Glob("**/*.{ts,tsx}").scanSync(folder)];
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const text = await Bun.file(join(folder, file)).text();
    const found = /\w*(?:inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function/i.exec(
      text,
    );
    expect([file, found?.[0]]).toEqual([file, undefined]);
  }
});

test.each([
  ["br, gzip", "br"],
  ["GZIP;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0.000", null],
  ["", null],
  ["deflate, *", null],
])("of %j it takes %p", (accepted, encoding) => {
  expect(encodingOf(accepted)).toBe(encoding as "br" | "gzip" | null);
});
