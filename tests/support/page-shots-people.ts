/** Goes through cards of members, the own menu and the settings, for pictures and for looking at them. */
import type { Page } from "playwright-core";

export const settingsSections = ["account", "devices", "appearance", "notifications", "writing", "keyboard"];

/** @param page at the server's address, logged out. @param look is called with a name for each state of it */
export async function peopleShots(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await page.fill("[name=username]", "olga");
  await page.fill("[name=password]", "tea and cake");
  await page.press("[name=password]", "Enter");
  await page.waitForSelector("#composer");
  const base = new URL(".", page.url()).href;
  await page.goto(`${base}#/general`);
  const message = page.locator(".message", { hasText: "Here is the list" });
  await message.locator("button.author").click();
  await page.locator(".profile").waitFor();
  await look("profile");
  await page.locator(".profile").getByRole("button", { name: "Timeout" }).click();
  await page.locator("dialog").waitFor();
  await look("timeout");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  const showChannels = page.getByLabel("Show channels");
  if (await showChannels.isVisible()) await showChannels.click();
  const recipes = page.locator(".place", { hasText: "recipes" });
  const inMenu = (text: string) => page.locator(".message-menu").getByText(text, { exact: true });
  await recipes.click({ button: "right" });
  await inMenu("Nothing (mute)").click();
  await recipes.getByText("Muted").waitFor({ state: "attached" });
  await page.locator(".place", { hasText: "garden" }).click({ button: "right" });
  await inMenu("Copy link").waitFor();
  await look("place-menu");
  await page.keyboard.press("Escape");
  await page.click(".own-button");
  await page.locator("#own-menu").waitFor();
  await look("own-menu");
  await page.keyboard.press("Escape");
  for (const name of settingsSections) {
    await page.goto(`${base}#/settings/${name}`);
    await page.locator(`.screen-body[data-section=${name}] > *`).first().waitFor();
    if (name === "devices") await page.getByText("This device").waitFor();
    await look(`settings-${name}`);
  }
  await page.goto(`${base}#/settings/appearance`);
  for (const chosen of ["High", "Compact"]) await page.getByLabel(chosen).check();
  await look("settings-contrast");
  await page.keyboard.press("Escape");
  await page.locator(".screen").waitFor({ state: "detached" });
  await look("chat-contrast");
  await page.goto(`${base}#/settings/appearance`);
  await page.getByRole("group", { name: "Contrast" }).getByLabel("Same as the system").check();
  await page.getByLabel("With pictures").check();
}
