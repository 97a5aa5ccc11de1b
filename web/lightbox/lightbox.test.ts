/** Pictures in full, and code in colours, in Chromium. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import { drawPng, mp4, wav } from "../../tests/support/media-files.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";
import { pdf, upload } from "../../tests/support/uploads.ts";

describe.skipIf(!hasBrowser)("attachments and code in Chromium", () => {
  const suite = pageSuite();

  test("the pictures of a message are turned, enlarged and closed by keyboard", async () => {
    const olga = await suite.owner();
    const attachments = [];
    for (const [index, name] of ["one.png", "two.png", "three.png"].entries()) {
      const bytes = Buffer.from(drawPng(640 + index, 480, () => [20, 80 * index, 90]));
      attachments.push({ id: (await upload(olga, suite.server.url, { bytes, name })).id });
    }
    await olga.request("message_new", { channel: "general", content: "", attachments });
    const { page } = await suite.enter("mira");
    await page.locator(".picture").first().click();
    const box = page.locator(".lightbox");
    const width = () =>
      box.locator("img").evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
    const shownWidth = async () => (await box.locator("img").boundingBox())?.width ?? 0;
    await box.getByText("1 of 3").waitFor();
    expect(await width()).toBe(640);
    await page.keyboard.press("ArrowRight");
    await box.getByText("2 of 3").waitFor();
    expect(await width()).toBe(641);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await box.getByText("3 of 3").waitFor();
    const before = await shownWidth();
    await page.keyboard.press("+");
    await box.locator("img.zoomed").waitFor();
    expect(await shownWidth()).toBeGreaterThan(before);
    await page.keyboard.press("-");
    await box.locator("img:not(.zoomed)").waitFor();
    expect(await box.locator("a[download='three.png']").count()).toBe(1);
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("picture");
  });

  test("films and sounds have players that keep to the width, and other files are fetched", async () => {
    const olga = await suite.owner();
    const files = [
      { name: "bees.mp4", bytes: mp4({ width: 1920, height: 1080 }) },
      { name: "bees.wav", bytes: wav(1) },
      { name: "list.pdf", bytes: pdf("bees") },
    ];
    const attachments = [];
    for (const { name, bytes } of files) {
      attachments.push({
        id: (await upload(olga, suite.server.url, { bytes: Buffer.from(bytes), name })).id,
      });
    }
    await olga.request("message_new", { channel: "general", content: "bees", attachments });
    const { page, sees } = await suite.enter("mira", { width: 390, height: 844 });
    await sees("bees");
    expect(await page.locator("video[controls]").getAttribute("aria-label")).toBe("bees.mp4");
    expect(await page.locator("audio[controls]").getAttribute("aria-label")).toBe("bees.wav");
    expect(await page.locator("a[download='list.pdf']").count()).toBe(1);
    const inner = page.locator(".messages");
    expect(await inner.evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);
  });

  test("code with a known language is coloured, and what isn't is loaded nothing for", async () => {
    const olga = await suite.owner();
    await olga.request("message_new", { channel: "general", content: "```\nconst plain = 1;\n```" });
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.sees("plain");
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith(".js")) scripts.push(request.url());
    });
    const nasty = '```html\n<b onclick="x">tea</b><!-- four -->\n```';
    await olga.request("message_new", { channel: "general", content: "```nothing\nlet it = be;\n```" });
    await mira.sees("let it");
    expect(scripts).toEqual([]);
    await olga.request("message_new", { channel: "general", content: nasty });
    await page.locator(".token-comment", { hasText: "<!-- four -->" }).waitFor();
    expect(await page.locator("pre").last().innerText()).toBe('<b onclick="x">tea</b><!-- four -->');
    expect(await page.locator("pre b").count()).toBe(0);
    expect(scripts.length).toBeGreaterThan(0);
  });
});
