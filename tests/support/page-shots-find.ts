/** Goes through search, for pictures and for looking at it. */
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
}
