/** The card of a member, moderation from it, and the own status, in Chromium. */
import { describe, expect, test } from "bun:test";
import { hasBrowser } from "../../tests/support/browser.ts";
import type { Person } from "../../tests/support/page.ts";
import { pageSuite } from "../../tests/support/page-suite.ts";

const at = { channel: "general" };
const card = ({ page }: Person) => page.locator(".profile");
const said = ({ page }: Person) => page.locator(".said");

describe.skipIf(!hasBrowser)("people (need Chromium)", () => {
  const suite = pageSuite();

  /** The owner's page beside the owner's client. */
  async function olgaAndMira(): Promise<{ olga: Person; mira: Person }> {
    const owner = await suite.owner();
    const mira = await suite.enter("mira");
    await mira.say("Good morning");
    const olga = await suite.logIn("olga");
    await olga.sees("Good morning");
    owner.close();
    return { olga, mira };
  }

  test("a card opens from a name, a picture, a mention and the list, and mentions the member", async () => {
    const owner = await suite.owner();
    const mira = await suite.enter("mira");
    await owner.request("role_create", { name: "gardeners", color: "#15803d" });
    await owner.request("user_roles_add", { user: owner.user.id, roles: ["gardeners"] });
    await owner.request("status_set", { status: "idle", text: "in the garden" });
    await owner.request("message_new", { ...at, content: "Hello @mira" });
    await mira.sees("Hello");
    const { page } = mira;
    const row = page.locator(".message", { hasText: "Hello" });
    for (const opener of [
      row.locator("button.author"),
      row.locator("button.author-picture"),
      page.locator(".members").getByRole("button", { name: "olga" }),
    ]) {
      await opener.click();
      await card(mira).getByRole("heading", { name: "olga" }).waitFor();
      await card(mira).getByText("in the garden").waitFor();
      await card(mira).getByText("Away").waitFor();
      await card(mira).getByRole("list", { name: "Roles" }).getByText("gardeners").waitFor();
      await page.keyboard.press("Escape");
      await card(mira).waitFor({ state: "detached" });
    }
    await row.locator("button.mention").click();
    await card(mira).getByRole("heading", { name: "mira" }).waitFor();
    expect(await card(mira).getByRole("button", { name: "Mention" }).count()).toBe(0);
    await page.keyboard.press("Escape");

    await page.fill("#composer", "Look");
    await row.locator("button.author").click();
    await card(mira).getByRole("button", { name: "Mention" }).click();
    expect(await page.inputValue("#composer")).toBe("Look @olga ");
    await page.waitForSelector("#composer:focus");
    // Members without rights see no moderation.
    await row.locator("button.author").click();
    expect(await card(mira).getByRole("button").allInnerTexts()).toEqual(["Mention"]);
  });

  test("by keyboard: the card holds the focus and gives it back", async () => {
    const owner = await suite.owner();
    await owner.request("message_new", { ...at, content: "Hello" });
    const mira = await suite.enter("mira");
    await mira.sees("Hello");
    const name = mira.page.locator("button.author");
    await name.focus();
    await mira.page.keyboard.press("Enter");
    await card(mira).locator("button:focus", { hasText: "Mention" }).waitFor();
    await mira.page.keyboard.press("Escape");
    await mira.page.waitForSelector("button.author:focus");
  });

  test("an owner gives a role, a nickname and a timeout from the card", async () => {
    const { olga, mira } = await olgaAndMira();
    const { page } = olga;
    const open = () => page.locator(".message", { hasText: "morning" }).locator("button.author").click();
    await open();
    await card(olga).getByLabel("Give a role").selectOption("owner");
    await card(olga).getByRole("button", { name: "Take away the role owner" }).waitFor();
    await card(olga).getByRole("button", { name: "Take away the role owner" }).click();
    await card(olga).getByRole("button", { name: "Take away the role owner" }).waitFor({ state: "detached" });

    await card(olga).getByRole("button", { name: "Nickname" }).click();
    await page.locator("dialog").getByLabel("Nickname").fill("Mimi");
    await page.keyboard.press("Enter");
    await said(olga).getByText("The nickname is Mimi now").waitFor();
    await mira.page.locator(".own-name", { hasText: "Mimi" }).waitFor();

    await open();
    await card(olga).getByRole("button", { name: "Timeout" }).click();
    await page.locator("dialog").getByRole("button", { name: "5 minutes" }).click();
    await said(olga)
      .getByText(/Mimi is timed out: 5 minutes, until \d/)
      .waitFor();
    await mira.say("Am I heard?");
    await mira.page.locator(".message.failed", { hasText: "Am I heard?" }).waitFor();
    await open();
    await card(olga).getByRole("button", { name: "Timeout" }).click();
    await page.locator("dialog").getByRole("button", { name: "Lift the timeout" }).click();
    await said(olga).getByText("Mimi is no longer timed out").waitFor();
  });

  test("a ban asks once, takes a reason, and says what it did", async () => {
    const { olga, mira } = await olgaAndMira();
    const { page } = olga;
    await page.locator(".members").getByRole("button", { name: "mira" }).click();
    await card(olga).getByRole("button", { name: "Ban" }).click();
    const dialog = page.locator("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect([...suite.server.state.users.values()].filter(({ bannedAt }) => bannedAt)).toEqual([]);
    await page.locator(".members").getByRole("button", { name: "mira" }).click();
    await card(olga).getByRole("button", { name: "Ban" }).click();
    await dialog.getByLabel("Reason").fill("Sells watches");
    await dialog.getByRole("button", { name: "Ban" }).click();
    await said(olga).getByText("mira is banned").waitFor();
    const told = mira.page.getByText("You are banned from this server: Sells watches", { exact: true });
    await told.waitFor();
    await mira.page.reload();
    await told.waitFor();
    await mira.page.fill("[name=username]", "mira");
    await mira.page.fill("[name=password]", "tea and cake");
    await mira.page.press("[name=password]", "Enter");
    await mira.page.locator(".problem", { hasText: "Sells watches" }).waitFor();
    expect(await told.count()).toBe(1);
    await page.locator(".members").getByText("mira").waitFor({ state: "detached" });
  });

  test("moderators act only on members below them", async () => {
    const owner = await suite.owner();
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    await owner.request("role_create", { name: "moderators", permissions: ["kick_members"] });
    await owner.request("user_roles_add", { user: "mira", roles: ["moderators"] });
    await owner.request("message_new", { ...at, content: "Hello @noah" });
    await mira.sees("Hello");
    await mira.page.locator("button.mention").click();
    await card(mira).getByRole("button", { name: "Kick" }).click();
    await mira.page.locator("dialog").getByRole("button", { name: "Kick" }).click();
    await said(mira).getByText("noah is kicked").waitFor();
    await noah.page.getByText("kicked").waitFor();
    await mira.page.locator("button.author").click();
    await card(mira).getByRole("heading", { name: "olga" }).waitFor();
    expect(await card(mira).getByRole("button").allInnerTexts()).toEqual(["Mention"]);
  });

  test("the own status is chosen and written in the own menu, and others see it", async () => {
    const mira = await suite.enter("mira");
    const noah = await suite.enter("noah");
    const inList = noah.page.locator(".members").getByRole("button", { name: "mira" });
    const { page } = mira;
    await page.click(".own-button");
    const menu = page.locator("#own-menu");
    await menu.locator("input:focus").waitFor();
    await page.keyboard.press("ArrowDown");
    await inList.getByLabel("Away").waitFor();
    await menu.getByLabel("What you are doing").fill("out for a walk");
    await page.keyboard.press("Enter");
    await inList.getByText("out for a walk").waitFor();
    await menu.getByLabel("Remove the text").click();
    await inList.getByText("out for a walk").waitFor({ state: "detached" });
    await menu.getByLabel("Invisible").check();
    await inList.getByLabel("Offline").waitFor();
    await page.locator(".own-button", { hasText: "Invisible" }).waitFor();
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    await page.waitForSelector(".own-button:focus");
  });
});
