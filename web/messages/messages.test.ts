/** The menu of a message and what it leads to, in Chromium. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("messages in Chromium", () => {
  const suite = pageSuite();
  const row = ({ page }: Person, text: string) => page.locator(".message", { hasText: text }).first();
  const at = { channel: "general" };

  async function openMenu(person: Person, text: string): Promise<void> {
    await row(person, text).click({ button: "right", position: { x: 300, y: 8 } });
    await person.page.locator(".message-menu button:focus").waitFor();
  }
  const choose = async (person: Person, text: string, entry: string) => {
    await openMenu(person, text);
    await person.page.locator(".message-menu").getByText(entry, { exact: true }).click();
  };

  test("its menu opens by mouse, button and keyboard, moves by arrow keys, and closes by Escape", async () => {
    const olga = await suite.owner();
    await olga.request("message_new", { ...at, content: "Tea is **ready**" });
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.sees("ready");
    const menu = page.locator(".message-menu");
    await openMenu(mira, "ready");
    // What she may not do isn't offered.
    expect(await menu.locator("button").allInnerTexts()).toEqual([
      "React",
      "Reply",
      "Copy text",
      "Copy link",
      "Mark as unread from here",
      "Remind me",
    ]);
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Reply");
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });

    await row(mira, "ready").hover();
    await row(mira, "ready").getByLabel("More").click();
    await menu.waitFor();
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });

    await row(mira, "ready").focus();
    await page.keyboard.press("Shift+F10");
    await menu.locator("button:focus").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText("You reply to olga").waitFor();
    await page.waitForSelector("#composer:focus");
  });

  test("a row has all its buttons while its menu button has the focus, and its time tells the date", async () => {
    const olga = await suite.owner();
    for (const content of ["Tea is ready", "and cake"]) await olga.request("message_new", { ...at, content });
    const mira = await suite.enter("mira");
    await mira.sees("and cake");
    for (const text of ["ready", "cake"]) {
      const more = row(mira, text).getByLabel("More");
      await more.focus();
      await row(mira, text).getByLabel("Reply").waitFor();
      expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
      const time = row(mira, text).locator("time");
      await time.hover();
      expect(await time.getAttribute("title")).toContain(String(new Date().getFullYear()));
    }
    await mira.page.waitForFunction(() => document.querySelectorAll(".actions").length === 1);
  });

  test("rows that pass under a resting pointer get no buttons, until it moves", async () => {
    const olga = await suite.owner();
    const say = (content: string) => olga.request("message_new", { ...at, content });
    for (let n = 0; n < 40; n++) await say(`number ${n}.`);
    const { page, sees } = await suite.enter("mira");
    await sees("number 39.");
    await page.locator(".message", { hasText: "number 37." }).hover();
    const withButtons = (text: string) => page.locator(".message:has(> .actions)", { hasText: text });
    await withButtons("number 37.").waitFor();
    await say("Tea is ready");
    await sees("Tea is ready");
    // Longer than a pointer has to stay on a row.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect(await withButtons("number 37.").count()).toBe(1);
    await page.mouse.move(600, 300);
    await withButtons("number 37.").waitFor({ state: "detached" });
  });

  test("a long press opens it, and a finger that moves on does not", async () => {
    const olga = await suite.owner();
    await olga.request("message_new", { ...at, content: "Tea is ready" });
    const mira = await suite.enter("mira", { width: 390, height: 844 });
    await mira.sees("ready");
    const menu = mira.page.locator(".message-menu");
    await mira.page.clock.install();
    const touch = (name: string) =>
      row(mira, "ready").evaluate((target, name) => {
        const touches =
          name === "touchend" ? [] : [new Touch({ identifier: 1, target, clientX: 90, clientY: 700 })];
        target.dispatchEvent(new TouchEvent(name, { touches, bubbles: true }));
      }, name);
    await touch("touchstart");
    await touch("touchmove");
    await mira.page.clock.fastForward(2000);
    expect(await menu.count()).toBe(0);
    await touch("touchstart");
    await mira.page.clock.fastForward(2000);
    await menu.locator("button:focus").waitFor();
  });

  test("text and link are copied, and the link leads back to the message", async () => {
    const olga = await suite.owner();
    const { message } = await olga.request("message_new", { ...at, content: "Tea is **ready**" });
    const mira = await suite.enter("mira");
    await mira.sees("ready");
    const { page } = mira;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await choose(mira, "ready", "Copy text");
    await page.locator(".message-menu").getByText("Copied").waitFor();
    expect(await clipboard()).toBe("Tea is **ready**");
    await page.locator(".message-menu").getByText("Copy link").click();
    await page.locator(".message-menu").getByText("Copied").waitFor();
    expect(await clipboard()).toBe(`${suite.server.url}/#/general/${message.id}`);
    await page.keyboard.press("Escape");
    await mira.say(await clipboard());
    await page.locator(".message a", { hasText: message.id }).click();
    await page.locator("[data-jumped]", { hasText: "ready" }).waitFor();
  });

  test("a message is pinned, listed for everybody at once, jumped to, and unpinned", async () => {
    const olga = await suite.owner();
    const permissions = { view: ["user"], send: ["user"], pin: ["user"] };
    await olga.request("channel_update", { current_name: "general", updates: { permissions } });
    const { message } = await olga.request("message_new", { ...at, content: "The rules" });
    for (let number = 0; number < 120; number++) {
      await olga.request("message_new", { ...at, content: `number ${number}.` });
    }
    await olga.request("message_pin", { ...at, id: message.id });
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    await noah.sees("number 119.");
    await noah.page.click("button[aria-label='Pinned messages']");
    await noah.page.locator(".pins .pin", { hasText: "The rules" }).waitFor();
    await mira.sees("number 119.");
    await choose(mira, "number 119.", "Pin");
    await noah.page.locator(".pins .pin", { hasText: "number 119." }).waitFor();
    await noah.page.locator(".pin", { hasText: "number 119." }).getByLabel("Unpin").click();
    await noah.page.locator(".pin", { hasText: "number 119." }).waitFor({ state: "detached" });
    await noah.page.locator(".pin", { hasText: "The rules" }).getByText("Go to the message").click();
    await noah.page.locator("[data-jumped]", { hasText: "The rules" }).waitFor();
    await noah.page.locator(".pins").waitFor({ state: "detached" });
    await openMenu(mira, "number 119.");
    await mira.page.locator(".message-menu").getByText("Pin", { exact: true }).waitFor();
  });

  test("the earlier versions of an edited message are read, and its reactions' people", async () => {
    const olga = await suite.owner();
    const { message } = await olga.request("message_new", { ...at, content: "tea at four" });
    await olga.request("message_edit", { ...at, id: message.id, content: "tea at **five**" });
    await olga.request("message_react_add", { ...at, id: message.id, emoji: "☕" });
    const mira = await suite.enter("mira");
    const { page } = mira;
    await page.getByText("(edited)").click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByText("tea at four").waitFor();
    expect(await dialog.locator(".versions .markdown").allInnerTexts()).toEqual([
      "tea at five",
      "tea at four",
    ]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await choose(mira, "tea at", "Reactions");
    await dialog.getByText("olga").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("a message and those after it are unread again, until one comes back", async () => {
    const olga = await suite.owner();
    await olga.request("channel_create", {
      name: "random",
      type: "text",
      permissions: { view: ["user"], send: ["user"] },
    });
    for (const content of ["one", "two", "three"]) await olga.request("message_new", { ...at, content });
    const mira = await suite.enter("mira");
    await mira.sees("three");
    await choose(mira, "two", "Mark as unread from here");
    const { page } = mira;
    await page.locator(".divider.new + .message", { hasText: "two" }).waitFor();
    await page.locator(".place.unread", { hasText: "general" }).waitFor();
    await page.getByText("2 unread messages").waitFor();
    await page.click("text=random");
    await page.locator("h1", { hasText: "random" }).waitFor();
    await page.locator(".place.unread", { hasText: "general" }).click();
    await page.locator(".divider.new + .message", { hasText: "two" }).waitFor();
    await page.locator(".place.unread").waitFor({ state: "detached" });
  });

  test("a reminder is made from a message, listed, told at its time until it is seen, and leads back", async () => {
    const olga = await suite.owner();
    await olga.request("message_new", { ...at, content: "the long letter" });
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.sees("letter");
    await choose(mira, "letter", "Remind me");
    const dialog = page.locator("dialog[open]");
    await dialog.getByLabel("Note").fill("answer it");
    await dialog.getByText("In 3 hours").click();
    await dialog.waitFor({ state: "detached" });
    await page.click(".own-button");
    await page.locator("#own-menu").getByText("Reminders").click();
    await dialog.getByText("answer it").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    await page.clock.install();
    await page.reload();
    await mira.sees("letter");
    await page.clock.fastForward("03:00:10");
    const line = page.locator(".reminder-line");
    await line.getByText("Reminder: answer it").waitFor();
    await line.getByText("Go to the message").click();
    await page.locator("[data-jumped]", { hasText: "letter" }).waitFor();
    await line.getByText("Done").click();
    await line.waitFor({ state: "detached" });
  });

  test("a reminder can't be in the past, and can be taken back", async () => {
    const olga = await suite.owner();
    await olga.request("message_new", { ...at, content: "the long letter" });
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.sees("letter");
    await choose(mira, "letter", "Remind me");
    const dialog = page.locator("dialog[open]");
    await dialog.getByLabel("At another time").fill("2020-01-01T10:00");
    await dialog.locator(".primary").click();
    await dialog.getByText("still to come").waitFor();
    await dialog.getByText(/^Tomorrow/).click();
    await dialog.waitFor({ state: "detached" });
    await page.click(".own-button");
    await page.locator("#own-menu").getByText("Reminders").click();
    await dialog.getByLabel("Delete this reminder").click();
    await dialog.getByText("You have no reminders").waitFor();
  });
});
