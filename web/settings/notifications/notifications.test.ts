/** Hearing of messages: notifications in one of several tabs, muted channels, quiet hours. In Chromium. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { connect } from "../../../client/index.ts";
import { hasBrowser } from "../../../tests/support/browser.ts";
import { openPeople, type People } from "../../../tests/support/page.ts";
import { startTestServer } from "../../../tests/support/server.ts";
import { until } from "../../../tests/support/until.ts";

declare const told: string[];

const permissions = { view: ["user"], send: ["user"] };

/** Stands for the system's notifications, and keeps what it was told. */
function fakeNotifications() {
  const all: string[] = [];
  class FakeNotification {
    static permission = "granted";
    static requestPermission = async () => "granted";
    onclick: (() => void) | null = null;
    constructor(title: string, { body }: { body: string }) {
      all.push(`${title}: ${body}`);
      Object.assign(globalThis, { lastNotification: this });
    }
    close() {}
  }
  Object.assign(globalThis, { Notification: FakeNotification, told: all });
}

describe.skipIf(!hasBrowser)("notifications (need Chromium)", () => {
  let people: People;
  beforeAll(async () => {
    people = await openPeople();
  });
  afterAll(() => people.close());

  /** mira, who wants notifications, in #general; and olga, who writes. */
  async function scene(config = {}) {
    const server = await startTestServer({ config });
    const login = { register: { username: "olga", password: "tea and cake" } };
    const olga = await connect(server.ws, { login });
    await olga.request("owner_claim", { code: server.claimCode ?? "" });
    for (const name of ["garden", "shed"])
      await olga.request("channel_create", { name, type: "text", permissions });
    const mira = await people.enter(server, "mira");
    const { page, complaints } = mira;
    const context = page.context();
    await context.addInitScript(fakeNotifications);
    await page.goto(`${server.url}/#/settings/notifications`);
    await page.reload();
    await page.getByLabel("Notifications of the system").check();
    await page.keyboard.press("Escape");
    await page.waitForSelector("#composer");
    return {
      server,
      olga,
      mira,
      page,
      say: (channel: string, content: string) => olga.request("message_new", { channel, content }),
      async close() {
        olga.close();
        await context.close();
        await server.dispose();
        expect(complaints).toEqual([]);
      },
    };
  }

  const toldIn = (page: Page) => page.evaluate(() => told);
  const isTold = (page: Page, text: string) =>
    page.waitForFunction((text) => told.some((one) => one.includes(text)), text);
  const unread = (page: Page, name: string) => page.locator(".place", { hasText: name }).locator(".badge");

  test("a mention elsewhere is told, what is in sight and what calls nobody is not", async () => {
    const { page, mira, say, close } = await scene();
    await say("general", "@mira here");
    await mira.sees("here");
    await say("garden", "nobody is meant");
    await say("garden", "@mira, the **roses** bloom");
    await isTold(page, "roses");
    expect(await toldIn(page)).toEqual(["olga · garden: @mira, the roses bloom"]);
    await page.evaluate(() =>
      (globalThis as { lastNotification?: Notification }).lastNotification?.onclick?.(new Event("click")),
    );
    await page.locator("[data-jumped]", { hasText: "roses" }).waitFor();
    await close();
  });

  test("of two tabs one tells, and none while another shows the channel", async () => {
    const { server, page, say, close } = await scene();
    const second = await page.context().newPage();
    await second.goto(`${server.url}/`);
    await second.waitForSelector("#composer");
    await say("garden", "@mira first");
    const both = async () => [...(await toldIn(page)), ...(await toldIn(second))];
    await Promise.any([isTold(page, "first"), isTold(second, "first")]);
    await second.bringToFront();
    await second.click("text=garden");
    await second.locator(".message", { hasText: "first" }).waitFor();
    await say("garden", "@mira second");
    await second.locator(".message", { hasText: "second" }).waitFor();
    // What comes after it is told, so that was decided.
    await say("shed", "@mira third");
    await Promise.any([isTold(page, "third"), isTold(second, "third")]);
    expect((await both()).filter((text) => !text.includes("third"))).toEqual(["olga · garden: @mira first"]);
    expect((await both()).length).toBe(2);
    await close();
  });

  test.each([
    ["in the browser", { push: { enabled: false } }],
    ["by the server", { push: { contact: "mailto:admin@chat.example" } }],
  ])("a channel is muted %s: it is marked, and neither told nor counted in the title", async (_, config) => {
    const { page, say, close } = await scene(config);
    const garden = page.locator(".place", { hasText: "garden" });
    await garden.click({ button: "right" });
    await page.locator(".message-menu").getByText("Nothing (mute)").click();
    await garden.getByText("Muted").waitFor({ state: "attached" });
    await say("garden", "@mira quiet");
    await unread(page, "garden").waitFor();
    expect(await page.title()).toStartWith("general · ");
    expect(await page.locator(".place.unread").count()).toBe(0);
    await page.reload();
    await garden.getByText("Muted").waitFor({ state: "attached" });
    await garden.focus();
    await page.keyboard.press("Shift+F10");
    await page.locator(".message-menu").getByText("All messages").click();
    await garden.getByText("Muted").waitFor({ state: "detached" });
    await say("garden", "the gate is open");
    await isTold(page, "gate");
    expect(await toldIn(page)).toEqual(["olga · garden: the gate is open"]);
    await close();
  });

  test("nothing is told in quiet hours, nor while the status is Do not disturb", async () => {
    const { server, olga, page, say, close } = await scene({
      push: { contact: "mailto:admin@chat.example" },
    });
    const open = () => page.keyboard.press("Control+,");
    await open();
    await page.locator(".screen-nav").getByRole("button", { name: "Notifications" }).click();
    await page.getByLabel("Quiet hours").check();
    await page.getByLabel("From").fill("00:00");
    await page.getByLabel("Until").fill("00:00");
    await page.getByLabel("Until").blur();
    const login = { login: { username: "mira", password: "tea and cake" } };
    const phone = await connect(server.ws, { login });
    await until("the quiet hours", async () => {
      const { quiet_hours } = await phone.request("push_settings_get");
      return quiet_hours?.from === "00:00" && quiet_hours.to === "00:00" ? true : undefined;
    });
    phone.close();
    await page.keyboard.press("Escape");
    await say("garden", "@mira asleep");
    await unread(page, "garden").waitFor();
    await open();
    await page.locator(".screen-nav").getByRole("button", { name: "Notifications" }).click();
    await page.getByLabel("Quiet hours").uncheck();
    await page.getByLabel("From").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.click(".own-button");
    await page.locator("#own-menu").getByLabel("Do not disturb").check();
    await page.locator(".own-button .presence.dnd").waitFor();
    await say("garden", "@mira busy");
    await unread(page, "garden").filter({ hasText: "2" }).waitFor();
    await page.locator("#own-menu").getByLabel("Online").check();
    await page.locator(".own-button .presence.online").waitFor();
    await say("garden", "@mira again");
    await isTold(page, "again");
    expect(await toldIn(page)).toEqual(["olga · garden: @mira again"]);
    olga.close();
    await close();
  });
});
