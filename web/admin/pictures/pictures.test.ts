/** Emojis, stickers and webhooks as administrators change them, in Chromium. */
import { describe, expect, test } from "bun:test";
import { adminPage } from "../../../tests/support/admin-page.ts";
import { hasBrowser } from "../../../tests/support/browser.ts";
import { drawPng } from "../../../tests/support/media-files.ts";

describe.skipIf(!hasBrowser)(
  "emojis, stickers and webhooks in the administration (needs Chromium as /usr/bin/chromium)",
  () => {
    const admin = adminPage();

    test("an emoji and a sticker are added, renamed and deleted; what is no picture is refused beside it", async () => {
      const { page } = await admin.logIn("olga", "emojis");
      const dialog = page.locator("dialog");
      const png = { mimeType: "image/png", buffer: Buffer.from(drawPng(32, 32, () => [20, 120, 90])) };
      await page.setInputFiles(".screen-body input[type=file]", { ...png, name: "tea cup!.png" });
      expect(await dialog.getByLabel("Name").inputValue()).toBe("tea_cup");
      await dialog.getByRole("button", { name: "Add" }).click();
      await page.getByText(":tea_cup:").waitFor();
      const picture = page.locator(".pictures img");
      await picture.evaluate((image: HTMLImageElement) => image.decode());
      await page.getByRole("button", { name: "Change tea_cup" }).click();
      await dialog.getByLabel("Name").fill("mug");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText(":mug:").waitFor();
      await page.setInputFiles(".screen-body input[type=file]", {
        name: "no.png",
        mimeType: "image/png",
        buffer: Buffer.from("no picture"),
      });
      await dialog.getByRole("button", { name: "Add" }).click();
      await dialog.locator(".picture-preview .problem").getByText("This is not a PNG").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Delete mug" }).click();
      await dialog.getByRole("button", { name: "Delete" }).click();
      await page.getByText("There are no emojis of this server yet").waitFor();
      await page.locator(".screen-nav").getByRole("button", { name: "Stickers" }).click();
      await page.setInputFiles(".screen-body input[type=file]", { ...png, name: "wave.png" });
      await dialog.getByLabel("Description").fill("Hello there");
      await dialog.getByRole("button", { name: "Add" }).click();
      await page.locator(".pictures").getByText("Hello there").waitFor();
    });

    test("a webhook's address is shown once, and works; a new one ends it", async () => {
      const olga = await admin.logIn("olga", "webhooks");
      const { page } = olga;
      const address = async () => {
        const text = await page.locator("dialog .code").innerText();
        await page.locator("dialog").getByRole("button", { name: "Close" }).click();
        await page.locator("dialog").waitFor({ state: "detached" });
        return text;
      };
      const post = async (url: string) =>
        (
          await fetch(url, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ content: "It rains" }),
          })
        ).ok;
      await page.getByRole("button", { name: "New webhook" }).click();
      await page.locator("dialog").getByLabel("Name").fill("Weather");
      await page.locator("dialog").getByRole("button", { name: "Create" }).click();
      const first = await address();
      expect(await post(first)).toBe(true);
      await page.getByRole("button", { name: "New address for Weather" }).click();
      await page.getByRole("button", { name: "Make a new address" }).click();
      const second = await address();
      expect([second === first, await post(first), await post(second)]).toEqual([false, false, true]);
      const [hook] = (await admin.owner.request("webhook_list")).webhooks;
      await admin.owner.request("webhook_update", { id: hook?.id ?? "", name: "Rain" });
      await page.getByText("Rain", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Delete Rain" }).click();
      await page.locator("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("There are no webhooks").waitFor();
    });
  },
);
