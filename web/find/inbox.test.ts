/** The inbox of mentions and the quick switcher, as people use them in Chromium. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

const everybody = { view: ["user"], send: ["user"] };

describe.skipIf(!hasBrowser)("inbox and switcher in Chromium", () => {
  const suite = pageSuite();
  const inbox = ({ page }: Person) => page.getByRole("button", { name: /^Inbox/ });
  const fresh = ({ page }: Person) => page.locator(".found.is-new .markdown").allInnerTexts();
  const options = ({ page }: Person) => page.locator(".destinations [role=option] > .cut:first-of-type");

  async function scene() {
    const olga = await suite.owner();
    for (const name of ["garden", "garden-roses", "recipes"]) {
      await olga.request("channel_create", { name, type: "text", permissions: everybody });
    }
    return olga;
  }

  test("mentions are counted, listed as they come, led to, and read up to one of them", async () => {
    const olga = await scene();
    const mira = await suite.enter("mira");
    const { page } = mira;
    const say = (content: string) => olga.request("message_new", { channel: "garden", content });
    await say("@mira the first");
    await say("nothing for anybody");
    await say("@mira the second");
    await page.getByRole("button", { name: "Inbox, 2 mentions" }).click();
    await page.locator(".found", { hasText: "the second" }).waitFor();
    expect(await fresh(mira)).toEqual(["@mira the second", "@mira the first"]);
    await say("@mira the third");
    await page.locator(".found", { hasText: "the third" }).waitFor();
    await page.locator(".found", { hasText: "the second" }).getByLabel("Mark as read up to here").click();
    await page.getByRole("button", { name: "Inbox, 1 mention" }).waitFor();
    expect(await fresh(mira)).toEqual(["@mira the third"]);

    await page.locator(".found", { hasText: "the first" }).locator(".found-place").click();
    await page.locator("[data-jumped]", { hasText: "the first" }).waitFor();
    const own = await suite.client("mira");
    const { messages } = await own.request("pings_get");
    await olga.request("message_delete", { channel: "garden", id: messages[0]?.id ?? "" });
    await page.locator(".found", { hasText: "the third" }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.locator(".side-panel").waitFor({ state: "detached" });
  });

  test("older mentions come in pages, and an answer shows what it answers", async () => {
    const olga = await scene();
    const mira = await suite.enter("mira");
    await mira.say("Who brings the cake?");
    const own = await suite.client("mira");
    const [asked] = (await own.request("messages_get", { channel: "general" })).messages.slice(-1);
    for (let number = 0; number < 30; number++) {
      await olga.request("message_new", { channel: "garden", content: `@mira number ${number}.` });
    }
    const reply_to = asked?.id ?? "";
    await olga.request("message_new", { channel: "general", content: "I do.", reply_to });
    const { page } = mira;
    await inbox(mira).click();
    const answer = page.locator(".found", { hasText: "I do." });
    await answer.locator(".found-original", { hasText: "mira: Who brings the cake?" }).waitFor();
    expect(await page.locator(".found").count()).toBe(25);
    await page.getByRole("button", { name: "Older mentions" }).click();
    await page.locator(".found", { hasText: "number 0." }).waitFor();
    expect(await page.locator(".found").count()).toBe(31);
    expect(await page.getByRole("button", { name: "Older mentions" }).count()).toBe(0);
  });

  test("unread channels are listed, those that call first, and marked as read", async () => {
    const olga = await scene();
    const mira = await suite.enter("mira");
    const { page } = mira;
    for (const content of ["one", "two"]) await olga.request("message_new", { channel: "recipes", content });
    await olga.request("message_new", { channel: "garden", content: "@mira come" });
    await inbox(mira).click();
    await page.getByRole("radio", { name: "Unread" }).check();
    await page.locator(".recent-search", { hasText: "2 messages" }).waitFor();
    expect(await page.locator(".recent-search .cut:first-child").allInnerTexts()).toEqual([
      "garden",
      "recipes",
    ]);
    await page.getByLabel("Mark garden as read").click();
    await page.locator(".recent-search", { hasText: "garden" }).waitFor({ state: "detached" });
    await page.locator(".recent-search", { hasText: "recipes" }).click();
    await page.locator("h1", { hasText: "recipes" }).waitFor();
    await page.getByText("You have read everything").waitFor();
  });

  test("Ctrl-K: unread first, then what was open lately; letters may be left out", async () => {
    const olga = await scene();
    const mira = await suite.enter("mira");
    const { page } = mira;
    await page.click("text=recipes");
    await page.locator("h1", { hasText: "recipes" }).waitFor();
    await olga.request("message_new", { channel: "garden-roses", content: "They bloom" });
    await page.locator(".place.unread", { hasText: "garden-roses" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.locator(".switcher input:focus").waitFor();
    expect(await options(mira).allInnerTexts()).toEqual(["garden-roses", "general", "garden"]);
    await page.keyboard.type("garo");
    await page.keyboard.press("Enter");
    await page.locator("h1", { hasText: "garden-roses" }).waitFor();
    await page.waitForSelector("#composer");
    await page.keyboard.press("Control+k");
    await page.locator(".switcher input:focus").waitFor();
    // The channel before comes first now.
    expect(await options(mira).first().innerText()).toBe("recipes");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("h1", { hasText: "recipes" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("no such thing");
    await page.getByText("There is nothing of that name").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".switcher").waitFor({ state: "detached" });
  });

  test("it leads to threads, members, settings and, for people who may, the administration", async () => {
    const olga = await scene();
    await olga.request("channel_create", { name: "ideas", type: "forum", permissions: everybody });
    await olga.request("thread_create", { channel: "ideas", name: "A summer fête" });
    const mira = await suite.enter("mira");
    const { page } = mira;
    const go = async (text: string) => {
      await page.keyboard.press("Control+k");
      await page.locator(".switcher input:focus").waitFor();
      await page.keyboard.type(text);
    };
    await go("fete");
    await page.keyboard.press("Enter");
    await page.locator("h1", { hasText: "A summer fête" }).waitFor();
    await go("olga");
    await page.keyboard.press("Enter");
    await page.locator(".profile", { hasText: "olga" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".profile").waitFor({ state: "detached" });
    await go("audit");
    await page.getByText("There is nothing of that name").waitFor();
    await olga.request("role_create", { name: "reader", permissions: ["view_audit_log"] });
    await olga.request("user_roles_add", { user: "mira", roles: ["reader"] });
    await page.getByRole("option", { name: "Audit log" }).click();
    await page.getByRole("heading", { name: "Audit log" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".screen").waitFor({ state: "detached" });
    await go("keyboard");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Keyboard" }).waitFor();
    await page.getByText("Go to a channel, a member or a setting").waitFor();
  });

  test("on a phone, in German: both are in the drawer", async () => {
    const olga = await scene();
    const mira = await suite.enter("mira", { width: 390, height: 844, locale: "de-DE" });
    const { page } = mira;
    await olga.request("message_new", { channel: "garden", content: "@mira komm" });
    await page.getByLabel("Kanäle zeigen").click();
    await page.getByRole("button", { name: "Posteingang, 1 Erwähnung" }).click();
    await page.locator(".found-place").click();
    await page.locator(".side-panel").waitFor({ state: "detached" });
    await page.locator("[data-jumped]", { hasText: "komm" }).waitFor();
    await page.getByLabel("Kanäle zeigen").click();
    await page.getByRole("button", { name: "Gehe zu" }).click();
    await page.locator(".switcher input:focus").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole("option", { name: "recipes" }).click();
    await page.locator("h1", { hasText: "recipes" }).waitFor();
  });
});
