/** The emoji picker as people use it: in messages and for reactions. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";
import { gif, png } from "../../tests/support/small-pictures.ts";
import { findEmojis } from "./table.ts";

describe("the table", () => {
  test("names and words find emojis in both languages, the best first", async () => {
    const { emojiTable, loadEmojis } = await import("./table.ts");
    await loadEmojis();
    const table = emojiTable.value ?? [];
    expect(table.length).toBeGreaterThan(1800);
    const first = (text: string, language: "en" | "de") =>
      findEmojis(table, text, language, 3).map(({ text }) => text);
    expect(first("tada", "en")[0]).toBe("🎉");
    expect(first("rotes herz", "de")[0]).toBe("❤️");
    expect(first("Tasse", "de").length).toBeGreaterThan(0);
    expect(first("thumbs up", "de")[0]).toBe("👍");
    expect(first("germany", "en")).toEqual(["🇩🇪"]);
    expect(first("Deutschland", "de")).toEqual(["🇩🇪"]);
    expect(first("no such thing", "en")).toEqual([]);
  });

  test("each is one emoji for the server, with skin tones too", async () => {
    const { emojiTable, loadEmojis, toned } = await import("./table.ts");
    await loadEmojis();
    const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
    const table = emojiTable.value ?? [];
    const all = table.flatMap((emoji) => [0, 1, 5].map((tone) => toned(emoji, tone)));
    expect(all.filter((text) => [...graphemes.segment(text)].length !== 1)).toEqual([]);
    expect(table.filter(({ takesTone }) => takesTone).length).toBeGreaterThan(200);
    expect(toned({ text: "✌️", takesTone: true }, 3)).toBe("✌🏽");
  });
});

describe.skipIf(!hasBrowser)("the emoji picker in Chromium", () => {
  const suite = pageSuite();
  const button = "button[aria-label='Choose an emoji']";

  test("search, arrow keys and Enter put an emoji where the cursor is, and it is remembered", async () => {
    const { page } = await suite.enter("mira");
    await page.fill("#composer", "Good morning");
    await page.press("#composer", "Home");
    await page.click(button);
    await page.waitForSelector(".emoji-search:focus");
    await page.keyboard.type("hot beverage");
    await page.locator(".emoji-grid button[aria-label='hot beverage']").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.waitForSelector(".emoji-grid button:focus");
    await page.keyboard.press("Enter");
    await page.locator(".emoji-picker").waitFor({ state: "detached" });
    expect(await page.inputValue("#composer")).toBe("☕ Good morning");
    await page.waitForSelector("#composer:focus");

    await page.click(button);
    await page.locator("[role=tab][aria-selected=true][aria-label='Recently used']").waitFor();
    await page.click(".emoji-grid button");
    expect(await page.inputValue("#composer")).toBe("☕ ☕ Good morning");

    await page.click(button);
    await page.keyboard.press("Escape");
    await page.locator(".emoji-picker").waitFor({ state: "detached" });
  });

  test("arrow keys walk through the grid by rows, and up out of it into the search", async () => {
    const { page } = await suite.enter("mira");
    await page.click(button);
    await page.locator(".emoji-grid button").first().waitFor();
    await page.keyboard.press("ArrowDown");
    const top = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement instanceof HTMLElement ? activeElement.offsetTop : -1;
      });
    const [first, name] = [await top(), () => page.locator(".emoji-name").innerText()];
    expect(await name()).toBe("grinning face");
    await page.keyboard.press("ArrowRight");
    expect(await name()).toBe("grinning face with big eyes");
    await page.keyboard.press("ArrowDown");
    expect(await top()).toBeGreaterThan(first);
    await page.keyboard.press("ArrowUp");
    expect(await name()).toBe("grinning face with big eyes");
    await page.keyboard.press("ArrowUp");
    await page.waitForSelector(".emoji-search:focus");
  });

  test("skin tones and groups", async () => {
    const { page } = await suite.enter("mira");
    await page.click(button);
    await page.click(".emoji-tones button[aria-label=Dark]");
    await page.click("[role=tab][aria-label='People and gestures']");
    await page.click(".emoji-grid button[aria-label='waving hand']");
    expect(await page.inputValue("#composer")).toBe("👋🏿 ");
  });

  test("emojis of the server are written by their names, sent as pictures, and edited by their names", async () => {
    const olga = await suite.owner();
    await olga.request("emoji_add", { name: "kettle", image: gif });
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    await mira.page.click(button);
    await mira.page.fill(".emoji-search", "kett");
    await mira.page.locator(".emoji-grid button[aria-label=kettle]").waitFor();
    await mira.page.press(".emoji-search", "Enter");
    expect(await mira.page.inputValue("#composer")).toBe(":kettle: ");
    await mira.page.locator("#composer").pressSequentially("is on");
    await mira.page.press("#composer", "Enter");
    await noah.page.locator(".message-text img[alt=':kettle:']").waitFor();
    await mira.page.press("#composer", "ArrowUp");
    expect(await mira.page.inputValue(".editor-field")).toBe(":kettle: is on");
    await mira.page.fill(".editor-field", ":kettle: is off");
    await mira.page.press(".editor-field", "Enter");
    await noah.sees("is off");
    await noah.page.locator(".message-text img[alt=':kettle:']").waitFor();
  });

  test("a reaction can be any emoji, one of the server too", async () => {
    const olga = await suite.owner();
    await olga.request("emoji_add", { name: "kettle", image: gif });
    const { message } = await olga.request("message_new", { channel: "general", content: "Tea?" });
    const { page, sees } = await suite.enter("mira");
    await sees("Tea?");
    const pick = async (name: string) => {
      await page.hover(`[data-id='${message.id}']`);
      await page.click(`[data-id='${message.id}'] >> button[aria-label=React]`);
      await page.click("button[aria-label='More emojis']");
      await page.fill(".emoji-search", name);
      await page.locator(`.emoji-grid button[aria-label='${name}']`).first().click();
    };
    await pick("teapot");
    await page.locator(".reaction", { hasText: "🫖" }).waitFor();
    await pick("kettle");
    await page.locator(".reaction img[alt=':kettle:']").waitFor();
  });

  test("a sticker is sent at once as its own message, and what was written stays", async () => {
    const olga = await suite.owner();
    const { id } = await olga.request("sticker_add", { name: "cheers", image: png, description: "Two cups" });
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    await mira.page.fill("#composer", "unfinished");
    await mira.page.click(button);
    await mira.page.click("[role=tab][aria-label=Stickers]");
    await mira.page.click(".sticker-grid button[aria-label=cheers]");
    await noah.page.locator(".message-text img.sticker[alt='Two cups']").waitFor();
    expect(await mira.page.inputValue("#composer")).toBe("unfinished");
    await olga.request("sticker_delete", { id });
    await noah.page.getByText("This sticker is not there any more").waitFor();
  });
});
