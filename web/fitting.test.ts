/** Texts that have room where they stand: chosen options, what an empty field says, and the list of keys. */
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { adminPage } from "../tests/support/admin-page.ts";
import { hasBrowser } from "../tests/support/browser.ts";

/** Texts of fields that are wider than their field. */
function cutTexts(): string[] {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  if (!pen) return ["no canvas"];
  const fields = document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
    ".screen :is(select, input)",
  );
  return [...fields].flatMap((field) => {
    const style = getComputedStyle(field);
    // Chromium draws the arrow of a list within its padding.
    const arrow = field instanceof HTMLSelectElement ? 20 : 0;
    const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
    const room = field.clientWidth - padding - arrow;
    const text =
      field instanceof HTMLSelectElement ? (field.selectedOptions[0]?.text ?? "") : field.placeholder;
    pen.font = style.font;
    return field.clientWidth > 0 && pen.measureText(text).width > room ? [text] : [];
  });
}

describe.skipIf(!hasBrowser)("room for texts in Chromium", () => {
  const admin = adminPage();

  async function cutAt(page: Page, width: number): Promise<string[]> {
    await page.setViewportSize({ width, height: 800 });
    return page.evaluate(cutTexts);
  }

  test.each(["en-GB", "de-DE"])("%s: fields of the administration show their whole text", async (locale) => {
    const { page } = await admin.logIn("olga", "channels", { locale });
    await page.click(".row-button:has-text('general')");
    await page.locator(".form-row").first().waitFor();
    for (const width of [1440, 1024, 390]) expect([width, await cutAt(page, width)]).toEqual([width, []]);
    await page.goto(`${admin.server.url}/#/admin/audit`);
    await page.locator(".filters").waitFor();
    for (const width of [1440, 1024, 390]) expect([width, await cutAt(page, width)]).toEqual([width, []]);
  });

  test("on a phone the keys of the list stand beside what they do", async () => {
    const { page } = await admin.logIn("olga");
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${admin.server.url}/#/settings/keyboard`);
    await page.locator(".keys dd").first().waitFor();
    const below = await page.locator(".keys > div").evaluateAll((rows) =>
      rows
        .filter((row) => {
          const [name, keys] = [...row.children].map((part) => part.getBoundingClientRect());
          return !name || !keys || keys.left < name.right || keys.right > innerWidth;
        })
        .map(({ textContent }) => textContent),
    );
    expect(below).toEqual([]);
  });
});
