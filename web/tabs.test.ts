/** Several tabs of one person in one browser. */
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser } from "../tests/support/browser.ts";
import { pageSuite } from "../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("several tabs in Chromium", () => {
  const suite = pageSuite();
  const everybody = { view: ["user"], send: ["user"] };

  async function another(page: Page): Promise<Page> {
    const second = await page.context().newPage();
    second.setDefaultTimeout(20_000);
    await second.goto(page.url());
    await second.waitForSelector("#composer");
    return second;
  }
  const draft = (page: Page, text: string) =>
    page.waitForFunction(
      (text) => document.querySelector<HTMLTextAreaElement>("#composer")?.value === text,
      text,
    );

  test("a draft is the same in all tabs, and sending in one leaves the newer text of another", async () => {
    const olga = await suite.owner();
    await olga.request("channel_create", { name: "random", type: "text", permissions: everybody });
    const { page: first, say } = await suite.enter("mira");
    const second = await another(first);
    await first.fill("#composer", "an old beginning");
    await draft(second, "an old beginning");
    // Elsewhere meanwhile, where the text is not on the screen.
    await first.click("text=random");
    await first.locator("h1", { hasText: "random" }).waitFor();
    await second.fill("#composer", "what was written later");
    await first.click(".place >> nth=0");
    await draft(first, "what was written later");
    await say("sent");
    await draft(second, "");
    await second.fill("#composer", "the next one");
    await first.reload();
    await draft(first, "the next one");
  });

  test("what is read in one is read in the other", async () => {
    const olga = await suite.owner();
    await olga.request("channel_create", { name: "random", type: "text", permissions: everybody });
    const { page: first } = await suite.enter("mira");
    const second = await another(first);
    await second.click("text=random");
    await second.locator("h1", { hasText: "random" }).waitFor();
    await first.click("text=random");
    await first.locator("h1", { hasText: "random" }).waitFor();
    await olga.request("message_new", { channel: "general", content: "for @mira" });
    for (const page of [first, second]) await page.locator(".place.unread .badge").waitFor();
    await first.click(".place >> nth=0");
    for (const page of [first, second]) await page.locator(".badge").waitFor({ state: "detached" });
    await second.locator(".place.unread").waitFor({ state: "detached" });
  });

  test("a message that is sent in one is in the other once", async () => {
    const { page: first, say } = await suite.enter("mira");
    const second = await another(first);
    await say("hello");
    await second.locator("[data-id]", { hasText: "hello" }).waitFor();
    expect(await second.locator(".message").count()).toBe(1);
  });

  test("logging out in one says so in the other, and takes no later log-in away", async () => {
    const { page: first } = await suite.enter("mira");
    const second = await another(first);
    await first.click(".own-button");
    await first.click("text=Log out");
    await first.waitForSelector(".entry-form");
    await second.getByText("Your session has ended. Log in again.").waitFor();
    await first.fill("[name=username]", "mira");
    await first.fill("[name=password]", "tea and cake");
    await first.press("[name=password]", "Enter");
    await first.waitForSelector("#composer");
    await first.reload();
    await first.waitForSelector("#composer");
    await second.reload();
    await second.waitForSelector("#composer");
  });
});
