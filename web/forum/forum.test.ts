/** Forums and threads in Chromium. */
import { describe, expect, test } from "bun:test";
import type { Client } from "../../client/index.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

describe.skipIf(!hasBrowser)("forums in Chromium", () => {
  const suite = pageSuite();
  const everybody = { view: ["user"], send: ["user"], react: ["user"], create_thread: ["user"] };
  const wide = { width: 1440, height: 900 };

  async function withForum(permissions: Record<string, string[]> = everybody): Promise<Client> {
    const olga = await suite.owner();
    await olga.request("channel_create", { name: "ideas", type: "forum", permissions });
    return olga;
  }
  const begin = async (client: Client, name: string, content: string) =>
    (await client.request("thread_create", { channel: "ideas", name, content })).thread;
  const openForum = async ({ page }: Person) => {
    await page.locator(".place", { hasText: "ideas" }).click();
    await page.locator(".forum-tools").waitFor();
  };
  const card = ({ page }: Person, name: string) => page.locator(".thread-card", { hasText: name });
  const titles = ({ page }: Person) => page.locator(".thread-name").allInnerTexts();
  const reads = ({ page }: Person, expected: readonly string[]) =>
    page.waitForFunction(
      (expected) =>
        JSON.stringify([...document.querySelectorAll(".thread-name")].map((name) => name.textContent)) ===
        JSON.stringify(expected),
      expected,
    );

  test("the header of a thread has room for its title and its buttons beside the forum", async () => {
    await begin(await withForum(), "New oolong", "Shall we buy it?");
    const mira = await suite.enter("mira", { width: 1280, height: 800 });
    await openForum(mira);
    await card(mira, "New oolong").click();
    const header = mira.page.locator(".channel-header");
    const join = header.getByRole("button", { name: "Join" });
    await join.waitFor();
    const lines = await join.evaluate((button) => {
      const range = document.createRange();
      range.selectNodeContents(button);
      return range.getClientRects().length;
    });
    expect(lines).toBe(1);
    expect(await header.locator("h1").evaluate((title) => title.scrollWidth <= title.clientWidth)).toBe(true);
  });

  test("cards tell of each thread, live; they are sorted, searched, and open", async () => {
    const olga = await withForum();
    const party = await begin(olga, "A summer party", "Who brings the cake?");
    await begin(olga, "Bees", "I saw some.");
    const mira = await suite.enter("mira");
    await openForum(mira);
    expect(await titles(mira)).toEqual(["Bees", "A summer party"]);
    await card(mira, "party").getByText("Who brings the cake?").waitFor();
    await card(mira, "party").getByText("No replies").waitFor();
    await card(mira, "party").getByText("by olga").waitFor();
    await olga.request("message_new", { thread_id: party.id, content: "Nobody?" });
    await card(mira, "party").getByText("1 reply").waitFor();
    await card(mira, "party").getByText("Who brings the cake?").waitFor();
    await reads(mira, ["A summer party", "Bees"]);
    // The list itself has read nothing.
    await card(mira, "party").getByText("1 new").waitFor();
    await mira.page.getByTitle("Sort by").selectOption("Newest");
    await reads(mira, ["Bees", "A summer party"]);
    await begin(olga, "Clouds", "They pass.");
    await reads(mira, ["Clouds", "Bees", "A summer party"]);
    await mira.page.getByPlaceholder("Search in titles").fill("SUMMER");
    await reads(mira, ["A summer party"]);
    await mira.page.getByPlaceholder("Search in titles").fill("winter");
    await mira.page.getByText("No thread has that in its title").waitFor();
    await mira.page.getByPlaceholder("Search in titles").fill("");
    await card(mira, "party").click();
    await mira.sees("Nobody?");
  });

  test("one begins a thread with its first message, and others answer there", async () => {
    await withForum();
    const mira = await suite.enter("mira", wide);
    const noah = await suite.enter("noah", wide);
    await openForum(mira);
    await openForum(noah);
    await mira.page.getByText("No thread here yet").waitFor();
    await mira.page.getByText("New thread").click();
    await mira.page.locator("dialog .primary").click();
    await mira.page.getByText("Give the thread a title").waitFor();
    await mira.page.getByLabel("Title", { exact: true }).fill("Bees");
    await mira.page.getByLabel("First message").fill("I saw some.");
    await mira.page.locator("dialog .primary").click();
    await mira.sees("I saw some.");
    await mira.page.locator("h1", { hasText: "Bees" }).waitFor();
    await card(noah, "Bees").click();
    await noah.say("Me too");
    await mira.sees("Me too");
    // Wide screens show the forum beside the thread.
    await mira.page.locator(".forum-beside .thread-card[aria-current=page]").waitFor();
    await card(mira, "Bees").getByText("1 reply").waitFor();
    await noah.page.setViewportSize({ width: 1000, height: 800 });
    await noah.page.locator(".forum-beside").waitFor({ state: "detached" });
    await noah.page.getByLabel("Back to ideas").click();
    await noah.page.locator(".forum-tools").waitFor();
  });

  test("joining lists a thread under its forum, leaving takes it away", async () => {
    const olga = await withForum();
    await begin(olga, "Bees", "I saw some.");
    const { page } = await suite.enter("mira");
    await page.locator(".place", { hasText: "ideas" }).click();
    await page.locator(".thread-card", { hasText: "Bees" }).click();
    await page.getByText("Join", { exact: true }).click();
    await page.getByText("Leave", { exact: true }).waitFor();
    await page.locator(".place", { hasText: "general" }).click();
    await page.locator("h1", { hasText: "general" }).waitFor();
    await page.locator(".forum-threads .place", { hasText: "Bees" }).click();
    // On a phone the title has the room, and the menu the button.
    await page.setViewportSize({ width: 390, height: 800 });
    const title = await page.locator(".channel-header h1").boundingBox();
    expect(title?.width).toBeGreaterThan(20);
    await page.getByLabel("This thread").click();
    await page.locator(".popup").getByText("Leave", { exact: true }).click();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByText("Join", { exact: true }).waitFor();
    await page.locator(".place", { hasText: "general" }).click();
    await page.locator(".forum-threads").waitFor({ state: "detached" });
  });

  test("its author renames, archives and deletes it; pinning and locking are for moderators", async () => {
    const olga = await withForum();
    await begin(olga, "Clouds", "They pass.");
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    const client = await suite.client("mira");
    const bees = await begin(client, "Bees", "I saw some.");
    await openForum(mira);
    await openForum(noah);
    await card(mira, "Bees").click();
    const menu = mira.page.locator(".message-menu");
    const choose = async (entry: string) => {
      await mira.page.getByLabel("This thread").click();
      await menu.getByText(entry, { exact: true }).click();
    };
    await mira.page.getByLabel("This thread").click();
    expect(await menu.locator("button").allInnerTexts()).toEqual([
      "Leave",
      "Copy link",
      "Rename",
      "Archive",
      "Delete",
    ]);
    await menu.getByText("Rename").click();
    await mira.page.getByLabel("New title").fill("Bumblebees");
    await mira.page.keyboard.press("Enter");
    await card(noah, "Bumblebees").waitFor();

    await olga.request("thread_pin", { thread_id: bees.id });
    await olga.request("message_new", { thread_id: bees.id, content: "Nice" });
    await card(noah, "Bumblebees").getByTitle("Pinned").waitFor();
    await olga.request("thread_update", { thread_id: bees.id, locked: true });
    await card(noah, "Bumblebees").getByTitle("Locked").waitFor();
    await mira.page.getByText("You may not write here").waitFor();
    await choose("Archive");
    await reads(noah, ["Clouds"]);
    await noah.page.getByText("Archived").click();
    await card(noah, "Bumblebees").getByTitle("Archived").waitFor();
    await choose("Delete");
    await mira.page.getByText("Delete “Bumblebees” with all its messages?").waitFor();
    await mira.page.locator("dialog .danger").click();
    await mira.page.locator(".forum-tools").waitFor();
    await noah.page.locator(".thread-card").waitFor({ state: "detached" });
  });

  test("members who may not begin threads are offered no button for it", async () => {
    await withForum({ ...everybody, create_thread: ["owner"] });
    const mira = await suite.enter("mira");
    await openForum(mira);
    await mira.page.getByText("No thread here yet").waitFor();
    expect(await mira.page.getByText("New thread").count()).toBe(0);
  });

  test("a message begins a thread, which quotes it and leads back", async () => {
    const olga = await withForum();
    await olga.request("message_new", { channel: "general", content: "Bees are back" });
    const mira = await suite.enter("mira");
    const { page } = mira;
    await mira.sees("Bees");
    await page
      .locator(".message", { hasText: "Bees" })
      .click({ button: "right", position: { x: 300, y: 8 } });
    await page.locator(".message-menu").getByText("Begin a thread").click();
    await page.getByLabel("Title", { exact: true }).fill("Bees");
    await page.locator("dialog .primary").click();
    await page.locator("h1", { hasText: "Bees" }).waitFor();
    await page.locator(".message blockquote", { hasText: "Bees are back" }).waitFor();
    await page.locator(".message a", { hasText: "#/general/" }).click();
    await page.locator("[data-jumped]", { hasText: "Bees are back" }).waitFor();
  });

  test("an address opens a thread and its message, and one that is gone says so", async () => {
    const olga = await withForum();
    const bees = await begin(olga, "Bees", "I saw some.");
    const { message } = await olga.request("message_new", { thread_id: bees.id, content: "Me too" });
    const mira = await suite.enter("mira");
    const go = (hash: string) =>
      mira.page.evaluate((hash) => {
        location.hash = hash;
      }, hash);
    await go(`#/thread:${bees.id}/${message.id}`);
    await mira.page.locator("[data-jumped]", { hasText: "Me too" }).waitFor();
    await go("#/thread:nothing");
    await mira.page.getByText("That thread is not there any more").waitFor();
    await mira.page.locator("h1", { hasText: "general" }).waitFor();
  });

  test("a phone shows the forum, and then the thread alone", async () => {
    const olga = await withForum();
    await begin(olga, `A ${"very ".repeat(15)}long title`, "w".repeat(300));
    const { page } = await suite.enter("mira", { width: 390, height: 844 });
    await page.click("button[aria-label='Show channels']");
    await page.locator(".place", { hasText: "ideas" }).click();
    const opened = page.locator(".thread-card");
    await opened.getByText("www").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await opened.click();
    await page.waitForSelector("#composer");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByLabel("Back to ideas").click();
    await opened.waitFor();
  });
});
