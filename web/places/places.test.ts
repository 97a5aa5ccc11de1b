/** The list of channels: its menu, its groups, and the widths of the sides. In Chromium. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

const permissions = { view: ["user"], send: ["user"] };

describe.skipIf(!hasBrowser)("the list of channels (needs Chromium)", () => {
  const suite = pageSuite();

  test("the menu of a channel marks it as read, copies its link, and leads to its administration", async () => {
    const owner = await suite.owner();
    await owner.request("channel_create", { name: "garden", type: "text", permissions });
    const mira = await suite.enter("mira");
    const { page } = mira;
    await owner.request("message_new", { channel: "garden", content: "Roses" });
    const garden = page.locator(".place", { hasText: "garden" });
    await page.locator(".place.unread", { hasText: "garden" }).click({ button: "right" });
    const menu = page.locator(".message-menu");
    await menu.getByText("Mark as read").click();
    await page.locator(".place.unread").waitFor({ state: "detached" });
    await menu.waitFor({ state: "detached" });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await garden.click({ button: "right" });
    await menu.getByText("Copy link").click();
    await menu.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${suite.server.url}/#/garden`);
    expect(await menu.getByText("Edit channel").count()).toBe(0);
    await menu.getByText("Notification settings").click();
    await page.getByRole("heading", { level: 1, name: "Notifications" }).waitFor();

    const olga = await suite.logIn("olga");
    await olga.page.locator(".place", { hasText: "garden" }).click({ button: "right" });
    await olga.page.locator(".message-menu").getByText("Edit channel").click();
    await olga.page.locator(".split-header", { hasText: "garden" }).waitFor();
  });

  test("a named separator folds its channels, except what is unread; the browser remembers it", async () => {
    const owner = await suite.owner();
    const group = { name: "sep-1", type: "separator", permissions, display_name: "Outside" } as const;
    await owner.request("channel_create", group);
    for (const name of ["garden", "shed"])
      await owner.request("channel_create", { name, type: "text", permissions });
    const mira = await suite.enter("mira");
    const { page } = mira;
    const heading = page.getByRole("button", { name: "Outside" });
    const inside = page.getByRole("list", { name: "Outside" }).locator(".place");
    await inside.nth(1).waitFor();
    await heading.focus();
    await page.keyboard.press("Enter");
    await inside.first().waitFor({ state: "detached" });
    expect(await heading.getAttribute("aria-expanded")).toBe("false");
    await page.reload();
    await heading.waitFor();
    await mira.page.waitForSelector("#composer");
    expect(await inside.count()).toBe(0);
    await owner.request("message_new", { channel: "shed", content: "Spades" });
    await inside.filter({ hasText: "shed" }).waitFor();
    expect(await inside.count()).toBe(1);
    await heading.click();
    await inside.nth(1).waitFor();
  });

  test("the sides are made wider by mouse and by keyboard, and stay so", async () => {
    const mira = await suite.enter("mira");
    const { page } = mira;
    const width = (side: string) =>
      page.locator(side).evaluate((element) => element.getBoundingClientRect().width);
    expect([await width(".sidebar"), await width(".members")]).toEqual([248, 232]);
    const edge = page.getByRole("separator", { name: "Width of the channel list" });
    const box = await edge.boundingBox();
    if (!box) throw new Error("the edge is not there");
    await page.mouse.move(box.x + 4, 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 44, 300, { steps: 4 });
    await page.mouse.up();
    expect(await width(".sidebar")).toBe(288);
    await page.getByRole("separator", { name: "Width of the member list" }).focus();
    await page.keyboard.press("ArrowLeft");
    expect(await width(".members")).toBe(248);
    await page.reload();
    await page.waitForSelector("#composer");
    expect([await width(".sidebar"), await width(".members")]).toEqual([288, 248]);
    await edge.dblclick();
    expect(await width(".sidebar")).toBe(248);
  });
});
