/** The page on a phone: the keyboard, notches and rounded corners, fingers. */
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser } from "../tests/support/browser.ts";
import { pageSuite } from "../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("a phone in Chromium", () => {
  const suite = pageSuite();
  const phone = { width: 390, height: 844 };

  const bottom = (page: Page, selector: string) =>
    page.locator(selector).evaluate((element) => element.getBoundingClientRect().bottom);

  test("a keyboard that makes the page smaller leaves the field and the newest message in sight", async () => {
    const olga = await suite.owner();
    for (let n = 0; n < 40; n++)
      await olga.request("message_new", { channel: "general", content: `number ${n}.` });
    const { page, sees } = await suite.enter("mira", phone);
    await sees("number 39.");
    await page.focus("#composer");
    await page.setViewportSize({ width: 390, height: 500 });
    await page.waitForFunction(() => innerHeight === 500);
    await page.waitForFunction(() => {
      const list = document.querySelector(".messages");
      return list && list.scrollTop > -2;
    });
    expect(await bottom(page, ".composer-row")).toBeLessThanOrEqual(500);
  });

  test("a keyboard that lies over the page, as that of iOS does, doesn't cover the field", async () => {
    const { page } = await suite.enter("mira", phone);
    await page.focus("#composer");
    const left = (height: number | null) =>
      page.evaluate((height) => {
        if (!visualViewport) return;
        if (height === null) Reflect.deleteProperty(visualViewport, "height");
        else Object.defineProperty(visualViewport, "height", { value: height, configurable: true });
        visualViewport.dispatchEvent(new Event("resize"));
      }, height);
    await left(480);
    expect(await bottom(page, ".composer-row")).toBeLessThanOrEqual(480);
    await left(null);
    expect(await bottom(page, ".composer-row")).toBeGreaterThan(700);
  });

  test("nothing is under a notch, in both orientations", async () => {
    const { page } = await suite.enter("mira", phone);
    const tools = await page.context().newCDPSession(page);
    await tools.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 47, bottom: 34 } });
    const top = await page.locator(".channel-header button").first().boundingBox();
    expect(top?.y).toBeGreaterThanOrEqual(47);
    expect(await bottom(page, ".composer-row")).toBeLessThanOrEqual(844 - 34);
    await page.click("button[aria-label='Show channels']");
    await page.locator(".sidebar").waitFor();
    expect((await page.locator(".server-name").boundingBox())?.y).toBeGreaterThanOrEqual(47);
    expect(await bottom(page, ".own-button")).toBeLessThanOrEqual(844 - 34);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 844, height: 390 });
    await tools.send("Emulation.setSafeAreaInsetsOverride", { insets: { left: 47, right: 47, bottom: 21 } });
    const field = await page.locator(".composer-row").boundingBox();
    expect(field?.x).toBeGreaterThanOrEqual(47);
    expect((field?.x ?? 0) + (field?.width ?? 0)).toBeLessThanOrEqual(844 - 47);
  });

  test("what fingers press is at least 44 pixels high and wide", async () => {
    const olga = await suite.owner();
    await olga.request("message_new", { channel: "general", content: "hello" });
    const { page, sees } = await suite.enter("mira", phone);
    await sees("hello");
    await page.click(".message");
    const small = (within: string) =>
      page.locator(`${within} :is(button, a)`).evaluateAll((buttons) =>
        buttons
          .filter((button) => button.checkVisibility())
          .map((button) => ({ box: button.getBoundingClientRect(), name: button.className }))
          .filter(({ box }) => box.width < 44 || box.height < 44)
          .map(({ box, name }) => `${name} ${box.width} × ${box.height}`),
      );
    await page.locator(".message .actions button[aria-label=Reply]").waitFor();
    for (const part of [".channel-header", ".composer", ".message .actions"])
      expect(await small(part)).toEqual([]);
    const more = await page.locator(".message.active > .more").boundingBox();
    expect([more?.width, more?.height]).toEqual([44, 44]);
    await page.click("button[aria-label='Show channels']");
    await page.locator(".sidebar").waitFor();
    expect(await small(".sidebar")).toEqual([]);
    await page.keyboard.press("Escape");
    await page.click("button[aria-label='Show members']");
    await page.locator(".members").waitFor();
    expect(await small(".members")).toEqual([]);
  });

  test("so is what fingers press before they are in the chat", async () => {
    const { page } = await suite.visit(suite.server.url, { ...phone, hasTouch: true });
    await page.locator(".entry-form").waitFor();
    const small = await page.locator(".entry :is(button, a, input, select)").evaluateAll((targets) =>
      targets
        .map((target) => ({ box: target.getBoundingClientRect(), name: target.textContent }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ box, name }) => `${name} ${box.width} × ${box.height}`),
    );
    expect(small).toEqual([]);
  });

  test("a finger drawn across the chat opens and closes the drawers; one that scrolls doesn't", async () => {
    const { page } = await suite.enter("mira", phone);
    const tools = await page.context().newCDPSession(page);
    await tools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
    const swipe = async (from: number, to: number, down = 0) => {
      const at = (x: number, y: number) => [{ x, y }];
      await tools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(from, 300) });
      await tools.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(to, 300 + down) });
      await tools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await swipe(150, 300, 200);
    expect(await page.locator(".chat").getAttribute("data-drawer")).toBe("none");
    await swipe(150, 300);
    await page.locator(".chat[data-drawer=channels]").waitFor();
    await swipe(300, 150);
    await page.locator(".chat[data-drawer=none]").waitFor();
    await swipe(300, 150);
    await page.locator(".chat[data-drawer=members]").waitFor();
    await swipe(150, 300);
    await page.locator(".chat[data-drawer=none]").waitFor();
  });
});
