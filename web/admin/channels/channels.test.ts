/** Channels as administrators change them, in Chromium. */
import { describe, expect, test } from "bun:test";
import { adminPage } from "../../../tests/support/admin-page.ts";
import { hasBrowser } from "../../../tests/support/browser.ts";

describe.skipIf(!hasBrowser)("channels in the administration (needs Chromium)", () => {
  const admin = adminPage();

  test("keyboard alone: a channel is taken, moved and put down; Escape puts it back", async () => {
    for (const name of ["garden", "recipes"]) await admin.channel(name);
    const olga = await admin.logIn("olga", "channels");
    const { page } = olga;
    await page.getByRole("button", { name: "Move garden" }).focus();
    for (const key of ["Enter", "ArrowUp"]) await page.keyboard.press(key);
    await page.getByText("garden: place 1 of 3").waitFor();
    expect(await admin.rows(olga)).toEqual(["garden", "general", "recipes"]);
    await page.keyboard.press("Escape");
    expect(await admin.rows(olga)).toEqual(["general", "garden", "recipes"]);
    expect(await page.locator(".screen").count()).toBe(1);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await page.getByRole("button", { name: "Move recipes" }).focus();
    for (const key of ["Enter", "ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
    await page.getByText("recipes: place 1 of 3").waitFor();
    expect(await focused()).toBe("Move recipes");
    await page.keyboard.press("Escape");
    await page.getByText("recipes is back").waitFor();
    expect(await focused()).toBe("Move recipes");
    await page.getByRole("button", { name: "Move garden" }).focus();
    for (const key of ["Enter", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await page.getByText("garden is now at place 3").waitFor();
    await page.locator(".chat .place >> nth=2").getByText("garden").waitFor();
    expect(admin.names()).toEqual(["general", "recipes", "garden"]);
    expect(await focused()).toBe("Move garden");
  });

  test("a channel is dragged to another place", async () => {
    for (const name of ["garden", "recipes"]) await admin.channel(name);
    const olga = await admin.logIn("olga", "channels");
    const { page } = olga;
    const middle = async (name: string) => {
      const box = await page.getByRole("button", { name: `Move ${name}` }).boundingBox();
      return [(box?.x ?? 0) + 10, (box?.y ?? 0) + (box?.height ?? 0) / 2] as const;
    };
    await page.mouse.move(...(await middle("recipes")));
    await page.mouse.down();
    const [x, y] = await middle("general");
    await page.mouse.move(x, y + 4, { steps: 4 });
    await page.mouse.move(x, y - 4, { steps: 4 });
    await page.mouse.up();
    await page.locator(".chat .place >> nth=0").getByText("recipes").waitFor();
    expect(admin.names()).toEqual(["recipes", "general", "garden"]);
    expect(await admin.rows(olga)).toEqual(["recipes", "general", "garden"]);
  });

  test("the grid hides a channel from a role, says who may what and why, and others lose it", async () => {
    await admin.channel("garden");
    await admin.owner.request("role_create", { name: "guests" });
    const mira = await admin.enter("mira");
    await admin.owner.request("user_roles_add", { user: "mira", roles: ["guests"] });
    await mira.page.locator(".place", { hasText: "garden" }).waitFor();
    const { page } = await admin.logIn("olga", "channels");
    await page.click(".row-button:has-text('garden')");
    const cell = (state: string) => page.getByRole("button", { name: `See, guests: ${state}` });
    await cell("neither").click();
    await cell("allowed").click();
    await cell("blocked").waitFor();
    await page.getByRole("combobox", { name: "Member or role" }).fill("mira");
    await page.getByRole("option", { name: "mira" }).click();
    const outcome = page.getByRole("list", { name: "What mira may do" });
    await outcome.locator("li", { hasText: "See: no" }).getByText("blocked for guests").waitFor();
    await outcome.locator("li", { hasText: "Write: no" }).getByText("can't be seen").waitFor();
    expect(await mira.page.locator(".place", { hasText: "garden" }).count()).toBe(1);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await mira.page.locator(".place", { hasText: "garden" }).waitFor({ state: "detached" });
  });

  test("arrow keys move through the grid, which is one stop of the Tab key", async () => {
    const { page } = await admin.logIn("olga", "channels");
    await page.click(".row-button:has-text('general')");
    expect(await page.locator(".rule[tabindex='0']").count()).toBe(1);
    await page.locator(".rule[tabindex='0']").focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"]) await page.keyboard.press(key);
    const label = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(label).toStartWith("Write, moderator:");
  });

  test("a channel is made, renamed and deleted; a refused name is said beside its field", async () => {
    const olga = await admin.logIn("olga", "channels");
    const { page } = olga;
    const dialog = page.locator("dialog");
    const problem = page.locator(".form-field .problem");
    await page.getByRole("button", { name: "New channel" }).click();
    await dialog.getByLabel("Name").fill("general");
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByText("exists already").waitFor();
    await dialog.getByLabel("Name").fill("tea time");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "tea-time" }).waitFor();
    await page.getByLabel("Name", { exact: true }).fill("general");
    await page.getByRole("button", { name: "Save" }).click();
    await problem.getByText("exists already").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("coffee-time");
    await page.getByLabel("Slow mode").selectOption({ label: "5 minutes" });
    await page.getByLabel("Delete messages").selectOption({ label: "After 30 days" });
    await page.getByText("Messages older than 30 days will be deleted then").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "coffee-time" }).waitFor();
    expect(admin.server.state.channelByName("coffee-time")?.slowMode).toBe(300);
    expect(admin.server.state.channelByName("coffee-time")?.retentionDays).toBe(30);
    await page.getByLabel("Delete messages").selectOption({ label: "Server default" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".save-bar").waitFor({ state: "detached" });
    expect(admin.server.state.channelByName("coffee-time")?.retentionDays).toBeNull();
    await page.getByRole("button", { name: "Delete channel" }).click();
    await dialog.getByText("Delete #coffee-time for everybody?").waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "coffee-time" }).waitFor({ state: "detached" });
    expect(admin.names()).toEqual(["general"]);
  });

  test("another administrator's change shows at once, beside changes that aren't saved; leaving asks", async () => {
    const { page } = await admin.logIn("olga", "channels");
    await page.click(".row-button:has-text('general')");
    await page.getByLabel("Description").fill("Everything else");
    await admin.owner.request("channel_update", {
      current_name: "general",
      updates: { display_name: "Lobby" },
    });
    await page.waitForFunction(() =>
      [...document.querySelectorAll("input")].some(({ value }) => value === "Lobby"),
    );
    expect(await page.getByLabel("Description").inputValue()).toBe("Everything else");
    await page.keyboard.press("Escape");
    await page.getByText("Discard the changes that aren't saved?").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByLabel("Description").inputValue()).toBe("Everything else");
    await page.getByRole("button", { name: "Back to the chat" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.locator(".screen").waitFor({ state: "detached" });
    const { val } = await admin.owner.request("channels_get");
    expect(val[0]?.description).not.toBe("Everything else");
  });
});
