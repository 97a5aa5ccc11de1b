/** Overview, what the server shows of itself, its configuration and bots, as people use them in Chromium. */
import { describe, expect, test } from "bun:test";
import { connect } from "../../client/index.ts";
import { adminPage } from "../../tests/support/admin-page.ts";
import { hasBrowser } from "../../tests/support/browser.ts";
import { drawPng } from "../../tests/support/media-files.ts";
import { until } from "../../tests/support/until.ts";

describe.skipIf(!hasBrowser)("the server's own settings (need Chromium)", () => {
  const admin = adminPage();
  const picture = {
    name: "cup.png",
    mimeType: "image/png",
    buffer: Buffer.from(drawPng(64, 64, (x, y) => [x, 130 + y, 70])),
  };

  test("the overview shows figures with units, and measures again while it is open", async () => {
    const { page } = await admin.logIn("olga");
    await page.clock.install();
    await page.goto(`${admin.server.url}/#/admin/overview`);
    const plot = (name: string) => page.locator(".plot", { hasText: name });
    await plot("People online").locator(".plot-value", { hasText: /^1$/ }).waitFor();
    expect(await plot("Memory").locator(".plot-value").innerText()).toMatch(/^\d+(\.\d)? [MG]B$/);
    expect(await plot("How long requests wait").locator(".plot-value").innerText()).toMatch(/^[\d.]+ ms$/);
    await page.getByRole("img", { name: /^People online: 1\. .* between 1 and 1/ }).waitFor();
    const mira = await connect(admin.server.ws, {
      login: { register: { username: "mira", password: "tea and cake" } },
    });
    await page.clock.runFor(5100);
    await page.getByRole("img", { name: /^People online: 2\. .* between 1 and 2/ }).waitFor();
    await page.locator(".figures div", { hasText: "Members" }).getByText("2").waitFor();
    mira.close();
  });

  test("name, description, icon and colour change for everybody at once", async () => {
    const mira = await admin.enter("mira");
    const { page } = await admin.logIn("olga", "server");
    await page.getByLabel("Name", { exact: true }).fill("Coffee House");
    await page.getByLabel("Description").fill("Beans & talk");
    await page.locator("input[type=file][aria-label=Icon]").setInputFiles(picture);
    await page.locator("img.server-image.icon").waitFor();
    await page.getByLabel("Accent colour").fill("#14532d");
    await page.getByText("#14532d").waitFor();
    const color = await page
      .locator(".accent-preview")
      .first()
      .locator(".accent-button")
      .evaluate((button) => getComputedStyle(button).backgroundColor);
    expect(color).toBe("rgb(20, 83, 45)");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await mira.page.locator(".server-name", { hasText: "Coffee House" }).waitFor();
    await mira.page.locator(".sidebar-header img").evaluate((image: HTMLImageElement) => image.decode());
    expect(await mira.page.evaluate(() => document.documentElement.style.getPropertyValue("--accent"))).toBe(
      "#14532d",
    );
    expect(await admin.owner.request("server_info", {})).toMatchObject({ description: "Beans & talk" });

    await page.getByRole("button", { name: "Remove the picture: Icon" }).click();
    await page.getByRole("button", { name: "The usual colour" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await mira.page.locator(".sidebar-header img").waitFor({ state: "detached" });
    await page.getByLabel("Name", { exact: true }).fill("x".repeat(101));
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".form-field", { hasText: "Name" }).locator(".problem", { hasText: "100" }).waitFor();
    await page.getByRole("button", { name: "Reset" }).click();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Coffee House");
  });

  test("keys of the configuration are changed together, refused beside their field, and reset", async () => {
    const { page } = await admin.logIn("olga", "config");
    const key = (name: string) => page.locator(`[data-key="${name}"]`);
    const number = (name: string) => page.getByRole("spinbutton", { name });
    const values = async () => (await admin.owner.request("config_get")).config;
    await number("limits.post_content").fill("500");
    await page.getByLabel("attachments.allowed_types").fill("image/*\n\nvideo/*");
    await page.getByLabel("rate_limiting.enabled").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect(await values()).toMatchObject({
      limits: { post_content: 500 },
      attachments: { allowed_types: ["image/*", "video/*"] },
      rate_limiting: { enabled: true },
    });
    await key("limits.post_content").getByText("not the default").waitFor();

    await number("limits.post_content").fill("0");
    await number("limits.search_results").fill("7");
    await page.getByRole("button", { name: "Save" }).click();
    await key("limits.post_content").locator(".problem", { hasText: "limits.post_content" }).waitFor();
    // All of them or none.
    expect(await values()).toMatchObject({ limits: { post_content: 500, search_results: 30 } });
    expect(await number("limits.search_results").inputValue()).toBe("7");
    await page.getByLabel("Find a key").fill("post_content");
    expect(await page.locator(".config-key").count()).toBe(1);
    await page.getByLabel("Reset limits.post_content to its default").click();
    await page.getByRole("button", { name: "Save" }).click();
    // "Saved" may still be there from the first time.
    await until("the reset", async () => {
      const { limits } = (await values()) as { limits: { post_content: number } };
      return limits.post_content === 2000 || undefined;
    });
    expect(await values()).toMatchObject({ limits: { post_content: 2000, search_results: 7 } });
  });

  test("a key that inherits gets a value of its own, and loses it again", async () => {
    const { page } = await admin.logIn("olga", "config");
    const days = async () => {
      const { modlog } = (await admin.owner.request("config_get")).config as Record<string, unknown>;
      return (modlog as { retention: { user_moderation?: number | null } }).retention.user_moderation ?? null;
    };
    const field = page.getByRole("spinbutton", { name: "modlog.retention.user_moderation" });
    await field.fill("30");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect(await days()).toBe(30);
    await page.getByLabel("Reset modlog.retention.user_moderation to its default").click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".save-bar").waitFor({ state: "detached" });
    expect(await days()).toBe(90);
    await page
      .locator('[data-key="modlog.retention.user_moderation"]')
      .getByText("as modlog.retention.default")
      .waitFor();
  });

  test("members who are no owners find the owners' keys locked", async () => {
    await admin.enter("mira");
    await admin.owner.request("role_create", { name: "keeper", permissions: ["manage_server"] });
    await admin.owner.request("user_roles_add", { user: "mira", roles: ["keeper"] });
    const { page } = await admin.logIn("mira", "config");
    const key = page.locator('[data-key="modlog.enabled"]');
    await key.getByText("Only owners can change this").waitFor();
    expect(await page.getByLabel("modlog.enabled").isDisabled()).toBe(true);
    expect(await page.getByLabel("limits.post_content").isDisabled()).toBe(false);
  });

  test("a bot's token is shown once, and works until there is a new one; the bot is deleted", async () => {
    const { page } = await admin.logIn("olga", "bots");
    const dialog = page.locator("dialog");
    const token = async () => {
      const text = await dialog.locator(".code").innerText();
      await dialog.getByRole("button", { name: "Close" }).click();
      await dialog.waitFor({ state: "detached" });
      return text;
    };
    const works = async (token: string) => {
      try {
        (await connect(admin.server.ws, { login: { token }, reconnect: [] })).close();
        return true;
      } catch {
        return false;
      }
    };
    await page.getByText("There are no bots yet").waitFor();
    await page.getByRole("button", { name: "New bot" }).click();
    await dialog.getByLabel("Name").fill("a");
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByText("A name has 2 to 32 characters").waitFor();
    await dialog.getByLabel("Name").fill("weather");
    await dialog.getByRole("button", { name: "Create" }).click();
    const first = await token();
    expect(await works(first)).toBe(true);
    await page.getByRole("button", { name: "New token for weather" }).click();
    await page.getByRole("button", { name: "Make a new token" }).click();
    const second = await token();
    expect([await works(first), await works(second)]).toEqual([false, true]);
    await page.getByRole("button", { name: "Delete weather" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText("There are no bots yet").waitFor();
    expect(await works(second)).toBe(false);
  });
});
