/** What a person sets for themselves, in Chromium. */
import { describe, expect, test } from "bun:test";
import { CommandError, connect } from "../../client/index.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import { drawPng } from "../../tests/support/media-files.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

const said = ({ page }: Person) => page.locator(".said");

describe.skipIf(!hasBrowser)("settings (need Chromium)", () => {
  const suite = pageSuite();

  async function openSettings(person: Person, section: string): Promise<void> {
    await person.page.keyboard.press("Control+,");
    await person.page.locator(".screen-nav").getByRole("button", { name: section }).click();
    await person.page.getByRole("heading", { level: 1, name: section }).waitFor();
  }

  test("by keyboard: Ctrl-, opens them and ? the list of keys, Escape leads back to the chat", async () => {
    const mira = await suite.enter("mira");
    const { page } = mira;
    await page.keyboard.press("Control+,");
    await page.getByRole("heading", { level: 1, name: "Account" }).waitFor();
    expect(page.url()).toEndWith("#/settings/account");
    await page.keyboard.press("?");
    await page.getByRole("heading", { level: 1, name: "Keyboard" }).waitFor();
    await page.getByText("Open the settings").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".screen").waitFor({ state: "detached" });
    // In a field it is a character.
    await page.fill("#composer", "");
    await page.locator("#composer").focus();
    await page.keyboard.press("?");
    expect(await page.inputValue("#composer")).toBe("?");
    expect(await page.locator(".screen").count()).toBe(0);
  });

  test("the keys of the list go from channel to channel", async () => {
    const olga = await suite.owner();
    const permissions = { view: ["user"], send: ["user"] };
    for (const name of ["garden", "kitchen"])
      await olga.request("channel_create", { name, type: "text", permissions });
    const mira = await suite.enter("mira");
    const { page } = mira;
    const heading = (name: string) => page.locator(".channel-header h1", { hasText: name }).waitFor();
    await page.keyboard.press("Alt+ArrowDown");
    await heading("garden");
    await page.keyboard.press("Alt+ArrowUp");
    await heading("general");
    await olga.request("message_new", { channel: "kitchen", content: "Soup" });
    const unread = page.locator(".place.unread", { hasText: "kitchen" });
    await unread.waitFor();
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await heading("kitchen");
  });

  test("a nickname is set, refused beside its field, and removed", async () => {
    await suite.owner();
    const mira = await suite.enter("mira");
    const { page } = mira;
    await openSettings(mira, "Account");
    const field = page.getByLabel("Nickname");
    // A new account has its name as a nickname, which says nothing.
    expect([await field.inputValue(), await field.getAttribute("placeholder")]).toEqual(["", "mira"]);
    await field.fill("olga");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".form-field .problem").getByText("could be taken for another member").waitFor();
    await field.fill("Mimi");
    await page.getByRole("button", { name: "Save" }).click();
    await said(mira).getByText("Saved").waitFor();
    await page.locator(".own-name", { hasText: "Mimi" }).waitFor({ state: "attached" });
    await field.fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".own-name", { hasText: "mira" }).waitFor({ state: "attached" });
  });

  test("a picture is shown before it is taken, seen by others, and removed", async () => {
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    const { page } = mira;
    const inList = noah.page.locator(".members").getByRole("button", { name: "mira" }).locator("img");
    await openSettings(mira, "Account");
    const choose = (name: string, buffer: Buffer) =>
      page.locator("input[type=file][accept]").setInputFiles({ name, mimeType: "image/png", buffer });
    await choose("list.png", Buffer.from("no picture at all"));
    await page.getByText("can't read this file as a picture").waitFor();
    await choose("wide.png", Buffer.from(drawPng(1600, 900, (x) => [x >> 3, 90, 60])));
    await page.getByAltText("Preview of the new picture").waitFor();
    expect(await inList.count()).toBe(0);
    // Another part of the section, changed and put back, doesn't let it be forgotten.
    await page.getByLabel("Nickname").fill("Mimi");
    await page.getByLabel("Nickname").fill("");
    await page.locator(".screen-nav").getByRole("button", { name: "Devices" }).click();
    await page.getByText("Discard the changes that aren't saved?").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Use this picture" }).click();
    await said(mira).getByText("Your picture is changed").waitFor();
    await inList.waitFor();
    const size = await inList.evaluate(async (image: HTMLImageElement) => {
      image.loading = "eager";
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    expect(size).toEqual([512, 512]);
    await page.getByRole("button", { name: "Remove the picture" }).click();
    await inList.waitFor({ state: "detached" });
  });

  test("the password is changed: the old one is refused, and other devices are logged out", async () => {
    const mira = await suite.enter("mira");
    const phone = await suite.logIn("mira");
    const { page } = mira;
    await openSettings(mira, "Account");
    const fill = async (present: string, next: string, again: string) => {
      await page.getByLabel("Current password").fill(present);
      await page.getByLabel("New password", { exact: true }).fill(next);
      await page.getByLabel("New password again").fill(again);
      await page.getByRole("button", { name: "Change the password" }).click();
    };
    const problem = page.locator(".form-field .problem");
    await fill("tea and cake", "coffee and cake", "coffee and pie");
    await problem.getByText("differ").waitFor();
    await fill("tea and pie", "coffee and cake", "coffee and cake");
    await problem.getByText("The password is wrong").waitFor();
    await fill("tea and cake", "coffee and cake", "coffee and cake");
    await said(mira).getByText("The password is changed").waitFor();
    await phone.page.waitForSelector(".entry-form");
    const logIn = (password: string) =>
      connect(suite.server.ws, { login: { login: { username: "mira", password } } });
    expect(await logIn("tea and cake").catch((error: Error) => error)).toBeInstanceOf(CommandError);
    (await logIn("coffee and cake")).close();
    expect(await page.locator(".screen").count()).toBe(1);
  });

  test("devices are listed, and ended one by one or all others at once", async () => {
    const mira = await suite.enter("mira");
    const [phone, tablet, laptop] = [
      await suite.logIn("mira"),
      await suite.logIn("mira"),
      await suite.logIn("mira"),
    ];
    const { page } = mira;
    await openSettings(mira, "Devices");
    const rows = page.getByRole("list", { name: "Devices" }).locator("li");
    await rows.nth(3).waitFor();
    await rows.filter({ hasText: "This device" }).getByText("Chrome, Linux").waitFor();
    expect(await rows.filter({ hasText: "This device" }).getByRole("button").count()).toBe(0);
    await rows.getByRole("button").first().click();
    await said(mira).getByText("It is logged out").waitFor();
    await page.getByRole("button", { name: "Log out all others" }).click();
    await page.locator("dialog").getByText("Log out the 2 other devices?").waitFor();
    await page.locator("dialog").getByRole("button", { name: "Log out all others" }).click();
    await said(mira).getByText("2 devices are logged out").waitFor();
    for (const other of [phone, tablet, laptop]) await other.page.waitForSelector(".entry-form");
    await rows.nth(1).waitFor({ state: "detached" });
  });

  test("leaving asks for the name, and deletes the account", async () => {
    await suite.owner();
    const mira = await suite.enter("mira");
    const { page } = mira;
    await openSettings(mira, "Account");
    await page.getByRole("button", { name: "Leave the server" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("Type your name").fill("olga");
    await page.keyboard.press("Enter");
    await dialog.getByText("That is not mira").waitFor();
    await dialog.getByLabel("Type your name").fill("mira");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".entry-form");
    expect([...suite.server.state.users.values()].map(({ username }) => username)).toEqual([
      "USR:local_olga",
    ]);
  });

  test("Enter breaks the line if the person wants it so, and Ctrl-Enter sends", async () => {
    const mira = await suite.enter("mira");
    const { page } = mira;
    await openSettings(mira, "Writing");
    await page.getByLabel("Breaks the line").check();
    await page.locator(".screen-nav").getByRole("button", { name: "Keyboard" }).click();
    await page.getByText("whatever Enter does").waitFor();
    expect(await page.getByText("Send the message", { exact: true }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.locator("#composer").focus();
    await page.keyboard.type("one");
    await page.keyboard.press("Enter");
    await page.keyboard.type("two");
    expect(await page.inputValue("#composer")).toBe("one\ntwo");
    await page.keyboard.press("Control+Enter");
    await page.locator(".message-text.markdown", { hasText: "two" }).waitFor();
    expect(await mira.messages()).toEqual(["one\ntwo"]);
  });

  test("the appearance holds at once, and after a reload", async () => {
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.say("Good morning");
    await mira.sees("morning");
    const look = () =>
      page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return { background: style.backgroundColor, size: style.fontSize };
      });
    expect(await look()).toEqual({ background: "rgb(255, 255, 255)", size: "15px" });
    await openSettings(mira, "Appearance");
    await page.getByLabel("Dark").check();
    expect((await look()).background).toBe("rgb(30, 32, 37)");
    await page.getByLabel("High").check();
    await page.getByLabel("18").check();
    await page.getByLabel("Compact").check();
    const time = page.locator(".sample time");
    await time.getByText("2:05 PM").waitFor();
    await page.getByLabel("24 hours").check();
    await time.getByText("14:05").waitFor();
    const language = page.locator(".choice-field select");
    await language.selectOption("de");
    await page.getByRole("heading", { level: 1, name: "Aussehen" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Aussehen" }).waitFor();
    expect(await look()).toEqual({ background: "rgb(0, 0, 0)", size: "18px" });
    await page.keyboard.press("Escape");
    await mira.sees("morning");
    expect(await page.locator(".author-picture").first().isVisible()).toBe(false);
    expect(await page.locator(".message time").first().innerText()).toMatch(/^\d\d:\d\d$/);
  });
});
