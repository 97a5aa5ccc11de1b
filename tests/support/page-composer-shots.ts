/** What the composer of the page opens, one after the other, for pictures and for axe-core. */
import type { Page } from "playwright-core";

const menu = "button[aria-label='Files, polls and more']";

/** Leaves the page as it found it, with one message scheduled. @param shot is called at each screen, with its name */
export async function composerShots(page: Page, shot: (name: string) => Promise<void>): Promise<void> {
  const opens = async (name: string) => {
    await page.click(menu);
    await page.click(`.plus-menu >> text=${name}`);
    await page.locator("dialog").waitFor();
  };
  await page.click(".composer button[aria-label='Choose an emoji']");
  await page.locator(".emoji-grid button").first().waitFor();
  await shot("emojis");
  await page.keyboard.press("Escape");
  await page.locator(".emoji-picker").waitFor({ state: "detached" });
  await page.locator("#composer").pressSequentially("Hi @");
  await page.locator(".candidate").first().waitFor();
  await shot("completion");
  await page.fill("#composer", "");
  await page.locator("#composer").pressSequentially("/poll");
  await page.locator(".candidate", { hasText: "/poll" }).first().click();
  await page.waitForSelector("[data-option]:focus");
  await page.keyboard.press("Enter");
  await page.getByText("This is needed").first().waitFor();
  await shot("slash");
  await page.keyboard.press("Escape");
  await page.click(menu);
  await page.locator(".plus-menu").waitFor();
  await shot("plus");
  await page.keyboard.press("Escape");
  await page.locator(".plus-menu").waitFor({ state: "detached" });
  await opens("Create a poll");
  await shot("poll");
  await page.keyboard.press("Escape");
  await page.fill("#composer", "See you at nine.");
  await opens("Send later");
  await shot("later");
  await page.locator(".preset").first().click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await opens("Scheduled messages");
  await shot("scheduled");
  await page.keyboard.press("Escape");
}
