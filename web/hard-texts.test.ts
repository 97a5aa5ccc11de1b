/** Texts and names that break layouts, at three widths, in Chromium. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser } from "../tests/support/browser.ts";
import { drawPng } from "../tests/support/media-files.ts";
import { openPeople, type People, type Person } from "../tests/support/page.ts";
import { type HardScene, hardTexts } from "../tests/support/page-scene-hard.ts";
import { startTestServer, type TestServer } from "../tests/support/server.ts";
import { upload } from "../tests/support/uploads.ts";

const widths = [390, 1024, 1440];

/** What scrolls sideways though it should not, and what stands outside the window. */
function sideways(): string[] {
  const wide = [document.documentElement, ...document.querySelectorAll(".chat *")].filter((element) => {
    const { overflowX } = getComputedStyle(element);
    // The sign of presence stands over the edge of its picture.
    const isMeant = element.closest("pre, .visually-hidden, .avatar-box");
    const isCut = overflowX === "hidden" || overflowX === "clip" || isMeant;
    return !isCut && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
  });
  const outside = [...document.querySelectorAll(".conversation button, .conversation li, .conversation a")]
    .filter((element) => element.checkVisibility() && !element.closest("pre, .visually-hidden, .markdown"))
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < -1 || right > innerWidth + 1;
    });
  return [...wide, ...outside].map(
    ({ tagName, className, textContent }) => `${tagName} ${className} ${textContent?.slice(0, 60)}`,
  );
}

describe.skipIf(!hasBrowser)("hard texts in Chromium", () => {
  let people: People;
  let server: TestServer;
  let scene: HardScene;
  beforeAll(async () => {
    people = await openPeople();
    server = await startTestServer({ config: { server: { name: "N".repeat(60) } } });
    scene = await hardTexts(server);
  });
  afterAll(async () => {
    scene.close();
    await people.close();
    await server.dispose();
  });

  async function enter(width: number, name = `visitor-${width}`): Promise<Person> {
    const person = await people.enter(server, name, { width, height: 844 });
    await person.sees("the last one");
    return person;
  }

  async function reaches(page: Page, label: string): Promise<void> {
    const box = await page.locator(`button[aria-label='${label}']`).first().boundingBox();
    const width = page.viewportSize()?.width ?? 0;
    expect([label, box !== null && box.x >= 0 && box.x + box.width <= width]).toEqual([label, true]);
  }

  test.each(widths)(
    "at %d pixels nothing is wider than its place, and every button can be reached",
    async (width) => {
      const { page, complaints } = await enter(width);
      expect(await page.evaluate(sideways)).toEqual([]);
      for (const row of await page.locator(".message").all()) {
        await row.scrollIntoViewIfNeeded();
        expect(await page.evaluate(sideways)).toEqual([]);
      }
      const last = page.locator(".message").last();
      await last.hover();
      await last.locator(".actions").waitFor();
      for (const label of ["React", "Reply", "More", "Send"]) await reaches(page, label);
      if (width < 900) {
        await page.click("button[aria-label='Show channels']");
        expect(await page.evaluate(sideways)).toEqual([]);
        await page.keyboard.press("Escape");
      }
      await page.locator(".place", { hasText: "wwww" }).evaluate((place: HTMLElement) => place.click());
      await page.locator("h1", { hasText: "wwww" }).waitFor();
      expect(await page.evaluate(sideways)).toEqual([]);
      for (const label of width < 900 ? ["Show channels", "Show members"] : ["Hide members"])
        await reaches(page, label);
      await page.context().close();
      expect(complaints).toEqual([]);
    },
  );

  test("letters with towers of marks on them don't reach into the rows around", async () => {
    const { page } = await enter(1024, "tower");
    const text = page.locator(".message-text", { hasText: "tower" }).last();
    // Inline boxes are not clipped.
    expect(
      await text.evaluate((element) => {
        const { display, overflowY } = getComputedStyle(element);
        return [display, overflowY];
      }),
    ).toEqual(["block", "clip"]);
    const row = await page.locator(".message", { hasText: "tower" }).last().boundingBox();
    expect(row?.height).toBeLessThan(120);
    await page.context().close();
  });

  test("each paragraph has its own direction", async () => {
    const { page } = await enter(1024, "reader");
    const side = (text: string) =>
      page
        .locator(".message-text", { hasText: text })
        .first()
        .evaluate((box, text) => {
          const nodes = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
          while (nodes.nextNode() && !nodes.currentNode.textContent?.includes(text)) {}
          const at = nodes.currentNode.textContent?.indexOf(text) ?? 0;
          const range = document.createRange();
          range.setStart(nodes.currentNode, at);
          range.setEnd(nodes.currentNode, at + text.length);
          const letters = range.getBoundingClientRect();
          const { left, right } = box.getBoundingClientRect();
          return letters.left - left < 2 ? "left" : right - letters.right < 2 ? "right" : "between";
        }, text);
    expect(await side("שלום")).toBe("right");
    expect(await side("the first of two")).toBe("left");
    await page.context().close();
  });

  test("pictures that come late move nothing", async () => {
    const { page } = await enter(1024, "watcher");
    await page.route("**/attachments/**", async (route) => {
      await held.promise;
      await route.continue();
    });
    const held = Promise.withResolvers<void>();
    const { olga } = scene;
    for (let n = 0; n < 4; n++) {
      const bytes = Buffer.from(drawPng(900, 300 + 100 * n, () => [20, 120, 40 * n]));
      const { id } = await upload(olga, server.url, { bytes, name: `picture-${n}.png`, channel: "pictures" });
      await olga.request("message_new", {
        channel: "pictures",
        content: `picture ${n}`,
        attachments: [{ id }],
      });
    }
    await page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: "layout-shift", buffered: false });
    });
    await page.locator(".place", { hasText: "pictures" }).click();
    const last = page.locator(".message", { hasText: "picture 3" });
    await last.waitFor();
    const before = await last.boundingBox();
    await page.evaluate(() => ((window as unknown as { shifts: number[] }).shifts.length = 0));
    held.resolve();
    for (const picture of await page.locator(".picture img").all())
      await picture.evaluate(async (image: HTMLImageElement) => {
        image.loading = "eager";
        await image.decode();
      });
    expect(await last.boundingBox()).toEqual(before);
    const sum = await page.evaluate(() =>
      (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
    );
    expect(sum).toBeLessThanOrEqual(0.05);
    await page.context().close();
  });
});
