/** Pictures of a channel with a poll, of what belongs to a message, and of a forum. */
import type { Page } from "playwright-core";

export async function threadShots(page: Page, write: (name: string) => Promise<void>): Promise<void> {
  const go = (hash: string) =>
    page.evaluate((hash) => {
      (globalThis as unknown as { location: { hash: string } }).location.hash = hash;
    }, hash);
  const message = () => page.locator(".message", { hasText: "Close the gate" });
  await page.keyboard.press("Escape");
  await go("#/garden");
  await page.locator(".poll").waitFor();
  await page.locator(".token-keyword").first().waitFor();
  await write("garden");
  await page.getByLabel("Pinned messages").click();
  await page.locator(".pin").waitFor();
  await write("pins");
  await page.keyboard.press("Escape");
  await message().click({ button: "right", position: { x: 200, y: 12 } });
  await page.locator(".message-menu").waitFor();
  await write("message-menu");
  await page.locator(".message-menu").getByText("Remind me").click();
  await page.locator("dialog").waitFor();
  await write("remind");
  await page.keyboard.press("Escape");
  await page.getByText("(edited)").click();
  await page.locator(".versions").waitFor();
  await write("versions");
  await page.keyboard.press("Escape");
  await go("#/ideas");
  await page.locator(".thread-lines", { hasText: "lavender" }).waitFor();
  await page.locator(".thread-lines", { hasText: "Saturdays" }).waitFor();
  await write("forum");
  await page.locator(".thread-card", { hasText: "Bees" }).click();
  await page.locator(".message", { hasText: "Ivy" }).waitFor();
  await page.locator(".channel-header").getByLabel("This thread").waitFor();
  await write("thread");
  await go("#/general");
  await page.locator(".picture").first().click();
  await page.locator(".lightbox img").waitFor();
  await page.locator(".lightbox img").evaluate("image => image.decode()");
  await write("lightbox");
  await page.keyboard.press("Escape");
}
