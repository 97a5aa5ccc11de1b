/** The page by keyboard alone, in Chromium: from the first start to a ban. */
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser } from "../tests/support/browser.ts";
import { pageSuite } from "../tests/support/page-suite.ts";
import { until } from "../tests/support/until.ts";

/** Presses Tab until an element with this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      const label =
        element.closest("label") ?? element.ownerDocument.querySelector(`label[for="${element.id}"]`);
      const text = element instanceof HTMLElement ? element.innerText : "";
      return element.getAttribute("aria-label") ?? (text || label?.textContent) ?? "";
    });
    if (name.test(focused)) return;
    passed.push(focused.replaceAll("\n", " "));
  }
  throw new Error(`Tab never came to ${name}. It passed: ${passed.join(" | ")}`);
}

describe.skipIf(!hasBrowser)("by keyboard alone (needs Chromium)", () => {
  const suite = pageSuite();

  test("a newcomer becomes the owner, writes, and bans somebody from their card", async () => {
    const { server } = suite;
    const lena = await suite.enter("lena");
    await lena.say("Buy my watches");
    const { page } = await suite.visit(`${server.url}/#claim=${server.claimCode}`);
    const { keyboard } = page;
    await page.waitForSelector("[name=username]:focus");
    await keyboard.type("olga");
    await keyboard.press("Tab");
    await keyboard.type("tea and cake");
    await keyboard.press("Enter");
    await page.waitForSelector("#composer:focus");
    await keyboard.type("Not here");
    await keyboard.press("Enter");
    await lena.sees("Not here");

    await tabTo(page, /^lena/);
    await keyboard.press("Enter");
    await page.locator(".profile").waitFor();
    await tabTo(page, /^Ban/);
    await keyboard.press("Enter");
    await page.locator("dialog").waitFor();
    await keyboard.type("Advertises watches");
    await tabTo(page, /^Ban/);
    await keyboard.press("Enter");
    await lena.page.getByText("banned").first().waitFor();
    const banned = await until("the ban", () =>
      [...server.state.users.values()].find(({ bannedAt }) => bannedAt !== null),
    );
    expect(banned).toMatchObject({ username: "USR:local_lena" });
  });
});
