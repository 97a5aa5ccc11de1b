/** Goes through search, inbox and quick switcher, for pictures and for looking at it. */
import type { Page } from "playwright-core";

/** @param page in the chat. @param look is called with a name for each state of it */
export async function findShots(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const field = page.getByRole("combobox", { name: "Search messages" });
  await page.getByRole("button", { name: "Search messages" }).click();
  await field.waitFor();
  await look("search");
  await field.fill("from:");
  await page.getByRole("option", { name: "aiko" }).waitFor();
  await look("search-completion");
  await field.fill("seeds ");
  await field.press("Enter");
  await page.locator(".found").first().waitFor();
  await look("search-results");
  await field.fill("has:cake marzipan");
  await field.press("Enter");
  await page.getByText("Nothing found").waitFor();
  await look("search-nothing");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.keyboard.press("Escape");
  await page.locator(".side-panel").waitFor({ state: "detached" });
  const showChannels = page.getByLabel("Show channels");
  if (await showChannels.isVisible()) await showChannels.click();
  await page.getByRole("button", { name: /^Inbox/ }).click();
  await page.locator(".side-panel :is(.found, .find-nothing)").first().waitFor();
  await look("inbox");
  await page.getByRole("radio", { name: "Unread" }).check();
  await look("inbox-unread");
  await page.keyboard.press("Escape");
  await page.locator(".side-panel").waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.locator(".switcher").waitFor();
  await look("switcher");
  await page.locator(".switcher input").fill("a");
  await page.getByRole("option", { name: "aiko" }).waitFor();
  await look("switcher-found");
  await page.keyboard.press("Escape");
  await page.locator(".switcher").waitFor({ state: "detached" });
}
