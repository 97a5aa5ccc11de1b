/** Roles and members as administrators change them, in Chromium. */
import { describe, expect, test } from "bun:test";
import { adminPage } from "../../../tests/support/admin-page.ts";
import { hasBrowser } from "../../../tests/support/browser.ts";

describe.skipIf(!hasBrowser)(
  "roles and members in the administration (needs Chromium as /usr/bin/chromium)",
  () => {
    const admin = adminPage();

    test("keyboard alone: a role is moved; the owners' role stays first", async () => {
      for (const name of ["hosts", "gardeners"]) await admin.owner.request("role_create", { name });
      const olga = await admin.logIn("olga", "roles");
      const { page } = olga;
      const before = await admin.rows(olga);
      expect(await page.getByRole("button", { name: "owner can't be moved" }).isDisabled()).toBe(true);
      await page.getByRole("button", { name: "Move gardeners" }).focus();
      await page.keyboard.press("Enter");
      for (const _ of before) await page.keyboard.press("ArrowUp");
      const told = admin.owner.next("roles_list");
      await page.keyboard.press("Enter");
      await page.getByText("gardeners is now at place 2").waitFor();
      await page.waitForFunction(
        () => document.querySelectorAll(".sortable .row-name")[1]?.textContent === "gardeners",
      );
      const { roles } = await told;
      expect(Object.keys(roles).slice(0, 2)).toEqual(["owner", "gardeners"]);
    });

    test("a role is made with a colour, a permission and a member", async () => {
      const mira = await admin.enter("mira");
      const { page } = await admin.logIn("olga", "roles");
      await page.getByRole("button", { name: "New role" }).click();
      await page.locator("dialog").getByLabel("Name").fill("hosts");
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByRole("heading", { name: "hosts" }).waitFor();
      await page.getByRole("button", { name: "Choose a colour" }).click();
      await page.locator("input[type=color]").fill("#c2410c");
      await page.getByLabel("Own section").check();
      await page.getByLabel("Manage channels").check();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved", { exact: true }).waitFor();
      await page.getByRole("combobox", { name: "Give it to" }).fill("mir");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Take the role away from mira" }).waitFor();
      await mira.page.getByRole("region", { name: "hosts" }).getByText("mira").waitFor();
      await mira.page.click(".server-button");
      await mira.page.getByRole("button", { name: "Server administration" }).click();
      await mira.page.locator(".screen-nav button").first().waitFor();
      expect(await admin.sections(mira)).toEqual(["Channels", "Invites"]);
    });

    test("roles out of reach are shown, and locked", async () => {
      const permissions = ["manage_roles"];
      await admin.owner.request("role_create", { name: "keeper", permissions });
      await admin.owner.request("role_create", { name: "cleaner", permissions: ["manage_messages"] });
      await admin.owner.request("role_create", { name: "guest" });
      await admin.enter("mira");
      await admin.owner.request("user_roles_add", { user: "mira", roles: ["keeper"] });
      const mira = await admin.logIn("mira", "roles");
      const { page } = mira;
      const isLocked = (name: string) => page.getByRole("button", { name: `${name} can't be moved` }).count();
      expect([await isLocked("owner"), await isLocked("keeper"), await isLocked("guest")]).toEqual([1, 1, 0]);
      await page.click(".row-button:has-text('cleaner')");
      await page.getByText("holds permissions that you lack").waitFor();
      expect(await page.getByLabel("Name", { exact: true }).isDisabled()).toBe(true);
      await page.click(".row-button:has-text('guest')");
      expect(await page.getByLabel("Manage roles").isEnabled()).toBe(true);
      const optional = page.getByRole("group", { name: "Checked if the server enforces" });
      expect(await optional.getByRole("switch").count()).toBe(10);
      expect(await optional.getByLabel("Write messages").count()).toBe(1);
      expect(await page.getByLabel("Manage messages").isDisabled()).toBe(true);
    });

    test("a member is timed out, renamed, banned with a reason, and comes back when the ban is lifted", async () => {
      const mira = await admin.enter("mira");
      const { page } = await admin.logIn("olga", "members");
      await page.getByLabel("Find by name or role").fill("mir");
      await page.getByText("1 member", { exact: true }).waitFor();
      await page.click(".row-button:has-text('mira')");
      await page.getByRole("button", { name: "End a timeout, if there is one" }).waitFor();
      await page.getByRole("button", { name: "1 hour" }).click();
      await page.getByText("mira is timed out: 1 hour").waitFor();
      await page.getByRole("button", { name: "Lift the timeout" }).click();
      await page.getByText("no longer timed out").waitFor();
      await page.getByRole("button", { name: "End a timeout, if there is one" }).waitFor();
      expect(await page.getByLabel("Nickname").inputValue()).toBe("");
      await page.getByLabel("Nickname").fill("Mimi");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name: "Mimi" }).waitFor();
      await page.getByRole("button", { name: "Ban", exact: true }).click();
      const dialog = page.locator("dialog");
      await dialog.getByLabel("Reason").fill("Sells watches");
      await dialog.getByRole("button", { name: "Ban", exact: true }).click();
      await page.getByText("Mimi is banned").waitFor();
      await mira.page.getByText("Sells watches").waitFor();
      await page.locator(".screen-nav").getByRole("button", { name: "Bans" }).click();
      const ban = page.getByRole("list", { name: "Bans" }).locator("li");
      await ban.getByText("Sells watches").waitFor();
      await ban.getByText("by olga").waitFor();
      await ban.getByRole("button", { name: "Lift the ban" }).click();
      await page.getByText("Nobody is banned").waitFor();
      const back = await admin.logIn("mira");
      expect(await back.page.locator("#composer").count()).toBe(1);
    });

    test("a kicked member leaves; an account is deleted after a question", async () => {
      const mira = await admin.enter("mira");
      const noah = await admin.enter("noah");
      const { page } = await admin.logIn("olga", "members");
      const dialog = page.locator("dialog");
      await page.click(".row-button:has-text('mira')");
      await page.getByRole("button", { name: "Kick" }).click();
      await dialog.getByRole("button", { name: "Kick" }).click();
      await mira.page.getByText("kicked").waitFor();
      await page.click(".row-button:has-text('noah')");
      await page.getByRole("button", { name: "Delete account" }).click();
      await dialog.getByRole("button", { name: "Delete account" }).click();
      await noah.page.waitForSelector("[name=username]");
      await page.locator(".row-button:has-text('noah')").waitFor({ state: "detached" });
      expect([...admin.server.state.users.values()].map(({ username }) => username)).toEqual([
        "USR:local_olga",
      ]);
    });
  },
);
