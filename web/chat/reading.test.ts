/** Reading at the newest message, in Chromium: the list stays there, and the server is told. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("reading in Chromium", () => {
  const suite = pageSuite();

  test("the end stays in sight when a scroll event comes before a tall message is drawn", async () => {
    const olga = await suite.owner();
    const say = (content: string) => olga.request("message_new", { channel: "general", content });
    for (let n = 0; n < 30; n++) await say(`number ${n}.`);
    const { page, sees } = await suite.enter("mira");
    await sees("number 29.");
    await page.locator(".message-rows").evaluate((rows) => {
      // It runs after the row is in the document, and before the list is laid out.
      const observer = new MutationObserver(() =>
        rows.closest(".messages")?.dispatchEvent(new Event("scroll")),
      );
      observer.observe(rows, { childList: true });
    });
    for (const name of ["first", "second"]) {
      await say(Array.from({ length: 12 }, (_, line) => `${name} ${line}`).join("\n"));
      await sees(`${name} 11`);
    }
    await page.waitForFunction(() => {
      const list = document.querySelector(".messages");
      return list !== null && list.scrollTop > -2;
    });
    expect(await page.locator(".jump-down").count()).toBe(0);
  });

  test("what is scrolled stays when the rows change their height before anybody is told of it", async () => {
    const olga = await suite.owner();
    const say = (content: string) => olga.request("message_new", { channel: "general", content });
    for (let n = 0; n < 60; n++) await say(`number ${n}.`);
    const { page, sees } = await suite.enter("mira");
    await sees("number 59.");
    const moved = await page.locator(".messages").evaluate(async (list) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      list.scrollBy(0, -300);
      await frame();
      await frame();
      const before = list.scrollTop;
      list.scrollBy(0, -100);
      list.querySelector<HTMLElement>(".message-rows")?.style.setProperty("padding-top", "10px");
      await frame();
      await frame();
      return before - list.scrollTop;
    });
    expect(moved).toBe(100);
  });

  test("the server is told of what was read at most once a second, and when the reader leaves", async () => {
    const olga = await suite.owner();
    const say = (content: string) => olga.request("message_new", { channel: "general", content });
    await olga.request("channel_create", { name: "random", type: "text", permissions: { view: ["user"] } });
    const { page, sees } = await suite.enter("mira");
    await page.locator("h1", { hasText: "general" }).waitFor();
    const device = await suite.client("mira");
    let marks = 0;
    device.on("unreads_update", () => marks++);
    const begin = performance.now();
    for (let n = 0; n < 40; n++) await say(`number ${n}.`);
    await sees("number 39.");
    await page.locator(".place", { hasText: "random" }).click();
    await page.locator("h1", { hasText: "random" }).waitFor();
    const isRead = async () => {
      const { unreads } = await device.request("unreads_get", {});
      return unreads["general"]?.unread_count === 0;
    };
    while (!(await isRead()));
    const seconds = (performance.now() - begin) / 1000;
    expect(marks).toBeGreaterThan(0);
    // One at the beginning, one when the reader leaves, and one a second between them.
    expect(marks).toBeLessThanOrEqual(2 + seconds);
  });
});
