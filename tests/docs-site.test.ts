/** The docs site: all pages are on it, every link leads somewhere, and the server shows it when that is switched on. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join, posix } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { plain, rendered } from "../scripts/site/markdown.ts";
import { site } from "../scripts/site/site.ts";
import { fastestChromium, hasBrowser, quiet } from "./support/browser.ts";
import { startTestServer, type TestServer } from "./support/server.ts";

const root = join(import.meta.dir, "..");
const files = await site(root, "1.2.3");
const pages = [...files].flatMap(([path, text]) =>
  path.endsWith(".html") && typeof text === "string" ? [{ path, text }] : [],
);

test("every page of docs/ is there", () => {
  for (const file of new Bun.Glob("**/*.md").scanSync({ cwd: join(root, "docs") })) {
    expect([...files.keys()]).toContain(file.replace(/README\.md$/, "index.md").replace(/\.md$/, ".html"));
  }
});

test("every link and picture leads to a file of the site, and every anchor is there", () => {
  const ids = new Map(
    pages.map(({ path, text }) => [path, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
  );
  const broken = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/<(?:a|img|link|script)[^>]* (?:href|src|data-index)="([^"]+)"/g)].flatMap(
      ([, link = ""]) => {
        if (/^https?:/.test(link)) return [];
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? path : posix.join(posix.dirname(path), file);
        const isThere = files.has(target) && (anchor === undefined || ids.get(target)?.has(anchor));
        return isThere ? [] : [`${path}: ${link}`];
      },
    ),
  );
  expect(broken).toEqual([]);
});

test("code is coloured and never becomes HTML, and texts of links are titles", () => {
  const { html } = rendered(
    "docs/page.md",
    '# T\n\n```ts\nconst a = "<b>";\n```\n\n[backup.md](backup.md#restore) `<i>`',
  );
  expect(html).toContain('<span class="hljs-string">&quot;&lt;b&gt;&quot;</span>');
  expect(html).toContain('<a href="backup.html#restore">Back up</a> <code>&lt;i&gt;</code>');
  expect(plain("<p>a &amp;lt; b</p><p>c</p>")).toBe("a &lt; b c");
});

test("a link to a Markdown file that is no page is refused", () => {
  expect(() => rendered("docs/page.md", "[x](../bench/NOTES.md)")).toThrow(
    "bench/NOTES.md, which is no page",
  );
});

describe.skipIf(!hasBrowser)("in Chromium", () => {
  let browser: Browser;
  let server: TestServer;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: fastestChromium, args: [...quiet] });
    server = await startTestServer({ config: { docs: { enabled: true } } });
  });
  afterAll(async () => {
    await browser.close();
    await server.dispose();
  });

  test("one finds a page by its words, and by keyboard", async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${server.url}/docs`);
    expect(page.url()).toBe(`${server.url}/docs/`);
    await page.keyboard.press("/");
    await page.keyboard.type("put proxy");
    await page.locator("#results a", { hasText: "Put it behind a proxy" }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("h1", { hasText: "Put it on the internet" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("zzqx");
    await page.getByText("Nothing was found.").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("h1").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("the list shows where one is, and tables scroll inside of narrow pages", async () => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 400 } });
    await page.goto(`${server.url}/docs/performance.html`);
    const box = await page.locator('#pages [aria-current="page"]').boundingBox();
    expect(box?.y).toBeWithin(56, 400);
    expect(await page.evaluate("scrollY")).toBe(0);
    await page.setViewportSize({ width: 390, height: 700 });
    for (const name of ["performance", "security", "commands", "upgrading"]) {
      await page.goto(`${server.url}/docs/${name}.html`);
      expect(await page.evaluate("document.documentElement.scrollWidth"), name).toBe(390);
    }
    await page.close();
  });

  test("without the key there is no /docs", async () => {
    const other = await startTestServer();
    for (const path of ["/docs", "/docs/", "/docs/index.html"])
      expect((await fetch(other.url + path)).status).toBe(404);
    await other.dispose();
    for (const path of ["/docs/nothing.html", "/docs/../package.json", "/docs/%2e%2e/package.json"]) {
      expect((await fetch(server.url + path)).status, path).toBe(404);
    }
  });

  test("pages are asked for again, files with hashed names are kept", async () => {
    const first = await fetch(`${server.url}/docs/operating.html`);
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const etag = first.headers.get("etag") ?? "";
    const again = await fetch(`${server.url}/docs/operating.html`, { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
    const [script = ""] = [...files.keys()].filter((path) => path.endsWith(".js"));
    const kept = await fetch(`${server.url}/docs/${script}`);
    expect(kept.headers.get("cache-control")).toContain("immutable");
    expect(await kept.text()).toBe(String(files.get(script)));
  });
});
