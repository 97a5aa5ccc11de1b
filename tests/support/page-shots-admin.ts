/** Goes through the administration of the server, for pictures and for looking at it. */
import type { Page } from "playwright-core";

const sections = [
  { name: "overview" },
  { name: "server" },
  { name: "channels", row: "recipes", opens: "New channel" },
  { name: "roles", row: "moderators", opens: "New role" },
  { name: "members", row: "aiko", opens: "Ban" },
  { name: "bans" },
  { name: "invites", opens: "New invite" },
  { name: "emojis", opens: "Change leaf" },
  { name: "stickers" },
  { name: "webhooks", opens: "New webhook" },
  { name: "bots", opens: "New bot" },
  { name: "audit" },
  { name: "config" },
] as const satisfies readonly { name: string; row?: string; opens?: string }[];

/** @param page at the server's address, logged out. @param look is called with a name for each state of it */
export async function adminShots(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await page.fill("[name=username]", "olga");
  await page.fill("[name=password]", "tea and cake");
  await page.press("[name=password]", "Enter");
  await page.waitForSelector("#composer");
  const base = new URL(".", page.url()).href;
  for (const { name, ...further } of sections) {
    await page.goto(`${base}#/admin/${name}`);
    await page.locator(`.screen-body[data-section=${name}]`).locator(":is(ul, form)").first().waitFor();
    await look(`admin-${name}`);
    if ("row" in further) {
      await page.click(`.row-button:has-text("${further.row}")`);
      await page.locator(".split-header").waitFor();
      await look(`admin-${name}-open`);
      await page.locator(".split-detail .panel").last().scrollIntoViewIfNeeded();
      await look(`admin-${name}-end`);
    }
    if (!("opens" in further)) continue;
    const button = page.getByRole("button", { name: further.opens, exact: true });
    // On narrow screens the chosen entry is over the list with its button.
    if (!(await button.isVisible())) await page.locator(".split-header button").click();
    await button.click();
    await page.locator("dialog").waitFor();
    await look(`admin-${name}-dialog`);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  }
}
