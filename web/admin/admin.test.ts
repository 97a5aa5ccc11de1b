/** The frame of the administration, invites, and the audit log, as people use them in Chromium. */
import { describe, expect, test } from "bun:test";
import { adminPage } from "../../tests/support/admin-page.ts";
import { hasBrowser } from "../../tests/support/browser.ts";

describe.skipIf(!hasBrowser)("the administration (needs Chromium)", () => {
  const admin = adminPage();

  test("an owner opens it from the server's menu; Escape and the browser's back button lead to the chat", async () => {
    const { page } = await admin.logIn("olga");
    const open = async () => {
      await page.click(".server-button");
      await page.getByRole("button", { name: "Server administration" }).click();
      await page.getByRole("heading", { name: "Overview" }).waitFor();
    };
    await open();
    expect(page.url()).toBe(`${admin.server.url}/#/admin/overview`);
    expect(await page.locator(".chat").evaluate((chat: HTMLElement) => chat.inert)).toBe(true);
    await page.getByRole("button", { name: "Roles" }).click();
    expect(page.url()).toBe(`${admin.server.url}/#/admin/roles`);
    await page.keyboard.press("Escape");
    await page.locator(".screen").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.classList.contains("server-button"));
    await open();
    await page.goBack();
    await page.locator(".screen").waitFor({ state: "detached" });
    expect(page.url()).not.toContain("admin");
  });

  test("the server's menu leads an owner to a new channel, which has a lock unless everybody sees it", async () => {
    const { page } = await admin.logIn("olga");
    await admin.enter("mira");
    const make = async (name: string, viewers: string) => {
      await page.click(".server-button");
      await page.getByRole("button", { name: "Create a channel" }).click();
      const dialog = page.locator("dialog");
      await dialog.getByLabel("Name").fill(name);
      await dialog.getByLabel("For").selectOption({ label: viewers });
      await dialog.getByRole("button", { name: "Create" }).click();
      await page.getByRole("heading", { name }).waitFor();
      await page.keyboard.press("Escape");
    };
    await make("garden", "Everybody");
    await make("staff", "owner");
    const place = (name: string) => page.locator(".place", { hasText: name });
    const inList = page.locator(".members").getByRole("button", { name: "mira" });
    await place("staff").getByText("Private channel").waitFor({ state: "attached" });
    expect(await place("garden").getByText("Private channel").count()).toBe(0);
    await inList.waitFor();
    await place("staff").click();
    await page.locator(".channel-header").getByText("Private channel").waitFor({ state: "attached" });
    await inList.waitFor({ state: "detached" });
    await page.locator(".members").getByRole("button", { name: "olga" }).waitFor();
    await place("garden").click();
    await inList.waitFor();
  });

  test("a moderator sees only what they may; a member may invite, or has no menu", async () => {
    const mira = await admin.enter("mira");
    const administer = mira.page.getByRole("button", { name: "Server administration" });
    await mira.page.click(".server-button");
    await mira.page.getByRole("button", { name: "Invite people" }).waitFor();
    expect(await administer.count()).toBe(0);
    await admin.owner.request("role_permissions_set", { name: "user", permissions: ["send_messages"] });
    await mira.page.locator(".server-button").waitFor({ state: "detached" });
    await admin.owner.request("role_create", { name: "helper", permissions: ["manage_users"] });
    await admin.owner.request("user_roles_add", { user: "mira", roles: ["helper"] });
    await mira.page.click(".server-button");
    await administer.click();
    await mira.page.getByRole("heading", { name: "Members" }).waitFor();
    expect(await admin.sections(mira)).toEqual(["Members", "Bans", "Audit log"]);
    await mira.page.click(".row-button:has-text('olga')");
    await mira.page.getByText("This member is not below you").waitFor();
    expect(await mira.page.getByRole("button", { name: "Ban", exact: true }).count()).toBe(0);
    await admin.owner.request("user_roles_remove", { user: "mira", roles: ["helper"] });
    await mira.page.locator(".screen").waitFor({ state: "detached" });
  });

  test("an invite is made, copied and deleted", async () => {
    const { page } = await admin.logIn("olga", "invites");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByText("There are no invites").waitFor();
    await page.getByRole("button", { name: "New invite" }).click();
    await page.getByLabel("How many people may join").fill("3");
    await page.getByLabel("Ends in").selectOption({ label: "Never" });
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("used 0 of 3 × · never ends · by olga").waitFor();
    await page.getByRole("button", { name: "Copy the link" }).click();
    await page.getByText("The link is copied").waitFor();
    const [invite] = (await admin.owner.request("invite_list")).invites;
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `${admin.server.url}/invite/${invite?.code}`,
    );
    await page.getByRole("button", { name: "Delete the invite" }).click();
    await page.locator("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("There are no invites").waitFor();
  });

  test("a lost connection is told, and what is saved meanwhile is refused", async () => {
    const { page } = await admin.logIn("olga", "members");
    await page.click(".row-button:has-text('olga')");
    await page.getByLabel("Nickname").fill("Ola");
    await admin.server.stop();
    await page.getByText("The server can't be reached").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".save-bar .problem").waitFor();
    expect(await page.getByLabel("Nickname").inputValue()).toBe("Ola");
  });

  test("the audit log says what was done in sentences, in pages, and filtered", async () => {
    const mira = await admin.enter("mira");
    await admin.owner.request("role_create", {
      name: "keeper",
      permissions: ["manage_channels", "view_audit_log"],
    });
    await admin.owner.request("user_roles_add", { user: "mira", roles: ["keeper"] });
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => [
        admin.channel(`room-${index}`),
        admin.channel(`line-${index}`),
      ]).flat(),
    );
    await admin.owner.request("user_timeout", { user: "mira", timeout: 600 });
    await admin.owner.request("user_timeout", { user: "mira", timeout: 0 });
    const { page } = await admin.logIn("olga", "audit");
    const entries = page.locator(".audit-entry > p:first-child");
    await page.getByText("olga timed out mira for 10 minutes").waitFor();
    await page.getByText("55 entries").waitFor();
    expect(await entries.count()).toBe(50);
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByText("2 of 2").waitFor();
    await page.getByText("olga created the role keeper").waitFor();
    await page.getByLabel("Category").selectOption({ label: "Members" });
    await page.getByText("4 entries").waitFor();
    await page.getByLabel("Action").selectOption({ label: "Roles of a member" });
    await page.getByText("2 entries").waitFor();
    await page.getByText("Details").first().click();
    await page.locator("dd", { hasText: "keeper" }).waitFor();
    await page.getByLabel("Action").selectOption({ label: "All" });
    await page.getByRole("combobox", { name: "By" }).fill("mira");
    await page.getByRole("option", { name: "mira" }).click();
    await page.getByText("There is nothing like that in the log").waitFor();
    expect(mira.complaints).toEqual([]);
  });

  test("in German, on a phone: sections in a drawer, an entry over its list", async () => {
    const person = await admin.people.open(`${admin.server.url}/#/admin/audit`, {
      width: 390,
      height: 844,
      locale: "de-DE",
    });
    admin.here.push(person);
    const { page } = person;
    await page.fill("[name=username]", "olga");
    await page.fill("[name=password]", "tea and cake");
    await page.press("[name=password]", "Enter");
    await page.getByRole("list", { name: "Protokoll" }).waitFor();
    await admin.channel("garten");
    await page.getByRole("button", { name: "Neu laden" }).click();
    await page.getByText("olga hat den Kanal #garten angelegt").waitFor();
    const openSections = () => page.locator(".screen-header button").first().click();
    await openSections();
    await page.locator(".screen-nav").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".screen-nav").waitFor({ state: "hidden" });
    await openSections();
    await page.locator(".screen-nav").getByRole("button", { name: "Kanäle" }).click();
    await page.click(".row-button:has-text('garten')");
    await page.getByRole("heading", { name: "garten" }).waitFor();
    expect(await page.locator(".split-list").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    // The second one comes before anything is painted.
    await page.evaluate(async () => {
      for (let n = 0; n < 2; n++) {
        document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
        );
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      }
    });
    await page.locator(".screen").waitFor({ state: "detached" });
  });
});
