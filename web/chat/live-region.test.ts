/** What screen readers are told of new messages, in Chromium. */
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasBrowser } from "../../tests/support/browser.ts";
import { drawPng } from "../../tests/support/media-files.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";
import { upload } from "../../tests/support/uploads.ts";

describe.skipIf(!hasBrowser)("the live region in Chromium", () => {
  const suite = pageSuite();
  const at = { channel: "general" };
  const told = (page: Page) => page.locator(".chat > [aria-live=polite]");

  test("it tells of new messages as they are read, and says what a message without a text is", async () => {
    const olga = await suite.owner();
    await olga.request("message_new", { ...at, content: "before mira came" });
    const { page, say, sees } = await suite.enter("mira");
    await sees("before mira came");
    expect(await told(page).innerText()).toBe("");

    const { id } = (await olga.request("message_new", { ...at, content: "the **roses** ||die||" })).message;
    await told(page).getByText("olga: the roses •••", { exact: true }).waitFor();

    const bytes = Buffer.from(drawPng(8, 8, () => [40, 120, 60]));
    const file = await upload(olga, suite.server.url, { bytes, name: "rose.png", ...at });
    await olga.request("message_new", { ...at, content: "", attachments: [{ id: file.id }] });
    await told(page).getByText("olga: rose.png", { exact: true }).waitFor();

    await olga.request("poll_create", { ...at, question: "More tea?", options: ["yes", "no"] });
    await told(page).getByText("olga: More tea?", { exact: true }).waitFor();

    await say("my own");
    await olga.request("message_delete", { ...at, id });
    await page.locator("[data-id]", { hasText: "roses" }).waitFor({ state: "detached" });
    expect(await told(page).innerText()).toBe("olga: More tea?");
  });

  test("what is deleted or opened makes it repeat nothing", async () => {
    const olga = await suite.owner();
    const everybody = { view: ["user"], send: ["user"] };
    await olga.request("channel_create", { name: "garden", type: "text", permissions: everybody });
    await olga.request("message_new", { channel: "garden", content: "an old one" });
    await olga.request("message_new", { ...at, content: "the first" });
    const { id } = (await olga.request("message_new", { ...at, content: "the last" })).message;
    const { page, sees } = await suite.enter("mira");
    await sees("the last");
    await olga.request("message_delete", { ...at, id });
    await page.locator("[data-id]", { hasText: "the last" }).waitFor({ state: "detached" });
    expect(await told(page).innerText()).toBe("");
    await page.click("text=garden");
    await sees("an old one");
    expect(await told(page).innerText()).toBe("");
  });
});
